"""What the pages of online duty show: what comes, what was done, month by month."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils.dates import MONTHS

from associations.models import Membership
from calendar_app.hours import DAY, PARIS, spoken, spoken_hour
from calendar_app.models import DutyShift, ShiftSeat

# How far back shifts stay in the list; the totals go back a year.
RECENT = 31 * DAY
YEAR = 366 * DAY


def shifts(by: Membership, now: dt.datetime) -> dict[str, Any]:
    """Coming and recent shifts, and the totals per month. Four queries, however many there are."""
    rows = DutyShift.objects.of(by.association).filter(ends_at__gte=now - RECENT).with_people()
    found = [row(shift, by, now) for shift in rows]
    return {
        "coming": [each for each in found if not each["is_over"]],
        "past": [each for each in reversed(found) if each["is_over"]],
        "totals": totals(by, now),
        "may_manage": by.can("calendar.manage"),
    }


def row(shift: DutyShift, by: Membership, now: dt.datetime) -> dict[str, Any]:
    """One shift as the list and its own page show it. Needs `with_people()`."""
    seats = list(shift.seats.all())
    mine = next((seat for seat in seats if seat.membership_id == by.pk), None)
    is_open = shift.status == DutyShift.Status.PLANNED and shift.starts_at > now
    free = shift.capacity - len(seats)
    return {
        "shift": shift,
        "when": spoken(shift.starts_at),
        "until": spoken_hour(shift.ends_at),
        "channels": ", ".join(channel.name for channel in shift.channels.all()),
        "names": ", ".join(seat.membership.name for seat in seats),
        "seats": seats,
        "mine": mine,
        "free": free,
        "is_over": shift.ends_at <= now,
        "may_sign_up": is_open and mine is None and free > 0 and by.can("calendar.publish"),
        "may_withdraw": is_open and mine is not None,
        "may_tell": mine is not None and shift.status == DutyShift.Status.PLANNED and shift.starts_at <= now,
        "may_cancel": is_open and by.can("calendar.manage"),
    }


def totals(by: Membership, now: dt.datetime) -> list[dict[str, Any]]:
    """Shifts, hours and contacts of each of the last twelve months, newest first. One query.

    Only what was told is counted: `untold` says how many places still lack their account.
    """
    seats = ShiftSeat.objects.filter(
        association=by.association,
        shift__status=DutyShift.Status.PLANNED,
        shift__starts_at__lt=now,
        shift__starts_at__gte=now - YEAR,
    )
    rows = (
        seats.annotate(month=TruncMonth("shift__starts_at", tzinfo=PARIS))
        .values("month")
        .annotate(
            shifts=Count("shift", distinct=True),
            people=Count("membership", distinct=True),
            contacts=Sum("contacts"),
            minutes=Sum("minutes"),
            untold=Count("pk", filter=Q(told_at=None)),
        )
        .order_by("-month")
    )
    return [
        each | {"word": f"{MONTHS[each['month'].month]} {each['month'].year}", "hours": _hours(each["minutes"])}
        for each in rows
    ]


def _hours(minutes: int | None) -> float | None:
    return None if minutes is None else round(minutes / 60, 1)
