"""A post proposed from a slot: it begins on the right account, day and hour, and fills the slot once saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from associations.models import Membership
from calendar_app.duty import turns
from calendar_app.duty.occurrences import is_due_on
from calendar_app.models import CalendarSlot, Post
from journal.moves import Refused


def asked(query: Mapping[str, Any], by: Membership) -> tuple[CalendarSlot, dt.date] | None:
    """Return the (slot, day) named in the address of the form, or None when it names none of this association."""
    number = str(query.get("creneau", ""))
    if not (number.isdecimal() and len(number) < 19):
        return None
    try:
        on = dt.date.fromisoformat(str(query.get("jour", "")))
    except ValueError:
        return None
    slot = CalendarSlot.objects.of(by.association).with_people().filter(pk=int(number)).first()
    return (slot, on) if slot and is_due_on(slot, on) else None


def initial(query: Mapping[str, Any], by: Membership) -> dict[str, Any]:
    """What the form of a new post begins with."""
    found = asked(query, by)
    return {"due_hour": found[0].hour, "channels": [found[0].channel_id]} if found else {}


def note(query: Mapping[str, Any], post: Post, *, by: Membership) -> None:
    """Link a post just saved to the slot it was proposed for; a slot that changed meanwhile is left alone."""
    found = asked(query, by)
    if found is None:
        return
    try:
        turns.fill(found[0], found[1], post, by=by)
    except Refused:
        return
