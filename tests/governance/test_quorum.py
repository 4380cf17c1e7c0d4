"""A session without its quorum, through the door: it closes, and may be called again once."""

import datetime as dt

import pytest

from governance import meetings, presence, sessions
from governance.models import Meeting
from governance.presence import counts
from tests.governance import convened as given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(given.NOW, tick=False)


@pytest.fixture
def that_day(time_machine):
    return lambda: time_machine.move_to(given.THAT_DAY, tick=False)


def words_of(response):
    return " ".join(response.content.decode().split()).replace("\u00a0", " ").replace("\u202f", " ")


def open_it(as_, url, meeting, chair, secretary, **more):
    data = {"chair": chair.pk, "secretary": secretary.pk} | more
    return words_of(as_("amina").post(url("governance:meeting-open", pk=meeting.pk), data, follow=True))


# -- without the quorum -------------------------------------------------------


def test_without_the_quorum_the_page_waits_then_closes(as_, cast, url, that_day):
    meeting = given.convened(cast, quorum_share="three_quarters")
    given.marked(meeting, cast, amina="present", gilles="present")
    that_day()
    page = words_of(as_("amina").get(url("governance:meeting-open", pk=meeting.pk)))
    assert "Le quorum n’est pas atteint : il manque 1 personne." in page
    assert "attendez encore un peu" in open_it(as_, url, meeting, cast.amina, cast.gilles)
    assert given.fresh(meeting).status == "convened"
    answer = open_it(as_, url, meeting, cast.amina, cast.gilles, without_quorum="oui")
    assert "Quorum non atteint : c’est noté, la séance est levée sans rien décider." in answer
    meeting = given.fresh(meeting)
    assert (meeting.status, meeting.has_quorum) == ("closed", False)
    assert meeting.opening["quorum_needed"] == 3


def test_when_nobody_came_the_house_says_so(as_, cast, url, that_day):
    meeting = given.convened(cast)
    that_day()
    answer = open_it(as_, url, meeting, cast.amina, cast.gilles, without_quorum="oui")
    assert "Quorum non atteint : c’est noté" in answer
    assert given.fresh(meeting).opening["present"] == 0


def test_the_second_meeting_has_the_same_agenda_and_its_own_delay(as_, cast, url):
    first = given.failed(cast)
    page = words_of(as_("amina").get(first.get_absolute_url()))
    assert "Préparer la deuxième réunion" in page
    as_("amina").post(url("governance:meeting-second", pk=first.pk))
    second = Meeting.objects.get(call=2)
    assert second.first_call == first
    assert second.starts_at == given.STARTS + dt.timedelta(days=15)
    assert list(second.agenda.values_list("title", "resolution")) == [("Le budget", "Le budget est adopté.")]
    answer = words_of(as_("amina").post(url("governance:meeting-second", pk=first.pk), follow=True))
    assert "La deuxième réunion est déjà préparée : la voici." in answer
    assert Meeting.objects.filter(call=2).count() == 1


def test_the_second_call_decides_whoever_comes_under_the_rule_of_the_first(cast):
    first = given.failed(cast)
    second = sessions.call_again(first, by=cast.amina, now=given.THAT_DAY)
    given.board(cast, quorum_share="third")
    meetings.convene(second, by=cast.amina, now=given.THAT_DAY)
    assert given.fresh(second).rule == given.fresh(first).rule
    day = second.starts_at
    sessions.mark(second, {cast.amina.pk: "present"}, by=cast.amina, now=day)
    opened = sessions.open_session(second, chair=cast.amina, secretary=cast.chloe, by=cast.amina, now=day)
    assert (opened.status, opened.has_quorum, opened.opening["quorum_needed"]) == ("held", True, None)


def test_a_second_call_with_the_same_quorum_needs_it_again(cast):
    second = sessions.call_again(given.failed(cast, second_call="same_quorum"), by=cast.amina, now=given.THAT_DAY)
    meetings.convene(second, by=cast.amina, now=given.THAT_DAY)
    sessions.mark(second, {cast.amina.pk: "present"}, by=cast.amina, now=second.starts_at)
    assert counts(given.fresh(second)).quorum_reached is False


def test_a_second_call_waits_for_the_delay_of_the_statutes(as_, cast, url, time_machine):
    second = sessions.call_again(given.failed(cast), by=cast.amina, now=given.THAT_DAY)
    time_machine.move_to(given.THAT_DAY, tick=False)
    sooner = {"starts_on": "2026-12-28", "starts_time": "20:00", "form": "in_person", "place": "Salle 2"}
    as_("amina").post(url("governance:meeting-edit", pk=second.pk), sooner)
    answer = as_("amina").post(url("governance:meeting-convene", pk=second.pk), {}, follow=True)
    assert "La deuxième réunion ne peut avoir lieu avant le 29 décembre 2026" in words_of(answer)


@pytest.mark.parametrize("provided", ["none", "unknown"])
def test_no_second_call_that_the_statutes_do_not_provide(as_, cast, url, provided):
    first = given.failed(cast, second_call=provided, second_call_days=None)
    assert "Préparer la deuxième réunion" not in words_of(as_("amina").get(first.get_absolute_url()))
    answer = as_("amina").post(url("governance:meeting-second", pk=first.pk), follow=True)
    assert "Cette réunion n’appelle pas de deuxième convocation." in words_of(answer)


def test_a_meeting_that_had_its_quorum_is_not_called_again(as_, cast, url):
    answer = as_("amina").post(url("governance:meeting-second", pk=given.closed(cast).pk), follow=True)
    assert "Cette réunion n’appelle pas de deuxième convocation." in words_of(answer)


def test_a_cancelled_second_call_may_be_prepared_anew(cast):
    first = given.failed(cast)
    second = sessions.call_again(first, by=cast.amina, now=given.THAT_DAY)
    meetings.cancel(second, by=cast.amina, reason="Erreur", now=given.THAT_DAY)
    assert sessions.call_again(first, by=cast.amina, now=given.THAT_DAY).pk != second.pk


# -- the arithmetic of presence -----------------------------------------------


@pytest.mark.parametrize(
    ("basis", "share", "second_call", "call", "called", "came", "expected"),
    [
        ("none", "unknown", "unknown", 1, 9, 0, (None, True)),
        ("unknown", "unknown", "unknown", 1, 9, 9, (None, None)),
        ("registered", "unknown", "unknown", 1, 9, 9, (None, None)),
        ("registered", "half", "none", 1, 9, 4, (5, False)),
        ("registered", "half", "none", 1, 9, 5, (5, True)),
        ("registered", "over_half", "none", 1, 10, 5, (6, False)),
        ("registered", "half", "without_quorum", 2, 9, 0, (None, True)),
        ("registered", "half", "without_quorum", 1, 9, 0, (5, False)),
        ("registered", "half", "same_quorum", 2, 9, 4, (5, False)),
    ],
)
def test_the_quorum(basis, share, second_call, call, called, came, expected):
    rule = {"quorum_basis": basis, "quorum_share": share, "second_call": second_call}
    assert presence.quorum(rule, call, called=called, taking_part=came) == expected
