"""Slots and shifts reached by their own verbs. NOW is Sunday 22 November 2026, 11 h in Paris."""

from __future__ import annotations

import datetime as dt

from calendar_app.duty import occurrences, shifts, turns
from calendar_app.hours import PARIS, midnight
from calendar_app.models import CalendarSlot, SlotAsk, SlotTurn

from ..given import DAY, HOUR, NOW

TUESDAY, WEDNESDAY, FRIDAY = 1, 2, 4
# The first Wednesday and the first Friday after NOW.
WED, FRI = dt.date(2026, 11, 25), dt.date(2026, 11, 27)


def a_slot(given, owner="chloe", partner=None, substitutes=(), weekday=FRIDAY, hour=18, **fields):
    """A weekly slot on Mastodon, Fridays at 18 h, of Chloé."""
    cast = given.cast
    sheet = turns.Sheet(
        channel=fields.pop("channel", None) or given.channel(),
        weekday=weekday,
        hour=dt.time(hour),
        owner=getattr(cast, owner) if owner else None,
        partner=getattr(cast, partner) if partner else None,
        from_on=fields.pop("from_on", dt.date(2026, 1, 1)),
        until_on=fields.pop("until_on", None),
        substitutes=[getattr(cast, name) for name in substitutes],
    )
    return turns.keep_slot(CalendarSlot(), sheet, by=cast.bruno)


def given_up(given, on=FRI, now=NOW, by=None, **fields):
    """A slot whose owner said « je ne peux pas »: the first substitute is asked."""
    slot = a_slot(given, **fields)
    return turns.give_up(slot, on, by=by or given.cast.chloe, now=now)


def at(on, hour, minute=0):
    return dt.datetime.combine(on, dt.time(hour, minute), tzinfo=PARIS)


def weeks(given, first, last):
    return occurrences(given.association, midnight(first), midnight(last + DAY))


def asks(turn):
    return [
        (ask.to.name.split()[0], ask.status) for ask in SlotAsk.objects.filter(turn=turn).select_related("to__user")
    ]


def again(turn):
    return SlotTurn.objects.with_people().get(pk=turn.pk)


def a_shift(given, capacity=2, start=NOW + 2 * DAY, length=2 * HOUR, **fields):
    return shifts.open_shift(
        starts_at=start,
        ends_at=start + length,
        purpose=fields.get("purpose", "Répondre aux questions sur la collecte"),
        channels=[given.channel()],
        capacity=capacity,
        by=given.cast.bruno,
    )
