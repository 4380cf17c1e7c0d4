"""A workshop has places, a sheet, and nobody is asked why they give a place back."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django_scopes import scope

from journal.moves import Refused
from tests.conftest import make_member
from tests.house.cases import ask, spread
from training import transitions
from training.models import Attendance, Workshop

NOW = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)
SOON = NOW + dt.timedelta(days=6)
WORDS = {
    "title": "Écrire pour être lu",
    "about": "La ligne éditoriale, avec des exemples de la semaine.",
    "place": "Maison du Port",
    "minutes": 120,
    "places": 2,
}

pytestmark = pytest.mark.usefixtures("unscoped")


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


def a_workshop(by, **words):
    return transitions.plan(Workshop(trainer=by, **{"starts_at": SOON} | WORDS | words), by=by)


@pytest.fixture
def workshop(cast):
    return a_workshop(cast.bruno)


def _sheet(workshop):
    return {row.member.name.split()[0]: row.status for row in Attendance.objects.filter(workshop=workshop)}


WHO = {
    "GET training:workshop-list": "nobody 302, amina 200, chloe 200, damien 404",
    "GET training:workshop-create": "nobody 302, bruno 200, chloe 403, elise 403, damien 404",
    "GET training:workshop-detail": "nobody 302, chloe 200, damien 404",
    "POST training:workshop-sign-up": "nobody 302, chloe 302, amina 302, damien 404",
    "POST training:workshop-withdraw": "chloe 404, damien 404",
    "POST training:workshop-hold": "bruno 302, chloe 403, damien 404",
    "POST training:workshop-cancel": "bruno 422, chloe 403, damien 404",
}


@pytest.mark.parametrize(("who", "what", "status"), spread(WHO))
def test_who_may(as_, url, workshop, who, what, status):
    fill = {} if what.endswith(("list", "create")) else {"pk": workshop.pk}
    assert ask(as_, url, who, what, **fill) == status


def test_the_neighbours_workshop_does_not_exist_here(as_, url, cast):
    with scope(association=cast.other):
        theirs = a_workshop(cast.damien)
        row = transitions.sign_up(theirs, by=cast.damien, now=NOW)
    assert as_("amina").get(url("training:workshop-detail", pk=theirs.pk)).status_code == 404
    assert as_("amina").post(url("training:workshop-sign-up", pk=theirs.pk)).status_code == 404
    assert as_("amina").post(url("training:attendance-mark", pk=row.pk), {"came": "oui"}).status_code == 404


def test_planning_a_workshop(as_, url, cast):
    sent = WORDS | {"starts_at": "2026-11-28T14:00", "trainer": cast.elise.pk}
    response = as_("bruno").post(url("training:workshop-create"), sent)
    workshop = Workshop.objects.get()
    assert response.url == workshop.get_absolute_url()
    assert (workshop.trainer, workshop.created_by, workshop.status) == (cast.elise, cast.bruno, "planned")
    assert "samedi 28 novembre" in as_("chloe").get(url("training:workshop-list")).content.decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"starts_at": "2026-11-20T14:00"}, "déjà passée"),
        ({"starts_at": "samedi"}, "valide"),
        ({"minutes": 5}, "15"),
        ({"places": 0}, "1"),
        ({"trainer": "damien"}, "valide"),
    ],
)
def test_a_bad_workshop_is_told_why_and_keeps_nothing(as_, url, cast, change, said):
    change = {"trainer": cast.damien.pk} if change == {"trainer": "damien"} else change
    sent = WORDS | {"starts_at": "2026-11-28T14:00", "trainer": cast.elise.pk} | change
    response = as_("bruno").post(url("training:workshop-create"), sent)
    assert response.status_code == 200
    assert said in response.content.decode()
    assert not Workshop.objects.exists()


def test_signing_up_twice_keeps_one_place(as_, url, workshop):
    chloe = as_("chloe")
    for _ in range(2):
        page = chloe.post(url("training:workshop-sign-up", pk=workshop.pk), follow=True).content.decode()
        assert "n’est pas possible" not in page, "the second click is no fault"
    assert _sheet(workshop) == {"Chloé": "expected"}
    assert "Votre place est gardée" in chloe.get(workshop.get_absolute_url()).content.decode()


def test_the_last_place_goes_to_one_person(as_, url, cast, workshop):
    transitions.sign_up(workshop, by=cast.chloe, now=NOW)
    transitions.sign_up(workshop, by=cast.elise, now=NOW)
    response = as_("farid").post(url("training:workshop-sign-up", pk=workshop.pk), follow=True)
    assert "ne reste plus de place" in response.content.decode()
    assert set(_sheet(workshop)) == {"Chloé", "Élise"}


def test_a_place_given_back_is_free_again(as_, url, cast, workshop):
    for member in (cast.chloe, cast.elise):
        transitions.sign_up(workshop, by=member, now=NOW)
    as_("chloe").post(url("training:workshop-withdraw", pk=workshop.pk))
    transitions.sign_up(workshop, by=cast.farid, now=NOW)
    assert _sheet(workshop) == {"Chloé": "withdrawn", "Élise": "expected", "Farid": "expected"}
    with pytest.raises(Refused):
        transitions.sign_up(workshop, by=cast.chloe, now=NOW)


def test_one_may_come_back_after_giving_a_place_back(cast, workshop):
    attendance = transitions.sign_up(workshop, by=cast.chloe, now=NOW)
    transitions.withdraw(attendance, by=cast.chloe, now=NOW)
    transitions.sign_up(workshop, by=cast.chloe, now=NOW)
    assert _sheet(workshop) == {"Chloé": "expected"}


def test_nobody_gives_back_the_place_of_another(cast, workshop):
    attendance = transitions.sign_up(workshop, by=cast.chloe, now=NOW)
    with pytest.raises(Refused):
        transitions.withdraw(attendance, by=cast.amina, now=NOW)


def test_names_close_when_the_workshop_begins(cast, workshop):
    attendance = transitions.sign_up(workshop, by=cast.chloe, now=NOW)
    with pytest.raises(Refused):
        transitions.sign_up(workshop, by=cast.elise, now=SOON)
    with pytest.raises(Refused):
        transitions.withdraw(attendance, by=cast.chloe, now=SOON)


def test_the_sheet_opens_with_the_workshop(as_, url, cast, workshop, clock):
    attendance = transitions.sign_up(workshop, by=cast.chloe, now=NOW)
    address = url("training:attendance-mark", pk=attendance.pk)
    response = as_("bruno").post(address, {"came": "oui"}, follow=True)
    assert "au début de l’atelier" in response.content.decode()
    clock.move_to(SOON, tick=False)
    bruno = as_("bruno")
    assert as_("chloe").post(address, {"came": "oui"}).status_code == 403
    for came, status in (("oui", "present"), ("oui", "present"), ("non", "absent"), ("peut-être", "absent")):
        bruno.post(address, {"came": came})
        assert _sheet(workshop) == {"Chloé": status}


def test_only_those_who_organise_read_the_names(as_, cast, workshop):
    transitions.sign_up(workshop, by=cast.chloe, now=NOW)
    address = workshop.get_absolute_url()
    assert "Chloé Dubreuil" in as_("bruno").get(address).content.decode()
    assert "Chloé Dubreuil" not in as_("elise").get(address).content.decode()


def test_holding_waits_for_the_day(as_, url, workshop, clock):
    address = url("training:workshop-hold", pk=workshop.pk)
    as_("bruno").post(address)
    assert Workshop.objects.get().status == "planned"
    clock.move_to(SOON, tick=False)
    as_("bruno").post(address)
    assert Workshop.objects.get().status == "held"


def test_cancelling_says_why(as_, url, workshop):
    bruno, address = as_("bruno"), url("training:workshop-cancel", pk=workshop.pk)
    assert bruno.post(address, {"reason": ""}).status_code == 422
    bruno.post(address, {"reason": "La salle est prise."})
    page = as_("chloe").get(workshop.get_absolute_url()).content.decode()
    assert "La salle est prise." in page
    assert "Réserver ma place" not in page
    assert workshop.title in as_("chloe").get(url("training:workshop-list") + "?ateliers=passes").content.decode()


def test_the_list_and_the_sheet_cost_the_same_with_more_rows(as_, url, cast, association, assert_flat):
    shown = a_workshop(cast.bruno, places=50)
    numbers = iter(range(100))

    def grow():
        person = make_member(association, f"p{next(numbers)}@exemple.example", "Ève Jourdan", ["contributor"])
        transitions.sign_up(a_workshop(cast.bruno), by=person, now=NOW)
        transitions.sign_up(shown, by=person, now=NOW)

    bruno = as_("bruno")
    assert assert_flat(bruno, url("training:workshop-list"), grow) <= 12
    assert assert_flat(bruno, shown.get_absolute_url(), grow) <= 14


@pytest.mark.parametrize("broken", [{"places": 0}, {"minutes": 0}])
def test_the_database_says_never(workshop, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Workshop.unscoped.filter(pk=workshop.pk).update(**broken)


def test_nobody_came_to_a_workshop_that_was_cancelled(cast, workshop):
    attendance = transitions.sign_up(workshop, by=cast.chloe, now=NOW)
    transitions.cancel(workshop, by=cast.bruno, reason="Salle prise.")
    attendance = Attendance.objects.get(pk=attendance.pk)
    with pytest.raises(Refused, match="n’a pas eu lieu"):
        transitions.mark(attendance, came=True, by=cast.bruno, now=SOON)
    assert _sheet(workshop) == {"Chloé": "expected"}
