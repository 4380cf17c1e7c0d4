"""Campaigns: opened with the text, dated by the coordination, never shortened in silence; exemptions and the list."""

import datetime as dt
import io

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from associations.models import Role
from charter import attesting, campaigns, quizzes
from charter.campaigns import Terms
from charter.models import Campaign, Exemption
from charter.reminding import planned
from charter.requirements import charter_signed
from charter.rollcall import RollCall
from charter.signing import unsigned
from journal.models import Entry
from journal.moves import Refused
from reminders import outbox
from reminders.models import Reminder
from tests.conftest import make_member

from . import given

pytestmark = pytest.mark.usefixtures("unscoped")
START = dt.date(2026, 11, 30)


def on(days):
    return START + dt.timedelta(days=days)


def noon(days):
    return dt.datetime.combine(on(days), dt.time(11), dt.UTC)


def at(days):
    return time_machine.travel(noon(days), tick=False)


@pytest.fixture
def version(cast):
    given.statutes(cast)
    return given.in_force(cast, on=START)


@pytest.fixture
def campaign(version):
    return given.campaign(version)


def test_a_campaign_opens_with_its_text(cast, version, campaign):
    assert (campaign.status, campaign.opens_on, campaign.due_on) == ("running", START, on(14))
    new = given.in_force(cast, on=on(60), words="Tout autre chose.")
    campaign.refresh_from_db()
    assert campaign.status == "superseded"
    assert given.campaign(new).status == "running"
    assert Campaign.objects.count() == 2
    deeds = Entry.objects.filter(object_type="charter.campaign").values_list("after", flat=True)
    assert list(deeds) == ["running", "superseded", "running"]


def test_a_repealed_text_asks_nobody(association, cast, version, campaign):
    with at(5):
        given.repealed(cast, version, on=on(5))
    campaign.refresh_from_db()
    assert campaign.status == "superseded"
    assert list(planned(association, noon(40))) == []
    with at(40):
        assert charter_signed(cast.chloe, "calendar.edit") is None


def test_a_version_has_one_campaign(campaign, version):
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.create(association=campaign.association, charter=campaign.charter, version=version)


def test_delays_are_chosen_before_the_text_comes_into_force(as_, url, cast):
    given.statutes(cast)
    version = given.proclaimed(cast)
    bruno, address = as_("bruno"), url("charter:campaign", pk=version.pk)
    assert "Dernier jour pour signer" not in bruno.get(address).content.decode()
    assert bruno.post(address, {"days": "30", "grace_days": "10"}).status_code == 302
    assert "Personne ne signe encore" in bruno.get(url("charter:signatures", pk=version.pk)).content.decode()
    given.transitions.set_date(version, on=START, by=cast.amina, today=START)
    campaign = given.campaign(version)
    assert (campaign.due_on, campaign.rights_wait_on(START)) == (on(30), on(40))


def test_nothing_is_prepared_for_a_text_that_may_still_change(as_, url, cast):
    given.statutes(cast)
    draft = given.draft(cast)
    page = as_("bruno").post(url("charter:campaign", pk=draft.pk), {"days": "30", "grace_days": "10"}, follow=True)
    assert "Une campagne se prépare une fois le texte adopté" in page.content.decode()


def test_more_time_is_given_at_once(association, cast, campaign):
    campaigns.set_terms(campaign, Terms(on(40), 14, 7), by=cast.bruno, today=on(10))
    with at(41):
        assert charter_signed(cast.chloe, "calendar.edit") is None
    with at(47):
        assert charter_signed(cast.chloe, "calendar.edit")


def test_a_date_brought_forward_is_confirmed_then_told_to_those_it_touches(as_, url, association, cast, version):
    given.signed(version, cast.bruno, noon(1))
    with at(2):
        address = url("charter:campaign", pk=version.pk)
        typed = {"due_on": str(on(5)), "days": "14", "grace_days": "7", "sure": ""}
        page = as_("bruno").post(address, typed).content.decode()
        assert "Vous avancez la date limite" in page
        assert "(5)" in page
        assert given.campaign(version).due_on == on(14)
        as_("bruno").post(address, typed | {"sure": str(on(5))})
    assert given.campaign(version).due_on == on(5)
    told = [p for p in planned(association, noon(2)) if ":moved:" in p.key]
    assert cast.bruno not in [p.to for p in told]
    assert len(told) == 5
    assert all(p.urgent and "a été avancée au 5 décembre 2026" in p.sentence for p in told)


@pytest.mark.parametrize(
    ("terms", "announced", "sentence"),
    [
        (Terms(on(5), 14, 7), False, "confirmez"),
        (Terms(on(1), 14, 7), True, "date limite à venir"),
        (Terms(on(-1), 14, 7), True, "qui suit l’ouverture"),
        (Terms(on(20), 10, 7), True, "pas les raccourcir"),
        (Terms(on(20), 30, 6), True, "pas les raccourcir"),
    ],
)
def test_time_announced_is_not_taken_back(cast, campaign, terms, announced, sentence):
    with pytest.raises(Refused, match=sentence):
        campaigns.set_terms(campaign, terms, by=cast.bruno, today=on(2), announced=announced)
    campaign.refresh_from_db()
    assert (campaign.due_on, campaign.days, campaign.grace_days) == (on(14), 14, 7)


def test_a_grace_shorter_than_its_announcements_cannot_exist(campaign):
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.update(grace_days=6)


def test_the_campaign_of_the_usage_charter_is_not_closed_by_hand(cast, campaign):
    with pytest.raises(Refused, match="ne se clôt pas"):
        campaigns.close(campaign, by=cast.bruno)


def test_a_closed_campaign_reminds_nobody_and_its_text_may_still_be_signed(as_, url, cast):
    given.statutes(cast)
    version = given.in_force(cast, on=START, kind="editorial")
    as_("bruno").post(url("charter:campaign-close", pk=version.pk))
    assert given.campaign(version).status == "closed"
    assert list(planned(version.association, noon(0))) == []
    given.signed(version, cast.chloe, noon(1))
    with pytest.raises(PermissionDenied):
        campaigns.close(given.campaign(given.in_force(cast, on=START, kind="moderation")), by=cast.chloe)


def excuse(campaign, cast, who, ends_on=None, days=1):
    return campaigns.exempt(campaign, who, by=cast.bruno, reason="Absence longue", ends_on=ends_on, now=noon(days))


def test_an_exemption_excuses_gives_the_right_back_and_keeps_its_reason_to_the_list(as_, url, cast, version):
    with at(30):
        assert charter_signed(cast.chloe, "calendar.edit")
        address = url("charter:exemption-grant", pk=version.pk, person=cast.chloe.pk)
        assert "Donnez le motif" in as_("bruno").post(address, {"reason": "  "}).content.decode()
        assert as_("bruno").post(address, {"reason": "Absence longue"}).status_code == 302
        assert charter_signed(cast.chloe, "calendar.edit") is None
        page = as_("amina").get(url("charter:signatures", pk=version.pk)).content.decode()
        assert "Absence longue" in page
        assert "Absence" not in as_("chloe").get(url("charter:sign", pk=version.pk)).content.decode()
    deed = Entry.objects.get(object_type="charter.exemption")
    assert (deed.action, deed.after) == ("charter.follow", "exempted")
    assert "Absence" not in deed.canonical().decode()


def test_nobody_exempts_oneself(as_, url, cast, version, campaign):
    with pytest.raises(Refused, match="On ne se dispense pas soi-même"):
        excuse(campaign, cast, cast.bruno)
    columns = {"campaign": campaign, "reason": "x", "granted_at": noon(1)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Exemption.objects.create(
            association=campaign.association, membership=cast.bruno, granted_by=cast.bruno, **columns
        )
    address = url("charter:exemption-grant", pk=version.pk, person=cast.bruno.pk)
    page = as_("bruno").post(address, {"reason": "Je préfère."}, follow=True).content.decode()
    assert "On ne se dispense pas soi-même" in page
    assert as_("chloe").post(address, {"reason": "x"}).status_code == 403


def test_an_exemption_is_neither_doubled_nor_given_to_who_has_signed(cast, version, campaign):
    excuse(campaign, cast, cast.chloe)
    with pytest.raises(Refused, match="déjà dispensé"):
        excuse(campaign, cast, cast.chloe)
    given.signed(version, cast.elise, noon(1))
    with pytest.raises(Refused, match="a déjà signé"):
        excuse(campaign, cast, cast.elise)
    with pytest.raises(Refused, match="à venir"):
        excuse(campaign, cast, cast.gilles, ends_on=on(0))


def test_an_exemption_that_ends_leaves_the_days_of_a_newcomer(association, cast, campaign):
    excuse(campaign, cast, cast.chloe, ends_on=on(40))
    mine = [p for p in planned(association, noon(41)) if p.to == cast.chloe]
    assert ["en vigueur" in p.sentence for p in mine] == [True]
    with at(61):
        assert charter_signed(cast.chloe, "calendar.edit") is None
    with at(62):
        assert charter_signed(cast.chloe, "calendar.edit")


def test_an_exemption_withdrawn_asks_again_from_that_day(as_, url, cast, campaign):
    exemption = excuse(campaign, cast, cast.chloe)
    with at(40):
        as_("bruno").post(url("charter:exemption-withdraw", pk=exemption.pk))
        assert charter_signed(cast.chloe, "calendar.edit") is None
        page = as_("bruno").post(url("charter:exemption-withdraw", pk=exemption.pk), follow=True)
        assert "déjà terminée" in page.content.decode()
    with at(61):
        assert charter_signed(cast.chloe, "calendar.edit")
    assert Entry.objects.filter(object_type="charter.exemption").order_by("seq").last().after == "exemption withdrawn"


@pytest.fixture
def mixed(association, cast, version, campaign):
    """One person at each state, sixteen days after the opening."""
    with at(16):
        return _mixed(association, cast, version, campaign)


def _mixed(association, cast, version, campaign):
    question = given.question(campaign, cast.bruno)
    attesting.open_text(version, by=cast.chloe, now=noon(1))
    new = {
        name: make_member(association, f"{name}@mains-voisines.example", name.title(), [Role.READER], since=on(10))
        for name in ("ninon", "oscar", "paule")
    }
    for who in (new["oscar"], new["paule"], cast.amina):
        attesting.open_text(version, by=who, now=noon(11))
    quizzes.answer(version, {question.pk: 1}, by=new["paule"], now=noon(12))
    quizzes.answer(version, {question.pk: 1}, by=cast.amina, now=noon(12))
    attesting.sign_by_password(version, by=cast.amina, password="portevoix-demo", now=noon(12))
    excuse(campaign, cast, cast.elise)
    excuse(campaign, cast, cast.farid, ends_on=on(12))
    return RollCall(campaign, on(16))


def test_the_list_says_where_each_person_is(mixed, cast):
    states = {person.name: person.state for person in mixed.people()}
    assert states == {
        "Amina Belkacem": "signed",
        "Bruno Castel": "late",
        "Chloé Dubreuil": "late",
        "Élise Fontaine": "exempted",
        "Farid Guermi": "pending",
        "Gilles Hamon": "late",
        "Ninon": "pending",
        "Oscar": "opened",
        "Paule": "quiz_passed",
    }
    counts = {"late": 3, "pending": 2, "opened": 1, "quiz_passed": 1, "signed": 1, "exempted": 1}
    assert mixed.counts() == counts


def test_the_list_and_the_reminders_agree_on_every_day(mixed, association, cast, campaign):
    """The list is said in SQL, the reminders in Python: one answer."""
    campaigns.withdraw_exemption(Exemption.objects.get(membership=cast.elise), by=cast.bruno, now=noon(20))
    for days in (0, 10, 13, 14, 15, 20, 24, 25, 27, 28, 34, 35, 60):
        listed = RollCall(campaign, on(days)).people()
        people = [person for person in listed if person.joined_on <= on(days)]
        asked = {a.membership.pk: a for a in unsigned(people, ["usage"], today=on(days))}
        waiting = {person.pk for person in people if person.state not in ("signed", "exempted")}
        if days >= 20:
            # Taken back on that day: before it, the row already says so.
            assert waiting == set(asked), days
        late = {person.pk for person in people if person.state == "late"}
        assert late & set(asked) == {pk for pk, each in asked.items() if each.is_late(on(days))}, days


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("q=chlo", "Chloé", "Gilles"),
        ("etat=signed", "Amina", "Chloé"),
        ("etat=unsigned", "Oscar", "Amina"),
        ("etat=exempted", "Élise", "Oscar"),
        ("etat=n-importe-quoi", "Amina", "Damien"),
    ],
)
def test_the_list_is_filtered(as_, url, mixed, version, query, shown, hidden):
    with at(16):
        page = as_("bruno").get(f"{url('charter:signatures', pk=version.pk)}?{query}").content.decode()
    rows = "".join(page.split('<th scope="row">')[1:]) or page
    assert shown in rows
    assert f'<th scope="row">{hidden}' not in page


def test_the_workbook_holds_the_list_in_typed_cells_and_the_journal_says_so(as_, url, mixed, association, version):
    make_member(association, "risque@mains-voisines.example", "=1+1", [Role.READER], since=on(10))
    with at(16):
        answer = as_("bruno").post(url("charter:signatures-export", pk=version.pk))
    assert answer["Content-Disposition"].endswith('signatures-usage-v1-2026-12-16.xlsx"')
    sheet = load_workbook(io.BytesIO(answer.content)).active
    headings, *rows = list(sheet.iter_rows(min_row=2))
    assert [cell.value for cell in headings][:4] == ["Nom", "Adresse e-mail", "État", "Signé le"]
    by_name = {row[0].value: row for row in rows}
    assert len(by_name) == 10
    amina = by_name["Amina Belkacem"]
    assert [amina[2].value, amina[3].value, amina[4].value] == [
        "Signature faite",
        dt.datetime(2026, 12, 12, 12),
        "Mot de passe",
    ]
    assert (by_name["Élise Fontaine"][5].value, by_name["Élise Fontaine"][6].value) == ("Absence longue", None)
    trap = by_name["=1+1"][0]
    assert (trap.data_type, trap.quotePrefix) == ("s", True)
    deed = Entry.objects.filter(object_type="charter.campaign").order_by("seq").last()
    assert (deed.action, deed.after) == ("charter.follow", "exported")
    assert as_("chloe").post(url("charter:signatures-export", pk=version.pk)).status_code == 403


def test_the_record_of_a_replaced_campaign_stays(as_, url, mixed, association, cast, version):
    given.in_force(cast, on=on(60), words="Tout autre chose.")
    page = as_("bruno").get(url("charter:signatures", pk=version.pk)).content.decode()
    assert "Une personne a signé" in page
    assert "Amina" in page
    assert "Chloé" not in page.split('<th scope="row">', 1)[1]


def test_a_reminder_leaves_once_whatever_the_number_of_looks(association, cast, version):
    for _turn in range(3):
        outbox.look(association, noon(14))
    assert Reminder.objects.filter(to=cast.chloe, key__contains=":sign:").count() == 1


def test_a_long_list_costs_what_a_short_one_does(as_, url, association, version, assert_flat):
    numbers = iter(range(100))

    def grow():
        for _turn in range(12):
            number = next(numbers)
            make_member(association, f"p{number}@mains-voisines.example", f"P{number}", [Role.READER])

    assert_flat(as_("bruno"), url("charter:signatures", pk=version.pk), grow)
