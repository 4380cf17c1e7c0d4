"""The board: the posts of a month under the state they are in, the ones that wait for somebody first."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.dates import MONTHS
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

from calendar_app import drawing, month, states
from calendar_app.filters import Filters
from calendar_app.hours import last_of

# What calls for an act comes before what is settled.
COLUMNS = ("late", "held", "draft", "review", "approved", "scheduled", "published", "cancelled", "withdrawn")


def page(filters: Filters, first: dt.date, today: dt.date, now: dt.datetime, *, can_write: bool) -> dict[str, Any]:
    """Return the context of the board of the month that begins on `first`."""
    found = drawing.rows(filters, first, last_of(first), now)
    by_state: dict[str, list[drawing.Placed]] = {}
    for each in drawing.placed(found, filters, now):
        by_state.setdefault(each.state, []).append(each)
    columns = []
    for state in COLUMNS:
        if posts := by_state.get(state):
            may_choose = can_write and state not in ("published", "cancelled", "withdrawn")
            template = "calendar/_card.html" if may_choose else "calendar/_card_read.html"
            drawn = drawing.slots(posts, filters, template)
            cards = "".join(card for day in sorted(drawn.by_day) for card in drawn.by_day[day])
            columns.append((state, str(states.WORDS[state]), len(posts), mark_safe(cards)))  # noqa: S308 - drawn above
    is_now = today.replace(day=1) == first
    return {
        "columns": columns,
        "heading": f"{capfirst(MONTHS[first.month])} {first.year}",
        "is_now": is_now,
        "is_narrowed": bool(filters.query()),
        "holds": filters.holds,
        **month.links(filters, first, "board", today if is_now else first),
    }
