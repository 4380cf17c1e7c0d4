"""The verbs of a decision: open, vote, close, void, record what the session decided."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Association, Membership
from governance import subjects, tally
from governance.models import Ballot, BallotSeat, Vote
from governance.receipts import send_receipt
from governance.rolls import chairs, electorate, sits
from governance.statutes import deciding_body, why_advisory
from governance.wording import moment
from journal.models import Entry
from journal.moves import HOUSE, House, Refused, move

Status = Ballot.Status


@dataclass(frozen=True)
class Text:
    """A text put to the vote, as governance knows it."""

    subject_type: str
    subject_id: int
    text_hash: str
    title: str
    path: str


@transaction.atomic
def open_ballot(
    text: Text, *, association: Association, question: str, closes_at: dt.datetime, by: Membership, now: dt.datetime
) -> Ballot:
    """Put `text` to the vote until `closes_at`: the rule is copied and the roll frozen, both for good.

    Raises Refused when the hour is past, nobody sits in the body, or a ballot on this text already runs.
    """
    rights.require(by, "governance.manage")
    if closes_at <= now:
        raise Refused(_("La clôture doit être dans le futur : choisissez un autre jour ou une autre heure."))
    body = deciding_body(association)
    roll = electorate(body, timezone.localdate(now))
    if not roll:
        raise Refused(
            _("Personne n’a de mandat en cours dans l’instance « %(body)s » : inscrivez d’abord ses membres.")
            % {"body": body}
        )
    try:
        with transaction.atomic():
            ballot = Ballot.objects.create(
                association=association,
                body=body,
                question=question,
                closes_at=closes_at,
                opened_by=by,
                **text.__dict__,
            )
    except IntegrityError as error:
        raise Refused(_("Un scrutin est déjà en cours sur ce texte.")) from error
    presiding = chairs(body, timezone.localdate(now))
    chair = presiding[0] if len(presiding) == 1 else None
    BallotSeat.objects.bulk_create(
        BallotSeat(association=association, ballot=ballot, membership=m, is_chair=m == chair) for m in roll
    )
    rule = body.rule.snapshot() | {"advisory": why_advisory(body, tally.ELECTRONIC)}
    move(ballot, Status.OPEN, by=by, opened_at=now, rule=rule)
    return ballot


def _locked(ballot: Ballot) -> Ballot:
    # Locked before reading: a vote and the close must not pass each other.
    return Ballot.objects.select_for_update(of=("self",)).select_related("association", "body").get(pk=ballot.pk)


@transaction.atomic
def cast_vote(ballot: Ballot, *, by: Membership, choice: str, reason: str, now: dt.datetime) -> Vote:
    """Write the voice of `by`, or change it.

    Raises NotYet without a seat or with an ended mandate, Refused after the close.
    """
    ballot = _locked(ballot)
    seat = _seat_of(ballot, by, now)
    if not ballot.is_open(now):
        raise Refused(_too_late(ballot), ballot)
    try:
        vote = seat.vote
        vote.number += 1
    except ObjectDoesNotExist:
        vote = Vote(association=ballot.association, seat=seat)
    vote.choice, vote.reason, vote.cast_at, vote.text_hash = choice, reason, now, ballot.text_hash
    vote.save()
    # The choice itself stays out of the chain: it names the deed, the row keeps the voice.
    Entry.objects.record(ballot, by=by, action="governance.vote", object_hash=ballot.text_hash, at=now)
    send_receipt.delay_on_commit(vote.pk, vote.number)  # type: ignore[attr-defined]
    return vote


def _too_late(ballot: Ballot) -> str:
    if ballot.status == Status.VOID:
        return _("Ce scrutin a été annulé : votre vote n’a pas été enregistré.")
    closed_at = min(ballot.closed_at or ballot.closes_at, ballot.closes_at)
    return _("Le scrutin a été clos %(moment)s : votre vote n’a pas été enregistré.") % {"moment": moment(closed_at)}


def _seat_of(ballot: Ballot, by: Membership, now: dt.datetime) -> BallotSeat:
    """Return the seat `by` may use now, or raise NotYet with the sentence that says what lacks."""
    seat = BallotSeat.objects.filter(ballot=ballot, membership=by).select_related("ballot", "vote").first()
    if seat is None:
        raise rights.NotYet(
            [rights.Missing(_("Vous n’êtes pas sur la liste des votants, arrêtée à l’ouverture du scrutin."))]
        )
    if lack := lapsed(ballot, by, timezone.localdate(now)):
        raise rights.NotYet([lack])
    return seat


def lapsed(ballot: Ballot, membership: Membership, today: dt.date) -> rights.Missing | None:
    """Say why someone on the roll may no longer vote: the mandate that gave the seat has ended since."""
    if sits(ballot.body, membership, today):
        return None
    return rights.Missing(
        _("Le mandat qui vous donnait un siège dans l’instance « %(body)s » a pris fin.") % {"body": ballot.body},
        _("la présidence ou le secrétariat"),
    )


@transaction.atomic
def close(ballot: Ballot, *, now: dt.datetime, by: Membership | House = HOUSE) -> Ballot:
    """Close at the hour, or before it when a person asks and every seat has voted; count, and say what follows.

    The house may ask as often as it likes: a ballot that is not due, or already closed, is left as it is.
    """
    ballot = _locked(ballot)
    if isinstance(by, House):
        if ballot.status != Status.OPEN or now < ballot.closes_at:
            return ballot
    elif now < ballot.closes_at and BallotSeat.objects.filter(ballot=ballot).silent().exists():
        raise Refused(_("Tout le monde n’a pas encore voté : le scrutin reste ouvert jusqu’à son heure."), ballot)
    seats = list(ballot.seats.select_related("vote"))
    votes = {seat: seat.vote.choice for seat in seats if hasattr(seat, "vote")}
    chair = next((choice for seat, choice in votes.items() if seat.is_chair), "")
    count = tally.result(ballot.tally_rule, votes.values(), seats=len(seats), chair=chair)
    move(ballot, Status.CLOSED, by=by, closed_at=now, result=count.as_data())
    settled = Status.TO_RATIFY if ballot.is_advisory or count.outcome == tally.UNSETTLED else Status(count.outcome)
    move(ballot, settled, by=HOUSE)
    subjects.of(ballot).decided(ballot, now)
    return ballot


@transaction.atomic
def void(ballot: Ballot, *, by: Membership, reason: str, now: dt.datetime) -> Ballot:
    """Call the ballot off, with the reason that is shown to those who voted."""
    ballot = _locked(ballot)
    move(ballot, Status.VOID, by=by, void_reason=reason, closed_at=now)
    subjects.of(ballot).decided(ballot, now)
    return ballot


@transaction.atomic
def record_session(ballot: Ballot, *, adopted: bool, session_on: dt.date, by: Membership, now: dt.datetime) -> Ballot:
    """Write what the body decided in session after an advisory vote. Raises Refused for a date outside the possible."""
    ballot = _locked(ballot)
    if ballot.opened_at is None or not timezone.localdate(ballot.opened_at) <= session_on <= timezone.localdate(now):
        raise Refused(_("La séance a lieu entre l’ouverture du scrutin et aujourd’hui : corrigez sa date."), ballot)
    move(ballot, Status.RATIFIED if adopted else Status.NOT_RATIFIED, by=by, session_on=session_on)
    subjects.of(ballot).decided(ballot, now)
    return ballot
