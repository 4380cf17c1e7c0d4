"""The secretary writes down how the session voted: by name, or as sums; the ballot closes with the count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from associations import rights
from associations.models import Membership
from governance import presence, secrecy, tally
from governance.models import Ballot, BallotBox, BallotSeat, Vote
from governance.receipts import send_receipt
from governance.transitions import (
    attending_seats,
    keep,
    lapsed,
    locked,
    offered_choices,
    runs,
    settle,
    write_voice,
)
from journal.models import Entry
from journal.moves import Refused, only_from


def may_count(ballot: Ballot, membership: Membership) -> bool:
    """Whether `membership` may write down the voices of a vote held in session."""
    running = ballot.status == Ballot.Status.OPEN and ballot.is_held_together
    return running and (membership.can("governance.manage") or runs(ballot.meeting, membership))


def voices_there(ballot: Ballot) -> list[BallotSeat]:
    """Return the seats that may give a voice now, by name: present or represented, and not stepped aside."""
    seats = BallotSeat.objects.filter(ballot=ballot).with_people()
    attending = attending_seats(ballot, list(seats.select_related("represented_by__user", "membership__user"))) or set()
    there = [seat for seat in attending if not seat.recused_at]
    return sorted(there, key=lambda seat: (seat.membership.name.casefold(), seat.pk))


def is_by_names(ballot: Ballot) -> bool:
    return not BallotBox.objects.filter(ballot=ballot).exists()


@transaction.atomic
def count_names(ballot: Ballot, choices: Mapping[int, str], *, by: Membership, now: dt.datetime) -> Ballot:
    """Write the voice of each seat (seat id -> word; who is not named did not vote) and close with the count.

    Raises Refused for a seat that is neither present nor represented, or a word the rule does not know.
    """
    ballot = _ready(ballot, by)
    if not is_by_names(ballot):
        raise Refused(_("Ce vote se compte en totaux : il ne garde aucun nom."), ballot)
    there = {seat.pk: seat for seat in voices_there(ballot)}
    if set(choices) - set(there) or set(choices.values()) - set(offered_choices(ballot)):
        raise Refused(
            _("Une voix est notée pour une personne absente et non représentée, ou n’est pas un choix prévu."),
            ballot,
        )
    for pk, choice in choices.items():
        seat = there[pk]
        seat.ballot = ballot
        write_voice(seat, choice, "", now)
    return settle(ballot, by=keep(ballot, by), now=now)


@transaction.atomic
def count_totals(
    ballot: Ballot, totals: Mapping[str, int], *, by: Membership, now: dt.datetime, chair: str = ""
) -> Ballot:
    """Keep the sums of a show of hands or of papers (word -> number) and close with the count.

    `chair` is the voice of the chair, which only a tie needs; it divides nothing when who presides has no voice here.
    Raises Refused when there are more voices than people present or represented.
    """
    ballot = _ready(ballot, by)
    if is_by_names(ballot):
        raise Refused(_("Ce vote se note par nom."), ballot)
    seats = voices_there(ballot)
    there = len(seats)
    if sum(totals.values()) > there or min(totals.values(), default=0) < 0:
        raise Refused(too_many(sum(totals.values()), there), ballot)
    if set(totals) - set(offered_choices(ballot)):
        raise Refused(_("Ce choix n’est pas prévu par la règle de ce scrutin : rien n’a été enregistré."), ballot)
    BallotBox.objects.filter(ballot=ballot).update(**{f"{word}_count": number for word, number in totals.items()})
    voices = [word for word in tally.CHOICES for _voice in range(totals.get(word, 0))]
    if not has_casting_voice(ballot, seats) or not totals.get(chair):
        chair = ""
    return settle(ballot, by=keep(ballot, by), now=now, voices=voices, chair=chair)


def has_casting_voice(ballot: Ballot, seats: Iterable[BallotSeat]) -> bool:
    """Whether the chair's own voice may divide a tie: who presides is among `seats`, those that may give a voice now.

    A secret voice is nobody's, the chair's like the others.
    """
    knows_none = ballot.is_secret or ballot.tally_rule.casting_vote == tally.NONE
    return not knows_none and any(seat.is_chair for seat in seats)


@transaction.atomic
def write_down(ballot: Ballot, seat_id: int, choice: str, *, by: Membership, now: dt.datetime) -> Vote:
    """Keep an answer to a written consultation that came on paper; the person gets the receipt.

    Raises PermissionDenied to who may not, Refused after the close, for a secret vote or a seat without a voice.
    """
    rights.require(by, "governance.manage")
    ballot = locked(ballot)
    if not may_write_down(ballot, by, now):
        raise Refused(_("Ce scrutin ne se note pas sur papier, ou il est clos : rien n’a été enregistré."), ballot)
    seat = BallotSeat.objects.filter(ballot=ballot).silent().with_people().filter(pk=seat_id).first()
    if seat is None or choice not in offered_choices(ballot):
        raise Refused(_("La voix de ce siège est déjà donnée, ou n’est plus attendue."), ballot)
    if lack := lapsed(ballot, seat.membership, timezone.localdate(now)):
        raise Refused(lack.sentence, ballot)
    seat.ballot = ballot
    vote = write_voice(seat, choice, "", now)
    Entry.objects.record(seat, by=by, action="governance.vote", object_hash=ballot.text_hash, at=now)
    send_receipt.delay_on_commit(vote.pk, vote.number)  # type: ignore[attr-defined]
    return vote


def may_write_down(ballot: Ballot, membership: Membership, now: dt.datetime) -> bool:
    """Whether `membership` may note an answer that came on paper."""
    is_written = ballot.modality == Ballot.Modality.WRITTEN and not ballot.is_secret
    return is_written and ballot.is_open(now) and membership.can("governance.manage")


def too_many(given: int, there: int) -> str:
    """Say that more voices were counted than there are people to give them."""
    return _("Le compte ne tombe pas juste : %(given)d voix pour %(there)d présents ou représentés. Recomptez.") % {
        "given": given,
        "there": there,
    }


def told(totals: Mapping[str, int], there: int) -> str:
    """Say the sum once more before it is kept for good: "5 pour, 2 contre : 7 voix, pour 9 présents ou représentés"."""
    words = dict(Vote.Choice.choices)
    said = ", ".join(f"{number} {str(words[word]).lower()}" for word, number in totals.items() if number)
    given = ngettext("%(n)d voix", "%(n)d voix", sum(totals.values())) % {"n": sum(totals.values())}
    people = ngettext("%(n)d présent ou représenté", "%(n)d présents ou représentés", there) % {"n": there}
    return _("%(said)s : %(given)s, pour %(people)s.") % {
        "said": said or _("aucun vote"),
        "given": given,
        "people": people,
    }


def ending_words(ballot: Ballot) -> list[str]:
    """Say what ending a vote on phones now leaves out, before it is done; how many have voted, never who."""
    present = presence.here(ballot.meeting) if ballot.meeting else set()
    seats = [seat for seat in ballot.seats.all() if not seat.recused_at]
    voted = sum(seat.has_voted for seat in seats)
    there = sum(bool(present & {seat.membership_id, seat.represented_by_id}) for seat in seats)
    given = ngettext("%(n)d voix donnée", "%(n)d voix données", voted) % {"n": voted}
    people = ngettext("%(n)d personne présente ou représentée", "%(n)d personnes présentes ou représentées", there)
    lines = [_("%(given)s, pour %(people)s.") % {"given": given, "people": people % {"n": there}}]
    if ballot.is_secret and voted < secrecy.FEWEST:
        lines.append(_("Moins de trois voix : le résultat de ce vote secret ne sera pas dévoilé."))
    return lines


def _ready(ballot: Ballot, by: Membership) -> Ballot:
    ballot = only_from(locked(ballot), Ballot.Status.OPEN)
    if not may_count(ballot, by):
        if ballot.is_held_together:
            raise PermissionDenied("governance.manage")
        raise Refused(_("Ce scrutin se vote à distance : chaque personne donne sa voix."), ballot)
    return ballot
