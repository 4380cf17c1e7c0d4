"""A text comes into force on its day, and the one before it steps down in the same breath."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction

from charter import transitions
from charter.models import Version
from charter.tasks import bring_due_into_force
from governance import transitions as governance
from journal.models import Entry
from journal.moves import HOUSE

from . import given

pytestmark = pytest.mark.usefixtures("unscoped")
DAY = dt.date(2026, 11, 30)


@pytest.fixture(autouse=True)
def _statutes(unscoped, cast):
    given.statutes(cast)


def at(day):
    return time_machine.travel(dt.datetime.combine(day, dt.time(6), dt.UTC), tick=False)


@pytest.mark.parametrize(
    ("who", "status"), [("amina", 302), ("bruno", 403), ("elise", 403), ("chloe", 403), ("damien", 404)]
)
def test_who_brings_into_force(as_, url, cast, who, status):
    version = given.adopted(cast)
    with at(DAY):
        answer = as_(who).post(url("charter:version-enforce", pk=version.pk), {"on": "2026-11-30"})
    assert answer.status_code == status
    version.refresh_from_db()
    assert (version.status == "in_force") is (status == 302)


def test_the_next_version_supersedes_the_last(cast):
    first = given.in_force(cast)
    second = given.in_force(cast, on=dt.date(2026, 12, 7), words="Tout autre chose.")
    first = given.fresh(first)
    assert (first.status, first.superseded_on) == ("superseded", dt.date(2026, 12, 7))
    assert second.status == "in_force"
    assert list(Version.objects.in_force().filter(charter=second.charter)) == [second]


@pytest.mark.parametrize("typed", ["", "hier", "2026-11-29", "30/02/2026", "9999-12-31"])
def test_a_bad_day_is_answered_in_words(as_, url, cast, typed):
    version = given.adopted(cast)
    with at(DAY):
        page = as_("amina").post(url("charter:version-enforce", pk=version.pk), {"on": typed})
    assert page.status_code == 200
    assert "invalid-feedback" in page.content.decode()
    version.refresh_from_db()
    assert version.in_force_on is None


def test_a_coming_day_waits_for_the_task_and_may_still_change(as_, url, cast):
    version = given.adopted(cast)
    with at(DAY):
        as_("amina").post(url("charter:version-enforce", pk=version.pk), {"on": "2026-12-05"})
        as_("amina").post(url("charter:version-enforce", pk=version.pk), {"on": "2026-12-04"})
    with at(dt.date(2026, 12, 3)):
        assert bring_due_into_force() == 0
    with at(dt.date(2026, 12, 6)):
        assert bring_due_into_force() == 1
        assert bring_due_into_force() == 0
    version.refresh_from_db()
    assert (version.status, version.in_force_on) == ("in_force", dt.date(2026, 12, 4))


def test_a_version_that_is_not_adopted_never_comes_into_force(as_, url, cast):
    version = given.frozen(cast)
    with at(DAY):
        page = as_("amina").post(url("charter:version-enforce", pk=version.pk), {"on": "2026-11-30"}, follow=True)
    assert "Cet acte n’est pas possible" in page.content.decode()


def test_an_older_version_dated_later_does_not_come_back(cast):
    old = transitions.set_date(given.adopted(cast), on=dt.date(2026, 12, 20), by=cast.amina, today=DAY)
    new = given.in_force(cast, on=dt.date(2026, 12, 10), words="Tout autre chose.")
    assert not transitions.bring_due_into_force(old, today=dt.date(2026, 12, 20))
    assert given.fresh(new).status == "in_force"
    assert given.fresh(old).status == "withdrawn"


def test_the_database_allows_one_version_in_force(cast):
    given.in_force(cast)
    second = given.adopted(cast, words="Tout autre chose.")
    with pytest.raises(IntegrityError), transaction.atomic():
        given.transitions.move(second, "in_force", by=HOUSE, in_force_on=DAY)


@pytest.mark.parametrize(
    ("choices", "status"),
    [(("for", "for", "for", "for"), "adopted"), (("against",) * 4, "rejected"), (("for",), "frozen")],
)
def test_a_version_follows_its_ballot(cast, choices, status):
    ballot = given.voted(given.ballot(cast), cast, *choices)
    governance.close(ballot, now=given.CLOSES)
    assert Version.objects.get(pk=ballot.subject_id).status == status


def test_a_ballot_without_quorum_may_be_opened_again(cast):
    ballot = given.voted(given.ballot(cast), cast, "for")
    governance.close(ballot, now=given.CLOSES)
    version = Version.objects.get(pk=ballot.subject_id)
    again = transitions.open_ballot(
        version, by=cast.amina, question="?", closes_at=given.CLOSES + dt.timedelta(days=7), now=given.CLOSES
    )
    assert again.text_hash == ballot.text_hash


def test_a_refused_opening_leaves_the_text_fixed_and_the_form_filled(as_, url, cast):
    version = given.frozen(cast)
    with time_machine.travel(given.NOW, tick=False):
        page = as_("bruno").post(
            url("charter:version-ballot", pk=version.pk),
            {"question": "Ma question ?", "closes_on": "2026-11-20", "closes_time": "20:00"},
        )
    assert "La clôture est déjà passée" in page.content.decode()
    assert "Ma question ?" in page.content.decode()
    assert given.fresh(version).status == "frozen"


def test_every_step_is_in_the_journal_with_the_hash_of_its_text(cast):
    version = given.in_force(cast)
    entries = Entry.objects.filter(object_type="charter.version", object_id=str(version.pk)).order_by("seq")
    steps = [(e.before, e.after) for e in entries]
    assert steps == [
        ("", "draft"),
        ("draft", "review"),
        ("review", "frozen"),
        ("frozen", "ballot"),
        ("ballot", "adopted"),
        ("adopted", "in_force"),
    ]
    assert {e.object_hash for e in entries if e.after in ("frozen", "ballot", "adopted", "in_force")} == {
        version.content_hash
    }
