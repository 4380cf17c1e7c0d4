"""What the page of a ballot shows, gathered once for the reading and for a form sent back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.models import Membership
from governance import certifying, counting, second_call, secrecy, subjects, transitions, wording
from governance.answers import answers
from governance.forms.ballots import VoteForm
from governance.models import Ballot, BallotSeat, Vote
from governance.recusing import may_record


@dataclass(frozen=True)
class Voice:
    """A voice the reader may give: their own, or one they carry, with its ballot sheet."""

    seat: BallotSeat
    form: VoteForm
    # Of a secret vote nothing comes back: only whether it was given.
    vote: Vote | None
    is_carried: bool


def ballot_context(
    ballot: Ballot, membership: Membership, now: dt.datetime, refused: tuple[int, VoteForm] | None = None
) -> dict[str, Any]:
    """Return the context of ballot_detail.html. Voices are named only after the close, and only to the body.

    `refused` is a sheet sent back, with the id of its seat.
    """
    seats = list(BallotSeat.objects.filter(ballot=ballot).with_people())
    seat = next((each for each in seats if each.membership_id == membership.pk), None)
    is_open = ballot.is_open(now)
    count = ballot.count
    lapsed = transitions.lapsed(ballot, membership, timezone.localdate(now)) if seat else None
    manages, keeps = membership.can("governance.manage"), transitions.may_close(ballot, membership)
    subject = subjects.of(ballot)
    voices = _voices(ballot, membership, seats, refused) if is_open and not ballot.is_held_together else []
    silent = sum(not (each.has_voted or each.recused_at) for each in seats)
    return {
        "ballot": ballot,
        "seats": seats,
        "seat": seat,
        "vote": None if ballot.is_secret else getattr(seat, "vote", None),
        "lapsed": lapsed,
        "voices": voices,
        "has_errors": any(voice.form.errors for voice in voices),
        "abstention": wording.abstention(ballot.tally_rule),
        "blank": wording.blank(ballot.tally_rule),
        "is_open": is_open,
        "may_vote": bool(voices) and lapsed is None,
        # A secret voice is given once: nothing to go back to, once each of theirs is in the box.
        "may_go_to_sheet": not (ballot.is_secret and all(voice.seat.has_voted for voice in voices)),
        "may_recuse": is_open and (may_record(ballot, membership) or _may_step_aside(seat)),
        "is_counting": ballot.status == Ballot.Status.OPEN and not is_open,
        "time_left": wording.time_left(now, ballot.closes_at),
        "voted": sum(each.has_voted for each in seats),
        "recused": [each for each in seats if each.recused_at],
        "advisory": wording.why_advisory(ballot.rule),
        "answers": answers(ballot.rule),
        "count": count,
        "arithmetic": arithmetic(ballot, seats),
        "shows_voices": count is not None and is_named(ballot, seats) and (seat is not None or manages),
        "has_words": not ballot.is_secret and any(hasattr(each, "vote") and each.vote.reason for each in seats),
        "may_count": counting.may_count(ballot, membership),
        "may_write_down": counting.may_write_down(ballot, membership, now),
        "may_close": is_open and keeps and not silent and not ballot.is_held_together,
        "may_end": keeps and is_open and bool(silent) and transitions.may_end(ballot),
        "may_void": ballot.status in Ballot.VOIDABLE and manages,
        "may_record": ballot.status == Ballot.Status.TO_RATIFY and membership.can("governance.certify"),
        **_calls(ballot, timezone.localdate(now), manages=manages),
        **_proclamation(ballot, membership, now),
        "subject_template": subject.template,
        **subject.page(ballot, membership),
    }


def _voices(
    ballot: Ballot, membership: Membership, seats: list[BallotSeat], refused: tuple[int, VoteForm] | None
) -> list[Voice]:
    """The sheets the reader may fill in, their own first."""
    mine = [each for each in seats if each.voter_id == membership.pk and not each.recused_at]
    found = []
    for each in sorted(mine, key=lambda seat: seat.membership_id != membership.pk):
        vote = None if ballot.is_secret else getattr(each, "vote", None)
        form = refused[1] if refused and refused[0] == each.pk else VoteForm(instance=vote, ballot=ballot)
        found.append(Voice(each, form, vote, each.membership_id != membership.pk))
    return found


def _may_step_aside(seat: BallotSeat | None) -> bool:
    return seat is not None and not seat.has_voted and seat.recused_at is None


def is_named(ballot: Ballot, seats: list[BallotSeat]) -> bool:
    """Whether the voices of a ballot have names: neither secret nor counted by show of hands."""
    return not ballot.is_secret and (
        ballot.count is None or not ballot.count.received or any(each.has_voted for each in seats)
    )


def arithmetic(ballot: Ballot, seats: list[BallotSeat]) -> list[str]:
    """The sum in sentences; of a secret ballot that tells nothing, only how many took part and why it stays closed."""
    count = ballot.count
    if count is None:
        return []
    if not (ballot.is_secret and ballot.status in Ballot.UNTOLD):
        lines = wording.arithmetic(ballot.tally_rule, count)
        return [*lines, secrecy.unanimity()] if ballot.is_secret and secrecy.tells_everybody(count) else lines
    return secrecy.sentences(ballot, sum(each.has_voted for each in seats), len(seats))


def _calls(ballot: Ballot, today: dt.date, *, manages: bool) -> dict[str, Any]:
    """The other call of the same question, and whether there may still be one."""
    second = None
    if ballot.status == Ballot.Status.NO_QUORUM:
        second = ballot.second_calls.exclude(status=Ballot.Status.VOID).select_related("association").first()
    fails = ballot.status == Ballot.Status.NO_QUORUM and second is None
    refusal = second_call.refusal(ballot, today) if fails else ""
    return {
        "first_call": ballot.first_call if ballot.call == 2 else None,
        "second_call": second,
        "no_second_call": refusal,
        "may_call_again": fails and not refusal and manages,
    }


def _proclamation(ballot: Ballot, membership: Membership, now: dt.datetime) -> dict[str, Any]:
    """Who vouched for the result, and in what capacity the reader still may; nothing before there is one."""
    if ballot.status not in Ballot.SETTLED:
        return {"certifications": [], "capacity": None}
    given = list(ballot.certifications.select_related("membership__user").order_by("certified_at", "pk"))
    stands_in = ballot.certified_at is None and bool(
        certifying.without_secretary([ballot.association], timezone.localdate(now))
    )
    capacity = certifying.capacity_left(ballot, membership, given, stands_in=stands_in)
    return {"certifications": given, "capacity": capacity}


def certify_context(ballot: Ballot, membership: Membership, now: dt.datetime) -> dict[str, Any]:
    """Return the context of ballot_certify.html: the sum in full, and what the reader's name will stand under.

    Raises PermissionDenied for who may never certify; the verb itself refuses a second signature, in words.
    """
    found = _proclamation(ballot, membership, now)
    mine = any(each.membership.user_id == membership.user_id for each in found["certifications"])
    if found["capacity"] is None and not mine and ballot.certified_at is None:
        raise PermissionDenied("governance.certify")
    return {
        "ballot": ballot,
        "hash": certifying.result_hash(ballot),
        "arithmetic": arithmetic(ballot, []),
        **found,
    }


def certified_words(ballot: Ballot) -> str:
    """What the person who has just certified is told."""
    if ballot.certified_at:
        return _("Le résultat est proclamé : deux personnes l’ont certifié.")
    return _("Vous avez certifié ce résultat. Il sera proclamé quand une deuxième personne l’aura certifié.")


def voted_words(vote: Vote | None, membership: Membership) -> str:
    """What the person who has just voted is told; a secret voice is never repeated, on no page and in no mail."""
    if vote is None:
        return _("Votre voix est dans l’urne. Rien ne garde ce que vous avez choisi.")
    words = {"choice": vote.get_choice_display().lower(), "email": membership.email, "name": vote.seat.membership.name}
    if vote.seat.membership_id != membership.pk:
        return _("La voix de %(name)s est enregistrée : %(choice)s. Un reçu part à %(email)s.") % words
    return _("Votre voix est enregistrée : %(choice)s. Un reçu part à %(email)s.") % words
