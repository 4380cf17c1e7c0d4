"""An account that sends by itself, and a departure given up, for the neighbour's-object test."""

from __future__ import annotations

from .neighbours import NOW, neighbour

SECRET = "secret-partage-de-plus-de-trente-deux"


@neighbour("calendar:connector")
def connector(by):
    from calendar_app.connectors import verbs
    from calendar_app.connectors.verbs import Means
    from calendar_app.models import Channel

    channel = Channel.objects.create(association=by.association, name="Le relais", slug="le-relais", network="blog")
    verbs.keep(channel, Means("webhook", "https://relais.example/entree", "", SECRET), by=by, now=NOW)
    return {"pk": channel.pk}


@neighbour("calendar:departure")
def departure(by):
    from calendar_app import transitions
    from calendar_app.models import Channel, Departure
    from calendar_app.transitions import Plan, Words

    channel = Channel.objects.get(pk=connector(by)["pk"])
    words = Words("Tri des jouets", "information", "Samedi, on trie.", {channel.pk: ""})
    post = transitions.create(by.association, words, Plan(NOW, "known", by), by=by, now=NOW)
    # Scheduling takes two people; what the wall must hide is the row.
    return {"pk": Departure.objects.create(association=by.association, variant=post.variants.get(), by=by).pk}
