"""Every door bears a name, and opens to whom the name says. Walks the URLconf: no page can be forgotten."""

import ast
import datetime as dt
import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import get_scope, scope

from associations import wording
from associations.models import Role
from associations.permissions import PERMISSIONS
from config.middleware import admin_scope
from tests.conftest import make_member

from .neighbours import FACTORIES, NO_ROW, NOW, factory_for
from .routes import inside, routes
from .tree import calls, parsed, python_files

# Pages anyone may read. Adding one is a decision: say why beside it.
PUBLIC = {
    "home",  # the welcome page; « À faire » once signed in
    "health",  # asked by the machine that keeps the house running
    "associations:invitation",  # the guest has no account yet; the token is the key
    "agenda",  # read by the agenda of a phone, which cannot sign in; the secret in the address is the key
    "help",
    "accessibility",  # the law asks for this page in public
    # Texts that an association chose to show to everybody, at addresses that do not change; never a draft.
    "public:charter-list",
    "public:charter-detail",
    "public:version-detail",
    "public:version-pdf",
    "public:version-docx",
    # Supporters and witnesses have no account; closed until the coordination opens them.
    "relay:page",
    "relay:image",
    "relay-go",  # the short link supporters share: it leads where it was made to lead
    "relay:testify",
    "relay:testimony",  # the secret in the address is the key
    "public:legal-notice",  # the law asks who publishes and who hosts
}

OBJECTS = [
    route for route in inside() if any(part not in NO_ROW for part in route.kwargs.items() if part[0] != "association")
]


def _address(route, association, **kwargs):
    parts = [(name, converter) for name, converter in route.kwargs.items() if name != "association"]
    filled = {name: kwargs.get(name, NO_ROW.get((name, converter), 1)) for name, converter in parts}
    return reverse(route.name, kwargs={"association": association.slug, **filled})


# What a page needs to be asked, when its address names no row: the day of the year it speaks of.
ASKED: dict[str, dict[str, str]] = {
    "calendar:day-confirm": {"jour": "fete_voisins"},
    "calendar:day-choose": {"montrer": "fete_voisins"},
    "calendar:day-propose": {"jour": "fete_voisins"},
}


def _knock(client, address, asked=None):
    """GET, or POST where the page is a verb."""
    response = client.get(address, asked)
    return client.post(address, asked) if response.status_code == 405 else response


def _signed_in(membership):
    client = Client()
    client.force_login(membership.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture(autouse=True)
def _clock(time_machine):
    """An hour after the factories made their rows."""
    time_machine.move_to(NOW + dt.timedelta(hours=1), tick=False)


@pytest.fixture
def boss(association):
    """Somebody with every role, so that only the tenant's walls can stop them."""
    return make_member(association, "tout@mains-voisines.example", "Toutes Casquettes", list(Role))


@pytest.fixture
def neighbour_boss(cast):
    return make_member(cast.other, "tout@fil-bleu.example", "Voisine Casquettes", list(Role))


@pytest.fixture
def bare(association):
    """A member whose mandates are over: inside the walls, without a right."""
    return make_member(association, "ancien@mains-voisines.example", "Ancien Mandat", [])


@pytest.mark.parametrize("route", routes(), ids=str)
def test_every_view_carries_a_name(route):
    assert route.name, f"{route.pattern} has no name"
    assert route.permission, f"{route} has no door: put @member, @signed_in or @public on its view"
    if route.permission == "public":
        assert route.name in PUBLIC, f"{route} is public: add it to the list with the reason, or close it"
    elif route.permission == "signed in":
        assert not route.is_inside, f"{route} belongs to an association: @member says with which right"
    else:
        assert route.permission in PERMISSIONS
        assert route.is_inside, f"{route} asks for a right but its address names no association"


def _used_words():
    words = {route.permission for route in routes()}
    for model in apps.get_models():
        for arrows in getattr(model, "MOVES", {}).values():
            words |= {permission for permission in arrows.values() if permission}
    for path in python_files():
        for node, name in calls(parsed(path)):
            if name.split(".")[-1] in {"can", "require", "missing"}:
                words |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
    return words


def test_every_word_of_the_table_opens_something():
    assert set(PERMISSIONS) - _used_words() == set()


def test_no_door_names_an_unknown_word():
    unknown = {word for word in _used_words() if isinstance(word, str) and "." in word} - set(PERMISSIONS)
    assert unknown == set()


def test_every_word_of_the_table_is_said_in_words():
    assert set(wording.ACTS) == set(PERMISSIONS)
    assert set(wording.HINTS) == set(Role)
    assert {permission.split(".")[0] for permission in PERMISSIONS} == set(wording.ROOMS)


def _answers(client, association):
    """Knock at every page of the association: {route name: answer}. One walk for all, which spares the set-up."""
    return {route.name: _knock(client, _address(route, association)) for route in inside()}


def test_a_visitor_is_sent_to_sign_in(client, association):
    login = reverse(settings.LOGIN_URL)
    answers = _answers(client, association)
    wrong = {name: got for name, got in answers.items() if got.status_code != 302 or not got.url.startswith(login)}
    assert wrong == {}


def test_an_outsider_is_told_nothing(association, neighbour_boss):
    answers = _answers(_signed_in(neighbour_boss), association)
    assert {name: got for name, got in answers.items() if got.status_code != 404} == {}


def test_a_member_without_the_right_is_refused(association, bare):
    answers = _answers(_signed_in(bare), association)
    assert {name: got for name, got in answers.items() if got.status_code != 403} == {}


def test_a_signed_in_page_closes_to_visitors(client, db):
    for route in routes():
        if route.permission == "signed in":
            response = _knock(client, reverse(route.name, kwargs=dict.fromkeys(route.kwargs, 1)))
            assert (response.status_code, response.url.split("?")[0]) == (302, reverse(settings.LOGIN_URL)), route


@pytest.mark.parametrize("route", [route for route in inside() if route not in OBJECTS], ids=str)
def test_a_page_opens_to_who_holds_the_right(association, boss, route):
    response = _knock(_signed_in(boss), _address(route, association), ASKED.get(route.name))
    # 422: the page is a verb, and nothing was typed.
    assert response.status_code < 400 or response.status_code == 422, f"{route} answered {response.status_code}"


@pytest.mark.parametrize("route", OBJECTS, ids=str)
def test_every_object_has_a_neighbour(route):
    assert factory_for(route.name), f"register a factory for {route} in tests/house/neighbours.py"


@pytest.mark.parametrize("route", [route for route in OBJECTS if factory_for(route.name)], ids=str)
def test_the_neighbours_object_is_not_found(association, boss, neighbour_boss, route):
    """The door does not see this; only the filter inside the view does. Our own row answers, theirs does not exist."""
    make = factory_for(route.name)
    with scope(association=association):
        ours = make(boss)
    with scope(association=neighbour_boss.association):
        theirs = make(neighbour_boss)
    client = _signed_in(boss)
    assert _knock(client, _address(route, association, **theirs)).status_code == 404
    own = _knock(client, _address(route, association, **ours)).status_code
    assert own < 500, f"{route} answered {own} for our own row"
    assert own != 404, (
        f"{route} does not find our own row: the factory makes one it cannot show, so its 404 proves nothing"
    )


@pytest.mark.parametrize("route", routes(), ids=str)
def test_reading_a_page_writes_nothing(association, boss, route):
    """A link may be followed by a mail scanner, a preview or the browser itself before anyone has read it."""
    with scope(association=association):
        ours = factory_for(route.name)(boss) if route in OBJECTS else {}
    client = _signed_in(boss)
    address = (
        _address(route, association, **ours)
        if route.is_inside
        else reverse(route.name, kwargs=dict.fromkeys(route.kwargs, 1))
    )
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert [q["sql"][:200] for q in queries if re.match(r"INSERT|UPDATE|DELETE", q["sql"])] == []


@pytest.mark.parametrize(("path", "open_to_all"), [("/admin/watch/item/", True), ("/mon-compte/", False), ("/", False)])
def test_only_the_keepers_admin_looks_without_a_scope(rf, path, open_to_all):
    seen = []
    admin_scope(lambda request: seen.append(get_scope()))(rf.get(path))
    assert seen[0].get("_enabled", True) is not open_to_all


def test_no_factory_waits_for_a_page_that_is_gone():
    names = {route.name for route in OBJECTS}
    stray = {p for p in FACTORIES if not any(name == p or name.startswith(p + "-") for name in names)}
    assert stray == set()
