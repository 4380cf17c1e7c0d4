"""Two hands on one meeting, in real threads on the database production uses."""

import datetime as dt

import pytest
from django.core import mail
from django.db import connection

from governance import convocations, meetings, sessions
from governance.models import Attendance, Convocation, Meeting, Notice, Proxy
from journal.moves import Refused
from tests.governance import convened as given

from .races import pressed, together

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("unscoped"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="runs on PostgreSQL only (set DATABASE_URL)"),
]


def refusals(answers):
    found = [answer for answer in answers if isinstance(answer, Exception)]
    assert all(isinstance(answer, Refused) for answer in found), found
    return found


def test_a_proxy_given_twice_at_once_is_given_once(unscoped, cast):
    meeting = given.convened(cast, proxy_cap=5)
    answers = pressed(
        "governance_proxy",
        lambda: given.proxy(meeting, cast.elise, cast.farid),
        lambda: given.proxy(meeting, cast.elise, cast.gilles),
    )
    # Read under the lock, and so said whole; without it the constraint alone refuses, with fewer words.
    assert [str(refusal).endswith("reprenez-le d’abord.") for refusal in refusals(answers)] == [True]
    assert Proxy.objects.filter(giver=cast.elise, status="granted").count() == 1


def test_two_proxies_at_once_for_the_last_place_are_one(unscoped, cast):
    meeting = given.convened(cast, proxy_cap=1)
    answers = pressed(
        "governance_proxy",
        lambda: given.proxy(meeting, cast.elise, cast.farid),
        lambda: given.proxy(meeting, cast.gilles, cast.farid),
    )
    assert len(refusals(answers)) == 1
    assert "porte déjà" in str(refusals(answers)[0])
    assert Proxy.objects.filter(holder=cast.farid, status="granted").count() == 1


def test_two_people_who_give_to_each_other_make_no_circle(unscoped, cast):
    meeting = given.convened(cast)
    answers = pressed(
        "governance_proxy",
        lambda: given.proxy(meeting, cast.elise, cast.farid),
        lambda: given.proxy(meeting, cast.farid, cast.elise),
    )
    assert len(refusals(answers)) == 1
    assert Proxy.objects.count() == 1


def test_giving_while_one_is_marked_present_leaves_no_living_proxy(unscoped, cast):
    meeting = given.convened(cast)
    together(
        lambda: given.proxy(meeting, cast.elise, cast.farid, now=given.THAT_DAY),
        lambda: given.marked(meeting, cast, elise="present"),
    )
    # Given first, the proxy waits for the opening: until then a slip of the hand costs nobody theirs.
    given.held(cast, meeting=given.fresh(meeting))
    assert Attendance.objects.get(membership=cast.elise).presence == "present"
    assert not Proxy.objects.filter(status__in=Proxy.LIVE).exists()


def test_two_convocations_at_once_call_people_once(unscoped, cast):
    meeting = given.draft(cast)
    act = lambda: meetings.convene(meeting, by=cast.amina, now=given.NOW)  # noqa: E731
    answers = together(act, act, act)
    assert len(refusals(answers)) == 2
    assert Notice.objects.count() == 1
    assert len(mail.outbox) == 4


def test_two_workers_mail_each_person_once(unscoped, cast, settings):
    settings.EMAIL_BACKEND = "tests.governance.convened.Away"
    notice = Notice.objects.get(meeting=given.convened(cast))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    answers = together(*[lambda: convocations.send_notice(notice.pk)] * 3)
    assert sum(answers) == 4
    assert len(mail.outbox) == 4
    assert Convocation.objects.filter(sent_at__isnull=False).count() == 4


def test_two_second_calls_at_once_are_one(unscoped, cast):
    first = given.failed(cast)
    act = lambda: sessions.call_again(first, by=cast.amina, now=given.THAT_DAY)  # noqa: E731
    assert len(refusals(together(act, act))) == 1
    assert Meeting.objects.filter(first_call=first).count() == 1


def test_two_openings_at_once_open_once(unscoped, cast):
    meeting = given.marked(given.convened(cast), cast, amina="present", gilles="present")

    def act():
        sessions.open_session(meeting, chair=cast.amina, secretary=cast.gilles, by=cast.amina, now=given.THAT_DAY)

    assert len(refusals(together(act, act))) == 1
    assert Attendance.objects.filter(meeting=meeting).count() == 4


def test_a_change_and_the_opening_do_not_pass_each_other(unscoped, cast):
    meeting = given.marked(given.convened(cast), cast, amina="present", gilles="present")
    later = given.STARTS + dt.timedelta(days=20)
    answers = together(
        lambda: meetings.change(meeting, by=cast.amina, now=given.THAT_DAY, starts_at=later),
        lambda: sessions.open_session(
            meeting, chair=cast.amina, secretary=cast.gilles, by=cast.amina, now=given.THAT_DAY
        ),
    )
    assert len(refusals(answers)) == 1
