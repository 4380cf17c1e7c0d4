"""By raw SQL alone, no date of a fixed version is written but with the step it tells."""

import datetime as dt

import pytest

from charter import keeping, transitions
from charter.models import Version
from tests.walls import refuses_alone, run

from . import given

pytestmark = pytest.mark.usefixtures("unscoped")
DAY, TODAY = dt.date(2026, 11, 30), dt.date(2026, 12, 20)
WALL = "charter_version_update_dated"

# state of the version -> what one might write by hand
CASES = [
    ("frozen", "frozen_at = '2020-01-01'"),
    ("frozen", "created_at = '2020-01-01'"),
    ("frozen", "decided_at = '2026-11-22'"),
    ("frozen", "in_force_on = '2026-11-22'"),
    ("adopted", "decided_at = '2026-11-01'"),
    ("adopted", "decided_at = NULL"),
    ("adopted", "repealed_on = '2026-11-01'"),
    ("in_force", "in_force_on = '2026-11-01', review_on = '2027-05-01'"),
    ("in_force", "superseded_on = '2027-01-01'"),
    ("in_force", "repealed_on = '2027-01-01'"),
    ("in_force", "repeal_reason = 'x'"),
    ("in_force", "review_on = '2027-01-01'"),
    ("in_force", "reviewed_on = '2026-12-20', review_on = '2027-12-20'"),
    ("superseded", "superseded_on = '2026-12-15'"),
    ("superseded", "in_force_on = '2026-12-10'"),
    ("superseded", "reviewed_on = '2026-12-20', review_on = '2027-12-20'"),
    ("repealed", "repealed_on = '2027-01-15'"),
    ("repealed", "repeal_reason = 'Autre.'"),
    ("repealed", "repealed_by_id = NULL"),
]


def _in(cast, state) -> Version:
    given.statutes(cast)
    if state in ("frozen", "adopted", "in_force"):
        return getattr(given, state)(cast)
    version = given.in_force(cast, on=DAY)
    if state == "repealed":
        return given.repealed(cast, version, on=TODAY)
    given.in_force(cast, on=TODAY, words="Tout autre chose.")
    return given.fresh(version)


@pytest.mark.parametrize(("state", "change"), CASES)
def test_raw_sql_dates_no_fixed_version(cast, state, change):
    version = _in(cast, state)
    assert version.status == state
    refuses_alone(WALL, f"UPDATE charter_version SET {change} WHERE id = {version.pk}")


def test_a_review_writes_its_day_and_no_other(cast):
    """The day of a review stands once somebody noted that review; the same day by hand, without it, does not."""
    version = _in(cast, "in_force")
    keeping.keep(version, note="", next_on=dt.date(2027, 6, 1), by=cast.amina, today=TODAY)
    refuses_alone(WALL, f"UPDATE charter_version SET review_on = '2027-07-01' WHERE id = {version.pk}")


def test_a_draft_and_a_day_not_come_stay_free(cast):
    given.statutes(cast)
    coming = transitions.set_date(given.proclaimed(cast), on=TODAY, by=cast.amina, today=DAY)
    run(f"UPDATE charter_version SET in_force_on = '2026-12-24' WHERE id = {coming.pk}")
    draft = given.draft(cast, kind="crisis")
    run(f"UPDATE charter_version SET created_at = '2026-11-01' WHERE id = {draft.pk}")
