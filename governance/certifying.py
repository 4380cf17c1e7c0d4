"""Two people vouch for a result: who may, in what capacity, and what they put their name to (domain I15, I21)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.models import Association, Mandate, Membership, Role
from governance.models import Ballot, Capacity, Certification, Minutes
from governance.transitions import locked
from journal.models import Entry
from journal.moves import Refused, only_from


def result_hash(ballot: Ballot) -> str:
    """SHA-256 of what is vouched for: the text, the rule, the count and the outcome, as canonical JSON."""
    told = {
        "ballot": ballot.pk,
        "question": ballot.question,
        "text_hash": ballot.text_hash,
        "rule": ballot.rule,
        "result": ballot.result,
        "outcome": str(ballot.status),
        "session_on": ballot.session_on.isoformat() if ballot.session_on else None,
    }
    written = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def without_secretary(associations: list[Association], on: dt.date) -> set[int]:
    """Return the ids of those of `associations` where nobody holds the secretary's mandate: the treasurer stands in."""
    held = Mandate.objects.filter(association__in=associations, role=Role.SECRETARY, membership__left_on=None)
    filled = set(held.in_date(on).values_list("association_id", flat=True))
    return {association.pk for association in associations} - filled


def entitled(ballot: Ballot | Minutes, membership: Membership, *, stands_in: bool) -> list[Capacity]:
    """Return in what capacities `membership` may vouch for `ballot`, or sign its minutes, the most natural first.

    The chair and the secretary named for the meeting, or, where none was named, whoever holds "governance.certify".
    `stands_in`: nobody holds the secretary's mandate, so that the treasurer may.
    """
    named = {Capacity.CHAIR: None, Capacity.SECRETARY: None}
    if ballot.meeting is not None:
        # Who has left vouches for nothing any more: their place falls to those who hold the right.
        people = {Capacity.CHAIR: ballot.meeting.chair, Capacity.SECRETARY: ballot.meeting.secretary}
        named = {capacity: who.pk if who and who.left_on is None else None for capacity, who in people.items()}
    if membership.pk in named.values():
        return [capacity for capacity, pk in named.items() if pk == membership.pk]
    treasurer = stands_in and Role.TREASURER in membership.roles
    if not (membership.can("governance.certify") or treasurer):
        return []
    free = [capacity for capacity, pk in named.items() if pk is None]
    return free if Role.PRESIDENT in membership.roles else free[::-1]


def capacity_left(
    ballot: Ballot, membership: Membership, given: list[Certification], *, stands_in: bool
) -> Capacity | None:
    """Return the capacity in which `membership` may still vouch for `ballot`; None when there is none, or no more."""
    if ballot.status not in Ballot.SETTLED or ballot.certified_at:
        return None
    if membership.user_id in {each.membership.user_id for each in given}:
        return None
    taken = {each.capacity for each in given}
    return next((c for c in entitled(ballot, membership, stands_in=stands_in) if c not in taken), None)


@transaction.atomic
def certify(
    ballot: Ballot,
    *,
    by: Membership,
    seen: str,
    now: dt.datetime,
    review_on: dt.date | None = None,
    follow_up: str = "",
) -> Certification:
    """Vouch for the result whose hash was `seen`; with the second person the outcome is proclaimed.

    `review_on` and `follow_up` may be filled or changed by each of the two. Raises PermissionDenied to who may not,
    Refused for a second signature of the same person, for a result not settled, or other than the one seen.
    """
    # Locked before reading: the second of two signatures proclaims, and only the second.
    ballot = only_from(locked(ballot), *Ballot.SETTLED)
    given = list(ballot.certifications.select_related("membership"))
    if by.user_id in {each.membership.user_id for each in given}:
        raise Refused(_("Vous avez déjà certifié ce résultat : une deuxième personne doit le faire aussi."), ballot)
    if ballot.certified_at:
        raise Refused(_("Ce résultat est déjà proclamé, par deux personnes."), ballot)
    stands_in = bool(without_secretary([ballot.association], timezone.localdate(now)))
    if not entitled(ballot, by, stands_in=stands_in):
        raise PermissionDenied("governance.certify")
    capacity = capacity_left(ballot, by, given, stands_in=stands_in)
    if capacity is None:
        raise Refused(_("Quelqu’un a déjà certifié à ce titre : il manque l’autre personne."), ballot)
    if seen != result_hash(ballot):
        raise Refused(_("Ce n’est pas le résultat de ce scrutin : relisez-le, puis certifiez-le."), ballot)
    made = Certification.objects.create(
        association=ballot.association,
        ballot=ballot,
        membership=by,
        capacity=capacity,
        result_hash=seen,
        certified_at=now,
    )
    told = {"review_on": review_on, "follow_up": follow_up} | ({"certified_at": now} if given else {})
    Ballot.objects.filter(pk=ballot.pk).update(**told)
    Entry.objects.record(
        ballot,
        by=by,
        action="governance.certify",
        after="proclaimed" if given else "",
        object_hash=seen,
        at=now,
    )
    return made
