"""One way from view to view: month, week, board, list, with the filters and the day kept."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from calendar_app.drawing import root_of
from calendar_app.filters import Filters
from calendar_app.hours import week_of

VIEWS = ("month", "week", "board", "list")


def paths(root: str, day: dt.date, query: str) -> dict[str, str]:
    """Return the address of each view around `day`; `query` is the wish of the filters."""
    return {
        "month": f"{root}{day:%Y-%m}/{query}",
        "week": f"{root}semaine/{week_of(day)[0]}/{query}",
        "board": f"{root}tableau/{day:%Y-%m}/{query}",
        "list": f"{root}liste/{query}{'&' if query else '?'}jour={day}",
    }


def drawn(filters: Filters, here: str, day: dt.date) -> SafeString:
    """Return the bar of views; `here` is a name of VIEWS. Equal bars are drawn once per process."""
    return _drawn(root_of(filters.membership.association), here, day, filters.query(), get_language() or "")


@lru_cache(maxsize=512)
def _drawn(root: str, here: str, day: dt.date, query: str, language: str) -> SafeString:
    words = {"month": _("Mois"), "week": _("Semaine"), "board": _("Tableau"), "list": _("Liste")}
    to = paths(root, day, query)
    views = [(words[name], to[name], name == here) for name in VIEWS]
    return mark_safe(render_to_string("calendar/_views.html", {"views": views}).strip())  # noqa: S308 - ours
