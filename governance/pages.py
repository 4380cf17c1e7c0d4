"""What the page of a ballot shows, gathered once for the reading and for a form sent back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.models import Membership
from governance import certifying, subjects, transitions, wording
from governance.forms.ballots import VoteForm
from governance.models import Ballot, BallotSeat


def ballot_context(
    ballot: Ballot, membership: Membership, now: dt.datetime, form: VoteForm | None = None
) -> dict[str, Any]:
    """Return the context of ballot_detail.html. Voices are named only after the close, and only to the body."""
    seats = list(BallotSeat.objects.filter(ballot=ballot).with_people())
    seat = next((each for each in seats if each.membership_id == membership.pk), None)
    vote = getattr(seat, "vote", None)
    is_open = ballot.is_open(now)
    count = ballot.count
    lapsed = transitions.lapsed(ballot, membership, timezone.localdate(now)) if seat else None
    manages = membership.can("governance.manage")
    subject = subjects.of(ballot)
    voted = sum(hasattr(each, "vote") for each in seats)
    return {
        "ballot": ballot,
        "seats": seats,
        "seat": seat,
        "vote": vote,
        "lapsed": lapsed,
        "form": form or VoteForm(instance=vote),
        "abstention": wording.abstention(ballot.tally_rule),
        "is_open": is_open,
        "may_vote": is_open and seat is not None and lapsed is None,
        "is_counting": ballot.status == Ballot.Status.OPEN and not is_open,
        "time_left": wording.time_left(now, ballot.closes_at),
        "voted": voted,
        "advisory": wording.why_advisory(ballot.rule),
        "answers": wording.answers(ballot.rule),
        "count": count,
        "arithmetic": wording.arithmetic(ballot.tally_rule, count) if count else [],
        "shows_voices": count is not None and (seat is not None or manages),
        "may_close": is_open and manages and voted == len(seats),
        "may_void": ballot.status in Ballot.VOIDABLE and manages,
        "may_record": ballot.status == Ballot.Status.TO_RATIFY and membership.can("governance.certify"),
        **_proclamation(ballot, membership, now),
        "subject_template": subject.template,
        **subject.page(ballot, membership),
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
    count = ballot.count
    return {
        "ballot": ballot,
        "hash": certifying.result_hash(ballot),
        "arithmetic": wording.arithmetic(ballot.tally_rule, count) if count else [],
        **found,
    }


def certified_words(ballot: Ballot) -> str:
    """What the person who has just certified is told."""
    if ballot.certified_at:
        return _("Le résultat est proclamé : deux personnes l’ont certifié.")
    return _("Vous avez certifié ce résultat. Il sera proclamé quand une deuxième personne l’aura certifié.")
