"""The verbs of a charter: start, submit, freeze, put to the vote, open again, take the outcome, bring into force.

Writing its articles is in charter/writing.py, signing it in charter/attesting.py, what happens to a text in force in
charter/keeping.py, ending it in charter/repealing.py.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from associations import rights
from associations.hands import lock
from associations.models import Association, Membership
from charter import annexes, campaigns, lapsing, repealing
from charter.library import template, to_adapt
from charter.locks import locked
from charter.models import Charter, Clause, Version
from charter.models.versions import a_year_after
from charter.proclaimed import SUBJECT, adopting_ballot, what_lacks
from governance import transitions as governance
from governance.models import Ballot
from journal.models import Entry
from journal.moves import HOUSE, House, Refused, move, only_from

Status = Version.Status


@transaction.atomic
def start_version(association: Association, kind: str, *, by: Membership) -> Version:
    """Begin the next version: from the one decided last, in force or soon to be, or from the template.

    What changes is then said of the text this one will replace, even when that one still waits for its day. Once a
    text was repealed with nothing to follow it, its words are where the next one starts.

    Raises Refused when a version is already being written or voted.
    """
    rights.require(by, "charter.edit")
    lock(Association.objects.filter(pk=association.pk))
    charter, _new = Charter.objects.get_or_create(
        association=association, kind=kind, defaults={"is_public": kind in Charter.PUBLIC_AT_FIRST}
    )
    versions = Version.objects.filter(charter=charter)
    if under_way := versions.under_way().with_charter().first():
        raise Refused(_("Une version de ce texte est déjà en préparation : la voici."), under_way)
    base = versions.decided().order_by("-number").first() or versions.repealed().order_by("-number").first()
    number = (versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = Version.objects.create(
        association=association, charter=charter, number=number, based_on=base, created_by=by
    )
    Clause.objects.bulk_create(_first_clauses(version, base))
    if base:
        annexes.take_over(version, base)
    Entry.objects.record(version, by=by, action="charter.edit", after=version.status)
    return version


def _first_clauses(version: Version, base: Version | None) -> list[Clause]:
    rows: Any = base.clauses.order_by("position") if base else template(version.charter.kind).clauses
    return [
        Clause(
            association=version.association,
            version=version,
            key=row.key,
            position=position,
            title=row.title,
            body=row.body,
            note=row.note,
        )
        for position, row in enumerate(rows, start=1)
    ]


@transaction.atomic
def describe(version: Version, *, by: Membership, summary: str, is_material: bool = True) -> None:
    """Say in a sentence what changes, and whether people must sign again."""
    rights.require(by, "charter.edit")
    version = locked(version)
    if not version.is_editable:
        raise Refused(_("Ce texte est arrêté : sa présentation ne change plus."), version)
    version.summary, version.is_material = summary, is_material
    version.save(update_fields=["summary", "is_material"])


@transaction.atomic
def submit(version: Version, *, by: Membership) -> None:
    """Send the text to those who read it again: as a draft, or once what was asked is done."""
    # A third arrow of the map leads to review: this verb is not that one. So for the others below.
    version = only_from(locked(version), Status.DRAFT, Status.CHANGES_REQUESTED)
    if not version.clauses.exists():
        raise Refused(_("Ce texte n’a aucun article : ajoutez-en un avant de l’envoyer en relecture."), version)
    # Who sends the text reports on what is asked of it, until somebody else is named.
    move(version, Status.REVIEW, by=by, review_note="", rapporteur=version.rapporteur or by)


@transaction.atomic
def ask_for_changes(version: Version, *, by: Membership, note: str) -> None:
    """Send the text back to its writers, saying what is asked. Raises Refused without a word of it."""
    version = only_from(locked(version), Status.REVIEW)
    if not note.strip():
        raise Refused(_("Dites ce que vous demandez : les personnes qui écrivent le texte en ont besoin."), version)
    move(version, Status.CHANGES_REQUESTED, by=by, review_note=note)


def left_to_adapt(version: Version) -> list[Clause]:
    """Return the articles that still hold a place to adapt, in order."""
    return [clause for clause in version.clauses.order_by("position") if to_adapt(f"{clause.title}\n{clause.body}")]


@transaction.atomic
def freeze(version: Version, *, by: Membership, now: dt.datetime) -> None:
    """Fix the text and its hash: from here on nothing alters the articles."""
    version = locked(version)
    clauses = list(version.clauses.order_by("position"))
    if not clauses:
        raise Refused(_("Ce texte n’a aucun article : il n’y a rien à arrêter."), version)
    if holes := left_to_adapt(version):
        numbers = ", ".join(str(clause.position) for clause in holes)
        raise Refused(_("Des passages restent à adapter : articles %(numbers)s.") % {"numbers": numbers}, version)
    if lost := annexes.astray(version, [clause.key for clause in clauses]):
        raise Refused(
            _("Une règle cite un article qui n’est plus dans le texte : « %(rule)s ». Corrigez-la ou retirez-la.")
            % {"rule": lost[0]},
            version,
        )
    digest = annexes.digest(version, [clause.as_text() for clause in clauses])
    base = version.based_on
    if base and base.status != Status.REPEALED and base.content_hash == digest:
        raise Refused(_("Ce texte est mot pour mot celui qui est en vigueur : il n’y a rien à voter."), version)
    move(version, Status.FROZEN, by=by, content_hash=digest, frozen_at=now)
    lapsing.on_version(version, lapsing.Cause.FROZEN, now=now)


@transaction.atomic
def thaw(version: Version, *, by: Membership) -> None:
    """Open a fixed text again, before any vote: its hash goes, and a new one will come with the new words."""
    version = only_from(locked(version), Status.FROZEN)
    move(version, Status.REVIEW, by=by, content_hash="", frozen_at=None)


def running_ballot(version: Version) -> Ballot | None:
    """Return the ballot that is not settled yet on `version`; None when there is none."""
    return Ballot.objects.about(SUBJECT, version.pk).filter(status__in=Ballot.LIVE).first()


@transaction.atomic
def reopen(version: Version, *, by: Membership, reason: str, now: dt.datetime) -> Version:
    """Open a text under vote again: its ballot is void, its hash is dropped, the words are back in review.

    Those who had voted are told by mail, with `reason`. Raises Refused without a reason, or when no ballot runs.
    """
    rights.require(by, "charter.freeze")
    if not reason.strip():
        raise Refused(_("Dites pourquoi le texte est rouvert : les personnes qui ont voté le liront."), version)
    ballot = running_ballot(version)
    if ballot is None:
        raise Refused(_("Aucun scrutin n’est en cours sur ce texte."), version)
    # The outcome brings the text back to fixed; it is opened from there, in the same breath.
    governance.void(ballot, by=by, reason=reason, now=now)
    version = only_from(locked(version), Status.FROZEN)
    move(version, Status.REVIEW, by=by, content_hash="", frozen_at=None, review_note=reason)
    return version


@transaction.atomic
def withdraw(version: Version, *, by: Membership) -> None:
    """Give up a version that was not voted. It stays readable."""
    version = locked(version)
    move(version, Status.WITHDRAWN, by=by)
    lapsing.on_version(version, lapsing.Cause.GIVEN_UP)


@transaction.atomic
def open_ballot(
    version: Version,
    *,
    by: Membership,
    question: str,
    closes_at: dt.datetime,
    now: dt.datetime,
    opening: governance.Opening = governance.ONLINE,
) -> Ballot:
    """Put the fixed text to the vote of the body the statutes name, until `closes_at`, held as `opening` says."""
    version = locked(version)
    # In a meeting, governance answers for who opens the vote: its secretary may hold no right over texts.
    move(version, Status.BALLOT, by=HOUSE if opening.item else by)
    text = as_text(version)
    return governance.open_ballot(
        text,
        association=version.association,
        question=question,
        closes_at=closes_at,
        by=by,
        now=now,
        opening=opening,
    )


def put_to_vote(association: Association, pk: int, **asked: Any) -> Ballot:
    """Put the version numbered `pk` to the vote from a meeting, or a second time; called by governance."""
    version = Version.objects.of(association).with_charter().filter(pk=pk, status=Status.FROZEN).first()
    if version is None:
        raise Refused(_("Ce texte n’est pas arrêté : il ne peut pas être mis au vote maintenant."))
    return open_ballot(version, **asked)


def as_text(version: Version) -> governance.Text:
    """The fixed text as governance knows it."""
    return governance.Text(SUBJECT, version.pk, version.content_hash, str(version), version.get_absolute_url())


def offered(association: Association) -> list[governance.Text]:
    """Return the fixed versions that wait for a vote: a meeting may put them on its agenda."""
    versions = Version.objects.of(association).filter(status=Status.FROZEN).with_charter().order_by("pk")
    return [as_text(version) for version in versions]


def author(ballot: Ballot) -> int | None:
    """The membership (id) that began the version under vote."""
    return Version.objects.filter(pk=ballot.subject_id).values_list("created_by", flat=True).first()


def take_outcome(ballot: Ballot, now: dt.datetime) -> None:
    """Follow a ballot that was settled or called off; called by governance in the same transaction."""
    version = locked(Version(pk=ballot.subject_id, association_id=ballot.association_id))
    if ballot.text_hash != version.content_hash:
        raise ValueError("The ballot was about another text.")
    if ballot.status in Ballot.CARRIED:
        move(version, Status.ADOPTED, by=HOUSE, decided_at=now)
    elif ballot.status in (Ballot.Status.REJECTED, Ballot.Status.NOT_RATIFIED):
        move(version, Status.REJECTED, by=HOUSE, decided_at=now)
    elif ballot.status in Ballot.FRUITLESS:
        move(version, Status.FROZEN, by=HOUSE)


def _require_proclaimed(version: Version, today: dt.date) -> None:
    ballot = adopting_ballot(version)
    if ballot is None:
        raise Refused(_("Aucun scrutin n’a adopté ces mots-là : ce texte ne peut pas entrer en vigueur."), version)
    if lack := what_lacks(ballot, today):
        raise Refused(lack, ballot)


@transaction.atomic
def set_date(
    version: Version, *, on: dt.date, by: Membership, today: dt.date, review_on: dt.date | None = None
) -> Version:
    """Choose the day an adopted version comes into force; today, and it does at once.

    It is read again by `review_on`, a year later unless said otherwise. Raises Refused for days that cannot be, and
    until two people have certified the ballot that adopted it.
    """
    rights.require(by, "charter.enforce")
    version, review_on = locked(version), review_on or a_year_after(on)
    if version.status != Status.ADOPTED:
        raise Refused(_("Seule une version adoptée peut entrer en vigueur."), version)
    _require_proclaimed(version, today)
    if on < today:
        raise Refused(
            _("Un texte n’entre pas en vigueur dans le passé : choisissez aujourd’hui ou un jour à venir."), version
        )
    if not on < review_on <= a_year_after(on):
        raise Refused(
            _("La revue a lieu dans l’année qui suit l’entrée en vigueur : choisissez un autre jour."), version
        )
    if on == today:
        return bring_into_force(version, on=on, by=by, review_on=review_on)
    Version.objects.filter(pk=version.pk, status=Status.ADOPTED).update(in_force_on=on, review_on=review_on)
    Entry.objects.record(version, by=by, action="charter.enforce", object_hash=version.content_hash)
    version.in_force_on, version.review_on = on, review_on
    return version


@transaction.atomic
def bring_into_force(
    version: Version, *, on: dt.date, by: Membership | House, review_on: dt.date | None = None
) -> Version:
    """Make `version` the charter; the one it replaces steps down in the same breath."""
    # Locked first: two versions brought in the same evening must not both win.
    version = locked(version)
    _require_proclaimed(version, on)
    versions = Version.objects.filter(charter=version.charter_id)
    # A machine asleep on the day itself must not make two texts reign on one day.
    on = max([on, *versions.last_days()])
    for old in versions.in_force().with_charter():
        move(old, Status.SUPERSEDED, by=HOUSE, superseded_on=on)
        repealing.lapse(old)
    # An older version adopted for a later day would otherwise come and undo this one.
    for late in versions.filter(status=Status.ADOPTED, number__lt=version.number):
        move(late, Status.WITHDRAWN, by=HOUSE)
    review_on = review_on or version.review_on
    if review_on is None or not on < review_on <= a_year_after(on):
        review_on = a_year_after(on)
    move(version, Status.IN_FORCE, by=by, in_force_on=on, review_on=review_on)
    campaigns.open_with(version, on=on)
    return version


def bring_due_into_force(version: Version, *, today: dt.date) -> bool:
    """Bring in an adopted version whose day has come; return whether it was this call that did it."""
    with transaction.atomic():
        version = locked(version)
        if version.status != Status.ADOPTED or version.in_force_on is None or version.in_force_on > today:
            return False
        bring_into_force(version, on=version.in_force_on, by=HOUSE)
        return True
