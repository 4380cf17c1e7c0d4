"""Members, their mandates, and leaving."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from associations import transitions
from associations.models import Mandate, Membership, Role
from journal.models import Entry
from tests.conftest import make_member
from tests.house.cases import ask, spread

NOW = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)
TODAY = NOW.date()
YESTERDAY, TOMORROW = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)

pytestmark = pytest.mark.usefixtures("unscoped")


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


ABOUT_CHLOE = {
    "GET associations:member-detail": "nobody 302, amina 200, chloe 200, gilles 200, damien 404",
    "GET associations:member-mandate": "nobody 302, amina 200, bruno 200, chloe 403, elise 403, damien 404",
    "GET associations:member-remove": "nobody 302, amina 200, bruno 200, chloe 403, damien 404",
    "POST associations:member-remove": "nobody 302, amina 302, bruno 302, chloe 403, damien 404",
}


@pytest.mark.parametrize(("who", "what", "status"), spread(ABOUT_CHLOE))
def test_who_may(as_, url, cast, who, what, status):
    assert ask(as_, url, who, what, pk=cast.chloe.pk) == status


def mandate_of(membership):
    return Mandate.objects.filter(membership=membership).first()


def end(as_, url, who, membership, day):
    return as_(who).post(url("associations:mandate-edit", pk=mandate_of(membership).pk), {"ends_on": day})


def give(as_, url, who, membership, **changes):
    data = {"role": "reviewer", "starts_on": "2026-11-22", "ends_on": ""}
    return as_(who).post(url("associations:member-mandate", pk=membership.pk), data | changes)


# -- the list ------------------------------------------------------------------


def test_the_list_says_who_holds_what_until_when(as_, url, cast):
    Mandate.objects.filter(membership=cast.elise).update(ends_on=dt.date(2027, 3, 14))
    make_member(cast.amina.association, "sans@mains-voisines.example", "Sans Mandat", [])
    page = as_("chloe").get(url("associations:members")).content.decode()
    for words in ("Élise Fontaine", "14 mars 2027", "Aucun mandat en cours", "7 personnes font vivre"):
        assert words in page
    assert "Damien" not in page
    assert "Invitations en attente" not in page


def test_cost(as_, url, association, assert_flat):
    numbers = iter(range(100))

    def grow():
        make_member(association, f"p{next(numbers)}@exemple.example", "Une Personne", [Role.READER, Role.WATCHER])

    for name in ("associations:members", "associations:roles", "associations:overview"):
        assert_flat(as_("amina"), url(name), grow)


# -- mandates --------------------------------------------------------------------


def test_one_more_hat(as_, url, cast, association):
    assert give(as_, url, "bruno", cast.chloe, ends_on="2027-11-21").status_code == 302
    assert Membership.objects.current().get(pk=cast.chloe.pk).roles == {Role.CONTRIBUTOR, Role.REVIEWER}
    entry = Entry.objects.get(association=association)
    assert (entry.action, entry.after, entry.actor) == (
        "associations.mandate",
        "until 2027-11-21",
        str(cast.bruno.pseudonym),
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"role": ""}, "role"),
        ({"role": "emperor"}, "role"),
        ({"role": "contributor"}, "starts_on"),
        ({"starts_on": "hier"}, "starts_on"),
        ({"ends_on": "2026-11-21"}, "ends_on"),
    ],
)
def test_a_bad_mandate_is_told(as_, url, cast, changes, field):
    response = give(as_, url, "amina", cast.chloe, **changes)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert Mandate.objects.filter(membership=cast.chloe).count() == 1


@pytest.mark.parametrize(("who", "given"), [("amina", True), ("bruno", False)])
def test_an_elected_seat_is_given_by_those_who_keep_the_registers(as_, url, cast, who, given):
    give(as_, url, who, cast.chloe, role="president")
    assert (Role.PRESIDENT in Membership.objects.current().get(pk=cast.chloe.pk).roles) == given


def test_the_verb_refuses_too(cast):
    with pytest.raises(PermissionDenied):
        transitions.give_mandate(
            cast.chloe, role="president", starts_on=TODAY, ends_on=None, by=cast.bruno, today=TODAY
        )


def test_a_double_click_gives_one_mandate(cast):
    """Both clicks passed the form before either was written."""
    for _ in range(2):
        asked = {"role": "reviewer", "starts_on": TODAY, "ends_on": None}
        try:
            transitions.give_mandate(cast.chloe, **asked, by=cast.amina, today=TODAY)
        except ValidationError as refusal:
            told = refusal.messages
    assert told == ["Cette personne tient déjà ce rôle à cette date. Prolongez plutôt son mandat."]
    assert Mandate.objects.filter(membership=cast.chloe, role="reviewer").count() == 1


@pytest.mark.parametrize(
    ("first", "last", "meets"),
    [(-9, -6, False), (-9, -5, True), (-3, -2, True), (0, None, True), (1, None, False), (-9, None, True)],
)
def test_two_mandates_for_one_role_share_no_day(cast, first, last, meets):
    """Chloé holds the role from five days ago until today."""
    Mandate.objects.filter(membership=cast.chloe).update(starts_on=TODAY - dt.timedelta(days=5), ends_on=TODAY)
    first, last = (None if d is None else TODAY + dt.timedelta(days=d) for d in (first, last))
    assert Mandate.objects.meeting(first, last).filter(membership=cast.chloe).exists() == meets


def test_who_left_is_given_no_mandate(cast):
    transitions.leave(cast.chloe, by=cast.chloe, today=TODAY)
    with pytest.raises(ValidationError, match="vient de quitter"):
        transitions.give_mandate(cast.chloe, role="reader", starts_on=TODAY, ends_on=None, by=cast.amina, today=TODAY)


def test_nobody_gives_themselves_a_seat(as_, url, cast):
    response = give(as_, url, "bruno", cast.bruno, role="president")
    assert "Vous ne pouvez pas donner ce rôle" in str(response.context["form"].errors)


def test_the_last_day_counts(as_, url, cast, clock):
    end(as_, url, "amina", cast.chloe, TODAY.isoformat())
    assert as_("chloe").get(url("associations:overview")).status_code == 200
    clock.move_to(NOW + dt.timedelta(days=1), tick=False)
    assert as_("chloe").get(url("associations:overview")).status_code == 403


def test_a_mandate_is_extended(as_, url, cast):
    Mandate.objects.filter(membership=cast.chloe).update(ends_on=YESTERDAY)
    assert as_("chloe").get(url("associations:overview")).status_code == 403
    end(as_, url, "bruno", cast.chloe, "2027-11-22")
    assert as_("chloe").get(url("associations:overview")).status_code == 200
    entry = Entry.objects.get()
    assert (entry.before, entry.after) == (f"until {YESTERDAY}", "until 2027-11-22")


@pytest.mark.parametrize("day", ["2024-12-31", "demain"])
def test_a_bad_end_is_told(as_, url, cast, day):
    response = end(as_, url, "amina", cast.chloe, day)
    assert "ends_on" in response.context["form"].errors
    assert mandate_of(cast.chloe).ends_on is None


def test_a_coordinator_does_not_end_a_presidency(as_, url, cast):
    assert end(as_, url, "bruno", cast.amina, TODAY.isoformat()).status_code == 403
    assert mandate_of(cast.amina).ends_on is None


def test_the_house_never_locks_itself_out(as_, url, cast):
    Mandate.objects.filter(membership=cast.bruno).delete()
    response = end(as_, url, "amina", cast.amina, TODAY.isoformat())
    assert "Il ne resterait personne" in str(response.context["form"].errors)
    assert mandate_of(cast.amina).ends_on is None
    page = as_("amina").post(url("associations:leave"), follow=True).content.decode()
    assert "Il ne resterait personne" in page
    cast.amina.refresh_from_db()
    assert cast.amina.left_on is None
    assert not Entry.objects.exists()


# -- leaving -----------------------------------------------------------------------


def test_leaving_closes_the_door_and_keeps_the_acts(as_, url, cast, clock):
    give(as_, url, "amina", cast.chloe, role="watcher", starts_on=TOMORROW.isoformat())
    chloe = as_("chloe")
    assert chloe.get(url("associations:leave")).status_code == 200
    assert chloe.post(url("associations:leave")).url == "/"
    assert chloe.get(url("associations:overview")).status_code == 404
    cast.chloe.refresh_from_db()
    assert cast.chloe.left_on == TODAY
    assert list(cast.chloe.mandates.values_list("role", "ends_on")) == [("contributor", TODAY)]
    assert Entry.objects.filter(object_id=str(cast.chloe.pk), action="associations.leave").exists()
    assert as_("amina").get(url("associations:member-detail", pk=cast.chloe.pk)).status_code == 404


def test_the_mandates_of_who_left_are_closed(as_, url, cast):
    mandate = mandate_of(cast.chloe)
    transitions.leave(cast.chloe, by=cast.chloe, today=TODAY)
    assert as_("amina").post(url("associations:mandate-edit", pk=mandate.pk), {"ends_on": ""}).status_code == 404


def test_reading_the_question_does_not_answer_it(as_, url, cast):
    as_("amina").get(url("associations:member-remove", pk=cast.chloe.pk))
    cast.chloe.refresh_from_db()
    assert cast.chloe.left_on is None


def test_a_departure_leads_to_the_keys_to_take_back(as_, url, cast):
    keys = url("calendar:keyholder", pk=cast.chloe.pk)
    assert keys in as_("amina").get(url("associations:member-remove", pk=cast.chloe.pk)).content.decode()
    assert keys not in as_("chloe").get(url("associations:leave")).content.decode(), "she may not read the register"


@pytest.mark.parametrize("gone", ["amina", "elise"])
def test_a_coordinator_does_not_put_out_the_elected(as_, url, cast, gone):
    person = getattr(cast, gone)
    assert as_("bruno").post(url("associations:member-remove", pk=person.pk)).status_code == 403
    person.refresh_from_db()
    assert person.left_on is None


def test_a_coordinator_does_not_put_out_who_was_just_elected(as_, url, cast, association):
    """Their mandate begins tomorrow: it counts."""
    Mandate.objects.create(association=association, membership=cast.chloe, role="secretary", starts_on=TOMORROW)
    page = as_("bruno").get(url("associations:member-detail", pk=cast.chloe.pk))
    assert page.context["may_remove"] is False
    assert as_("bruno").post(url("associations:member-remove", pk=cast.chloe.pk)).status_code == 403
    assert Mandate.objects.filter(membership=cast.chloe, role="secretary").exists()


def test_putting_out_twice_is_told(as_, url, cast):
    amina = as_("amina")
    amina.post(url("associations:member-remove", pk=cast.chloe.pk))
    assert amina.post(url("associations:member-remove", pk=cast.chloe.pk)).status_code == 404


def test_two_last_keys_do_not_leave_together(cast):
    transitions.leave(cast.bruno, by=cast.bruno, today=TODAY)
    with pytest.raises(transitions.ValidationError):
        transitions.leave(cast.amina, by=cast.amina, today=TODAY)
