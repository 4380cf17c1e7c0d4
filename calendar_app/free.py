"""The slots of the week that nothing fills yet, drawn where their post would stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from html import escape

from django.utils.translation import gettext as _

from calendar_app.drawing import Drawn, Placed
from calendar_app.duty import EmptySlot, empty_slots
from calendar_app.filters import Filters
from calendar_app.hours import DAY, PARIS, midnight, spoken_hour
from calendar_app.pattern import pattern


def add(
    drawn: Drawn, posts: Iterable[Placed], filters: Filters, first: dt.date, last: dt.date, now: dt.datetime
) -> None:
    """Add to `drawn` the empty slots from now to the end of `last`. Two queries, none where there are no slots.

    A page that shows only some posts cannot tell an empty slot from a hidden one: it draws none.
    """
    end = midnight(last + DAY)
    if filters.query() or not filters.known.has_slots or end <= now:
        return
    near: dict[int, list[tuple[dt.datetime, int, str]]] = {}
    for each in posts:
        for account in each.accounts if each.state != "cancelled" else ():
            near.setdefault(account, []).append((each.row.due_at, each.row.pk, each.row.title))
    names = {account.pk: account.name for account in filters.channels}
    for slot in empty_slots(filters.membership.association, max(now, midnight(first)), end, near):
        day = slot.starts_at.astimezone(PARIS).date()
        drawn.by_day.setdefault(day, []).append(_drawn(slot, names.get(slot.channel_id, "")))


def _drawn(slot: EmptySlot, account: str) -> str:
    words = _("Relève demandée") if slot.is_asked else _("Créneau à prendre")
    if slot.owner_name:
        words = _("À remplir par %(name)s") % {"name": slot.owner_name}
    where = f"{account}, {spoken_hour(slot.starts_at)}" if account else spoken_hour(slot.starts_at)
    values = {"path": escape(slot.path), "where": escape(where), "words": escape(words)}
    return pattern("calendar/_slot_free.html", "path", "where", "words") % values
