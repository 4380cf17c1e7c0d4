"""Openings and keys, for the neighbour's-object test."""

from __future__ import annotations

from .neighbours import NOW, TODAY, neighbour


@neighbour("calendar:opening")
def opening(by):
    from calendar_app import openings

    sheet = openings.Sheet(
        network="mastodon",
        name="Mastodon",
        purpose="Parler aux voisins.",
        audience="Les voisins",
        kinds=["information"],
        told="la présidence",
        withdraws="la coordination",
        within_hours=2,
        hours_per_week=3,
        keeper=by,
        feeders=[by],
    )
    return {"pk": openings.propose(by.association, sheet, by=by, now=NOW).pk}


@neighbour("calendar:key")
def key(by):
    from calendar_app import keys
    from calendar_app.models import Channel

    channel = Channel.objects.create(association=by.association, name="Le mur", slug="le-mur", network="facebook")
    words = {"kind": "administration", "two_factor": "unknown", "granted_on": TODAY}
    return {"pk": keys.give(channel, to=by, by=by, today=TODAY, **words).pk}


@neighbour("calendar:keyholder")
def keyholder(by):
    return {"pk": by.pk}


@neighbour("calendar:presence-edit")
def presence(by):
    from calendar_app.models import Presence
    from calendar_app.presence import register

    seen = Presence(network="tiktok", name="Le Fil bleu", state="free", checked_on=TODAY)
    return {"pk": register.note(seen, by=by).pk}
