"""Public holidays and awareness days, one discreet line on the day they begin."""

from __future__ import annotations

import datetime as dt
from html import escape

from django.utils.translation import gettext as _

from calendar_app.campaigns import days_between
from calendar_app.drawing import Drawn
from calendar_app.filters import Filters


def add(drawn: Drawn, filters: Filters, first: dt.date, last: dt.date) -> None:
    """Add to `drawn` the line of each marked day. No query: what the association said of days is known already."""
    found = days_between(filters.membership.association, first, last, said=filters.known.said_of_days)
    for on, marked in found.items():
        names = [
            f'<a href="{escape(day.path)}">{escape(_named(day.name, to_confirm=day.to_confirm))}</a>' for day in marked
        ]
        drawn.marks[on] = f'<p class="marked">{"".join(names)}</p>'


def _named(name: str, *, to_confirm: bool) -> str:
    return _("%(name)s (date à confirmer)") % {"name": name} if to_confirm else name
