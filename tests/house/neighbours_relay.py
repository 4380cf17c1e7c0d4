"""Relays and testimonies, for the neighbour's-object test."""

from __future__ import annotations

import datetime as dt
import uuid

from .neighbours import NOW, TODAY, factory_for, neighbour


@neighbour("calendar:relay")
def relay(by):
    from associations.models import Role
    from calendar_app import transitions
    from calendar_app.models import Post
    from calendar_app.relay import sharing
    from tests.conftest import make_member

    post = Post.objects.get(**factory_for("calendar:post-detail")(by))
    reader = make_member(by.association, f"lit-{by.association.slug}@exemple.example", "Lou Relais", [Role.PRESIDENT])
    post.channels.update(opened_by_decision="Conseil du 7 septembre 2026")
    transitions.submit(post, by=by, now=NOW)
    transitions.approve(post, expected=1, by=reader, now=NOW)
    transitions.schedule(post, by=by, now=NOW)
    until = TODAY + dt.timedelta(days=10)
    return {"pk": sharing.offer(post, target="https://exemple.example/tri", until=until, by=by, now=NOW).pk}


def a_testimony(by, **said):
    from calendar_app.relay import entrusted

    said = {
        "text": "Ici, on m’a écoutée.",
        "naming": "first_name",
        "name": "Jeanne",
        "consent": "J’accepte.",
    } | said
    until = TODAY + dt.timedelta(days=365)
    return entrusted.receive(by.association, said, form=uuid.uuid4(), until=until, now=NOW)[0]


@neighbour("calendar:testimony")
def testimony(by):
    return {"pk": a_testimony(by).pk}


def listening(by):
    """The public form of the association, open."""
    from calendar_app.relay import entrusted

    said = {"is_open": True, "question": "Qu’avez-vous trouvé ici ?", "used_for": "notre blog", "months": 12}
    return entrusted.call(by.association, said, by=by)
