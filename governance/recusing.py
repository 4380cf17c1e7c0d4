"""To step aside (déport): a person in conflict of interest gives no voice, and the page says why the sum is smaller.

Domain I19. Whether the seat leaves the quorum is for the statutes to say: the tally reads their answer.
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from associations.models import Membership
from governance import transitions
from governance.models import Ballot, BallotSeat
from journal.models import Entry
from journal.moves import Refused


@transaction.atomic
def recuse(seat: BallotSeat, *, by: Membership, now: dt.datetime) -> BallotSeat:
    """Take the voice from `seat`, for good; by the person concerned, or by whoever keeps the vote.

    Raises PermissionDenied to anybody else, Refused once the voice was given or the ballot closed.
    """
    ballot = transitions.locked(seat.ballot)
    if by.pk != seat.membership_id and not may_record(ballot, by):
        raise PermissionDenied("governance.manage")
    seat = BallotSeat.objects.select_related("membership__user").get(pk=seat.pk, ballot=ballot)
    if not ballot.is_open(now):
        raise Refused(_("Le scrutin est clos : il est trop tard pour noter un déport."), ballot)
    if seat.recused_at:
        raise Refused(_("Ce déport est déjà noté."), ballot)
    if seat.has_voted:
        raise Refused(_("La voix de ce siège est déjà donnée : un déport se note avant de voter."), ballot)
    BallotSeat.objects.filter(pk=seat.pk).update(recused_at=now)
    Entry.objects.record(seat, by=by, action="governance.recuse", object_hash=ballot.text_hash, at=now)
    seat.recused_at = now
    return seat


def may_record(ballot: Ballot, membership: Membership) -> bool:
    """Whether `membership` may note that somebody else steps aside."""
    return membership.can("governance.manage") or transitions.runs(ballot.meeting, membership)
