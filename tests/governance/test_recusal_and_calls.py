"""Stepping aside (domain I19), and calling again those who were too few."""

import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from governance import recusing, second_call, transitions
from governance.models import Ballot, BallotSeat
from governance.reminding import planned
from governance.todo import waiting
from journal.models import Entry
from journal.moves import Refused
from tests.charter import given

pytestmark = pytest.mark.usefixtures("unscoped")


@pytest.fixture
def during():
    with time_machine.travel(given.NOW + dt.timedelta(hours=2), tick=False) as clock:
        yield clock


@pytest.fixture
def ballot(cast, during):
    given.statutes(cast)
    return given.ballot(cast)


def seat(ballot, person):
    return BallotSeat.objects.get(ballot=ballot, membership=person)


class TestRecusal:
    @pytest.mark.parametrize(
        ("who", "whose", "status"),
        [
            ("elise", "elise", 302),
            ("elise", "farid", 200),
            ("bruno", "farid", 302),
            ("chloe", "elise", 403),
            ("damien", "elise", 404),
        ],
    )
    def test_who_may_note_it(self, as_, url, cast, ballot, who, whose, status):
        chosen = {"seat": seat(ballot, getattr(cast, whose)).pk}
        assert as_(who).post(url("governance:ballot-recuse", pk=ballot.pk), chosen).status_code == status
        assert BallotSeat.objects.exclude(recused_at=None).count() == (status == 302)

    def test_the_page_says_so_and_no_voice_is_taken_any_more(self, as_, url, cast, ballot):
        recusing.recuse(seat(ballot, cast.elise), by=cast.elise, now=given.NOW)
        page = as_("elise").get(ballot.get_absolute_url()).content.decode()
        assert "votre déport est noté" in page
        told = as_("elise").post(url("governance:ballot-vote", pk=ballot.pk), {"choice": "for"}, follow=True)
        assert "Un déport est noté pour ce siège" in told.content.decode()
        assert not [t for t in waiting([cast.elise], given.NOW) if "Voter" in t.title]
        assert "Élise" not in {p.to.name.split()[0] for p in planned(ballot.association, given.NOW)}
        assert Entry.objects.filter(action="governance.recuse", object_type="governance.ballotseat").count() == 1

    def test_it_is_refused_once_the_voice_is_given_and_after_the_close(self, cast, ballot):
        given.voted(ballot, cast, None, "for")
        with pytest.raises(Refused, match="déjà donnée"):
            recusing.recuse(seat(ballot, cast.elise), by=cast.elise, now=given.NOW)
        with pytest.raises(Refused, match="trop tard"):
            recusing.recuse(seat(ballot, cast.farid), by=cast.farid, now=given.CLOSES)

    @pytest.mark.parametrize(
        ("answer", "status"), [("leaves", "adopted"), ("counts", "no_quorum"), ("unknown", "to_ratify")]
    )
    def test_the_statutes_say_whether_the_quorum_shrinks(self, cast, during, answer, status):
        given.statutes(cast, recusal=answer, quorum_share="two_thirds")
        ballot = given.voted(given.ballot(cast), cast, "for", "for")
        recusing.recuse(seat(ballot, cast.farid), by=cast.farid, now=given.NOW)
        settled = transitions.close(ballot, now=given.CLOSES)
        assert (settled.status, settled.count.recused) == (status, 1)

    def test_everybody_else_having_voted_it_may_close(self, cast, ballot):
        given.voted(ballot, cast, "for", "for", "for")
        recusing.recuse(seat(ballot, cast.gilles), by=cast.gilles, now=given.NOW)
        assert transitions.close(ballot, now=given.NOW, by=cast.amina).status == "adopted"


class TestSecondCall:
    @pytest.fixture
    def failed(self, cast, during):
        given.statutes(cast, second_call="without_quorum")
        during.move_to(given.CLOSES)
        return transitions.close(given.voted(given.ballot(cast), cast, "for"), now=given.CLOSES)

    def again(self, failed, cast, days=7):
        return second_call.call_again(
            failed, closes_at=given.CLOSES + dt.timedelta(days=days), by=cast.amina, now=given.CLOSES
        )

    def test_the_same_words_again_without_a_quorum_and_both_pages_tell(self, as_, url, cast, failed):
        assert failed.status == "no_quorum"
        amina, address = as_("amina"), url("governance:ballot-again", pk=failed.pk)
        assert "Convoquer une deuxième fois" in amina.get(failed.get_absolute_url()).content.decode()
        typed = {"closes_on": "2026-12-06", "closes_time": "20:00"}
        told = amina.post(address, typed, follow=True).content.decode()
        assert "le quorum n’était pas atteint" in told
        second = Ballot.objects.get(call=2)
        assert (second.first_call, second.text_hash) == (failed, failed.text_hash)
        assert "Une deuxième convocation a suivi" in amina.get(failed.get_absolute_url()).content.decode()
        calls = [p for p in planned(second.association, given.CLOSES) if f"ballot:{second.pk}:open" in p.key]
        assert len(calls) == 4
        assert "Deuxième convocation" in calls[0].subject
        transitions.cast_vote(second, by=cast.elise, choice="for", reason="", now=given.CLOSES)
        settled = transitions.close(second, now=second.closes_at)
        assert settled.status == "adopted"
        assert given.fresh(given.Version.objects.get()).status == "adopted"

    def test_the_same_quorum_may_fail_again_and_there_is_no_third(self, cast, during):
        given.statutes(cast, second_call="same_quorum")
        during.move_to(given.CLOSES)
        first = transitions.close(given.voted(given.ballot(cast), cast, "for"), now=given.CLOSES)
        second = self.again(first, cast)
        settled = transitions.close(second, now=second.closes_at)
        assert settled.status == "no_quorum"
        with pytest.raises(Refused, match="pas de troisième"):
            self.again(settled, cast, days=30)

    @pytest.mark.parametrize(
        ("answer", "words"), [("none", "ne prévoient pas de deuxième"), ("unknown", "Nous ne savons pas si vos")]
    )
    def test_statutes_that_do_not_provide_say_so(self, as_, url, cast, during, answer, words):
        given.statutes(cast, second_call=answer)
        during.move_to(given.CLOSES)
        first = transitions.close(given.voted(given.ballot(cast), cast, "for"), now=given.CLOSES)
        assert words in as_("amina").get(first.get_absolute_url()).content.decode()
        assert words in as_("amina").get(url("governance:ballot-again", pk=first.pk)).content.decode()
        with pytest.raises(Refused):
            self.again(first, cast)

    def test_the_delay_of_the_statutes_is_waited_for(self, as_, url, cast, during):
        given.statutes(cast, second_call="same_quorum", second_call_days=15)
        during.move_to(given.CLOSES)
        first = transitions.close(given.voted(given.ballot(cast), cast, "for"), now=given.CLOSES)
        amina, address = as_("amina"), url("governance:ballot-again", pk=first.pk)
        assert "vos statuts fixent ce délai" in amina.get(first.get_absolute_url()).content.decode()
        assert "vos statuts fixent ce délai" in amina.get(address).content.decode()
        with pytest.raises(Refused, match="ne peut pas partir avant"):
            self.again(first, cast)
        day = given.CLOSES + dt.timedelta(days=15)
        second = second_call.call_again(first, closes_at=day + dt.timedelta(days=7), by=cast.amina, now=day)
        assert second.call == 2

    def test_once_only_and_never_in_the_past(self, as_, url, cast, failed):
        page = as_("amina").post(
            url("governance:ballot-again", pk=failed.pk), {"closes_on": "2026-01-01", "closes_time": "20:00"}
        )
        assert "choisissez un moment à venir" in page.content.decode()
        self.again(failed, cast)
        with pytest.raises(Refused, match="déjà partie"):
            self.again(failed, cast)

    def test_words_changed_since_are_another_question(self, cast, failed):
        version = given.Version.objects.get()
        given.transitions.thaw(version, by=cast.amina)
        clause = version.clauses.first()
        words = given.writing.Words(clause.title, clause.body + " Encore.")
        given.writing.rewrite(clause, words, expected=clause.revision, by=cast.bruno, now=given.CLOSES)
        given.transitions.freeze(given.fresh(version), by=cast.amina, now=given.CLOSES)
        with pytest.raises(Refused, match="Le texte a changé"):
            self.again(failed, cast)
        assert given.fresh(version).status == "frozen"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM governance_ballotseat WHERE is_chair",
        "UPDATE governance_ballotseat SET represented_by_id = (SELECT MAX(id) FROM associations_membership)",
        "UPDATE governance_ballotseat SET membership_id = (SELECT MAX(id) FROM associations_membership) WHERE is_chair",
        "INSERT INTO governance_ballotseat (association_id, ballot_id, membership_id, is_chair, has_voted) SELECT "
        "association_id, id, (SELECT MAX(id) FROM associations_membership), (1 = 0), (1 = 0) FROM governance_ballot",
        "UPDATE governance_ballot SET rule = '{}'",
        "UPDATE governance_ballot SET closes_at = opened_at",
        "DELETE FROM governance_vote",
        "DELETE FROM governance_ballot",
    ],
)
def test_the_roll_and_the_rule_of_an_open_ballot_hold_against_raw_sql(cast, ballot, statement):
    given.voted(ballot, cast, "for")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_late_voice_does_not_enter_by_raw_sql_either(cast, ballot):
    given.voted(ballot, cast, "for", "for", "for")
    transitions.close(ballot, now=given.CLOSES)
    with pytest.raises(DatabaseError), transaction.atomic():
        transitions.write_voice(seat(ballot, cast.gilles), "against", "", given.CLOSES)


def test_a_blank_vote_is_offered_where_the_statutes_know_it(as_, url, cast, during):
    given.statutes(cast, blank="excluded")
    ballot = given.ballot(cast)
    assert "Vote blanc" in as_("elise").get(ballot.get_absolute_url()).content.decode()
    as_("elise").post(url("governance:ballot-vote", pk=ballot.pk), {"choice": "blank", "reason": ""})
    given.voted(ballot, cast, "for", None, "for")
    settled = transitions.close(ballot, now=given.CLOSES)
    assert (settled.status, settled.count.blank) == ("adopted", 1)
