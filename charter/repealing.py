"""The verbs of a repeal: propose, put to the vote, give up, take the outcome, carry out, let lapse.

What a body adopted, only a body ends: the one that adopts the texts decides, by a ballot that two people certify. Who
holds "charter.enforce" then carries that decision out, and takes none.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Association, Membership
from charter import campaigns
from charter.canonical import tidy
from charter.locks import locked
from charter.models import Repeal, Version
from charter.models.repeals import repeal_hash
from charter.proclaimed import what_lacks
from governance import transitions as governance
from governance.models import Ballot
from governance.wording import plain_day
from journal.models import Entry
from journal.moves import HOUSE, Refused, move, only_from

Status = Repeal.Status
SUBJECT = "charter.repeal"


@transaction.atomic
def propose(version: Version, *, reason: str, by: Membership, now: dt.datetime) -> Repeal:
    """Ask that a text in force end with nothing to replace it. Raises Refused without a reason, or for a second time.

    The words are fixed at once: another reason is another proposal.
    """
    rights.require(by, "charter.freeze")
    version = only_from(locked(version), Version.Status.IN_FORCE)
    reason = tidy(reason)
    if not reason:
        raise Refused(_("Dites pourquoi abroger ce texte : l’instance votera sur ce motif."), version)
    if same := live(version):
        raise Refused(_("L’abrogation de ce texte est déjà proposée : la voici."), same)
    repeal = Repeal.objects.create(
        association=version.association,
        version=version,
        reason=reason,
        content_hash=repeal_hash(version, reason),
        proposed_by=by,
        proposed_at=now,
    )
    Entry.objects.record(repeal, by=by, action="charter.repeal", after="proposed", object_hash=repeal.content_hash)
    return repeal


def live(version: Version) -> Repeal | None:
    """Return the repeal of `version` that is proposed, under vote or adopted; None when there is none."""
    return Repeal.objects.filter(version=version).live().with_version().first()


def _locked(repeal: Repeal) -> Repeal:
    """The row as it is now, held after its association and its version, as everywhere."""
    version = locked(repeal.version)
    fresh = Repeal.objects.select_for_update(of=("self",)).with_version().get(pk=repeal.pk)
    fresh.version, fresh.association = version, version.association
    return fresh


@transaction.atomic
def withdraw(repeal: Repeal, *, by: Membership) -> None:
    """Give up a proposal that is not under vote. It stays readable."""
    move(_locked(repeal), Status.WITHDRAWN, by=by)


@transaction.atomic
def open_ballot(
    repeal: Repeal,
    *,
    by: Membership,
    question: str,
    closes_at: dt.datetime,
    now: dt.datetime,
    opening: governance.Opening = governance.ONLINE,
) -> Ballot:
    """Put the repeal to the vote of the body that adopts the texts, until `closes_at`, held as `opening` says."""
    repeal = only_from(_locked(repeal), Status.PROPOSED)
    only_from(repeal.version, Version.Status.IN_FORCE)
    # In a meeting, governance answers for who opens the vote: its secretary may hold no right over texts.
    move(repeal, Status.BALLOT, by=HOUSE if opening.item else by)
    return governance.open_ballot(
        as_text(repeal),
        association=repeal.association,
        question=question,
        closes_at=closes_at,
        by=by,
        now=now,
        opening=opening,
    )


def as_text(repeal: Repeal) -> governance.Text:
    """The repeal as governance knows any text."""
    return governance.Text(SUBJECT, repeal.pk, repeal.content_hash, str(repeal), repeal.get_absolute_url())


def put_to_vote(association: Association, pk: int, **asked: Any) -> Ballot:
    """Put the repeal numbered `pk` to the vote from a meeting, or a second time; called by governance."""
    repeal = Repeal.objects.of(association).with_version().filter(pk=pk, status=Status.PROPOSED).first()
    if repeal is None:
        raise Refused(_("Cette abrogation n’attend pas de vote : elle ne peut pas y être mise maintenant."))
    return open_ballot(repeal, **asked)


def offered(association: Association) -> list[governance.Text]:
    """Return the repeals that wait for a vote: a meeting may put them on its agenda."""
    waiting = Repeal.objects.of(association).filter(status=Status.PROPOSED).with_version()
    return [as_text(repeal) for repeal in waiting.order_by("pk")]


def author(ballot: Ballot) -> int | None:
    """The membership (id) that asked for the repeal: it may vote, and is not alone to approve (domain I9)."""
    return Repeal.objects.filter(pk=ballot.subject_id).values_list("proposed_by", flat=True).first()


def take_outcome(ballot: Ballot, now: dt.datetime) -> None:
    """Follow a ballot that was settled or called off; called by governance in the same transaction."""
    found = Repeal.unscoped.select_related("version").get(pk=ballot.subject_id)
    repeal = _locked(found)
    if ballot.text_hash != repeal.content_hash:
        raise ValueError("The ballot was about another repeal.")
    if repeal.status == Status.LAPSED:
        return  # its ballot is called off because there is nothing left to repeal
    if ballot.status in Ballot.CARRIED:
        move(repeal, Status.ADOPTED, by=HOUSE, decided_at=now)
    elif ballot.status in (Ballot.Status.REJECTED, Ballot.Status.NOT_RATIFIED):
        move(repeal, Status.REJECTED, by=HOUSE, decided_at=now)
    elif ballot.status in Ballot.FRUITLESS:
        move(repeal, Status.PROPOSED, by=HOUSE)


def deciding_ballot(repeal: Repeal) -> Ballot | None:
    """Return the ballot that carried this very repeal; None while there is none."""
    carried = Ballot.objects.about(SUBJECT, repeal.pk).filter(status__in=Ballot.CARRIED, text_hash=repeal.content_hash)
    return carried.select_related("association", "meeting", "body").order_by("pk").last()


def first_day(ballot: Ballot) -> dt.date:
    """The day of the decision: nothing is repealed before it."""
    return ballot.session_on or timezone.localdate(ballot.closed_at or ballot.closes_at)


@transaction.atomic
def carry_out(repeal: Repeal, *, on: dt.date, by: Membership, today: dt.date) -> Version:
    """End the text on the day `on`, as its body decided.

    Raises Refused without an adopted ballot, until two people have certified it, and for a day before the decision or
    after today.
    """
    rights.require(by, "charter.enforce")
    repeal = only_from(_locked(repeal), Status.ADOPTED)
    version = only_from(repeal.version, Version.Status.IN_FORCE)
    ballot = deciding_ballot(repeal)
    if ballot is None:
        raise Refused(_("Aucun scrutin n’a adopté cette abrogation : le texte reste en vigueur."), repeal)
    if lack := what_lacks(ballot, today):
        raise Refused(lack, ballot)
    first = first_day(ballot)
    if not first <= on <= today:
        words = {"first": plain_day(first), "today": plain_day(today)}
        sentence = _("L’abrogation a été décidée le %(first)s : choisissez un jour de cette date au %(today)s.")
        raise Refused(sentence % words, repeal)
    move(repeal, Status.DONE, by=by)
    move(version, Version.Status.REPEALED, by=by, repealed_on=on, repeal_reason=repeal.reason, repealed_by=ballot)
    campaigns.end_with(version)
    return version


def lapse(version: Version) -> None:
    """Let go of a repeal whose text another version has just replaced; its ballot is called off, and voters told.

    The caller holds the version.
    """
    repeal = live(version)
    if repeal is None:
        return
    move(repeal, Status.LAPSED, by=HOUSE)
    if running := Ballot.objects.about(SUBJECT, repeal.pk).filter(status__in=Ballot.LIVE).first():
        why = _("Une nouvelle version du texte est entrée en vigueur : il n’y a plus rien à abroger.")
        governance.void(running, by=HOUSE, reason=why, now=timezone.now())
