"""Nonsense at every door: a page may refuse it in words, never break."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from associations.models import Role
from tests.conftest import make_member

from .neighbours import NO_ROW, NOW, factory_for
from .routes import inside, routes
from .test_doors import OBJECTS, _signed_in

BEYOND = 2**63  # one more than what a database can number
QUERIES = ("?page=%ff%fe", "?page=-1", "?page=99999999999999999999", "?avant=%00", "?a=%00&b=%F0%9F%92%A9", "?next=//x")
WORDS = ("", "\x00", "a\x00b", "9" * 40, "-1", "[]", "2026-02-30", "0001-01-01T00:00", "9999-12-31T23:59", "x" * 6000)


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW + dt.timedelta(hours=1), tick=False)


@pytest.fixture
def boss(association):
    return make_member(association, "tout@mains-voisines.example", "Toutes Casquettes", list(Role))


@pytest.fixture
def client(boss):
    client = _signed_in(boss)
    client.raise_request_exception = False
    return client


def _address(route, association, kwargs):
    parts = [part for part in route.kwargs.items() if part[0] != "association"]
    filled = {name: kwargs.get(name, NO_ROW.get((name, converter), 1)) for name, converter in parts}
    return reverse(route.name, kwargs={"association": association.slug, **filled})


def _broken(answers):
    return {what: status for what, status in answers.items() if status >= 500}


def test_numbers_no_database_can_hold(client, association):
    answers = {}
    for route in inside():
        numbers = {name: BEYOND for name, converter in route.kwargs.items() if converter == "int"}
        if not numbers:
            continue
        address = _address(route, association, numbers)
        for method in (client.get, client.post):
            answers[f"{method.__name__} {address}"] = method(address).status_code
    assert _broken(answers) == {}
    assert set(answers.values()) <= {404, 405}


def test_queries_that_make_no_sense(client, association):
    answers = {}
    for route in routes():
        if route in OBJECTS or (route.kwargs and not route.is_inside):
            continue
        address = _address(route, association, {}) if route.is_inside else reverse(route.name)
        for query in QUERIES:
            answers[address + query] = client.get(address + query).status_code
    assert _broken(answers) == {}


@pytest.mark.parametrize("route", [r for r in inside() if r not in OBJECTS], ids=str)
def test_forms_filled_with_nonsense(client, association, route):
    assert _broken(_post_nonsense(client, _address(route, association, {}))) == {}


@pytest.mark.parametrize("route", [route for route in OBJECTS if factory_for(route.name)], ids=str)
def test_verbs_filled_with_nonsense(client, association, boss, route):
    with scope(association=association):
        ours = factory_for(route.name)(boss)
    assert _broken(_post_nonsense(client, _address(route, association, ours))) == {}


def _post_nonsense(client, address):
    """Post every word in every field the page names, then bodies that are no form at all."""
    page = client.get(address)
    answers = {"GET": page.status_code}
    names = _fields(page) or {"reason", "came", "month", "text", "title", "choice", "expected", "version"}
    for word in WORDS:
        body = QueryDict(mutable=True)
        for name in names:
            body[name] = word
        answers[f"POST {word[:20]!r}"] = client.post(
            address, body.urlencode(), "application/x-www-form-urlencoded"
        ).status_code
    answers["no multipart"] = client.post(address, b"\xff\xfe", "multipart/form-data; boundary=x").status_code
    answers["no boundary"] = client.post(address, b"a", "multipart/form-data").status_code
    answers["no utf-8"] = client.post(
        address, b"title=%ff%fe&reason=%c3", "application/x-www-form-urlencoded"
    ).status_code
    answers["json"] = client.post(address, b"{", "application/json").status_code
    for method in ("put", "patch", "delete", "options", "head"):
        answers[method] = getattr(client, method)(address).status_code
    return answers


def _fields(page):
    return set(re.findall(r'name="([a-zA-Z0-9_:-]+)"', b"".join(page).decode(errors="replace"))) - {
        "csrfmiddlewaretoken"
    }


@pytest.mark.parametrize(
    "page",
    [
        "account_login",
        "account_signup",
        "account_request_login_code",
        "account_confirm_login_code",
        "account_reset_password",
        "associations:account",
        "associations:create",
    ],
)
def test_the_persons_own_pages_filled_with_nonsense(boss, client, page):
    visitor = Client(raise_request_exception=False)
    assert _broken(_post_nonsense(client, reverse(page))) == {}
    assert _broken(_post_nonsense(visitor, reverse(page))) == {}


@pytest.mark.parametrize("token", ["x", "%00", "%ff", "9" * 3000, "é"])
def test_a_link_cut_or_made_up(client, token):
    assert client.get(f"/invitation/{token}/").status_code == 404
    assert client.post(f"/invitation/{token}/", {"name": "\x00"}).status_code == 404


@pytest.mark.parametrize("slug", ["%00", "%ff", "..%2F..", "a" * 3000, "é", "-"])
def test_an_association_that_cannot_be(client, slug):
    assert client.get(f"/a/{slug}/").status_code == 404
    assert client.post(f"/a/{slug}/reglages/").status_code == 404
