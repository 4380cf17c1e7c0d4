"""Who is told that a vote waits, and when; what waits on the home page."""

import datetime as dt

import pytest
import time_machine
from django.conf import settings
from django.core import mail

from associations.models import Membership
from governance import transitions
from governance.reminding import planned
from governance.todo import waiting
from reminders import outbox
from tests.charter import given

pytestmark = pytest.mark.usefixtures("unscoped")
DAY = dt.timedelta(days=1)


@pytest.fixture
def ballot(cast):
    given.statutes(cast)
    with time_machine.travel(given.NOW, tick=False):
        yield given.ballot(cast)


def calls(association, now):
    return sorted((p.key.split(":")[2], p.to.name.split()[0]) for p in planned(association, now))


def test_the_whole_board_hears_that_the_vote_opens(association, ballot):
    found = list(planned(association, given.NOW))
    assert {p.to.name.split()[0] for p in found} == {"Amina", "Élise", "Farid", "Gilles"}
    assert all(p.urgent and p.path == ballot.get_absolute_url() and p.due_at == given.NOW for p in found)
    assert "dimanche 29 novembre à 11 h" in found[0].sentence.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("before_close", "word"), [(dt.timedelta(days=3), "open"), (2 * DAY, "soon"), (dt.timedelta(hours=12), "last")]
)
def test_those_who_have_not_voted_hear_it_again_and_only_the_newest_call(association, cast, ballot, before_close, word):
    given.voted(ballot, cast, "for", "for", "for")
    assert calls(association, given.CLOSES - before_close) == [(word, "Gilles")]


def test_the_mail_of_the_opening_leaves_once_with_the_address_of_the_ballot(association, ballot):
    for _again in range(2):
        outbox.look(association, given.NOW)
        outbox.deliver_due(given.NOW)
    mails = [m for m in mail.outbox if "Votre vote est attendu" in m.subject]
    assert len(mails) == 4
    assert all(f"{settings.SITE_URL}{ballot.get_absolute_url()}" in m.body for m in mails)


def test_the_link_lands_on_the_ballot_after_sign_in(client, ballot):
    answer = client.get(ballot.get_absolute_url())
    assert answer.url.endswith(f"?next={ballot.get_absolute_url()}")


def test_a_short_ballot_has_no_call_before_its_opening(cast, association):
    given.statutes(cast)
    given.ballot(cast, closes_at=given.NOW + dt.timedelta(hours=10))
    assert {word for word, _name in calls(association, given.NOW)} == {"open"}


def test_after_the_close_everybody_hears_the_outcome_for_three_days(association, cast, ballot):
    given.voted(ballot, cast, "for", "for", "for")
    given.certified(transitions.close(ballot, now=given.CLOSES), cast)
    assert calls(association, given.CLOSES) == [("adopted", name) for name in ("Amina", "Farid", "Gilles", "Élise")]
    assert calls(association, given.CLOSES + 4 * DAY) == []


def test_an_opinion_is_called_one_in_the_mail_too(association, cast):
    given.statutes(cast, electronic="unknown")
    given.ballot(cast, closes_at=dt.datetime(2026, 12, 1, 19, 30, tzinfo=dt.UTC))
    sentence = next(iter(planned(association, given.NOW))).sentence.replace("\u00a0", " ")
    assert "votre avis, consultatif, avant le mardi 1er décembre à 20 h 30" in sentence


def test_a_void_ballot_is_told_to_those_who_had_voted(association, cast, ballot):
    given.voted(ballot, cast, None, "for")
    transitions.void(ballot, by=cast.bruno, reason="Une faute.", now=given.NOW + DAY)
    found = list(planned(association, given.NOW + DAY))
    assert [p.to.name for p in found] == ["Élise Fontaine"]
    assert "Une faute." in found[0].sentence


def test_someone_who_left_hears_nothing(association, cast, ballot):
    type(cast.farid).objects.filter(pk=cast.farid.pk).update(left_on=dt.date(2026, 11, 22))
    assert len(calls(association, given.NOW)) == 3


def test_a_vote_waits_on_the_home_page_until_it_is_given(cast, ballot):
    lines = list(waiting([cast.elise], given.NOW))
    assert [(line.state, line.words) for line in lines] == [(ballot.chip, ballot.get_status_display())]
    assert [(t.path, t.due_at) for t in lines] == [(ballot.get_absolute_url(), given.CLOSES)]
    given.voted(ballot, cast, None, "for")
    assert list(waiting([cast.elise], given.NOW)) == []
    assert list(waiting([cast.chloe], given.NOW)) == []


def test_unknown_statutes_and_a_session_to_record_wait_too(cast, association):
    titles = [t.title for t in waiting([cast.amina], given.NOW)]
    assert titles == ["Dire comment vos statuts décident"]
    given.statutes(cast, electronic="none")
    ballot = given.voted(given.ballot(cast), cast, "for", "for", "for", "for")
    transitions.close(ballot, now=given.CLOSES)
    assert [t.path for t in waiting([cast.amina], given.CLOSES)] == [ballot.get_absolute_url()]
    assert list(waiting([cast.bruno], given.CLOSES)) == []


def test_what_waits_costs_as_much_for_one_house_or_two(cast, ballot, django_assert_num_queries):
    # Seats and who still sits, sessions to record, results to certify, rules to complete.
    for people in ([cast.amina], [cast.amina, cast.damien]):
        memberships = list(Membership.unscoped.current().filter(pk__in=[m.pk for m in people]))
        with django_assert_num_queries(5):
            list(waiting(memberships, given.NOW))


def test_who_has_lost_the_seat_since_is_not_asked_to_vote(association, cast, ballot):
    later = given.NOW + 2 * DAY
    cast.gilles.mandates.update(ends_on=given.NOW.date())
    gilles = Membership.objects.current().get(pk=cast.gilles.pk)
    assert "Gilles" not in {name for _word, name in calls(association, later)}
    assert not [t for t in waiting([gilles], later) if t.path == ballot.get_absolute_url()]
    assert "Élise" in {name for _word, name in calls(association, later)}
