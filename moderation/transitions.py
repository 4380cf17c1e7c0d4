"""The verbs of moderation: receive, take up, pass on, decide, confirm, close."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from associations import rights
from associations.hands import lock
from associations.models import Association, Membership
from charter.models import Clause
from journal.models import Entry
from journal.moves import Overtaken, Refused, move
from moderation.articles import citable
from moderation.evidence import fingerprint
from moderation.measures import GRAVE, HARMLESS, TARGETS, Measure, Seriousness
from moderation.models import Case

Status = Case.Status


@transaction.atomic
def receive(case: Case, *, by: Membership, now: dt.datetime) -> Case:
    """Keep the proof of an unsaved `case`, number it and set its clock.

    Raises Refused, with the case already open, when the same message was reported before.
    """
    rights.require(by, "moderation.report")
    # Two reports at once must not take the same number.
    lock(Association.objects.filter(pk=by.association_id))
    case.association, case.reported_by, case.known_at = by.association, by, now
    case.due_at = now + TARGETS[Seriousness(case.seriousness)]
    case.evidence_hash = fingerprint(
        address=case.address, author_handle=case.author_handle, text=case.evidence, written_at=case.written_at
    )
    cases = Case.objects.of(by.association)
    if twin := cases.filter(evidence_hash=case.evidence_hash).first():
        raise Refused(_("Ce message a déjà été signalé, et il a son dossier. Merci de votre vigilance."), twin)
    case.number = (cases.aggregate(last=Max("number"))["last"] or 0) + 1
    case.save(force_insert=True)
    Entry.unscoped.record(case, by=by, action="moderation.report", after=case.status, object_hash=case.evidence_hash)
    return case


def take_up(case: Case, *, by: Membership) -> None:
    """Take a received case in charge."""
    move(case, Status.ASSIGNED, by=by, assigned_to=by)


def pass_on(case: Case, *, by: Membership) -> None:
    """Give the case back to the queue, without having to say why.

    A decision that waited for its second reader is dropped with it: the next person decides afresh.
    """
    nothing: dict[str, Any] = {"measure": "", "article": None, "reason": "", "decided_by": None}
    move(case, Status.RECEIVED, by=by, assigned_to=None, **nothing)


def _lock(case: Case) -> None:
    # Locked, then read again: since the page was drawn the case may have been passed on, and decided by somebody else.
    case.refresh_from_db(from_queryset=Case.objects.of(case.association).select_for_update(of=("self",)))


@transaction.atomic
def decide(case: Case, *, by: Membership, measure: str, article: Clause | None, reason: str, now: dt.datetime) -> None:
    """Decide a case one has in charge. A grave measure waits for a second person instead of taking effect."""
    _lock(case)
    if case.assigned_to_id != by.pk:
        raise Refused(
            _("Prenez d’abord ce dossier en charge : deux personnes ne doivent pas décider en même temps."), case
        )
    if measure not in HARMLESS and article not in citable(case.association):
        raise Refused(_("Une mesure cite un article de la charte de modération en vigueur. Choisissez-en un."), case)
    decision = {"measure": measure, "article": article, "reason": reason, "decided_by": by}
    if measure in GRAVE:
        move(case, Status.SECOND_READING, by=by, **decision)
    else:
        move(case, Status.DECIDED, by=by, decided_at=now, **decision)


@transaction.atomic
def confirm(case: Case, *, by: Membership, read: str, now: dt.datetime) -> None:
    """Second a grave decision taken by somebody else. `read` is the `decision_hash` of the one they have read."""
    _lock(case)
    if case.decided_by_id == by.pk and by.can("moderation.decide"):
        raise Refused(
            _("Une autre personne doit relire votre décision : elle la trouvera sur sa page d’accueil."), case
        )
    if case.status == Status.SECOND_READING and read != case.decision_hash:
        raise Overtaken(
            _("La décision proposée a changé depuis votre lecture. La voici : relisez-la avant de confirmer."), case
        )
    move(case, Status.DECIDED, by=by, decided_at=now, second_reader=by)


def close(case: Case, *, by: Membership, notice: str, now: dt.datetime) -> None:
    """Close a decided case by saying whether its author was told; only an unchanged message needs no word to anyone."""
    if notice == Case.Notice.NOT_NEEDED and case.measure != Measure.NONE:
        raise Refused(
            _("Une mesure a été prise : dites si la personne a été prévenue ou si elle ne peut pas l’être."), case
        )
    move(case, Status.CLOSED, by=by, notice=notice, closed_at=now)
