"""Who is told of a slip, at once and in calm words; and what waits while it is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from associations.models import Association, Membership
from associations.permissions import PERMISSIONS
from calendar_app.hours import PARIS
from calendar_app.models import Slip
from reminders.outbox import Planned
from reminders.todo import Todo

Status = Slip.Status
# Later, the mail would be old news: the slip stays in « À faire ».
TOLD_FOR = dt.timedelta(days=7)


def planned(association: Association, now: dt.datetime) -> Iterator[Planned]:
    """Yield what the presidency, the coordination and the owner are told of each recent slip."""
    for slip in Slip.objects.of(association).filter(opened_at__gt=now - TOLD_FOR).with_post():
        yield from of_slip(slip)


def of_slip(slip: Slip) -> Iterator[Planned]:
    """One urgent reminder for each person who must know; whoever opened it knows."""
    day = timezone.localdate(slip.opened_at, PARIS)
    leads = Membership.objects.of(slip.association).holding(PERMISSIONS["calendar.manage"], day)
    people = {person.pk: person for person in leads}
    owner = slip.post.owner
    if owner.left_on is None:
        people.setdefault(owner.pk, owner)
    people.pop(slip.opened_by_id, None)
    for person in people.values():
        with translation.override(person.user.language):
            yield Planned(
                key=f"slip:{slip.pk}:opened",
                to=person,
                due_at=slip.opened_at,
                subject=_("À reprendre ensemble : %(title)s") % {"title": slip.post.title},
                sentence=_(
                    "Le message « %(title)s » est en ligne et demande notre attention. Ses mots sont gardés ; la page "
                    "dit quoi faire, étape par étape. Cela arrive à tout le monde."
                )
                % {"title": slip.post.title},
                path=slip.get_absolute_url(),
                urgent=True,
            )


def waiting(memberships: list[Membership], now: dt.datetime) -> Iterator[Todo]:
    """Yield the open slips of these memberships of one person, in one query."""
    mine = {m.association_id: m for m in memberships if m.can("calendar.slip")}
    for slip in Slip.objects.filter(association__in=mine).open().with_post().order_by("opened_at", "pk"):
        membership = mine[slip.association_id]
        is_lead = membership.can("calendar.manage")
        if slip.status == Status.LESSONS and not is_lead:
            continue
        if not is_lead and membership.pk not in (slip.opened_by_id, slip.post.owner_id):
            continue
        yield Todo(
            association=slip.association,
            title=slip.post.title,
            sentence=_("Message échappé : %(next)s") % {"next": NEXT[Status(slip.status)]()},
            path=slip.get_absolute_url(),
            verb=_("Voir l’étape suivante"),
            state="late",
            words=_("À reprendre"),
            urgent=True,
        )


NEXT = {
    Status.DETECTED: lambda: _("gardez la preuve de ce qui est en ligne."),
    Status.CAPTURED: lambda: _("retirez-le ou rectifiez-le."),
    Status.TAKEN_DOWN: lambda: _("prévenez qui doit le savoir."),
    Status.CORRECTED: lambda: _("prévenez qui doit le savoir."),
    Status.INFORMED: lambda: _("notez ce que nous retenons."),
    Status.LESSONS: lambda: _("la leçon est notée, il reste à le classer."),
}
