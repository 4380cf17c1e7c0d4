"""« À faire » asks the database as often for one line as for many, whatever room they come from."""

from __future__ import annotations

import datetime as dt

import pytest

from calendar_app import keys, openings
from calendar_app.models import Channel
from charter.amendments import proposing
from governance import minutes, proxies, statutes
from tests.calendar_app import opening_given
from tests.charter import amending
from tests.charter import given as texts
from tests.conftest import make_member
from tests.governance import convened, test_minutes

pytestmark = pytest.mark.usefixtures("unscoped")


@pytest.fixture
def _after(time_machine):
    """The evening the meeting is over: its minutes are to be written and signed."""
    time_machine.move_to(test_minutes.AFTER, tick=False)


@pytest.fixture
def _today(time_machine):
    time_machine.move_to(texts.NOW, tick=False)


@pytest.mark.usefixtures("_after")
def test_minutes_to_write_and_to_sign(as_, cast, assert_flat):
    def grow():
        test_minutes.decided(cast, certify=False)
        minutes.sign(test_minutes.submitted(cast), by=cast.gilles, seen=newest().content_hash, now=test_minutes.AFTER)
        test_minutes.submitted(cast)

    def newest():
        return minutes.Minutes.objects.order_by("-pk").first()

    assert_flat(as_("amina"), "/", grow)
    assert as_("amina").get("/").content.decode().count("Signer le procès-verbal") == 12


@pytest.mark.usefixtures("_today")
def test_meetings_and_proxies(as_, cast, assert_flat):
    def grow():
        convened.draft(cast)
        proxies.give(convened.convened(cast), giver=cast.farid, holder=cast.amina, by=cast.farid, now=convened.NOW)

    assert_flat(as_("amina"), "/", grow)


@pytest.mark.usefixtures("_today")
def test_votes_of_a_committee_of_named_people(as_, cast, association, assert_flat):
    committee = statutes.add_body(association, by=cast.amina, kind="committee", name="Rédaction", composition="named")
    statutes.choose_deciding(committee, by=cast.amina)
    statutes.answer(committee, by=cast.amina, answers=texts.STATUTES, expected=1)
    statutes.add_seat(
        committee, cast.amina, by=cast.amina, function="member", starts_on=dt.date(2026, 1, 1), ends_on=None
    )
    names = iter(range(20))

    def grow():
        opening = opening_given.discussed(cast, name=f"TikTok {next(names)}")
        openings.open_ballot(opening, question="Ouvrir ?", closes_at=texts.CLOSES, by=cast.amina, now=texts.NOW)

    assert_flat(as_("amina"), "/", grow)
    assert [todo.verb for todo in as_("amina").get("/").context["others"]].count("Lire et voter") == 5


@pytest.mark.usefixtures("_today")
def test_accounts_and_their_keys(as_, cast, association, assert_flat):
    names = iter(range(20))

    def grow():
        number = next(names)
        opening_given.proposed(cast, name=f"Essai {number}")
        opening_given.discussed(cast, name=f"Débattu {number}")
        channel = Channel.objects.create(
            association=association, name=f"Blog {number}", slug=f"blog-{number}", network="blog", review_on=opening_day
        )
        person = make_member(association, f"p{number}@exemple.example", f"Personne {number}", [])
        said = {"kind": "writing", "two_factor": "yes", "granted_on": opening_day, "by": cast.bruno}
        keys.give(channel, to=person, today=opening_day, **said)
        type(person).objects.filter(pk=person.pk).update(left_on=opening_day)

    opening_day = texts.NOW.date()
    assert_flat(as_("bruno"), "/", grow)


@pytest.mark.usefixtures("_today")
def test_amendments_left_unfiled(as_, cast, assert_flat):
    version = texts.review(cast)
    assert_flat(
        as_("chloe"),
        "/",
        lambda: proposing.begin(version, amending.replace(version), by=cast.chloe, now=texts.NOW),
    )
