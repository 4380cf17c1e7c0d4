"""The cast, the door and the measure of cost, shared by every test.

Amina presides, Bruno coordinates, Chloé volunteers, Élise and Farid sit on the board (Farid also reads others' texts),
Gilles keeps the accounts. Damien presides over another association and must never see anything of theirs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from associations.models import Association, Mandate, Membership, Role, User
from calendar_app import line

# A busy machine is slow, not wrong: no example is timed.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

PASSWORD = "portevoix-demo"
SINCE = dt.date(2025, 1, 1)
PEOPLE: dict[str, tuple[str, list[Role]]] = {
    "amina": ("Amina Belkacem", [Role.PRESIDENT]),
    "bruno": ("Bruno Castel", [Role.COORDINATOR]),
    "chloe": ("Chloé Dubreuil", [Role.CONTRIBUTOR]),
    "elise": ("Élise Fontaine", [Role.BOARD_MEMBER]),
    "farid": ("Farid Guermi", [Role.BOARD_MEMBER, Role.REVIEWER]),
    "gilles": ("Gilles Hamon", [Role.TREASURER]),
}
SHARED = Path(settings.BASE_DIR).parent / "shared" / "data"


def make_member(
    association: Association, email: str, name: str, roles: list[Role], since: dt.date = SINCE
) -> Membership:
    """Return a member of `association` holding `roles` since `since`, without end."""
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, PASSWORD, name=name)
    user.emailaddress_set.get_or_create(email=email, defaults={"verified": True, "primary": True})
    with scope(association=association):
        membership = Membership.objects.create(association=association, user=user, joined_on=since)
        for role in roles:
            Mandate.objects.create(association=association, membership=membership, role=role, starts_on=since)
    return membership


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()
    # Another test's database may give the same numbers to other rows.
    line.forget()


@pytest.fixture
def association(db: None) -> Association:
    return Association.objects.create(
        name="Les Mains voisines", slug="mains-voisines", contact_email="bonjour@mains-voisines.example"
    )


@pytest.fixture
def cast(association: Association) -> SimpleNamespace:
    """The six people of the association, plus `damien` who presides over `other`."""
    people = {
        key: make_member(association, f"{key}@mains-voisines.example", name, roles)
        for key, (name, roles) in PEOPLE.items()
    }
    other = Association.objects.create(name="Le Fil bleu", slug="fil-bleu")
    people["damien"] = make_member(other, "damien@fil-bleu.example", "Damien Ivars", [Role.PRESIDENT])
    return SimpleNamespace(**people, other=other)


@pytest.fixture
def scoped(association: Association) -> Iterator[None]:
    """Open the association's scope for a test that looks at rows directly."""
    with scope(association=association):
        yield


@pytest.fixture
def unscoped() -> Iterator[None]:
    """Open every scope, for a test that compares two associations."""
    with scopes_disabled():
        yield


@pytest.fixture
def as_(cast: SimpleNamespace) -> Callable[[str], Client]:
    """Return a function: the name of one of the cast → their signed-in client."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(getattr(cast, name).user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return sign_in


@pytest.fixture
def url(association: Association) -> Callable[..., str]:
    """Return `reverse` with the association's slug filled in: url("calendar:post-detail", pk=3)."""

    def of(name: str, **kwargs: Any) -> str:
        return reverse(name, kwargs={"association": association.slug, **kwargs})

    return of


def count_queries(client: Client, address: str) -> int:
    """Return how many queries a GET of `address` costs; the page must answer 200."""
    client.get(address)  # warms what is computed once per process
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(address)
    assert response.status_code == 200, f"{address} answered {response.status_code}"
    return len(queries)


@pytest.fixture
def assert_flat() -> Callable[[Client, str, Callable[[], object]], int]:
    """assert_flat(client, address, grow): the page costs as many queries after `grow()` (called 5 times) as before."""

    def check(client: Client, address: str, grow: Callable[[], object]) -> int:
        grow()
        before = count_queries(client, address)
        for _ in range(5):
            grow()
        after = count_queries(client, address)
        assert after == before, f"{address}: {before} queries became {after} when rows were added"
        return after

    return check


@pytest.fixture
def shared_data() -> Callable[[str], Path]:
    """Return the path of a real file kept beside the repository, or skip with a clear message."""

    def find(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"real file {name} is not beside this repository (../shared/data)")
        return path

    return find


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Races are only true on the database that production uses."""
    if connection.vendor != "postgresql":
        skip = pytest.mark.skip(reason="runs on PostgreSQL only (set DATABASE_URL)")
        for item in items:
            if "postgres" in item.keywords:
                item.add_marker(skip)
