"""The invariants of a signature (domain I22 to I26), one by one; the races that would break them are in test_races."""

import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from associations import rights
from charter import attesting, campaigns, quizzes
from charter.models import Acknowledgement, Campaign, Question
from charter.requirements import charter_signed
from charter.signing import unsigned
from governance.requirements import mandate_in_date
from journal.moves import Refused
from tests.conftest import PASSWORD

from . import given

pytestmark = pytest.mark.usefixtures("unscoped")
START = dt.date(2026, 11, 30)
NOW = dt.datetime(2026, 11, 30, 11, tzinfo=dt.UTC)
ACTS = ["calendar.edit", "calendar.approve"]


@pytest.fixture
def version(cast):
    given.statutes(cast)
    return given.in_force(cast, on=START)


def never(act):
    """The database itself refuses `act`."""
    with pytest.raises(DatabaseError), transaction.atomic():
        act()


def on(days):
    return START + dt.timedelta(days=days)


def at(days):
    return time_machine.travel(dt.datetime.combine(on(days), dt.time(9), dt.UTC), tick=False)


def row(version, who, **changes):
    columns = {"content_hash": version.content_hash, "signed_at": NOW, "method": "code", **changes}
    return Acknowledgement.objects.create(association=version.association, version=version, membership=who, **columns)


def minor(cast, day):
    """A version that changes a comma, in force on `day`."""
    draft = given.draft(cast, words="Une virgule.")
    given.transitions.describe(draft, by=cast.bruno, summary="Une faute.", is_material=False)
    given.transitions.submit(draft, by=cast.bruno)
    given.transitions.freeze(given.fresh(draft), by=cast.bruno, now=given.NOW)
    ballot = given.transitions.open_ballot(
        given.fresh(draft), by=cast.amina, question="?", closes_at=given.CLOSES, now=given.NOW
    )
    given.voted(ballot, cast, "for", "for", "for")
    given.governance.close(ballot, now=given.CLOSES)
    given.certified(ballot, cast)
    return given.transitions.set_date(given.fresh(draft), on=day, by=cast.amina, today=day)


# -- I22: the version in force, and no other ----------------------------------


@pytest.mark.parametrize("walk", [given.draft, given.review, given.frozen, given.proclaimed])
def test_i22_what_is_not_in_force_is_not_signed(cast, walk):
    given.statutes(cast)
    version = walk(cast)
    with pytest.raises(Refused, match="On ne signe que la version en vigueur"):
        attesting.sign_by_password(version, by=cast.chloe, password=PASSWORD, now=NOW)
    never(lambda: row(version, cast.chloe, content_hash=version.content_hash or "0" * 64))


def test_i22_what_was_replaced_is_no_longer_signed(cast, version):
    attesting.open_text(version, by=cast.chloe, now=NOW)
    given.in_force(cast, on=on(60), words="Tout autre chose.")
    with pytest.raises(Refused, match="On ne signe que la version en vigueur"):
        attesting.sign_by_password(version, by=cast.chloe, password=PASSWORD, now=NOW)
    never(lambda: row(version, cast.chloe))


# -- I23: no signature carries over -------------------------------------------


def test_i23_a_signature_stays_with_its_version(cast, version):
    signature = given.signed(version, cast.chloe, NOW)
    new = given.in_force(cast, on=on(60), words="Tout autre chose.")
    assert cast.chloe in [asked.membership for asked in unsigned([cast.chloe], today=on(60))]
    never(lambda: Acknowledgement.objects.filter(pk=signature.pk).update(version=new))
    with connection.cursor() as cursor:
        never(lambda: cursor.execute("UPDATE charter_acknowledgement SET version_id = %s", [new.pk]))


def test_i23_a_material_change_asks_again_and_a_minor_one_does_not(cast, version):
    given.signed(version, cast.chloe, NOW)
    running = given.campaign(version)
    small = minor(cast, on(1))
    assert (given.campaign(small), Campaign.objects.count()) == (running, 1)
    assert unsigned([cast.chloe], today=on(1)) == []
    new = given.in_force(cast, on=on(60), words="Tout autre chose.")
    assert given.campaign(new) != running
    assert [asked.duty.version for asked in unsigned([cast.chloe], today=on(60))] == [new]


# -- I24: who one is, what one read, what one understood ----------------------


def test_i24_the_text_is_opened_first(cast, version):
    with pytest.raises(Refused, match="Ouvrez d’abord le texte"):
        attesting.sign_by_password(version, by=cast.chloe, password=PASSWORD, now=NOW)
    with pytest.raises(Refused, match="Ouvrez d’abord le texte"):
        attesting.issue_code(version, by=cast.chloe, now=NOW)
    assert not Acknowledgement.objects.exists()


def test_i24_nobody_signs_for_somebody_else(cast, version):
    attesting.open_text(version, by=cast.chloe, now=NOW)
    attesting.open_text(version, by=cast.bruno, now=NOW)
    code = attesting.issue_code(version, by=cast.bruno, now=NOW)
    wrong = "000000" if code != "000000" else "111111"
    for act in (
        lambda: attesting.sign_by_password(version, by=cast.chloe, password="pas le mien", now=NOW),
        lambda: attesting.sign_by_code(version, by=cast.chloe, code=code, now=NOW),
        lambda: attesting.sign_by_code(version, by=cast.bruno, code=wrong, now=NOW),
    ):
        with pytest.raises(attesting.NotProven):
            act()
    assert not Acknowledgement.objects.exists()
    assert attesting.sign_by_code(version, by=cast.bruno, code=code, now=NOW).method == "code"
    never(lambda: row(version, cast.chloe, method="fax"))


def test_i24_the_questions_are_answered_first(cast, version):
    campaign = given.campaign(version)
    question = given.question(campaign, cast.bruno)
    attesting.open_text(version, by=cast.chloe, now=NOW)
    for choice in (0b010, 0b001):
        with pytest.raises(Refused, match="Répondez d’abord"):
            attesting.sign_by_password(version, by=cast.chloe, password=PASSWORD, now=NOW)
        quizzes.answer(version, {question.pk: choice}, by=cast.chloe, now=NOW)
    assert attesting.sign_by_password(version, by=cast.chloe, password=PASSWORD, now=NOW)
    never(lambda: Question.objects.filter(pk=question.pk).update(text="Autre chose ?"))


# -- I25: rights wait for the signature ---------------------------------------


@pytest.mark.parametrize(("days", "lacks"), [(0, False), (20, False), (21, True), (90, True)])
def test_i25_publishing_waits_after_the_grace(cast, version, days, lacks):
    with at(days):
        for act in ACTS:
            assert bool(charter_signed(cast.bruno, act)) is lacks
            found = [missing.sentence for missing in rights.missing(cast.bruno, act)]
            assert any("était à signer" in sentence for sentence in found) is lacks


def test_i25_the_grace_is_the_one_the_campaign_gives(cast, version):
    campaign = given.campaign(version)
    terms = campaigns.Terms(campaign.due_on, campaign.days, 30)
    campaigns.set_terms(campaign, terms, by=cast.bruno, today=START)
    with at(43):
        assert charter_signed(cast.chloe, "calendar.edit") is None
    with at(44):
        assert charter_signed(cast.chloe, "calendar.edit")
    never(lambda: Campaign.objects.filter(pk=campaign.pk).update(grace_days=6))


def test_i25_the_signature_must_be_the_current_one(url, cast, version):
    given.signed(version, cast.bruno, NOW)
    with at(59):
        assert charter_signed(cast.bruno, "calendar.edit") is None
    new = given.in_force(cast, on=on(60), words="Tout autre chose.")
    with at(81):
        assert charter_signed(cast.bruno, "calendar.edit").path == url("charter:sign", pk=new.pk)
        given.signed(new, cast.bruno, NOW)
        assert charter_signed(cast.bruno, "calendar.edit") is None


# -- I26: it proves a reading, no more ----------------------------------------


def test_i26_no_signature_takes_no_mandate_and_no_other_right(cast, version):
    with at(400):
        assert charter_signed(cast.elise, "calendar.edit")
        assert mandate_in_date(cast.elise, "governance.vote") is None
        for act in ("governance.vote", "charter.sign", "charter.amend", "calendar.view"):
            assert not [m for m in rights.missing(cast.elise, act) if "signer" in m.sentence]


def test_i26_the_page_says_what_signing_is_for_employees(as_, url, version):
    page = " ".join(as_("chloe").get(url("charter:sign", pk=version.pk)).content.decode().split())
    assert "signer atteste que le texte a été lu. Cela ne crée aucune sanction." in page
