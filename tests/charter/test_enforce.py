"""A text comes into force on its day, and the one before it steps down in the same breath."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction

from charter import transitions
from charter.models import Version
from charter.tasks import bring_due_into_force
from governance import transitions as governance
from governance.models import Ballot
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
    version = given.proclaimed(cast)
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
    version = given.proclaimed(cast)
    with at(DAY):
        page = as_("amina").post(url("charter:version-enforce", pk=version.pk), {"on": typed})
    assert page.status_code == 200
    assert "invalid-feedback" in page.content.decode()
    version.refresh_from_db()
    assert version.in_force_on is None


def test_a_coming_day_waits_for_the_task_and_may_still_change(as_, url, cast):
    version = given.proclaimed(cast)
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
    old = transitions.set_date(given.proclaimed(cast), on=dt.date(2026, 12, 20), by=cast.amina, today=DAY)
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


def test_a_ballot_of_less_than_a_day_is_warned_about_once(as_, url, cast):
    given.statutes(cast)
    version, bruno = given.frozen(cast), as_("bruno")
    address = url("charter:version-ballot", pk=version.pk)
    short = {"question": "Adopter ?", "closes_on": "2026-11-22", "closes_time": "20:00"}
    with time_machine.travel(given.NOW, tick=False):
        page = bruno.post(address, short)
        assert "moins d’un jour" in page.content.decode()
        assert given.fresh(version).status == "frozen"
        sure = page.context["form"]["sure"].value()
        assert f'value="{sure}"' in page.content.decode()
        other = bruno.post(address, {**short, "closes_time": "19:00", "sure": sure})
        assert "moins d’un jour" in other.content.decode()
        assert bruno.post(address, {**short, "sure": sure}).status_code == 302
    assert given.fresh(version).status == "ballot"


def test_a_ballot_of_a_day_is_not_warned_about(as_, url, cast):
    given.statutes(cast)
    version = given.frozen(cast)
    with time_machine.travel(given.NOW, tick=False):
        answer = as_("bruno").post(
            url("charter:version-ballot", pk=version.pk),
            {"question": "Adopter ?", "closes_on": "2026-11-23", "closes_time": "12:00"},
        )
    assert answer.status_code == 302


def test_the_question_proposed_names_the_text(as_, url, cast):
    version = given.frozen(cast, kind="crisis")
    page = as_("bruno").get(url("charter:version-ballot", pk=version.pk)).content.decode()
    assert "Faut-il adopter le plan de crise, version 1 ?" in page


@pytest.mark.parametrize(("summary", "said"), [("Première version.", False), ("Qui parle, et comment.", True)])
def test_the_page_of_a_first_vote_does_not_say_so_twice(as_, url, cast, summary, said):
    given.statutes(cast)
    version = given.draft(cast)
    transitions.describe(version, by=cast.bruno, summary=summary)
    transitions.submit(version, by=cast.bruno)
    transitions.freeze(version, by=cast.bruno, now=given.NOW)
    ballot = transitions.open_ballot(
        given.fresh(version), by=cast.amina, question="?", closes_at=given.CLOSES, now=given.NOW
    )
    page = as_("amina").get(ballot.get_absolute_url()).content.decode()
    assert (summary in page) is said


@pytest.mark.parametrize("name", ["kind-detail", "version-detail"])
def test_a_text_in_force_names_who_adopted_it_and_leads_to_the_ballot(as_, url, cast, name):
    given.statutes(cast)
    version = given.in_force(cast)
    address = url("charter:kind-detail", kind="usage") if name == "kind-detail" else version.get_absolute_url()
    ballot = Ballot.objects.get(subject_id=version.pk)
    page = as_("chloe").get(address).content.decode()
    said = "Adoptée par le conseil d’administration le 29 novembre 2026, 3 voix pour, 1 contre, 0 abstention"
    assert f'<a href="{ballot.get_absolute_url()}">{said}</a>' in page
    draft = given.draft(cast, words="Autre chose.")
    assert "Adoptée par" not in as_("chloe").get(draft.get_absolute_url()).content.decode()


def test_a_text_adopted_in_session_says_so(as_, cast):
    given.statutes(cast, electronic="none")
    ballot = given.voted(given.ballot(cast), cast, "for", "for", "abstain", "for")
    governance.close(ballot, now=given.CLOSES)
    day = dt.date(2026, 12, 1)
    ballot.refresh_from_db()
    after = dt.datetime(2026, 12, 2, 9, tzinfo=dt.UTC)
    governance.record_session(ballot, adopted=True, session_on=day, by=cast.amina, now=after)
    page = as_("chloe").get(f"/a/{ballot.association.slug}/textes/versions/{ballot.subject_id}/").content.decode()
    assert "Adoptée en séance par le conseil d’administration le 1er décembre 2026, après un avis en ligne" in page
    assert "3 voix pour, 0 contre, 1 abstention" in page


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
