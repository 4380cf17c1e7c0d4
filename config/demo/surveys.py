"""What the demo's members said of their networks, before their first usage charter was written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import cycle

from associations.models import Association, Membership
from charter.surveys import transitions
from config.demo.clock import at, months_before, on
from config.demo.people import Cast

# Networks, uses, time, ease, what for the association, time a month: given in turn to the members who answered.
ANSWERS = (
    (["whatsapp", "facebook"], ["family", "follow"], "under_1", "little", ["relay"], "1"),
    (["whatsapp", "instagram", "youtube"], ["news", "share"], "3_to_7", "very", ["write", "photos"], "2_to_4"),
    (["none"], ["nothing"], "under_1", "not", ["nothing"], "none"),
    (["facebook", "whatsapp"], ["family"], "1_to_3", "rather", ["relay", "photos"], "1"),
    (["linkedin", "mastodon"], ["work", "publish"], "1_to_3", "very", ["write", "answer"], "2_to_4"),
)
WISHES = {
    3: "Ne pas recevoir de messages le soir.",
    6: "Savoir qui appeler si j’ai publié une bêtise.",
    8: "J’aimerais qu’on m’apprenne à faire de belles photos.",
}


def ask(association: Association, cast: Cast, today: dt.date) -> None:
    """Ask everybody a month before the first charter; two thirds answer."""
    day = months_before(today, 10)
    with at(on(day)):
        survey = transitions.open_survey(association, closes_on=day + dt.timedelta(days=14), by=cast["ines"], today=day)
    with at(on(day + dt.timedelta(days=3), 18)):
        for number, (member, said) in enumerate(zip(_those_who_answer(cast), cycle(ANSWERS), strict=False)):
            answers = dict(zip(("networks", "uses", "time", "ease", "ready", "month"), map(_listed, said), strict=True))
            wish = WISHES.get(number, "")
            transitions.reply(survey, by=member, answers=answers, wish=wish, today=day + dt.timedelta(days=3))
    with at(on(day + dt.timedelta(days=15), 3)):
        transitions.close_due(survey, day + dt.timedelta(days=15))


def _listed(value: Sequence[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _those_who_answer(cast: Cast) -> list[Membership]:
    return [member for number, member in enumerate(cast.values()) if number % 3 != 2]
