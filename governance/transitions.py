"""The verbs of a decision: open, vote, close, void, record what the session decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from associations import rights
from associations.hands import lock
from associations.models import Association, Membership
from governance import presence, secrecy, subjects, tally
from governance.models import AgendaItem, Ballot, BallotBox, BallotSeat, Body, Meeting, Vote
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


@dataclass(frozen=True)
class Opening:
    """How a ballot is held. By default: online, by name, by the body that adopts the texts.

    In a meeting (`item`) the roll is its attendance sheet and the rule the one of its convocation. `by_totals`: hands
    or papers are counted, nobody is named. `first_call` is the ballot whose quorum failed.
    """

    modality: str = tally.ELECTRONIC
    is_secret: bool = False
    by_totals: bool = False
    item: AgendaItem | None = None
    first_call: Ballot | None = None


ONLINE = Opening()


@transaction.atomic
def open_ballot(
    text: Text,
    *,
    association: Association,
    question: str,
    closes_at: dt.datetime,
    by: Membership,
    now: dt.datetime,
    opening: Opening = ONLINE,
) -> Ballot:
    """Put `text` to the vote until `closes_at`: the rule is copied and the roll frozen, both for good.

    Raises Refused when the hour is past, nobody sits in the body, or a ballot on this text already runs.
    """
    # The roll is read under the lock: a mandate that ends meanwhile comes before it or after it.
    lock(Association.objects.filter(pk=association.pk))
    meeting = opening.item.meeting if opening.item else None
    if not runs(meeting, by):
        rights.require(by, "governance.manage")
    if closes_at <= now:
        raise Refused(_("La clôture doit être dans le futur : choisissez un autre jour ou une autre heure."))
    body = _body(association, opening)
    rule = _rule(body, opening)
    advisory = why_advisory(body, opening.modality, rule)
    ballot = Ballot(
        association=association,
        body=body,
        question=question,
        closes_at=closes_at,
        opened_by=by,
        meeting=meeting,
        agenda_item=opening.item,
        modality=opening.modality,
        # Where the statutes always want a secret vote, nobody may choose otherwise (domain: secret-vote trigger).
        is_secret=opening.is_secret or rule.get("secret_trigger") == "always",
        call=2 if opening.first_call else 1,
        first_call=opening.first_call,
        **text.__dict__,
    )
    seats = _roll(ballot, now)
    try:
        with transaction.atomic():
            ballot.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("Un scrutin est déjà en cours sur ce texte.")) from error
    BallotSeat.objects.bulk_create(seats)
    if ballot.is_secret or opening.by_totals:
        BallotBox.objects.create(association=association, ballot=ballot)
    move(ballot, Status.OPEN, by=keep(ballot, by), opened_at=now, rule=rule | {"advisory": advisory})
    return ballot


def _body(association: Association, opening: Opening) -> Body:
    if opening.item:
        return opening.item.meeting.body
    if opening.first_call:
        return Body.objects.select_related("rule", "association").get(pk=opening.first_call.body_id)
    return deciding_body(association)


def _rule(body: Body, opening: Opening) -> dict[str, Any]:
    """The rule to copy: that of the convocation, or of the first call, when people were called under one."""
    if opening.item:
        return dict(opening.item.meeting.rule)
    return dict(opening.first_call.rule) if opening.first_call else body.rule.snapshot()


def _roll(ballot: Ballot, now: dt.datetime) -> list[BallotSeat]:
    """The seats of a ballot about to open, and who carries whose voice in its meeting. Raises Refused without any."""
    today, meeting = timezone.localdate(now), ballot.meeting
    carried = presence.carried(meeting) if meeting else {}
    roll = presence.expected(meeting) if meeting else electorate(ballot.body, today)
    if not roll:
        raise Refused(
            _("Personne n’a de mandat en cours dans l’instance « %(body)s » : inscrivez d’abord ses membres.")
            % {"body": ballot.body}
        )
    presiding = [m.pk for m in chairs(ballot.body, today)]
    if meeting and meeting.chair_id:
        presiding = [meeting.chair_id]
    return [
        BallotSeat(
            association=ballot.association,
            ballot=ballot,
            membership=member,
            is_chair=presiding == [member.pk],
            represented_by_id=carried.get(member.pk),
        )
        for member in roll
    ]


def runs(meeting: Meeting | None, membership: Membership) -> bool:
    """Whether `membership` keeps the votes of `meeting`: its secretary, whatever their mandates."""
    return meeting is not None and meeting.secretary_id == membership.pk and membership.left_on is None


def keep(ballot: Ballot, by: Membership) -> Membership | House:
    """Return in whose name the ballot moves; the secretary of a session may hold no right beyond that session.

    Their deed is then written beside the move, which the house makes.
    """
    if by.can("governance.manage") or not runs(ballot.meeting, by):
        return by
    Entry.objects.record(ballot, by=by, action="governance.keep", object_hash=ballot.text_hash)
    return HOUSE


def locked(ballot: Ballot) -> Ballot:
    """Return the ballot as it is now, locked before reading: a vote and the close must not pass each other.

    The association first, as everywhere: the journal takes it at the end of each deed, and a reopened text before it.
    """
    lock(Association.objects.filter(pk=ballot.association_id))
    ballots = Ballot.objects.select_for_update(of=("self",)).select_related("association", "body", "meeting")
    return ballots.get(pk=ballot.pk)


@transaction.atomic
def cast_vote(
    ballot: Ballot, *, by: Membership, choice: str, reason: str, now: dt.datetime, seat_id: int | None = None
) -> Vote | None:
    """Write the voice of `by`, or change it; that of the seat `seat_id` when `by` carries it.

    A secret voice goes into the box, once and for good: nothing is returned, because nothing of it is kept. Raises
    NotYet without a seat or with an ended mandate, Refused after the close or for a word the rule does not know.
    """
    ballot = locked(ballot)
    seat = _seat_of(ballot, by, now, seat_id)
    if not ballot.is_open(now):
        raise Refused(_too_late(ballot), ballot)
    if ballot.is_held_together:
        raise Refused(_("Ce vote a lieu en séance : le secrétariat note les voix."), ballot)
    if choice not in offered_choices(ballot):
        raise Refused(_("Ce choix n’est pas prévu par la règle de ce scrutin : rien n’a été enregistré."), ballot)
    if ballot.is_secret:
        secrecy.drop(seat, choice)
        return None
    vote = write_voice(seat, choice, reason, now)
    # The choice itself stays out of the chain: it names the deed, the row keeps the voice.
    Entry.objects.record(ballot, by=by, action="governance.vote", object_hash=ballot.text_hash, at=now)
    send_receipt.delay_on_commit(vote.pk, vote.number)  # type: ignore[attr-defined]
    return vote


def write_voice(seat: BallotSeat, choice: str, reason: str, now: dt.datetime) -> Vote:
    """Keep the named voice of `seat`, or change it. The caller holds the lock of the ballot."""
    try:
        vote = seat.vote
        vote.number += 1
    except ObjectDoesNotExist:
        vote = Vote(association_id=seat.association_id, seat=seat)
        BallotSeat.objects.filter(pk=seat.pk).update(has_voted=True)
    vote.choice, vote.reason, vote.cast_at, vote.text_hash = choice, reason, now, seat.ballot.text_hash
    vote.save()
    return vote


def offered_choices(ballot: Ballot) -> list[str]:
    """The words a voter may choose from; a blank vote only where the statutes say what becomes of it."""
    known = ballot.tally_rule.blank != tally.UNKNOWN
    return [word for word in tally.CHOICES if known or word != tally.BLANK]


def _too_late(ballot: Ballot) -> str:
    if ballot.status == Status.VOID:
        return _("Ce scrutin a été annulé : votre vote n’a pas été enregistré.")
    closed_at = min(ballot.closed_at or ballot.closes_at, ballot.closes_at)
    return _("Le scrutin a été clos %(moment)s : votre vote n’a pas été enregistré.") % {"moment": moment(closed_at)}


def _seat_of(ballot: Ballot, by: Membership, now: dt.datetime, seat_id: int | None) -> BallotSeat:
    """Return the seat whose voice `by` may give now, or raise with the sentence that says what lacks."""
    seats = BallotSeat.objects.filter(ballot=ballot).select_related(
        "ballot__association", "vote", "membership__user", "represented_by__user"
    )
    seat = (seats.filter(pk=seat_id) if seat_id else seats.filter(membership=by)).first()
    if seat is None:
        raise rights.NotYet(
            [rights.Missing(_("Vous n’êtes pas sur la liste des votants, arrêtée à l’ouverture du scrutin."))]
        )
    if seat.voter_id != by.pk:
        raise Refused(_not_yours(seat, by), ballot)
    today = timezone.localdate(now)
    if lack := lapsed(ballot, seat.membership, today) or lapsed(ballot, by, today):
        raise rights.NotYet([lack])
    if seat.recused_at:
        raise Refused(_("Un déport est noté pour ce siège : aucune voix ne peut plus y être donnée."), ballot)
    if attending_seats(ballot, [seat]) == set():
        raise Refused(
            _(
                "Ce vote est réservé aux personnes notées présentes à la séance : "
                "signalez-vous au secrétariat de séance."
            ),
            ballot,
        )
    return seat


def _not_yours(seat: BallotSeat, by: Membership) -> str:
    if seat.membership_id == by.pk:
        holder = seat.represented_by
        return _("Votre voix est confiée à %(holder)s par un pouvoir : cette personne vote pour vous.") % {
            "holder": holder.name if holder else ""
        }
    return _("Vous ne portez pas la voix de ce siège : rien n’a été enregistré.")


def lapsed(ballot: Ballot, membership: Membership, today: dt.date) -> rights.Missing | None:
    """Say why someone on the roll may no longer vote: the mandate that gave the seat has ended since."""
    if sits(ballot.body, membership, today):
        return None
    return rights.Missing(
        _("Le mandat qui vous donnait un siège dans l’instance « %(body)s » a pris fin.") % {"body": ballot.body},
        _("la présidence ou le secrétariat"),
    )


def may_close(ballot: Ballot, membership: Membership) -> bool:
    """Whether `membership` keeps this vote: by right, or as secretary of the session it is held in."""
    return membership.can("governance.manage") or runs(ballot.meeting, membership)


def may_end(ballot: Ballot) -> bool:
    """Whether a vote on phones may end before its hour: the body sits, and decides itself when voting ends."""
    sits_now = ballot.meeting is not None and ballot.meeting.status == Meeting.Status.HELD
    return sits_now and ballot.status == Status.OPEN and not ballot.is_held_together


@transaction.atomic
def close(ballot: Ballot, *, now: dt.datetime, by: Membership | House = HOUSE) -> Ballot:
    """Close at the hour, or before it when a person asks and every seat has voted or the session ends the vote.

    It counts, and says what follows. The house may ask as often as it likes: a ballot that is not due, already closed,
    or counted in session by the secretary is left as it is. Raises PermissionDenied to who keeps no votes here.
    """
    ballot = locked(ballot)
    if isinstance(by, House):
        if ballot.status != Status.OPEN or ballot.is_held_together or now < ballot.closes_at:
            return ballot
    elif ballot.is_held_together:
        raise Refused(_("Ce vote a lieu en séance : notez les voix, le scrutin se clôt avec le compte."), ballot)
    elif not may_close(ballot, by):
        raise PermissionDenied("governance.manage")
    elif now < ballot.closes_at and not may_end(ballot) and BallotSeat.objects.filter(ballot=ballot).silent().exists():
        raise Refused(_("Tout le monde n’a pas encore voté : le scrutin reste ouvert jusqu’à son heure."), ballot)
    return settle(ballot, by=by if isinstance(by, House) else keep(ballot, by), now=now)


def settle(
    ballot: Ballot, *, by: Membership | House, now: dt.datetime, voices: Sequence[str] | None = None, chair: str = ""
) -> Ballot:
    """Count, keep the sum and follow it. The caller holds the lock of the ballot.

    `voices` are those counted by show of hands, with the chair's own for a tie; None: those given by the seats.
    """
    seats = list(ballot.seats.select_related("vote"))
    if voices is None and ballot.is_secret:
        voices = secrecy.voices(ballot)
    elif voices is None:
        votes = {seat: seat.vote.choice for seat in seats if hasattr(seat, "vote")}
        chair = next((choice for seat, choice in votes.items() if seat.is_chair), "")
        voices = list(votes.values())
    recused = {seat for seat in seats if seat.recused_at}
    attending = attending_seats(ballot, seats)
    count = tally.result(
        ballot.tally_rule,
        voices,
        seats=len(seats),
        present=None if attending is None else len(attending),
        chair=chair,
        call=ballot.tally_call,
        recused=len(recused),
        recused_present=len(recused & attending) if attending is not None else 0,
    )
    settled = Status.TO_RATIFY if ballot.is_advisory or count.outcome == tally.UNSETTLED else Status(count.outcome)
    if settled == Status.ADOPTED and _approved_by_author_alone(ballot, seats):
        settled, count = Status.TO_RATIFY, replace(count, by_author_alone=True)
    if ballot.is_secret:
        settled, count = secrecy.withhold(ballot, settled, count)
    move(ballot, Status.CLOSED, by=by, closed_at=now, result=count.as_data(), present=count.present)
    move(ballot, settled, by=HOUSE)
    if ballot.is_secret:
        secrecy.seal(ballot, keep=settled not in Ballot.UNTOLD)
    subjects.of(ballot).decided(ballot, now)
    return ballot


def _approved_by_author_alone(ballot: Ballot, seats: Iterable[BallotSeat]) -> bool:
    """Whether each voice for the text is its author's own, or was given by their hand; never known without names."""
    author = subjects.of(ballot).author(ballot)
    approving = [seat for seat in seats if hasattr(seat, "vote") and seat.vote.choice == tally.FOR]
    return bool(approving) and all(author in (seat.membership_id, seat.voter_id) for seat in approving)


def attending_seats(ballot: Ballot, seats: Iterable[BallotSeat]) -> set[BallotSeat] | None:
    """Those of `seats` present now, or whose holder of the frozen roll is; None at a distance.

    A vote on telephones in a session is a vote of that session: who has voted and left since was there.
    """
    if ballot.meeting is None:
        return None
    present = presence.here(ballot.meeting)
    on_phones = not ballot.is_held_together
    return {
        seat
        for seat in seats
        if present & {seat.membership_id, seat.represented_by_id} or (on_phones and seat.has_voted)
    }


@transaction.atomic
def void(ballot: Ballot, *, by: Membership | House, reason: str, now: dt.datetime) -> Ballot:
    """Call the ballot off, with the reason that is shown to those who voted; its box is emptied."""
    ballot = locked(ballot)
    move(ballot, Status.VOID, by=by, void_reason=reason, closed_at=now)
    secrecy.seal(ballot, keep=False)
    subjects.of(ballot).decided(ballot, now)
    return ballot


@transaction.atomic
def record_session(ballot: Ballot, *, adopted: bool, session_on: dt.date, by: Membership, now: dt.datetime) -> Ballot:
    """Write what the body decided in session after an advisory vote. Raises Refused for a date outside the possible."""
    ballot = locked(ballot)
    if ballot.opened_at is None or not timezone.localdate(ballot.opened_at) <= session_on <= timezone.localdate(now):
        raise Refused(_("La séance a lieu entre l’ouverture du scrutin et aujourd’hui : corrigez sa date."), ballot)
    move(ballot, Status.RATIFIED if adopted else Status.NOT_RATIFIED, by=by, session_on=session_on)
    subjects.of(ballot).decided(ballot, now)
    return ballot
