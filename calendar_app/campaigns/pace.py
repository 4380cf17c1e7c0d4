"""Little, continuous and targeted: what the dates of a campaign say of its pace. Plain data in, words out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

# So many posts on one day, or within three days, are felt as one burst; so many days without any, as silence.
DAY_BURST, BURST, BURST_DAYS, SILENCE = 3, 5, 3, 21


@dataclass(frozen=True)
class Pace:
    """`look` is "calm", "burst", "silent" or "empty"; `sentence` says what was seen, `advice` what one could do."""

    look: str
    sentence: str
    advice: str = ""


def pace(dates: Iterable[dt.date], start: dt.date, end: dt.date, spoken: Any) -> Pace:
    """Judge the `dates` of the posts of a campaign that runs from `start` to `end`; `spoken` writes a date in words."""
    days = sorted(dates)
    if not days:
        return Pace("empty", _("Aucune publication encore."), _("Commencez par une ou deux, bien espacées."))
    day, most = max(Counter(days).items(), key=lambda pair: (pair[1], -pair[0].toordinal()))
    if most >= DAY_BURST:
        said = _("%(count)d publications le même jour, %(day)s.") % {"count": most, "day": spoken(day)}
        return Pace("burst", said, _("Peu et souvent porte mieux qu’un seul grand coup : étalez-en une partie."))
    for first, last in zip(days, days[BURST - 1 :], strict=False):
        if (last - first).days < BURST_DAYS:
            said = _("%(count)d publications en trois jours autour du %(day)s.")
            advice = _("Peu et souvent porte mieux qu’un seul grand coup : étalez-en une partie.")
            return Pace("burst", said % {"count": BURST, "day": spoken(first)}, advice)
    marks = sorted({start, *(each for each in days if start <= each <= end), end})
    hole = max(pairwise(marks), key=lambda pair: pair[1] - pair[0], default=(start, end))
    if (hole[1] - hole[0]).days > SILENCE:
        said = _("Rien entre le %(first)s et le %(last)s.") % {"first": spoken(hole[0]), "last": spoken(hole[1])}
        return Pace("silent", said, _("Un mot court dans l’intervalle garderait le lien."))
    return Pace("calm", _("Un rythme régulier : peu, et souvent."))
