"""The week: seven days side by side, each post with its hour, its accounts and who carries it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _

from calendar_app import drawing, free, marked, states, switcher, watching
from calendar_app.filters import Filters
from calendar_app.hours import DAY, spoken_date, week_of
from calendar_app.pattern import pattern


def page(filters: Filters, day: dt.date, today: dt.date, now: dt.datetime, *, can_write: bool) -> dict[str, Any]:
    """Return the context of the week that holds `day`."""
    days = week_of(day)
    posts = list(drawing.placed(drawing.rows(filters, days[0], days[-1], now), filters, now))
    drawn = drawing.slots(posts, filters, "calendar/_slot_week.html" if can_write else "calendar/_slot_read.html")
    free.add(drawn, posts, filters, days[0], days[-1], now)
    marked.add(drawn, filters, days[0], days[-1])
    root, query = drawing.root_of(filters.membership.association), filters.query()
    here = f"{root}semaine/{days[0]}/"
    is_now = today in days
    return {
        "days": drawing.days(days, today, drawn, more=_propose(root) if can_write else ""),
        "first": days[0],
        "heading": _("Semaine du %(day)s") % {"day": spoken_date(days[0])},
        "summary": drawing.summary(drawn.numbers),
        "situation": states.situation(drawn.numbers),
        "watch": "" if query or days[-1] < today else watching.strip(posts, filters, days[0], days[-1], now),
        "is_empty": not posts,
        "is_now": is_now,
        "is_narrowed": bool(query),
        "holds": filters.holds,
        "before": f"{root}semaine/{days[0] - DAY * 7}/{query}",
        "after": f"{root}semaine/{days[0] + DAY * 7}/{query}",
        "here": here,
        "root": root,
        "views": switcher.drawn(filters, "week", today if is_now else days[0]),
        "filters": filters.drawn(here),
    }


def _propose(root: str) -> str:
    """The way to write a post for one day; %(day)s stands for it."""
    return pattern("calendar/_propose.html", "root", "day") % {"root": escape(root), "day": "%(day)s"}
