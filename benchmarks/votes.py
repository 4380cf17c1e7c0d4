"""An assembly of two hundred that votes, written in bulk: the page of its ballot must not cost more for being many."""

import datetime as dt

from django.utils import timezone

from associations.models import Association, Membership, User
from associations.roles import Role
from governance.models import AgendaItem, Ballot, BallotSeat, Body, DecisionRule, Meeting, Vote

VOTERS = 200
SINCE = dt.date(2020, 1, 1)


def build(user: User) -> tuple[str, int]:
    """Fill an association of VOTERS whose half have voted; return its slug and the ballot's number."""
    now = timezone.now()
    association = Association.objects.create(name="Assemblée des mains", slug="assemblee")
    people = User.objects.bulk_create(
        User(email=f"votant-{number}@example.org", name=f"Votante {number}") for number in range(VOTERS - 1)
    )
    members = Membership.unscoped.bulk_create(
        Membership(association=association, user=person, joined_on=SINCE) for person in [user, *people]
    )
    members[0].mandates.create(association=association, role=Role.COORDINATOR, starts_on=SINCE)
    ballot = _ballot(association, members[0], now)
    seats = BallotSeat.unscoped.bulk_create(
        BallotSeat(association=association, ballot=ballot, membership=member, is_chair=not place)
        for place, member in enumerate(members)
    )
    Ballot.unscoped.filter(pk=ballot.pk).update(status="open", opened_at=now)
    voted = seats[VOTERS // 2 :]
    Vote.unscoped.bulk_create(
        Vote(association=association, seat=seat, choice="for", text_hash=ballot.text_hash, cast_at=now)
        for seat in voted
    )
    BallotSeat.unscoped.filter(pk__in=[seat.pk for seat in voted]).update(has_voted=True)
    return association.slug, ballot.pk


def _ballot(association: Association, by: Membership, now: dt.datetime) -> Ballot:
    body = Body.unscoped.create(association=association, kind="assembly", composition="members", decides_texts=True)
    rule = DecisionRule.unscoped.create(association=association, body=body, electronic="allowed")
    meeting = Meeting.unscoped.create(association=association, body=body, starts_at=now, created_by=by)
    item = AgendaItem.unscoped.create(
        association=association, meeting=meeting, position=1, title="Le budget", resolution="Le budget est adopté."
    )
    return Ballot.unscoped.create(
        association=association,
        body=body,
        question="Adoptez-vous le budget ?",
        subject_type="governance.resolution",
        subject_id=item.pk,
        text_hash="0" * 64,
        title=item.title,
        path="/",
        closes_at=now + dt.timedelta(days=7),
        opened_by=by,
        rule=rule.snapshot() | {"advisory": []},
    )
