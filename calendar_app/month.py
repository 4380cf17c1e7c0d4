"""The month: whole weeks, Monday first; on a phone, an agenda that begins today."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.text import capfirst

from calendar_app import drawing, free, marked, states, switcher, watching
from calendar_app.filters import Filters
from calendar_app.hours import last_of, neighbour, weeks


def page(filters: Filters, month: dt.date, today: dt.date, now: dt.datetime, *, moving: bool = False) -> dict[str, Any]:
    """Return the context of the month page. `month` is a first day; `moving` gives each post a way to move it."""
    days = weeks(month.year, month.month)
    posts = list(drawing.placed(drawing.rows(filters, days[0], days[-1], now), filters, now))
    drawn = drawing.slots(posts, filters, "calendar/_slot_move.html" if moving else "calendar/_slot.html")
    free.add(drawn, posts, filters, days[0], days[-1], now)
    marked.add(drawn, filters, days[0], days[-1])
    is_now = today.replace(day=1) == month
    calm = bool(filters.query()) or days[-1] < today
    return {
        "days": drawing.days(days, today, drawn, month.month),
        "first": days[0],
        "dows": [str(WEEKDAYS[i]) for i in range(7)],
        "heading": f"{capfirst(MONTHS[month.month])} {month.year}",
        "summary": drawing.summary(drawn.numbers),
        "situation": states.situation(drawn.numbers),
        "watch": "" if calm else watching.strip(posts, filters, days[0], last_of(month), now),
        "is_empty": not drawn.by_day,
        "is_now": is_now,
        "has_past": is_now and any(day < today and day not in drawn.waiting for day in drawn.by_day),
        "is_narrowed": bool(filters.query()),
        "is_moving": moving,
        "holds": filters.holds,
        **links(filters, month, "month", today if is_now else month),
    }


def links(filters: Filters, month: dt.date, view: str, day: dt.date) -> dict[str, Any]:
    """Addresses around a month seen as `view` (month or board), the filters kept; `day` is what other views show."""
    root, query = drawing.root_of(filters.membership.association), filters.query()
    base = root if view == "month" else f"{root}tableau/"
    before, after = neighbour(month, -1), neighbour(month, 1)
    here = f"{base}{month:%Y-%m}/"
    return {
        "before": {"path": f"{base}{before:%Y-%m}/{query}", "word": capfirst(MONTHS[before.month])},
        "after": {"path": f"{base}{after:%Y-%m}/{query}", "word": capfirst(MONTHS[after.month])},
        "here": here,
        "root": root,
        "query": query,
        "views": switcher.drawn(filters, view, day),
        "filters": filters.drawn(here),
    }
