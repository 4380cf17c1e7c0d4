"""The verbs of training: plan, sign up, give one's place back, mark who came, hold, cancel."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Membership
from journal.models import Entry
from journal.moves import Refused, move
from training.models import Attendance, Workshop


@transaction.atomic
def plan(workshop: Workshop, *, by: Membership) -> Workshop:
    """Keep an unsaved workshop."""
    rights.require(by, "training.organise")
    workshop.association, workshop.created_by = by.association, by
    workshop.save(force_insert=True)
    Entry.unscoped.record(workshop, by=by, action="training.organise", after=workshop.status)
    return workshop


@transaction.atomic
def sign_up(workshop: Workshop, *, by: Membership, now: dt.datetime) -> Attendance:
    """Take a place for oneself. Asking twice keeps one place; raises Refused when it is full, begun or cancelled."""
    rights.require(by, "training.attend")
    # Locked before counting: two people must not take the last place.
    workshop = Workshop.objects.of(by.association).select_for_update(of=("self",)).get(pk=workshop.pk)
    attendance = Attendance.objects.of(by.association).by(by).filter(workshop=workshop).first()
    if attendance and attendance.status != Attendance.Status.WITHDRAWN:
        return attendance
    if not workshop.takes_names(now):
        raise Refused(_("Les inscriptions à cet atelier sont closes."), workshop)
    if Attendance.objects.of(by.association).holding().filter(workshop=workshop).count() >= workshop.places:
        raise Refused(_("Il ne reste plus de place. Revenez plus tard : une place se libère parfois."), workshop)
    if attendance:
        move(attendance, Attendance.Status.EXPECTED, by=by, signed_up_at=now)
        return attendance
    attendance = Attendance.objects.create(association=by.association, workshop=workshop, member=by, signed_up_at=now)
    Entry.unscoped.record(attendance, by=by, action="training.attend", after=attendance.status)
    return attendance


def withdraw(attendance: Attendance, *, by: Membership, now: dt.datetime) -> None:
    """Give one's own place back, without having to say why, until the workshop begins."""
    if attendance.member_id != by.pk:
        raise Refused(_("Seule la personne inscrite peut rendre sa place."), attendance)
    if not attendance.workshop.takes_names(now):
        raise Refused(_("L’atelier a commencé ou n’a plus lieu : il n’y a plus de place à rendre."), attendance)
    move(attendance, Attendance.Status.WITHDRAWN, by=by)


def mark(attendance: Attendance, *, came: bool, by: Membership, now: dt.datetime) -> None:
    """Fill in the attendance sheet, once the workshop has begun. Marking the same thing twice changes nothing."""
    rights.require(by, "training.organise")
    if attendance.workshop.status == Workshop.Status.CANCELLED:
        raise Refused(_("Cet atelier n’a pas eu lieu : il n’a pas de feuille de présence."), attendance)
    to = Attendance.Status.PRESENT if came else Attendance.Status.ABSENT
    if now < attendance.workshop.starts_at:
        raise Refused(_("La feuille de présence s’ouvre au début de l’atelier."), attendance)
    if attendance.status != to:
        move(attendance, to, by=by)


def hold(workshop: Workshop, *, by: Membership, now: dt.datetime) -> None:
    """Say that the workshop took place."""
    if now < workshop.starts_at:
        raise Refused(_("Cet atelier n’a pas encore commencé."), workshop)
    move(workshop, Workshop.Status.HELD, by=by)


def cancel(workshop: Workshop, *, by: Membership, reason: str) -> None:
    """Cancel a planned workshop and say why; the sign-ups stay, so that people can be told."""
    move(workshop, Workshop.Status.CANCELLED, by=by, cancel_reason=reason)
