"""Slots and duty of the demo: three weekly slots, one week given up, a duty to come and one told."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from associations.models import Association
from calendar_app.duty import shifts, turns
from calendar_app.duty.occurrences import days_of, starts_at
from calendar_app.models import CalendarSlot, Channel
from config.demo.clock import at, on
from config.demo.people import Cast

DAY = dt.timedelta(days=1)
# account, day of the week, hour, who prepares, with whom, who is asked when they cannot.
SLOTS = (
    ("mastodon", 1, 18, "yanis", "", ("lea", "nour")),
    ("facebook", 3, 12, "lea", "nour", ("yanis",)),
    ("instagram", 5, 10, "nour", "", ("lea",)),
)


def live(association: Association, cast: Cast, channels: dict[str, Channel], today: dt.date) -> None:
    """Open the slots, give one week up, hold one duty and open the next."""
    opened_on = today - 40 * DAY
    with at(on(opened_on, 20)):
        slots = [_slot(cast, channels, opened_on, *line) for line in SLOTS if line[0] in channels]
    now = on(today, 9)
    if slots:
        coming = next(days_of(slots[0], today + 2 * DAY, today + 9 * DAY))
        if starts_at(slots[0], coming) > now:
            with at(now):
                turns.give_up(slots[0], coming, by=cast["yanis"], now=now)
    _duty(cast, channels, today)


def _slot(
    cast: Cast,
    channels: dict[str, Channel],
    opened_on: dt.date,
    account: str,
    weekday: int,
    hour: int,
    owner: str,
    partner: str,
    substitutes: tuple[str, ...],
) -> CalendarSlot:
    sheet = turns.Sheet(
        channel=channels[account],
        weekday=weekday,
        hour=dt.time(hour),
        owner=cast[owner],
        partner=cast[partner] if partner else None,
        from_on=opened_on,
        until_on=None,
        substitutes=[cast[name] for name in substitutes],
    )
    return turns.keep_slot(CalendarSlot(), sheet, by=cast["ines"])


def _duty(cast: Cast, channels: dict[str, Channel], today: dt.date) -> None:
    accounts = [channels[name] for name in ("mastodon", "facebook") if name in channels]
    words: dict[str, Any] = {"purpose": "Répondre aux questions sur la collecte", "channels": accounts, "capacity": 2}
    for days in (-9, 3):
        start, opened = on(today + days * DAY, 18), on(today + (days - 12) * DAY, 20)
        with at(opened):
            shift = shifts.open_shift(starts_at=start, ends_at=start + dt.timedelta(hours=2), by=cast["ines"], **words)
            shifts.sign_up(shift, by=cast["yanis"], now=opened)
        if days < 0:
            told = start + dt.timedelta(hours=3)
            with at(told):
                note = "Beaucoup de questions sur les horaires du local."
                shifts.tell(
                    shift, contacts=11, hours=Decimal(2), result="useful", note=note, by=cast["yanis"], now=told
                )
