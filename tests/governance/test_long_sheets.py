"""An assembly of hundreds: its sheet is noted a page at a time, and its mails cost the same for a crowd."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from associations.models import Role
from governance import convocations
from governance.meeting_pages import PAGE
from governance.models import Attendance, Convocation, Notice
from tests.conftest import make_member
from tests.governance import convened as given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(given.NOW, tick=False)


@pytest.fixture
def crowd(association, cast):
    """Sixty more people on the board: two pages of the sheet."""
    for number in range(60):
        make_member(association, f"p{number}@mains-voisines.example", f"Personne {number:02}", [Role.BOARD_MEMBER])
    return 64


def names(page):
    return re.findall(r"<legend>([^<]*)", page)


def test_a_long_sheet_is_noted_a_page_at_a_time(as_, cast, url, crowd, time_machine):
    meeting = given.convened(cast)
    time_machine.move_to(given.THAT_DAY, tick=False)
    amina, sheet = as_("amina"), url("governance:meeting-sheet", pk=meeting.pk)
    first, second = (amina.get(sheet, {"page": number}).content.decode() for number in (1, 2))
    assert len(names(first)) == PAGE
    assert len(names(second)) == crowd - PAGE
    assert not set(names(first)) & set(names(second))
    assert "Page 1 sur 2" in first
    was = re.search(r'name="was" value="([^"]*)"', second)[1]
    answer = amina.post(f"{sheet}?page=2", {"was": was, "rest": "oui"})
    assert answer.url == f"{sheet}?page=2", "one goes on where one was"
    marked = Attendance.objects.filter(meeting=meeting, presence="present")
    assert marked.count() == crowd - PAGE, "the others are not on this page, and nothing is noted of them"


@pytest.mark.parametrize("number", ["0", "99", "x", "9" * 30, ""])
def test_a_page_that_is_not_there_is_the_nearest(as_, cast, url, number):
    meeting = given.convened(cast)
    assert as_("amina").get(url("governance:meeting-sheet", pk=meeting.pk), {"page": number}).status_code == 200


def test_who_came_to_an_assembly_is_read_a_page_at_a_time(as_, cast, crowd):
    meeting = given.closed(cast, quorum_basis="none", quorum_share="unknown", second_call="none", second_call_days=None)
    pages = [as_("amina").get(f"{meeting.get_absolute_url()}?page={n}").content.decode() for n in (1, 2)]
    assert "Page 1 sur 2" in pages[0]
    # The sums are those of the whole assembly, on each page.
    assert all(f"({crowd - 2})" in page for page in pages)
    assert sum(page.count("Personne ") for page in pages) == 60


def test_the_sheet_costs_the_same_for_a_crowd(as_, cast, url, association, assert_flat):
    meeting = given.closed(cast)
    numbers = iter(range(99))

    def grow():
        number = next(numbers)
        make_member(association, f"q{number}@mains-voisines.example", f"Q{number}", [Role.BOARD_MEMBER])

    assert_flat(as_("amina"), meeting.get_absolute_url(), grow)
    assert_flat(as_("amina"), url("governance:meeting-sheet", pk=meeting.pk), grow)


def _sent(meeting):
    """How many queries the mails of the convocation take, and how many mails left."""
    notice = Notice.objects.get(meeting=meeting)
    with CaptureQueriesContext(connection) as asked:
        sent = convocations.send_notice(notice.pk)
    return len(asked), sent


def test_the_mails_of_a_convocation_cost_the_same_for_a_crowd(cast, association, mailoutbox):
    few, sent = _sent(given.convened(cast))
    assert sent == 4
    for number in range(30):
        make_member(association, f"p{number}@mains-voisines.example", f"Personne {number:02}", [Role.BOARD_MEMBER])
    many, sent = _sent(given.convened(cast))
    assert sent == 34
    assert many == few
    assert Convocation.objects.filter(sent_at=None).count() == 0
    assert all("Le budget" in mail.body for mail in mailoutbox)
