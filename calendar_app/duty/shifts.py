"""The verbs of online duty: open a shift, sign up, withdraw, tell what came of it, cancel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Membership
from calendar_app.models import Channel, DutyShift, ShiftSeat
from journal.models import Entry
from journal.moves import NoSuchMove, Overtaken, Refused, move


@transaction.atomic
def open_shift(
    *,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    purpose: str,
    channels: Iterable[Channel],
    capacity: int,
    by: Membership,
) -> DutyShift:
    """Open a shift to which people may sign up."""
    rights.require(by, "calendar.manage")
    shift = DutyShift.objects.create(
        association=by.association,
        starts_at=starts_at,
        ends_at=ends_at,
        purpose=purpose.strip(),
        capacity=capacity,
        created_by=by,
    )
    shift.channels.set(channels)
    Entry.objects.record(shift, by=by, action="calendar.shift")
    return shift


@transaction.atomic
def sign_up(shift: DutyShift, *, by: Membership, now: dt.datetime) -> ShiftSeat:
    """Take a place. Of two people for the last one, one is told it is full. Asked twice, one place."""
    rights.require(by, "calendar.publish")
    shift = _open(shift, now)
    seat = shift.seats.filter(membership=by).first()
    if seat:
        return seat
    if shift.seats.count() >= shift.capacity:
        raise Overtaken(_("La permanence est complète : quelqu’un vient de prendre la dernière place."), shift)
    seat = ShiftSeat.objects.create(association=shift.association, shift=shift, membership=by, signed_up_at=now)
    Entry.objects.record(shift, by=by, action="calendar.shift", after="signed up")
    return seat


@transaction.atomic
def withdraw(shift: DutyShift, *, by: Membership, now: dt.datetime) -> None:
    """Give one's place back before the shift begins."""
    shift = _open(shift, now)
    if shift.seats.filter(membership=by).delete()[0]:
        Entry.objects.record(shift, by=by, action="calendar.shift", after="withdrawn")


@transaction.atomic
def tell(
    shift: DutyShift, *, contacts: int, hours: Decimal, result: str, note: str, by: Membership, now: dt.datetime
) -> ShiftSeat:
    """Say what came of one's own shift, once it has begun; said again, it is corrected."""
    shift = _locked(shift)
    if shift.status != DutyShift.Status.PLANNED:
        raise NoSuchMove(_("Cette permanence a été annulée."), shift)
    if shift.starts_at > now:
        raise Refused(_("La permanence n’a pas commencé : revenez après."), shift)
    seat = shift.seats.filter(membership=by).first()
    if seat is None:
        raise PermissionDenied("calendar.publish")
    seat.contacts, seat.result, seat.note, seat.told_at = contacts, result, note.strip(), now
    seat.minutes = int((Decimal(hours) * 60).quantize(Decimal(1), ROUND_HALF_UP))
    seat.save(update_fields=["contacts", "minutes", "result", "note", "told_at"])
    Entry.objects.record(shift, by=by, action="calendar.shift", after="told")
    return seat


@transaction.atomic
def cancel(shift: DutyShift, *, reason: str, by: Membership, now: dt.datetime) -> None:
    """Call a shift off before it begins; those signed up are told."""
    shift = _open(shift, now)
    if not reason.strip():
        raise Refused(_("Dites pourquoi en une phrase : les personnes inscrites la liront."), shift)
    move(shift, DutyShift.Status.CANCELLED, by=by, reason=reason.strip())


def _locked(shift: DutyShift) -> DutyShift:
    rows = DutyShift.objects.of(shift.association).filter(pk=shift.pk)
    rows.select_for_update().values_list("pk").get()
    return rows.select_related("association").get()


def _open(shift: DutyShift, now: dt.datetime) -> DutyShift:
    """The row as it is now, locked; refused once it has begun or was called off."""
    shift = _locked(shift)
    if shift.status != DutyShift.Status.PLANNED:
        raise NoSuchMove(_("Cette permanence a été annulée."), shift)
    if shift.starts_at <= now:
        raise Refused(_("La permanence a déjà commencé."), shift)
    return shift
