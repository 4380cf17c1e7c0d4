"""By raw SQL alone, a debated sheet does not change: it is what the body votes."""

import pytest

from calendar_app import openings
from calendar_app.frozen import COURSE
from calendar_app.models import AccountOpening
from tests.walls import refuses_alone, run, without

from . import opening_given as given

pytestmark = pytest.mark.usefixtures("unscoped")

SHEET = "calendar_accountopening_update_frozen"
WORDS = [
    "network = 'mastodon'",
    "name = 'Autre'",
    "purpose = 'Autre'",
    "audience = 'Autre'",
    "kinds = '[]'",
    "told = 'personne'",
    "withdraws = 'personne'",
    "within_hours = 24",
    "hours_per_week = 1",
    "keeper_id = {chloe}",
    "proposed_by_id = {bruno}",
    "proposed_at = '2026-01-01'",
    "revision = 9",
    "content_hash = 'x'",
    "discussed_on = '2026-01-01'",
    "debate = 'Autre'",
]


@pytest.fixture
def names(cast):
    return {name: getattr(cast, name).pk for name in ("chloe", "bruno", "amina")}


@pytest.mark.parametrize("change", WORDS)
def test_a_sheet_under_vote_keeps_its_words(cast, names, change):
    opening, _ballot = given.on_ballot(cast)
    words = change.format(**names)
    refuses_alone(SHEET, f"UPDATE calendar_accountopening SET {words} WHERE id = {opening.pk}")


@pytest.mark.parametrize(
    "change", ["status = 'open', opened_at = '2026-11-22', opened_by_id = {bruno}, decided_at = '2026-11-22'"]
)
def test_no_account_opens_by_hand_before_its_vote(cast, names, change):
    opening, _ballot = given.on_ballot(cast)
    words = change.format(**names)
    refuses_alone(SHEET, f"UPDATE calendar_accountopening SET {words} WHERE id = {opening.pk}")


@pytest.mark.parametrize("change", ["decided_at = '2026-01-01'", "opened_at = '2026-01-01'", "name = 'Autre'"])
def test_an_open_account_keeps_its_sheet_and_its_dates(cast, change):
    opening, _channel = given.opened(cast)
    refuses_alone(SHEET, f"UPDATE calendar_accountopening SET {change} WHERE id = {opening.pk}")


def test_the_debate_does_not_begin_again_under_a_vote(cast):
    """The verb calls the ballot off first; by hand, the ballot would go on about another sheet."""
    opening, _ballot = given.on_ballot(cast)
    refuses_alone(
        "calendar_accountopening_update_under_vote",
        "UPDATE calendar_accountopening SET status = 'proposed', content_hash = '', discussed_on = NULL, debate = '' "
        f"WHERE id = {opening.pk}",
    )
    openings.rewrite(opening, given.sheet(cast, name="TikTok 2"), expected=1, by=cast.bruno, now=given.NOW)
    assert given.again(opening).name == "TikTok 2"


FEEDERS = [
    (
        "insert",
        "INSERT INTO calendar_feeder (association_id, opening_id, membership_id) "
        "VALUES ({association}, {opening}, {amina})",
    ),
    ("update", "UPDATE calendar_feeder SET membership_id = {amina} WHERE id = {feeder}"),
    ("delete", "DELETE FROM calendar_feeder WHERE id = {feeder}"),
]


@pytest.mark.parametrize(("event", "sql"), FEEDERS, ids=[row[0] for row in FEEDERS])
def test_who_feeds_a_debated_account_stays(cast, names, event, sql):
    opening = given.discussed(cast)
    names |= {"association": opening.association_id, "opening": opening.pk, "feeder": opening.feeders.first().pk}
    refuses_alone(f"calendar_feeder_{event}_frozen", sql.format(**names))


def test_a_debated_sheet_is_never_taken_out(cast):
    opening = given.discussed(cast)
    sql = f"DELETE FROM calendar_accountopening WHERE id = {opening.pk}"
    without("calendar_feeder_delete_frozen")
    run(f"DELETE FROM calendar_feeder WHERE opening_id = {opening.pk}")
    refuses_alone("calendar_accountopening_delete_frozen", sql)


def test_a_proposal_stays_free(cast):
    opening = given.proposed(cast)
    run(f"UPDATE calendar_accountopening SET name = 'Autre' WHERE id = {opening.pk}")
    run(f"DELETE FROM calendar_feeder WHERE opening_id = {opening.pk}")


def test_the_wall_knows_the_course_of_the_map():
    arrows = {str(before): {str(to) for to in after} for before, after in AccountOpening.MOVES.items() if after}
    assert arrows == {before: set(after) for before, after in COURSE.items()}
