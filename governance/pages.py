"""What the page of a ballot shows, gathered once for the reading and for a form sent back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from associations.models import Membership
from governance import subjects, transitions, wording
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
        "subject_template": subject.template,
        **subject.page(ballot, membership),
    }
