"""What stands around every page: association worn, entries one may open, what is on hold, ways out of errors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.views import defaults

from associations.models import Association, Role
from calendar_app.models import Hold
from tests.conftest import make_member

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 15, 18, 0, tzinfo=dt.UTC)


def entries(page: str) -> list[str]:
    """The words of the navigation, « Plus » unfolded."""
    bar = page[page.index('class="mainnav"') : page.index("</nav>", page.index('class="mainnav"'))]
    return [word for word in WORDS if f">{word}<" in bar]


WORDS = [
    "À faire",
    "Textes",
    "Calendrier",
    "Modération",
    "Chiffres",
    "Veille",
    "Formation",
    "Membres",
    "Journal",
    "Scrutins",
    "Procès-verbaux",
    "Comptes",
    "Clés",
    "Réglages",
]


def test_every_entry_shown_opens(as_: Callable[[str], Client], association: Association) -> None:
    for who in ("amina", "chloe"):
        client = as_(who)
        context = client.get(f"/a/{association.slug}/").context
        for link in [*context["nav"]["five"], *context["nav"]["more"]]:
            assert client.get(link.path).status_code == 200, f"{who} is shown {link.word}"


def test_an_entry_the_role_does_not_open_is_not_shown(as_: Callable[[str], Client], association: Association) -> None:
    make_member(association, "reader@example.org", "Léa Nour", [Role.READER])
    address = f"/a/{association.slug}/"
    assert {"Modération", "Réglages"} <= set(entries(as_("amina").get(address).content.decode()))
    assert "Réglages" not in entries(as_("chloe").get(address).content.decode())


@pytest.mark.parametrize("address", ["/", "/aide/"])
def test_nor_on_a_page_of_no_association(address: str, as_: Callable[[str], Client]) -> None:
    assert "Réglages" in entries(as_("amina").get(address).content.decode())
    assert "Réglages" not in entries(as_("chloe").get(address).content.decode())


def test_the_page_in_hand_is_marked_once(as_: Callable[[str], Client], url: Callable[..., str]) -> None:
    page = as_("amina").get(url("charter:list")).content.decode()
    bar = page[page.index('class="mainnav"') :]
    assert bar.count('aria-current="page"') == 1
    assert "Textes" in bar[bar.index('aria-current="page"') :][:200]


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("governance:ballot-list", "Scrutins"),
        ("governance:minutes-list", "Procès-verbaux"),
        ("governance:meeting-list", "Réunions"),
        ("calendar:channel-list", "Comptes"),
        ("calendar:opening-list", "Comptes"),
        ("calendar:key-list", "Clés"),
    ],
)
def test_each_register_has_its_own_entry(name: str, word: str, as_: Callable[[str], Client], url: Callable[..., str]):
    page = as_("amina").get(url(name)).content.decode()
    bar = page[page.index('class="mainnav"') : page.index("</nav>", page.index('class="mainnav"'))]
    assert bar.count('aria-current="page"') == 1
    assert word in bar[bar.index('aria-current="page"') :][:200]


def test_who_may_not_read_the_keys_has_no_entry_for_them(as_: Callable[[str], Client], association: Association):
    assert "Clés" not in entries(as_("chloe").get(f"/a/{association.slug}/").content.decode())


def test_the_hat_worn_is_that_of_the_page_and_elsewhere_the_first(
    as_: Callable[[str], Client], cast: SimpleNamespace, association: Association
) -> None:
    make_member(cast.other, cast.bruno.email, cast.bruno.name, [Role.READER])
    bruno = as_("bruno")
    assert "Le Fil bleu" in bruno.get(f"/a/{association.slug}/").content.decode(), "the switch lists both"
    assert bruno.get(f"/a/{association.slug}/").context["nav"]["hat"].name == association.name
    assert bruno.get("/").context["nav"]["hat"].name == "Le Fil bleu", "the first by name"


def test_nobody_is_shown_the_associations_of_others(as_: Callable[[str], Client], association: Association) -> None:
    assert "Le Fil bleu" not in as_("amina").get(f"/a/{association.slug}/").content.decode()


def test_more_hats_cost_no_more_queries(
    as_: Callable[[str], Client], cast: SimpleNamespace, url: Callable[..., str], assert_flat: Callable[..., int]
) -> None:
    numbers = iter(range(20))

    def grow() -> None:
        n = next(numbers)
        other = Association.objects.create(name=f"Association {n}", slug=f"association-{n}")
        make_member(other, cast.amina.email, cast.amina.name, [Role.READER])

    assert_flat(as_("amina"), url("associations:roles"), grow)


def test_a_hold_is_said_on_every_page_but_the_calendar(
    as_: Callable[[str], Client], cast: SimpleNamespace, association: Association, url: Callable[..., str]
) -> None:
    since = dt.datetime(2026, 11, 13, 17, 40, tzinfo=dt.UTC)
    hold = Hold.unscoped.create(association=association, reason="Photo", decided_by=cast.amina, starts_at=since)
    with time_machine.travel(NOW, tick=False):
        page = as_("chloe").get(url("associations:roles")).content.decode()
        assert "Toutes les publications sont retenues depuis le vendredi 13 novembre à 18\u00a0h\u00a040." in page
        assert 'class="strip"' not in as_("chloe").get(url("calendar:month")).content.decode()
        assert 'class="strip"' not in as_("damien").get("/a/fil-bleu/roles/").content.decode()
        hold.ends_at = NOW
        hold.save()
        assert 'class="strip"' not in as_("chloe").get(url("associations:roles")).content.decode()


def test_the_theme_of_the_profile_is_in_the_page_from_its_first_byte(
    as_: Callable[[str], Client], cast: SimpleNamespace
) -> None:
    cast.amina.user.theme = "dark"
    cast.amina.user.save()
    assert '<html lang="fr" data-theme="dark">' in as_("amina").get("/aide/").content.decode()


def test_a_refusal_names_the_roles_and_the_people_who_may_give_them(
    as_: Callable[[str], Client], url: Callable[..., str]
) -> None:
    answer = as_("chloe").get(url("associations:invite"))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Présidence" in page
    assert "Amina Belkacem" in page
    assert "Gilles Hamon" not in page, "the treasurer may not give it"


def test_a_refused_act_is_named_as_an_act(as_: Callable[[str], Client], url: Callable[..., str]) -> None:
    page = as_("chloe").post(url("calendar:post-approve", pk=1)).content.decode()
    assert "Votre rôle ne permet pas de faire cela" in page
    assert "Approuver la publication d’une autre personne" in page
    assert "Personne n’approuve son propre texte" in page
    page = as_("chloe").post(url("associations:invite")).content.decode()
    assert "Inviter et donner des rôles" in page
    assert "propre texte" not in page


def test_a_page_that_does_not_exist_says_so_and_leads_back(client: Client, db: None) -> None:
    answer = client.get("/rien/")
    assert answer.status_code == 404
    assert 'href="/"' in answer.content.decode()


def test_an_error_of_ours_is_drawn_without_request_or_database(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        page = defaults.server_error(RequestFactory().get("/")).content.decode()
    assert "n’a pas été enregistré" in page
    assert 'href="/"' in page


def test_a_refusal_without_a_right_keeps_its_own_words(rf: RequestFactory) -> None:
    request = rf.get("/")
    page = defaults.permission_denied(request, PermissionDenied("Le scrutin est clos.")).content.decode()
    assert "Le scrutin est clos." in page


def test_a_stale_form_is_refused_with_words() -> None:
    answer = Client(enforce_csrf_checks=True).post("/compte/login/", {"login": "a", "password": "b"})
    assert answer.status_code == 403
    assert "ouverte depuis trop longtemps" in answer.content.decode()


def test_the_first_visit_loads_the_frame_and_nothing_from_elsewhere(client: Client, db: None) -> None:
    page = client.get("/").content.decode()
    assert page.count('rel="stylesheet"') == 1
    assert "<script" not in page
    assert "https://" not in page
