"""The races that matter in a ballot, in real threads on the database production uses."""

import pytest
from django.db import connection

from governance import transitions
from governance.models import Ballot, Vote
from journal.models import Entry
from tests.charter import given

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
