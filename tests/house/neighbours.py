"""One row of every kind, in any association: what the neighbour's-object test asks for.

A route whose address holds more than the association names an object. Each room registers here how to make that object,
under the beginning of the URL name ("calendar:post" serves "calendar:post-detail", "calendar:post-edit" and so on; the
longest one wins). The factory is called inside the association's scope with a member who presides over it:

    @neighbour("calendar:post")
    def post(by):
        return {"pk": posts.write(by.association, text="Bonjour", by=by, now=NOW).pk}

and returns what fills the address besides the association. Use the room's own verbs: a test reaches a state by living it.
Imports stay inside the functions, so that one unfinished room does not hide the others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

NOW = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)
TODAY = NOW.date()

Factory = Callable[[Any], dict[str, Any]]
FACTORIES: dict[str, Factory] = {}

# Address parts that name no row: every association has its November 2026, its usage charter, and so on.
NO_ROW: dict[str, Any] = {"year": 2026, "month": 11, "kind": "usage"}


def neighbour(prefix: str) -> Callable[[Factory], Factory]:
    """Register a factory for the routes whose name is `prefix` or begins with `prefix` and a dash."""

    def register(factory: Factory) -> Factory:
        FACTORIES[prefix] = factory
        return factory

    return register


def factory_for(name: str) -> Factory | None:
    """Return the factory with the longest matching beginning, or None."""
    fitting = [prefix for prefix in FACTORIES if name == prefix or name.startswith(prefix + "-")]
    return FACTORIES[max(fitting, key=len)] if fitting else None


@neighbour("associations:member")
def member(by):
    from tests.conftest import make_member

    return {"pk": make_member(by.association, f"membre-{by.association.slug}@exemple.example", "Ève Jourdan", []).pk}


@neighbour("associations:mandate")
def mandate(by):
    from associations.models import Mandate, Role

    return {
        "pk": Mandate.objects.create(
            association=by.association, membership=by, role=Role.READER, starts_on=TODAY, ends_on=None
        ).pk
    }


@neighbour("associations:invitation")
def invitation(by):
    from associations import invitations

    return {
        "pk": invitations.invite(
            by.association, email="invitee@exemple.example", roles=["reader"], starts_on=TODAY, by=by, now=NOW
        ).pk
    }
