"""The wizard's first step: an association, its founder, their mandate."""

import datetime as dt

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from associations.models import Association, Mandate, Membership
from associations.transitions import slug_for
from journal.models import Entry

TODAY = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(TODAY, tick=False)


def found(client, **changes):
    data = {"name": "Les Amis du parc", "legal_name": "", "seat": "", "contact_email": "", "role": "president"}
    return client.post(reverse("associations:create"), data | changes)


def test_the_page_asks_three_things(as_):
    page = as_("chloe").get(reverse("associations:create")).content.decode()
    assert "le nom tel qu’il figure dans les statuts" in page.lower()


@pytest.mark.parametrize("role", ["president", "coordinator"])
def test_the_founder_holds_the_role_they_say(as_, cast, role):
    response = found(as_("chloe"), role=role, ends_on="2027-03-14")
    association = Association.objects.get(name="Les Amis du parc")
    assert response.status_code == 302
    assert response.url == reverse("governance:statutes", args=[association.slug])
    with scopes_disabled():
        mandate = Mandate.objects.get(association=association)
        assert (mandate.role, mandate.starts_on, mandate.ends_on) == (role, TODAY.date(), dt.date(2027, 3, 14))
        assert mandate.membership.user == cast.chloe.user
        assert Entry.objects.get(association=association).action == "associations.found"
    assert as_("chloe").get(association.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"role": "treasurer"}, "role"),
        ({"role": ""}, "role"),
        ({"ends_on": "2026-11-21"}, "ends_on"),
        ({"ends_on": "demain"}, "ends_on"),
        ({"contact_email": "nulle part"}, "contact_email"),
        ({"name": "x" * 121}, "name"),
    ],
)
def test_a_bad_answer_is_told_and_nothing_is_kept(as_, changes, field):
    response = found(as_("chloe"), **changes)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not Association.objects.filter(name__startswith="Les Amis").exists()


def test_two_associations_of_one_name_have_two_addresses(as_):
    for _ in range(2):
        found(as_("chloe"), name="Œuvre de l’été")
    assert set(Association.objects.filter(name="Œuvre de l’été").values_list("slug", flat=True)) == {
        "oeuvre-de-l-ete",
        "oeuvre-de-l-ete-2",
    }


@pytest.mark.parametrize(("name", "slug"), [("???", "association"), ("a" * 119, "a" * 50)])
@pytest.mark.django_db
def test_every_name_gives_an_address(name, slug):
    assert slug_for(name) == slug


def test_a_stranger_signs_in_first(client, db):
    assert found(client).status_code == 302
    with scopes_disabled():
        assert not Membership.objects.exists()


def test_the_third_step_says_so_until_somebody_has_come(as_, cast):
    client = as_("chloe")
    found(client)
    page = reverse("associations:invite", args=["les-amis-du-parc"])
    assert "Étape 3 sur 3" in client.get(page).content.decode()
    data = {"email": "ines@exemple.example", "roles": ["secretary"], "starts_on": "2026-11-22"}
    assert "Étape 3 sur 3" in client.post(page, data, follow=True).content.decode()
    several = reverse("associations:invite", args=["mains-voisines"])
    assert "Étape 3 sur 3" not in as_("amina").get(several).content.decode()


def test_an_address_that_is_none_is_told_in_the_words_of_the_house(as_):
    page = found(as_("chloe"), contact_email="nulle part").content.decode()
    assert "Cette adresse n’est pas complète" in page
    assert "courriel" not in page
