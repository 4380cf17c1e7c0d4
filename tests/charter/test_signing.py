"""« Lu et approuvé »: this person, this text; and what waits without it."""

import datetime as dt

import pytest
import time_machine

from associations.models import Membership, Role
from associations.rights import missing
from charter import transitions
from charter.models import Acknowledgement
from charter.reminding import planned
from charter.requirements import charter_signed
from charter.todo import waiting
from journal.models import Entry
from tests.conftest import PASSWORD, make_member

from . import given

pytestmark = pytest.mark.usefixtures("unscoped")
START = dt.date(2026, 11, 30)
TYPED = {"approved": "on", "by": "password", "proof": PASSWORD}


def at(day):
    return time_machine.travel(dt.datetime.combine(day, dt.time(9), dt.UTC), tick=False)


def noon(day):
    return dt.datetime.combine(day, dt.time(11), dt.UTC)


@pytest.fixture
def version(cast):
    given.statutes(cast)
    return given.in_force(cast, on=START)


def sign(version, who, day=START):
    return given.signed(version, who, now=noon(day))


def test_signing_through_the_page_keeps_the_hash_and_happens_once(as_, url, cast, version):
    chloe, address = as_("chloe"), url("charter:sign", pk=version.pk)
    chloe.post(url("charter:sign-open", pk=version.pk))
    assert "Cochez la case" in chloe.post(address, TYPED | {"approved": ""}).content.decode()
    assert not Acknowledgement.objects.exists()
    for _ in range(2):
        assert chloe.post(address, TYPED).status_code == 302
    signature = Acknowledgement.objects.get()
    assert (signature.content_hash, signature.method) == (version.content_hash, "password")
    assert Entry.objects.filter(action="charter.sign").count() == 1
    assert "Vous avez signé" in chloe.get(address).content.decode()


def test_a_signature_without_its_box_lands_beside_the_box(as_, url, version):
    chloe, address = as_("chloe"), url("charter:sign", pk=version.pk)
    chloe.post(url("charter:sign-open", pk=version.pk))
    page = chloe.get(address).content.decode()
    form = page[page.index("<details>") :].split("</form>")[0]
    assert f'action="{address}#signer"' in form
    assert "novalidate" not in form
    box = form[form.index('type="checkbox"') :].split(">")[0]
    assert " required" in box
    refused = chloe.post(address, TYPED | {"approved": ""}).content.decode()
    assert "<title>À corriger" in refused
    form = refused[refused.index("<details open>") :].split("</form>")[0]
    assert "Cochez la case" in form.split('role="alert"')[1]


def test_only_the_version_in_force_is_signed(as_, url, cast, version):
    draft = given.draft(cast)
    page = as_("chloe").post(url("charter:sign", pk=draft.pk), TYPED, follow=True)
    assert "On ne signe que la version en vigueur" in page.content.decode()
    assert not Acknowledgement.objects.exists()


@pytest.mark.parametrize(("days", "asked"), [(0, False), (14, False), (20, False), (21, True), (60, True)])
def test_the_calendar_waits_after_two_weeks_and_a_week_of_grace(cast, version, days, asked):
    with at(START + dt.timedelta(days=days)):
        assert bool(charter_signed(cast.chloe, "calendar.edit")) is asked


@pytest.mark.parametrize("act", ["calendar.view", "charter.sign", "governance.vote", "kpis.enter"])
def test_reading_voting_and_signing_never_wait(cast, version, act):
    with at(START + dt.timedelta(days=60)):
        assert charter_signed(cast.chloe, act) is None


def test_the_missing_signature_says_where_to_mend_it_and_signing_mends_it(cast, url, version):
    with at(START + dt.timedelta(days=30)):
        lacks = [lack for lack in missing(cast.chloe, "calendar.edit") if "/signer/" in lack.path]
        assert [lack.path for lack in lacks] == [url("charter:sign", pk=version.pk)]
        sign(version, cast.chloe)
        assert missing(cast.chloe, "calendar.edit") == []


def test_a_signature_never_carries_over_to_a_new_text(cast, version):
    sign(version, cast.chloe)
    given.in_force(cast, on=START + dt.timedelta(days=60), words="Tout autre chose.")
    with at(START + dt.timedelta(days=90)):
        assert charter_signed(cast.chloe, "calendar.edit")


def test_a_minor_change_asks_nobody_again_but_still_asks_who_never_signed(cast, version):
    sign(version, cast.chloe)
    draft = given.draft(cast, words="Une virgule.")
    transitions.describe(draft, by=cast.bruno, summary="Une faute.", is_material=False)
    transitions.submit(draft, by=cast.bruno)
    transitions.freeze(draft, by=cast.bruno, now=given.NOW)
    running = transitions.open_ballot(
        given.fresh(draft), by=cast.amina, question="?", closes_at=given.CLOSES, now=given.NOW
    )
    given.voted(running, cast, "for", "for", "for")
    given.governance.close(running, now=given.CLOSES)
    given.certified(running, cast)
    minor = transitions.set_date(given.fresh(draft), on=START, by=cast.amina, today=START)
    with at(START + dt.timedelta(days=30)):
        assert charter_signed(cast.chloe, "calendar.edit") is None
        lack = charter_signed(cast.bruno, "calendar.edit")
    assert str(minor) in lack.sentence


def test_who_has_signed_is_known_in_one_query(cast, version, django_assert_num_queries):
    sign(version, cast.chloe)
    with at(START + dt.timedelta(days=30)), django_assert_num_queries(1):
        assert charter_signed(cast.chloe, "calendar.edit") is None


def test_someone_who_arrives_later_has_as_long(association, version):
    arrival = START + dt.timedelta(days=100)
    new = make_member(association, "ninon@mains-voisines.example", "Ninon", [Role.CONTRIBUTOR], since=arrival)
    with at(arrival + dt.timedelta(days=20)):
        assert charter_signed(new, "calendar.edit") is None
    with at(arrival + dt.timedelta(days=21)):
        assert charter_signed(new, "calendar.edit")


def test_without_a_usage_charter_nothing_is_asked(cast):
    assert charter_signed(cast.chloe, "calendar.edit") is None


@pytest.mark.parametrize(
    ("after", "calls"),
    [(-1, []), (0, [0]), (6, [0]), (7, [7]), (13, [13]), (14, [14]), (19, [14]), (20, [20]), (21, [21]), (62, [56])],
)
def test_who_has_not_signed_is_reminded_at_the_start_before_the_end_then_weekly(
    association, cast, version, after, calls
):
    for name in ("amina", "bruno", "elise", "farid", "gilles"):
        sign(version, getattr(cast, name))
    now = noon(START + dt.timedelta(days=after))
    found = [p for p in planned(association, now) if "/signer/" in p.path]
    days = [(p.due_at.date() - START).days for p in found]
    assert days == calls
    assert all(str(version) in p.sentence for p in found)
    assert all(p.to == cast.chloe and p.due_at <= now and f"/{version.pk}/signer/" in p.path for p in found)


def test_signing_ends_the_reminders_and_the_line_of_the_home_page(association, cast, version):
    now = noon(START)
    assert [t.title for t in waiting([cast.chloe], now)] == ["Lire et signer : Charte d’usage, version 1"]
    sign(version, cast.chloe)
    assert list(waiting([cast.chloe], now)) == []
    assert cast.chloe not in [p.to for p in planned(association, now)]


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("usage", {"amina", "bruno", "chloe", "elise", "farid", "gilles"}),
        ("moderation", {"bruno"}),
        ("editorial", {"bruno", "chloe", "farid"}),
        ("crisis", {"amina", "bruno"}),
    ],
)
def test_each_text_is_put_to_those_whose_task_rests_on_it_and_anybody_may_sign(as_, url, cast, kind, asked):
    given.statutes(cast)
    version = given.in_force(cast, on=START, kind=kind)
    people = {name: getattr(cast, name) for name in ("amina", "bruno", "chloe", "elise", "farid", "gilles")}
    waits = {name for name, who in people.items() if [t for t in waiting([who], noon(START)) if "signer" in t.path]}
    told = {name for name, who in people.items() if who in [p.to for p in planned(version.association, noon(START))]}
    assert (waits, told) == (asked, asked)
    for name in people:
        as_(name).post(url("charter:sign-open", pk=version.pk))
        assert as_(name).post(url("charter:sign", pk=version.pk), TYPED).status_code == 302
    assert Acknowledgement.objects.filter(version=version).count() == len(people)
    assert list(planned(version.association, noon(START))) == []


def test_a_text_that_blocks_nothing_is_asked_four_weeks_more_and_takes_no_right(cast):
    given.statutes(cast)
    given.in_force(cast, on=START, kind="editorial")
    later = noon(START + dt.timedelta(days=80))
    calls = [p for p in planned(cast.chloe.association, later) if p.to == cast.chloe]
    assert [(p.due_at.date() - START).days for p in calls] == [14 + 28]
    line = next(t for t in waiting([cast.chloe], later) if "signer" in t.path)
    assert (line.state, line.due_at) == ("review", None)
    with at(later.date()):
        assert charter_signed(cast.chloe, "calendar.edit") is None


def test_each_step_waits_for_those_who_may_take_it(cast):
    given.statutes(cast)
    version = given.draft(cast)

    def lines(who):
        return [t.verb for t in waiting([who], noon(START))]

    assert (lines(cast.bruno), lines(cast.amina)) == (["Continuer"], [])
    transitions.submit(version, by=cast.bruno)
    assert (lines(cast.amina), lines(cast.chloe)) == (["Relire le texte"], [])
    transitions.freeze(version, by=cast.bruno, now=given.NOW)
    assert lines(cast.amina) == ["Ouvrir le scrutin"]
    running = transitions.open_ballot(
        given.fresh(version), by=cast.amina, question="?", closes_at=given.CLOSES, now=given.NOW
    )
    given.voted(running, cast, "for", "for", "for")
    given.governance.close(running, now=given.CLOSES)
    assert lines(cast.amina) == [], "the result is not proclaimed yet"
    given.certified(running, cast)
    assert (lines(cast.amina), lines(cast.bruno)) == (["Choisir la date"], [])


def test_a_text_asked_to_change_waits_for_who_writes_it(cast):
    version = given.review(cast)
    transitions.ask_for_changes(version, by=cast.amina, note="Plus court.")
    found = [(t.verb, t.sentence) for t in waiting([cast.bruno], noon(START))]
    assert found == [("Reprendre le texte", "Plus court.")]
    transitions.submit(version, by=cast.bruno)
    assert given.fresh(version).review_note == ""


def test_what_waits_costs_the_same_for_one_house_or_two(cast, version, django_assert_num_queries):
    for people in ([cast.amina], [cast.amina, cast.damien]):
        memberships = list(Membership.unscoped.current().filter(pk__in=[m.pk for m in people]))
        with django_assert_num_queries(8):
            list(waiting(memberships, noon(START)))


def test_the_page_of_signatures_names_both_sides(as_, url, cast, version):
    sign(version, cast.chloe)
    page = as_("bruno").get(url("charter:signatures", pk=version.pk)).content.decode()
    rows = {row.split("</th>")[0]: row for row in page.split('<th scope="row">')[1:]}
    assert "À lire" in rows["Gilles Hamon"]
    assert "Signature faite" in rows["Chloé Dubreuil"]
    assert "Il manque 5 signatures" in page
