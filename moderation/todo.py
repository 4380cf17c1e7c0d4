"""What waits for a moderator: cases to take up or decide, decisions to second, authors to tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from associations.models import Membership
from moderation.models import Case
from reminders.todo import Todo


def waiting(memberships: list[Membership], now: dt.datetime) -> Iterator[Todo]:
    """Yield the cases each of `memberships` could settle now, in one query whatever their number."""
    deciders = {m.association_id: m for m in memberships if m.can("moderation.decide")}
    if not deciders:
        return
    mine = Q(assigned_to__in=[m.pk for m in deciders.values()])
    theirs = Q(status="received") | (mine & Q(status__in=["assigned", "decided"])) | Q(status="second_reading")
    cases = Case.objects.filter(theirs, association__in=deciders).with_people().order_by("due_at", "pk")
    for case in cases:
        if not (case.status == Case.Status.SECOND_READING and case.decided_by_id == deciders[case.association_id].pk):
            yield _todo(case, now)


def _todo(case: Case, now: dt.datetime) -> Todo:
    sentence, verb, words = {
        Case.Status.RECEIVED: (
            _("Un message attend qu’une personne le prenne en charge."),
            _("Ouvrir le dossier"),
            _("Reçu"),
        ),
        Case.Status.ASSIGNED: (_("La preuve est conservée, il reste à décider."), _("Décider"), _("À décider")),
        Case.Status.SECOND_READING: (
            _("Une mesure grave a été proposée. Elle ne prend effet qu’avec votre accord."),
            _("Relire la décision"),
            _("À confirmer"),
        ),
        Case.Status.DECIDED: (
            _("La décision est prise. Prévenez la personne, puis rangez le dossier."),
            _("Clore le dossier"),
            _("À clore"),
        ),
    }[Case.Status(case.status)]
    return Todo(
        association=case.association,
        title=_("Dossier %(number)d : %(summary)s") % {"number": case.number, "summary": case.summary},
        sentence=sentence,
        path=case.get_absolute_url(),
        verb=verb,
        due_at=case.due_at if case.is_waiting else None,
        state="late" if case.is_late(now) else "review",
        words=words,
        urgent=case.is_waiting and case.seriousness == "unlawful",
    )
