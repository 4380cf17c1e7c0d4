"""A secret vote: nothing that is stored, logged, mailed or shown joins a voter and a choice (domain I18)."""

import datetime as dt
import json
import logging

import pytest
import time_machine
from django.apps import apps
from django.contrib import admin
from django.core import mail
from django.db import DatabaseError, connection, transaction

from governance import counting, secrecy, transitions
from governance.models import Ballot, BallotBox, BallotSeat, Vote
from journal.models import Entry
from journal.moves import NoSuchMove, Refused
from tests.charter import given

from . import convened
from .test_session import put

pytestmark = pytest.mark.usefixtures("unscoped")
SECRET = transitions.Opening(is_secret=True)


@pytest.fixture
def during():
    with time_machine.travel(given.NOW + dt.timedelta(hours=2), tick=False) as clock:
        yield clock


def secret_ballot(cast, **answers):
    given.statutes(cast, **answers)
    return given.transitions.open_ballot(
        given.frozen(cast),
        by=cast.amina,
        question="Faut-il adopter ce texte ?",
        closes_at=given.CLOSES,
        now=given.NOW,
        opening=SECRET,
    )


@pytest.fixture
def ballot(cast, during):
    return secret_ballot(cast)


def everything() -> str:
    """Every row of every table, in the order the database gives them."""
    rows = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            # The sign-in of the test itself, random by nature, made before anybody votes.
            if model._meta.label_lower != "sessions.session":
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
                rows[model._meta.label] = [list(map(str, row)) for row in cursor.fetchall()]
    return json.dumps(rows, sort_keys=True)


class Undo(Exception):
    """Take the whole world back."""


def test_who_chose_what_changes_nothing_anywhere(as_, url, cast, ballot, caplog, django_capture_on_commit_callbacks):
    """Two worlds where the same people vote in the same order and swap their choices are the same world."""
    clients = {name: as_(name) for name in given.BOARD}
    address = url("governance:ballot-vote", pk=ballot.pk)
    worlds, pages = [], []
    caplog.set_level(logging.DEBUG, logger="governance")
    caplog.set_level(logging.DEBUG, logger="django.request")
    for choices in (("for", "against", "for", "abstain"), ("abstain", "for", "against", "for")):
        caplog.clear()
        mail.outbox.clear()
        try:
            with transaction.atomic():
                told = []
                with django_capture_on_commit_callbacks(execute=True):
                    for name, choice in zip(given.BOARD, choices, strict=True):
                        answer = clients[name].post(address, {"choice": choice}, follow=True)
                        told.append(answer.content.decode().split("<main", 1)[1])
                logged = "\n".join(record.getMessage() for record in caplog.records)
                sent = "\n".join(message.body for message in mail.outbox)
                worlds.append((everything(), logged, sent))
                pages.append(told)
                raise Undo
        except Undo:
            pass
    assert "pour" in str(Vote.Choice.FOR.label).lower()
    assert worlds[0] == worlds[1]
    for first, second in zip(*pages, strict=True):
        assert first.split("<form")[0] == second.split("<form")[0]


def test_the_roll_keeps_a_mark_and_the_box_keeps_sums(as_, url, cast, ballot):
    before = Entry.objects.count()
    page = as_("elise").post(url("governance:ballot-vote", pk=ballot.pk), {"choice": "against"}, follow=True)
    told = page.content.decode()
    assert "Votre voix est dans l’urne" in told
    assert "Un vote secret ne se change pas" in told
    assert Entry.objects.count() == before
    assert not Vote.objects.exists()
    assert not mail.outbox
    assert BallotSeat.objects.get(ballot=ballot, membership=cast.elise).has_voted
    assert {f.name for f in BallotBox._meta.fields} == {
        "id",
        "association",
        "ballot",
        "for_count",
        "against_count",
        "abstain_count",
        "blank_count",
    }


def test_a_secret_voice_is_given_once(as_, url, cast, ballot):
    elise, address = as_("elise"), url("governance:ballot-vote", pk=ballot.pk)
    elise.post(address, {"choice": "for"})
    told = elise.post(address, {"choice": "against"}, follow=True).content.decode()
    assert "déjà dans l’urne" in told
    box = BallotBox.objects.get()
    assert (box.for_count, box.against_count) == (1, 0)


def test_words_are_not_taken_with_a_secret_voice(as_, url, cast, ballot):
    page = as_("elise").get(ballot.get_absolute_url()).content.decode()
    assert 'name="reason"' not in page
    assert "Mettre dans l’urne" in page
    as_("elise").post(url("governance:ballot-vote", pk=ballot.pk), {"choice": "for", "reason": "C’est moi."})
    assert "C’est moi" not in everything()


def test_while_it_runs_the_page_shows_turnout_and_no_sum(as_, url, cast, ballot):
    for name in ("elise", "farid"):
        as_(name).post(url("governance:ballot-vote", pk=ballot.pk), {"choice": "for"})
    for name in ("amina", "bruno", "elise"):
        page = as_(name).get(ballot.get_absolute_url()).content.decode()
        assert "2 voix reçues sur 4" in page
        assert "2 pour" not in page
    assert BallotBox not in admin.site._registry
    assert Ballot not in admin.site._registry


def test_three_voices_are_counted_and_nobody_is_named(as_, url, cast, ballot):
    given.voted(ballot, cast, "for", "for", "against")
    settled = transitions.close(ballot, now=given.CLOSES)
    assert (settled.status, settled.count.for_, settled.count.against) == ("adopted", 2, 1)
    page = as_("amina").get(ballot.get_absolute_url()).content.decode()
    assert "2 pour, 1 contre" in page
    assert 'id="voices"' not in page


def test_under_three_voices_the_result_is_withheld_and_the_box_emptied(as_, url, cast, ballot):
    given.voted(ballot, cast, "for", "against")
    settled = transitions.close(ballot, now=given.CLOSES)
    assert settled.status == Ballot.Status.WITHHELD
    box = BallotBox.objects.get()
    assert (box.for_count, box.against_count, settled.count.received) == (0, 0, 0)
    assert given.fresh(given.Version.objects.get()).status == "frozen"
    page = as_("amina").get(ballot.get_absolute_url()).content.decode()
    assert "Moins de trois voix" in page
    assert "2 voix données, sur 4" in page.replace("\u00a0", " ")


def test_without_a_quorum_no_sum_is_told(as_, cast, ballot):
    given.voted(ballot, cast, "for")
    settled = transitions.close(ballot, now=given.CLOSES)
    assert (settled.status, settled.count.for_) == ("no_quorum", 0)
    assert BallotBox.objects.get().for_count == 0
    assert "l’urne a été vidée" in as_("amina").get(ballot.get_absolute_url()).content.decode()


def test_a_void_box_is_emptied(cast, ballot):
    given.voted(ballot, cast, "for", "for", "for")
    transitions.void(ballot, by=cast.amina, reason="Erreur.", now=given.NOW)
    assert BallotBox.objects.get().for_count == 0


def test_it_is_never_reopened_nor_turned_into_a_named_vote(cast, ballot):
    with pytest.raises(DatabaseError), transaction.atomic():
        Ballot.objects.filter(pk=ballot.pk).update(is_secret=False)
    settled = transitions.close(given.voted(ballot, cast, "for", "for", "for"), now=given.CLOSES)
    assert Ballot.Status.OPEN not in Ballot.MOVES[Ballot.Status(settled.status)]
    with pytest.raises(NoSuchMove):
        transitions.void(settled, by=cast.amina, reason="Revoter.", now=given.CLOSES)
    with pytest.raises(Refused):
        transitions.cast_vote(ballot, by=cast.gilles, choice="for", reason="", now=given.CLOSES)


def test_no_named_voice_enters_a_secret_ballot_even_by_hand(cast, ballot):
    seat = BallotSeat.objects.get(ballot=ballot, membership=cast.elise)
    with pytest.raises(DatabaseError), transaction.atomic():
        transitions.write_voice(seat, "for", "", given.NOW)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE governance_ballotseat SET has_voted = (1 = 0)",
        "UPDATE governance_ballotbox SET for_count = 9",
        "DELETE FROM governance_ballotbox",
    ],
)
def test_a_sealed_box_and_its_roll_stay(cast, ballot, statement):
    transitions.close(given.voted(ballot, cast, "for", "for", "for"), now=given.CLOSES)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_statutes_that_always_want_secrecy_have_it(cast, during):
    given.statutes(cast, secret_trigger="always")
    assert given.ballot(cast).is_secret


@pytest.mark.parametrize(
    ("trigger", "words"),
    [("persons", "une personne"), ("on_request", "le demande"), ("quarter", "un quart"), ("unknown", "savons pas")],
)
def test_the_sentence_of_the_statutes_is_offered(trigger, words):
    assert words in secrecy.trigger_sentence(trigger)


def test_a_holder_puts_each_voice_they_carry_into_the_box(as_, url, cast):
    with time_machine.travel(convened.THAT_DAY, tick=False):
        planned = convened.convened(cast, electronic="allowed")
        convened.proxy(planned, cast.elise, cast.amina)
        meeting = convened.held(cast, meeting=planned)
        closes = convened.THAT_DAY + dt.timedelta(hours=1)
        ballot = put(meeting, "online", by=cast.gilles, is_secret=True, closes_at=closes)
    with time_machine.travel(convened.THAT_DAY + dt.timedelta(minutes=40), tick=False):
        amina, address = as_("amina"), url("governance:ballot-vote", pk=ballot.pk)
        for seat in BallotSeat.objects.filter(ballot=ballot).held_by([cast.amina]):
            amina.post(address, {"choice": "for", "siege": seat.pk})
        as_("gilles").post(address, {"choice": "against"})
    settled = transitions.close(ballot, now=ballot.closes_at)
    assert (settled.status, settled.count.for_, settled.count.against) == ("adopted", 2, 1)


def test_papers_counted_in_session(cast):
    with time_machine.travel(convened.THAT_DAY, tick=False):
        meeting = convened.held(cast, present=("amina", "gilles", "farid"))
        with pytest.raises(Refused, match="ne se note pas par nom"):
            put(meeting, "names", by=cast.gilles, is_secret=True)
        ballot = put(meeting, "totals", by=cast.gilles, is_secret=True)
        settled = counting.count_totals(
            ballot, {"for": 2, "against": 1}, by=cast.gilles, now=convened.THAT_DAY + dt.timedelta(hours=1)
        )
    assert settled.status == "adopted"


@pytest.mark.parametrize(("choices", "is_told"), [(["for"] * 4, True), (["for", "for", "for", "against"], False)])
def test_a_unanimous_urn_says_what_it_tells(as_, cast, ballot, choices, is_told):
    given.voted(ballot, cast, *choices)
    transitions.close(ballot, now=given.CLOSES)
    page = as_("amina").get(ballot.get_absolute_url()).content.decode()
    assert ("Toutes les voix ont dit la même chose" in page) is is_told
