"""Minutes among what waits for a person: to write once a session is closed, to sign once they are fixed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.models import Membership
from governance import certifying
from governance import minutes as verbs
from governance.models import Meeting, Minutes
from reminders.todo import Todo


def waiting(memberships: list[Membership], now: dt.datetime) -> Iterator[Todo]:
    """Yield minutes to sign, then to write, for `memberships`, in four queries whatever their number."""
    mine = {membership.association_id: membership for membership in memberships}
    yield from _to_sign(mine, now)
    yield from _to_write(mine)


def _to_sign(mine: dict[int, Membership], now: dt.datetime) -> Iterator[Todo]:
    fixed = Minutes.objects.filter(association__in=mine, status=Minutes.Status.SUBMITTED).defer("pdf", "content")
    fixed = fixed.select_related("association", "meeting__body", "meeting__chair", "meeting__secretary", "ballot")
    fixed = fixed.prefetch_related("signatures__membership")
    rows = list(fixed)
    if not rows:
        return
    standing_in = certifying.without_secretary([each.association for each in rows], timezone.localdate(now))
    for minutes in rows:
        membership, given = mine[minutes.association_id], list(minutes.signatures.all())
        if not verbs.capacity_of(minutes, membership, given, stands_in=minutes.association_id in standing_in):
            continue
        yield Todo(
            association=membership.association,
            title=_("Signer le procès-verbal : %(subject)s") % {"subject": minutes.subject},
            sentence=_("Relisez-le, puis signez : deux signatures le versent au registre."),
            path=minutes.get_absolute_url(),
            verb=_("Relire et signer"),
            state="waiting",
            words=minutes.get_status_display(),
            urgent=True,
        )


def _to_write(mine: dict[int, Membership]) -> Iterator[Todo]:
    """To who manages votes, and to the secretary of the meeting, whatever their mandates."""
    keepers = [pk for pk, membership in mine.items() if membership.can("governance.manage")]
    told = Minutes.objects.filter(meeting__isnull=False).exclude(status=Minutes.Status.DRAFT).values("meeting")
    theirs = Q(association__in=keepers) | Q(secretary__in=[membership.pk for membership in mine.values()])
    closed = Meeting.objects.filter(theirs, association__in=mine, status=Meeting.Status.CLOSED).exclude(pk__in=told)
    for meeting in closed.select_related("body", "association").order_by("closed_at"):
        yield Todo(
            association=mine[meeting.association_id].association,
            title=_("Écrire le procès-verbal : %(meeting)s") % {"meeting": meeting},
            sentence=_("Présences et votes y sont déjà : il reste à dire ce qui s’est passé."),
            path=reverse("governance:meeting-detail", args=[meeting.association.slug, meeting.pk]),
            verb=_("Ouvrir la réunion"),
            state="draft",
            words=_("À écrire"),
        )
