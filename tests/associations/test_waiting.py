"""« À faire » of those who keep the members' list, and the two parts of the front page."""

import datetime as dt

import pytest
from django.urls import reverse

from associations import invitations
from associations.models import Mandate
from config.overview import this_week
from tests.conftest import make_member

NOW = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)
TODAY = NOW.date()

pytestmark = pytest.mark.usefixtures("unscoped")


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


def home(as_, who):
    return as_(who).get(reverse("home")).content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize(("days", "told"), [(-1, False), (0, True), (30, True), (31, False)])
def test_a_mandate_that_ends_is_told_a_month_before(as_, cast, days, told):
    Mandate.objects.filter(membership=cast.chloe).update(ends_on=TODAY + dt.timedelta(days=days))
    words = "Mandat qui se termine : Rédaction, Chloé Dubreuil"
    assert (words in home(as_, "amina"), words in home(as_, "bruno")) == (told, told)
    assert words not in home(as_, "chloe")
    assert words not in home(as_, "damien")


def test_an_invitation_nobody_opened_is_told(as_, cast, association, clock):
    invitations.invite(
        association, email="y@exemple.example", roles=["reader"], starts_on=TODAY, by=cast.amina, now=NOW
    )
    words = "Invitation restée sans réponse : y@exemple.example"
    assert words not in home(as_, "bruno")
    clock.move_to(NOW + dt.timedelta(days=14), tick=False)
    assert words in home(as_, "bruno")
    assert words not in home(as_, "chloe")


def test_cost(as_, association, assert_flat):
    numbers = iter(range(100))

    def grow():
        person = make_member(association, f"p{next(numbers)}@exemple.example", "Une Personne", ["reader"])
        Mandate.objects.filter(membership=person).update(ends_on=TODAY)

    assert_flat(as_("amina"), reverse("home"), grow)


def test_an_empty_house_says_so(as_, url):
    page = as_("chloe").get(url("associations:overview")).content.decode()
    assert "Aucun texte n’est encore en vigueur." in page
    assert "Rien n’est prévu d’ici sept jours." in page


def test_the_week_is_for_those_who_may_read_the_calendar(cast, association):
    bare = make_member(association, "ancien@mains-voisines.example", "Ancien Mandat", [])
    assert this_week(bare, NOW) is None
    assert this_week(cast.chloe, NOW) is not None
