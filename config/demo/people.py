"""Who lives in the demo: the association, its members with their mandates, its accounts to sign in with."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django_scopes import scope

from associations.models import Association, Mandate, Membership, User
from associations.transitions import DESCRIBED

PASSWORD = "portevoix-demo"  # noqa: S105 - printed on purpose: the demo has no secret
DATA = tomllib.loads((Path(__file__).parent / "people.toml").read_text())
Cast = dict[str, Membership]


def found(today: dt.date) -> tuple[Association, Cast]:
    """Create the association and its members; return it with the members by first word of their address."""
    fields = ("slug", *DESCRIBED)
    association = Association.objects.create(**{name: DATA[name] for name in fields})
    # The story begins eight months ago: everybody has been there for a year or more.
    elected = dt.date(today.year - 1, 3, 14)
    with scope(association=association):
        cast = {p["email"].split("@")[0]: _member(association, p, elected) for p in DATA["person"]}
    return association, cast


def _member(association: Association, person: dict[str, Any], elected: dt.date) -> Membership:
    user = make_user(person["email"], person["name"])
    membership = Membership.objects.create(association=association, user=user, joined_on=elected)
    ends_on = elected.replace(year=elected.year + 3)
    Mandate.objects.bulk_create(
        Mandate(association=association, membership=membership, role=role, starts_on=elected, ends_on=ends_on)
        for role in person["roles"]
    )
    return membership


@cache
def _hashed() -> str:
    """The demo's password, hashed once: a slow hash is meant to be slow."""
    return make_password(PASSWORD)


def make_user(email: str, name: str) -> User:
    """Return a person whose address is proven, who signs in with the demo's password."""
    user = User.objects.create(email=email, name=name, password=_hashed())
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user
