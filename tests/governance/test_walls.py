"""By raw SQL alone: an open box, the sheet of a session that is over, what a session was when it opened."""

import datetime as dt

import pytest

from governance import sessions
from governance import transitions as voting
from governance.frozen import MEETING_COURSE
from governance.models import Attendance, BallotBox, BallotSeat, Meeting, Movement, Proxy
from tests.charter import given as texts
from tests.walls import refuses_alone, run

from . import convened as given
from .test_session import put

pytestmark = pytest.mark.usefixtures("unscoped")

BOX = "governance_ballotbox"
OPEN_BOX = [
    ("one voice too many", "for_count = for_count + 1"),
    ("a voice moved", "for_count = for_count - 1, against_count = against_count + 1"),
    ("a voice taken out", "for_count = for_count - 1"),
    ("many at once", "abstain_count = 9"),
    ("emptied", "for_count = 0, against_count = 0"),
]


@pytest.fixture
def secret(cast):
    """A secret ballot online, with one voice for and one against."""
    texts.statutes(cast, secret_trigger="always")
    return texts.voted(texts.ballot(cast), cast, "for", "against")


@pytest.mark.parametrize("change", [row[1] for row in OPEN_BOX], ids=[row[0] for row in OPEN_BOX])
def test_an_open_box_takes_no_voice_by_hand(secret, change):
    refuses_alone(f"{BOX}_update_voice", f"UPDATE {BOX} SET {change} WHERE ballot_id = {secret.pk}")


def test_voices_given_one_by_one_go_in(cast, secret):
    """The wall lets each voter through, and the count is theirs."""
    for who, choice in ((cast.farid, "for"), (cast.gilles, "abstain")):
        voting.cast_vote(secret, by=who, choice=choice, reason="", now=texts.NOW)
    box = BallotBox.objects.get(ballot=secret)
    assert (box.for_count, box.against_count, box.abstain_count) == (2, 1, 1)
    assert BallotSeat.objects.filter(ballot=secret, has_voted=True).count() == 4


def test_a_box_begins_empty(cast, secret):
    columns = "association_id, ballot_id, for_count, against_count, abstain_count, blank_count"
    draft = _draft_ballot(secret)
    refuses_alone(
        f"{BOX}_insert_empty",
        f"INSERT INTO {BOX} ({columns}) VALUES ({secret.association_id}, {draft}, 3, 0, 0, 0)",
    )


def _draft_ballot(ballot):
    """A ballot not opened yet: a row is enough."""
    row = type(ballot).objects.filter(pk=ballot.pk).values().get()
    new = {"id": None, "status": "draft", "opened_at": None, "subject_id": 999}
    return type(ballot).objects.create(**(row | new)).pk


@pytest.fixture
def hands(cast):
    """Hands counted in a session where two are present: the box is open and empty."""
    meeting = given.held(cast)
    return put(meeting, "totals", by=cast.gilles)


def test_hands_are_not_more_than_the_seats(hands):
    refuses_alone(f"{BOX}_update_hands", f"UPDATE {BOX} SET for_count = 5 WHERE ballot_id = {hands.pk}")


def test_hands_are_counted_once(hands):
    run(f"UPDATE {BOX} SET for_count = 2 WHERE ballot_id = {hands.pk}")
    refuses_alone(f"{BOX}_update_hands", f"UPDATE {BOX} SET against_count = 1 WHERE ballot_id = {hands.pk}")


# -- the sheet of a session ---------------------------------------------------------


@pytest.fixture
def over(cast):
    """A session that is over: two came, one gave a proxy, one left before the end."""
    meeting = given.convened(cast)
    given.proxy(meeting, cast.farid, cast.amina)
    meeting = given.held(cast, meeting=meeting, present=("amina", "gilles", "elise"))
    given.marked(meeting, cast, elise="absent", now=given.STARTS + dt.timedelta(minutes=20))
    return sessions.close_session(given.fresh(meeting), by=cast.amina, now=given.STARTS + dt.timedelta(hours=2))


SHEETS = [
    ("governance_attendance_update_frozen", "UPDATE governance_attendance SET presence = 'remote' WHERE id = {line}"),
    ("governance_attendance_update_frozen", "UPDATE governance_attendance SET noted_at = NULL WHERE id = {line}"),
    ("governance_attendance_delete_frozen", "DELETE FROM governance_attendance WHERE id = {absent}"),
    (
        "governance_attendance_insert_frozen",
        "INSERT INTO governance_attendance (association_id, meeting_id, membership_id, presence) "
        "VALUES ({association}, {meeting}, {chloe}, 'present')",
    ),
    (
        "governance_movement_insert_frozen",
        "INSERT INTO governance_movement (association_id, attendance_id, before, after, at) "
        "VALUES ({association}, {line}, 'present', 'absent', '2026-12-14')",
    ),
    ("governance_movement_update_frozen", "UPDATE governance_movement SET at = '2026-12-01' WHERE id = {movement}"),
    ("governance_movement_delete_frozen", "DELETE FROM governance_movement WHERE id = {movement}"),
    ("governance_proxy_update_frozen", "UPDATE governance_proxy SET holder_id = {gilles} WHERE id = {proxy}"),
    ("governance_proxy_update_frozen", "UPDATE governance_proxy SET status = 'lost' WHERE id = {proxy}"),
    ("governance_proxy_delete_frozen", "DELETE FROM governance_proxy WHERE id = {proxy}"),
    ("governance_meeting_update_held", "UPDATE governance_meeting SET chair_id = {elise} WHERE id = {meeting}"),
    ("governance_meeting_update_held", "UPDATE governance_meeting SET secretary_id = {elise} WHERE id = {meeting}"),
    ("governance_meeting_update_held", "UPDATE governance_meeting SET opened_at = '2026-12-01' WHERE id = {meeting}"),
    ("governance_meeting_update_held", "UPDATE governance_meeting SET closed_at = '2026-12-20' WHERE id = {meeting}"),
    ("governance_meeting_update_held", "UPDATE governance_meeting SET starts_at = '2026-12-01' WHERE id = {meeting}"),
    ("governance_meeting_update_held", "UPDATE governance_meeting SET status = 'held' WHERE id = {meeting}"),
    ("governance_meeting_update_held", "UPDATE governance_meeting SET opening = '[]' WHERE id = {meeting}"),
    ("governance_meeting_update_held", "UPDATE governance_meeting SET has_quorum = NULL WHERE id = {meeting}"),
]


def _names(cast, meeting):
    people = {name: getattr(cast, name).pk for name in ("chloe", "elise", "gilles")}
    lines = Attendance.objects.filter(meeting=meeting)
    return people | {
        "association": meeting.association_id,
        "meeting": meeting.pk,
        "line": lines.get(membership=cast.amina).pk,
        "absent": lines.get(membership=cast.farid).pk,
        "movement": Movement.objects.get(attendance__meeting=meeting).pk,
        "proxy": Proxy.objects.get(meeting=meeting).pk,
    }


@pytest.mark.parametrize(("wall", "sql"), SHEETS)
def test_the_sheet_of_a_session_that_is_over_stays(cast, over, wall, sql):
    refuses_alone(wall, sql.format(**_names(cast, over)))


def test_nobody_is_taken_off_the_sheet_of_a_session_that_sits(cast):
    meeting = given.held(cast)
    line = Attendance.objects.get(meeting=meeting, membership=cast.elise)
    refuses_alone("governance_attendance_delete_frozen", f"DELETE FROM governance_attendance WHERE id = {line.pk}")


def test_the_sheet_is_free_until_the_end(cast):
    """Before the opening it is a draft; while the body sits, people come and go."""
    meeting = given.marked(given.convened(cast), cast, elise="excused", now=given.NOW)
    run(f"DELETE FROM governance_attendance WHERE meeting_id = {meeting.pk}")
    meeting = given.held(cast, meeting=meeting)
    given.marked(meeting, cast, elise="present", now=given.STARTS)
    assert Movement.objects.count() == 1


def test_the_wall_knows_the_course_of_a_meeting():
    arrows = {str(before): {str(to) for to in after} for before, after in Meeting.MOVES.items() if after}
    assert arrows == {before: set(after) for before, after in MEETING_COURSE.items()}
