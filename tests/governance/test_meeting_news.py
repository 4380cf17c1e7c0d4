"""What meetings ask of people and tell them: À faire, the reminders, the list."""

import datetime as dt

import pytest

from governance import convocations, meeting_reminding, meeting_todo, meetings
from governance.models import AgendaItem, Convocation
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


# -- mails that come back ------------------------------------------------------


def test_a_server_that_asks_to_come_back_is_asked_again_later(
    cast, settings, django_capture_on_commit_callbacks, mailoutbox, caplog, time_machine
):
    settings.EMAIL_BACKEND = "tests.governance.convened.Later"
    with django_capture_on_commit_callbacks(execute=True):
        given.convened(cast)
    waiting = Convocation.objects.get(sent_at=None)
    assert (waiting.membership, waiting.refused_at) == (cast.elise, None)
    assert cast.elise.user.email not in caplog.text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert convocations.send_waiting_notices() == 0
    time_machine.shift(dt.timedelta(hours=1))
    assert convocations.send_waiting_notices() == 1
    assert [letter.to for letter in mailoutbox] == [[cast.elise.user.email]]


# -- what waits, what is told -------------------------------------------------


def todos(*members, now=given.NOW):
    return [todo.verb for todo in meeting_todo.waiting(list(members), now)]


def test_what_waits_for_whom(cast):
    meeting = given.draft(cast)
    assert todos(cast.amina) == ["Préparer la convocation"]
    assert todos(cast.elise) == []
    meetings.convene(meeting, by=cast.amina, now=given.NOW)
    assert todos(cast.amina) == ["Lire l’ordre du jour"]
    assert todos(cast.elise) == ["Lire l’ordre du jour"]
    assert todos(cast.chloe) == []
    assert todos(cast.bruno, now=given.THAT_DAY) == ["Ouvrir la feuille de présence"]
    given.proxy(meeting, cast.elise, cast.farid)
    assert todos(cast.elise) == []
    given.marked(meeting, cast, now=given.NOW, gilles="excused")
    assert todos(cast.gilles) == []
    given.held(cast, meeting=meeting, present=("amina", "gilles"))
    assert todos(cast.bruno, now=given.STARTS) == ["Ouvrir la feuille de présence"]


def test_what_waits_is_on_the_home_page(as_, cast):
    given.convened(cast)
    assert "si vous ne pouvez pas venir, donnez votre pouvoir." in words_of(as_("elise").get("/"))


@pytest.mark.parametrize(
    ("before", "subject", "urgent"),
    [
        (dt.timedelta(days=7, minutes=1), None, None),
        (dt.timedelta(days=7), "Dans une semaine : Conseil d’administration", False),
        (dt.timedelta(days=2), "Dans une semaine : Conseil d’administration", False),
        (dt.timedelta(days=1), "Demain : Conseil d’administration", True),
        (dt.timedelta(0), None, None),
    ],
)
def test_reminders_a_week_and_a_day_before(cast, before, subject, urgent):
    meeting = given.convened(cast)
    given.proxy(meeting, cast.elise, cast.farid)
    told = list(meeting_reminding.planned(meeting.association, given.STARTS - before))
    if subject is None:
        assert told == []
    else:
        assert {str(each.to) for each in told} == {"Amina Belkacem", "Farid Guermi", "Gilles Hamon"}
        assert {each.subject.replace("\u00a0", " ") for each in told} == {subject}
        assert {each.urgent for each in told} == {urgent}


def test_somebody_just_called_is_not_reminded_at_once(cast):
    meeting = given.draft(cast, starts_at=given.NOW + dt.timedelta(days=5))
    meetings.convene(meeting, by=cast.amina, now=given.NOW, is_confirmed=True)
    assert list(meeting_reminding.planned(meeting.association, given.NOW + dt.timedelta(hours=1))) == []


def test_the_list_of_meetings_is_flat_and_tells_past_from_coming(as_, cast, url, assert_flat):
    coming, past = given.convened(cast), given.failed(cast)
    page = words_of(as_("chloe").get(url("governance:meeting-list")))
    assert page.index("À venir") < page.index(coming.get_absolute_url()) < page.index("Passées")
    assert page.index("Passées") < page.index(past.get_absolute_url())
    assert "Quorum non atteint" in page
    assert_flat(as_("amina"), url("governance:meeting-list"), lambda: given.convened(cast))
    assert_flat(as_("amina"), "/", lambda: given.convened(cast))


def test_the_page_of_a_meeting_is_flat(as_, cast, assert_flat):
    meeting = given.draft(cast)

    def grow():
        AgendaItem.objects.create(association=meeting.association, meeting=meeting, position=9, title="Encore un point")

    assert_flat(as_("amina"), meeting.get_absolute_url(), grow)
