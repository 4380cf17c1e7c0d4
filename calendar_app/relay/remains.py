"""What is left of words that were taken back: told to the person who entrusted them, and to those who read for us."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Prefetch

from calendar_app import gate
from calendar_app.models import Post, Testimony, Variant
from calendar_app.relay.entrusted import OPEN


@dataclass(frozen=True)
class Out:
    """Words still to be read somewhere: on which network, since when, at which address ("" when we noted none)."""

    network: str
    on: dt.datetime
    link: str


@dataclass(frozen=True)
class Remains:
    """`stopped`: how many posts will not go out; `out`: where the words were published; `posts`: in how many histories
    they stay, frozen, for the association alone.
    """

    stopped: int
    out: list[Out]
    posts: int
    # A fingerprint of the words is kept, to know them again.
    is_known: bool


def of(testimony: Testimony) -> Remains:
    """What is left of `testimony`, once withdrawn. Four queries."""
    published = Variant.unscoped.exclude(published_at=None).select_related("channel").order_by("published_at", "pk")
    uses = testimony.uses.select_related("post").prefetch_related(Prefetch("post__variants", published, to_attr="seen"))
    posts = [use.post for use in uses.order_by("pk")]
    out = [
        Out(gate.network_name(variant.channel.network), variant.published_at, variant.link)
        for post in posts
        if post.status != Post.Status.WITHDRAWN
        for variant in post.seen
    ]
    return Remains(
        sum(post.status in OPEN and not post.seen for post in posts), out, len(posts), testimony.runs.exists()
    )
