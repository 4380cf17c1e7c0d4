"""Roles, settings, account, front page."""

import datetime as dt

import pytest
from django.urls import reverse

from associations.models import Association, Mandate, Membership, Role
from associations.overview import Line, Part
from associations.permissions import PERMISSIONS
from associations.rules import ELECTED, grantable, keeps_a_key
from journal.models import Entry
from tests.conftest import make_member
from tests.house.cases import ask, spread

TABLE = {
    "GET associations:overview": "nobody 302, amina 200, chloe 200, gilles 200, damien 404",
    "GET associations:roles": "nobody 302, amina 200, chloe 200, damien 404",
    "GET associations:settings": "nobody 302, amina 200, bruno 200, chloe 403, gilles 403, damien 404",
    "POST associations:settings": "nobody 302, amina 200, chloe 403, damien 404",
}


@pytest.mark.parametrize(("who", "what", "status"), spread(TABLE))
def test_who_may(as_, url, who, what, status):
    assert ask(as_, url, who, what) == status


# -- roles ---------------------------------------------------------------------


def test_the_page_says_every_right_and_who_holds_it_today(as_, url, cast, unscoped):
    Mandate.objects.filter(membership=cast.gilles).update(ends_on=dt.date(2025, 6, 1))
    response = as_("chloe").get(url("associations:roles"))
    page = response.content.decode()
    acts = [row["act"] for part in response.context["rooms"] for row in part["acts"]]
    assert len(acts) == len(PERMISSIONS)
    holders = {row["role"]: [m.membership.name for m in row["holders"]] for row in response.context["rows"]}
    assert set(holders[Role.BOARD_MEMBER]) == {"Farid Guermi", "Élise Fontaine"}
    assert holders[Role.TREASURER] == []
    assert "Tous les rôles sauf" in page
    assert "Damien" not in page


@pytest.mark.parametrize(
    ("own", "held", "given"),
    [
        (set(), set(), frozenset()),
        ({Role.CONTRIBUTOR, Role.BOARD_MEMBER}, {Role.PRESIDENT}, frozenset()),
        ({Role.PRESIDENT}, {Role.PRESIDENT}, frozenset(Role)),
        ({Role.SECRETARY}, {Role.SECRETARY}, frozenset(Role)),
        ({Role.COORDINATOR}, {Role.PRESIDENT, Role.COORDINATOR}, frozenset(Role) - ELECTED),
        ({Role.COORDINATOR}, {Role.COORDINATOR, Role.TREASURER}, frozenset(Role)),
    ],
)
def test_grantable(own, held, given):
    assert grantable(own, held) == given


def test_keeps_a_key():
    assert keeps_a_key([{Role.READER}, {Role.COORDINATOR}])
    assert not keeps_a_key([{Role.READER}, {Role.TREASURER, Role.BOARD_MEMBER}])
    assert not keeps_a_key([])


# -- settings --------------------------------------------------------------------

DESCRIBED = {
    "name": "Les Mains voisines",
    "legal_name": "Association Les Mains voisines de Saint-Nazaire",
    "seat": "Maison du Port, 44600 Saint-Nazaire",
    "contact_email": "bonjour@mains-voisines.example",
    "publishing_director": "Bernadette Oury",
    "phone": "02 40 00 00 00",
    "host": "Un hébergeur",
    "host_address": "Nantes",
    "host_phone": "02 00 00 00 00",
}


def test_settings_are_kept_and_written_down(as_, url, association, unscoped):
    assert as_("bruno").post(url("associations:settings"), DESCRIBED).status_code == 302
    association.refresh_from_db()
    assert {name: getattr(association, name) for name in DESCRIBED} == DESCRIBED
    assert association.slug == "mains-voisines"
    assert Entry.objects.get(association=association).action == "associations.manage"


@pytest.mark.parametrize("changes", [{"name": ""}, {"contact_email": "ici"}, {"name": "x" * 121}])
def test_bad_settings_are_told_and_nothing_is_kept(as_, url, association, changes):
    response = as_("bruno").post(url("associations:settings"), DESCRIBED | changes)
    assert response.status_code == 200
    assert set(response.context["form"].errors) == set(changes)
    assert Association.objects.get(pk=association.pk).host == ""


# -- account ---------------------------------------------------------------------


def test_theme_and_language_hold_from_the_next_page(as_, cast):
    client, address = as_("chloe"), reverse("associations:account")
    response = client.post(address, {"name": "Chloé D.", "language": "en", "theme": "dark"})
    assert response.status_code == 302
    page = client.get(address).content.decode()
    assert '<html lang="en" data-theme="dark">' in page
    assert "Chloé D." in page
    client.post(address, {"name": "Chloé D.", "language": "fr", "theme": "system"})
    assert '<html lang="fr">' in client.get(address).content.decode()


@pytest.mark.parametrize("changes", [{"name": " "}, {"language": "xx"}, {"theme": "pink"}])
def test_a_bad_choice_is_told(as_, cast, changes):
    response = as_("chloe").post(
        reverse("associations:account"), {"name": "C", "language": "fr", "theme": "system"} | changes
    )
    assert response.status_code == 200
    assert set(response.context["form"].errors) == set(changes)
    cast.chloe.user.refresh_from_db()
    assert cast.chloe.user.name == "Chloé Dubreuil"


def test_my_associations_and_only_mine(as_, cast, association):
    make_member(association, cast.damien.user.email, "", [Role.READER])
    page = as_("damien").get(reverse("associations:account")).content.decode()
    assert "/a/fil-bleu/" in page
    assert "/a/mains-voisines/" in page
    assert "/a/fil-bleu/" not in as_("chloe").get(reverse("associations:account")).content.decode()


def test_account_cost(as_, cast, assert_flat):
    numbers = iter(range(100))

    def grow():
        number = next(numbers)
        association = Association.objects.create(name=f"Voisins {number}", slug=f"voisins-{number}")
        make_member(association, cast.chloe.user.email, "", [Role.READER])

    assert_flat(as_("chloe"), reverse("associations:account"), grow)
    assert_flat(as_("chloe"), reverse("home"), grow)


# -- front page --------------------------------------------------------------------


def a_source(membership, now):
    return Part("En vigueur", "Rien n’est en vigueur.", "/x/", "Lire", [Line("Charte d’usage", "/y/", "depuis mars")])


def an_empty_source(membership, now):
    return Part("Cette semaine", "Rien n’est prévu.", "/z/", "Ouvrir le calendrier")


def a_silent_source(membership, now):
    return None


def test_each_room_lends_its_lines(as_, url, settings):
    settings.OVERVIEW_SOURCES = [f"{__name__}.{name}" for name in ("a_source", "an_empty_source", "a_silent_source")]
    page = as_("chloe").get(url("associations:overview")).content.decode()
    for words in ("En vigueur", 'href="/y/"', "depuis mars", "Rien n’est prévu.", "Ouvrir le calendrier"):
        assert words in page


def test_a_person_switches_by_plain_links(as_, cast, association):
    make_member(association, cast.damien.user.email, "", [Role.READER])
    page = as_("damien").get(cast.other.get_absolute_url()).content.decode()
    assert f'href="{association.get_absolute_url()}"' in page
    assert Membership.unscoped.filter(user=cast.damien.user).count() == 2
