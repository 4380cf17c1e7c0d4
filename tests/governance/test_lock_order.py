"""Whoever holds a row of a vote holds its association first: two hands that wait for each other would both fail."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance import certifying, counting, recusing, resolutions, second_call, sessions, transitions
from governance.models import BallotSeat
from tests.charter import given

from . import convened

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.usefixtures("unscoped"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one lock for all (set DATABASE_URL)"),
]


def cast_vote(cast):
    given.statutes(cast)
    ballot = given.ballot(cast)
    return lambda: transitions.cast_vote(ballot, by=cast.elise, choice="for", reason="", now=given.NOW)


def cast_in_secret(cast):
    given.statutes(cast, secret_trigger="always")
    ballot = given.ballot(cast)
    return lambda: transitions.cast_vote(ballot, by=cast.elise, choice="for", reason="", now=given.NOW)


def close(cast):
    given.statutes(cast)
    ballot = given.ballot(cast)
    return lambda: transitions.close(ballot, now=given.CLOSES)


def step_aside(cast):
    given.statutes(cast)
    seat = BallotSeat.objects.get(ballot=given.ballot(cast), membership=cast.elise)
    return lambda: recusing.recuse(seat, by=cast.elise, now=given.NOW)


def certify(cast):
    given.statutes(cast)
    ballot = transitions.close(given.voted(given.ballot(cast), cast, "for", "for", "for"), now=given.CLOSES)
    seen = certifying.result_hash(ballot)
    return lambda: certifying.certify(ballot, by=cast.amina, seen=seen, now=given.CLOSES)


def call_again(cast):
    given.statutes(cast, second_call="same_quorum")
    first = transitions.close(given.ballot(cast), now=given.CLOSES)
    later = given.CLOSES + dt.timedelta(days=7)
    return lambda: second_call.call_again(first, closes_at=later, by=cast.amina, now=given.CLOSES)


def put(meeting, cast):
    item = meeting.agenda.select_related("meeting").first()
    return resolutions.put_to_vote(
        item, how="totals", is_secret=False, by=cast.gilles, now=convened.THAT_DAY, closes_at=None
    )


def put_to_vote(cast):
    meeting = convened.held(cast)
    return lambda: put(meeting, cast)


def count(cast):
    ballot = put(convened.held(cast), cast)
    return lambda: counting.count_totals(ballot, {"for": 2}, by=cast.gilles, now=convened.THAT_DAY)


def mark(cast):
    meeting = convened.held(cast)
    return lambda: sessions.mark(meeting, {cast.elise.pk: "present"}, by=cast.amina, now=convened.THAT_DAY)


@pytest.mark.parametrize(
    "deed", [cast_vote, cast_in_secret, close, step_aside, certify, call_again, put_to_vote, count, mark]
)
def test_the_association_is_locked_first(cast, deed):
    act = deed(cast)
    with CaptureQueriesContext(connection) as caught:
        act()
    locks = [query["sql"] for query in caught.captured_queries if "FOR UPDATE" in query["sql"]]
    assert '"associations_association" WHERE' in locks[0], locks[0]
    writes = [query["sql"] for query in caught.captured_queries if query["sql"].startswith(("UPDATE", "INSERT"))]
    order = [query["sql"] for query in caught.captured_queries]
    assert order.index(locks[0]) < order.index(writes[0])
