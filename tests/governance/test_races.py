"""The races that matter in a ballot, in real threads on the database production uses."""

import datetime as dt

import pytest
from django.db import connection

from governance import certifying, counting, recusing, resolutions, second_call, transitions
from governance.models import Ballot, BallotBox, BallotSeat, Certification, Vote
from journal.models import Entry
from tests.charter import given

from . import convened
from .races import together

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("unscoped"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="runs on PostgreSQL only (set DATABASE_URL)"),
]


@pytest.fixture
def ballot(unscoped, cast):
    given.statutes(cast)
    return given.ballot(cast)


def test_one_person_voting_twice_at_once_has_one_voice(cast, ballot):
    def act(choice):
        return lambda: transitions.cast_vote(ballot, by=cast.elise, choice=choice, reason="", now=given.NOW)

    answers = together(act("for"), act("against"), act("for"))
    assert not [a for a in answers if isinstance(a, Exception)]
    kept = Vote.objects.get()
    assert kept.number == 3


def test_two_closings_count_once(cast, ballot):
    given.voted(ballot, cast, "for", "for", "for")
    close = lambda: transitions.close(ballot, now=given.CLOSES)  # noqa: E731
    answers = together(close, close, close)
    assert not [a for a in answers if isinstance(a, Exception)]
    moves = Entry.objects.filter(object_type="governance.ballot", after="closed")
    assert moves.count() == 1
    assert Ballot.objects.get().status == "adopted"


def test_a_vote_at_the_last_instant_is_counted_or_refused_never_lost(cast, ballot):
    given.voted(ballot, cast, "for", "for", "against")
    last = given.CLOSES.replace(microsecond=0)
    vote, closed = together(
        lambda: transitions.cast_vote(ballot, by=cast.gilles, choice="against", reason="", now=given.NOW),
        lambda: transitions.close(ballot, now=last),
    )
    counted = Ballot.objects.get().result
    assert counted["against"] == (1 if isinstance(vote, Exception) else 2)
    assert not isinstance(closed, Exception)


def test_two_ballots_on_one_text_are_one(cast):
    given.statutes(cast)
    version = given.frozen(cast)

    def act():
        return given.transitions.open_ballot(
            version, by=cast.amina, question="?", closes_at=given.CLOSES, now=given.NOW
        )

    answers = together(act, act)
    assert len([a for a in answers if isinstance(a, Exception)]) == 1
    assert Ballot.objects.count() == 1


def test_two_certifications_at_once_are_two_people_and_one_proclamation(cast, ballot):
    given.voted(ballot, cast, "for", "for", "for")
    settled = transitions.close(ballot, now=given.CLOSES)
    seen = certifying.result_hash(settled)

    def act(person):
        return lambda: certifying.certify(settled, by=person, seen=seen, now=given.CLOSES)

    answers = together(act(cast.amina), act(cast.amina), act(cast.gilles))
    assert len([a for a in answers if isinstance(a, Exception)]) == 1
    assert Ballot.objects.get().certified_at
    assert {c.membership_id for c in Certification.objects.all()} == {cast.amina.pk, cast.gilles.pk}
    assert Entry.objects.filter(action="governance.certify", after="proclaimed").count() == 1


def test_a_secret_voice_given_twice_at_once_is_one(cast):
    given.statutes(cast, secret_trigger="always")
    ballot = given.ballot(cast)
    act = lambda: transitions.cast_vote(ballot, by=cast.elise, choice="for", reason="", now=given.NOW)  # noqa: E731
    answers = together(act, act, act)
    assert len([a for a in answers if isinstance(a, Exception)]) == 2
    assert BallotBox.objects.get().for_count == 1


def test_a_recusal_and_a_vote_at_once_are_one_of_the_two(cast, ballot):
    seat = BallotSeat.objects.get(ballot=ballot, membership=cast.elise)
    answers = together(
        lambda: transitions.cast_vote(ballot, by=cast.elise, choice="for", reason="", now=given.NOW),
        lambda: recusing.recuse(seat, by=cast.elise, now=given.NOW),
    )
    assert len([a for a in answers if isinstance(a, Exception)]) == 1
    seat.refresh_from_db()
    assert bool(seat.recused_at) != seat.has_voted


def test_two_second_calls_are_one(cast):
    given.statutes(cast, second_call="same_quorum")
    first = transitions.close(given.ballot(cast), now=given.CLOSES)
    later = given.CLOSES + dt.timedelta(days=7)
    act = lambda: second_call.call_again(first, closes_at=later, by=cast.amina, now=given.CLOSES)  # noqa: E731
    answers = together(act, act)
    assert len([a for a in answers if isinstance(a, Exception)]) == 1
    assert Ballot.objects.filter(call=2).count() == 1


def test_two_counts_of_one_session_are_one(cast):
    meeting = convened.held(cast)
    item = meeting.agenda.select_related("meeting").first()
    ballot = resolutions.put_to_vote(
        item, how="totals", is_secret=False, by=cast.gilles, now=convened.THAT_DAY, closes_at=None
    )
    act = lambda: counting.count_totals(ballot, {"for": 2}, by=cast.gilles, now=convened.THAT_DAY)  # noqa: E731
    answers = together(act, act)
    assert len([a for a in answers if isinstance(a, Exception)]) == 1
    assert Entry.objects.filter(object_type="governance.ballot", after="closed").count() == 1


def test_one_row_of_the_roll_tells_no_more_than_another_after_the_close(cast):
    """PostgreSQL stamps each row with the transaction that wrote it: the marks of the roll share one."""
    given.statutes(cast, secret_trigger="always")
    ballot = given.voted(given.ballot(cast), cast, "for", "against", "for")
    transitions.close(ballot, now=given.CLOSES)
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(DISTINCT xmin::text) FROM governance_ballotseat")
        assert cursor.fetchone() == (1,)
