"""How far from its hour a post went out, in minutes and in a calm sentence."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Nobody reads a calendar to the minute: this near is « à l’heure ».
NEAR = 15
HOUR, DAY = 60, 24 * 60


def minutes(due_at: dt.datetime, published_at: dt.datetime) -> int:
    """Whole minutes from the planned hour to the real one; negative when it went out before."""
    return int((published_at - due_at).total_seconds() // 60)


def sentence(due_at: dt.datetime, published_at: dt.datetime) -> str:
    late = minutes(due_at, published_at)
    if abs(late) <= NEAR:
        return _("À l’heure")
    if late > 0:
        return _("%(time)s après l’heure prévue") % {"time": _length(late)}
    return _("%(time)s avant l’heure prévue") % {"time": _length(-late)}


def _length(number: int) -> str:
    """A length of time as one says it: the largest unit alone, rounded down."""
    if number < HOUR:
        return ngettext("%d minute", "%d minutes", number) % number
    if number < DAY:
        hours, rest = divmod(number, HOUR)
        return _("%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": rest} if rest else _("%d h") % hours
    return ngettext("%d jour", "%d jours", number // DAY) % (number // DAY)
