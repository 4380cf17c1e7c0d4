"""What a person asked to see, kept in the address: account, state, purpose, only mine."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from associations.models import Membership
from calendar_app import states
from calendar_app.models import Channel, Hold, Post
from calendar_app.querysets import PostQuerySet


@dataclass(frozen=True)
class Option:
    value: str
    word: str
    is_chosen: bool


class Account(NamedTuple):
    """A channel, as much of it as lists print."""

    pk: int
    slug: str
    name: str
    position: int


class Halt(NamedTuple):
    """A hold that stands, as the banner says it; `channel` is None for every account."""

    channel: int | None
    channel_name: str | None
    decided_by: str
    reason: str
    article: str
    starts_at: dt.datetime


def of_request(membership: Membership, asked: QueryDict, now: dt.datetime) -> Filters:
    """Read the wish of an address. Two queries: the accounts, closed ones included, and the holds that stand."""
    accounts = Channel.objects.of(membership.association).values_list(*Account._fields)
    holds = Hold.objects.of(membership.association).standing(now)
    halts = holds.values_list("channel", "channel__name", "decided_by__user__name", "reason", "article", "starts_at")
    return Filters(membership, [Account(*row) for row in accounts], asked, [Halt(*row) for row in halts])


@dataclass
class Filters:
    """The wish of an address, read against the accounts of the association. What it does not know, it ignores."""

    membership: Membership
    channels: list[Account]
    asked: QueryDict
    holds: list[Halt] = field(default_factory=list)

    @property
    def channel(self) -> Account | None:
        return next((c for c in self.channels if c.slug == self.asked.get("compte")), None)

    @property
    def state(self) -> str:
        return self._known("etat", states.WORDS)

    @property
    def purpose(self) -> str:
        return self._known("but", Post.Purpose.values)

    @property
    def mine(self) -> bool:
        return self.asked.get("moi") == "1"

    @property
    def held(self) -> set[int | None]:
        return {hold.channel for hold in self.holds}

    def narrow(self, posts: PostQuerySet, now: dt.datetime) -> PostQuerySet:
        """Return `posts` (annotated by `with_approval`) without what was not asked for."""
        if self.channel:
            posts = posts.on_channel(self.channel.pk)
        if self.state:
            posts = posts.in_state(self.state, now, self.held)
        if self.purpose:
            posts = posts.filter(purpose=self.purpose)
        return posts.filter(owner=self.membership) if self.mine else posts

    def query(self) -> str:
        """The wish as "?compte=x&etat=late", to carry into other links; "" without one."""
        chosen = {
            "compte": self.channel.slug if self.channel else "",
            "etat": self.state,
            "but": self.purpose,
            "moi": "1" if self.mine else "",
        }
        text = urlencode({name: value for name, value in chosen.items() if value})
        return f"?{text}" if text else ""

    def drawn(self, here: str) -> SafeString:
        """Return the form of filters; `here` is the page without any. Equal wishes are drawn once per process."""
        chosen = (self.channel.slug if self.channel else "", self.state, self.purpose, self.mine)
        return _drawn(tuple((c.slug, c.name) for c in self.channels), *chosen, here, get_language() or "")

    def _known(self, name: str, words: Any) -> str:
        value = self.asked.get(name, "")
        return value if value in words else ""


@lru_cache(maxsize=512)
def _drawn(
    channels: tuple[tuple[str, str], ...], channel: str, state: str, purpose: str, mine: bool, here: str, language: str
) -> SafeString:
    context = {
        "channels": [Option(slug, name, slug == channel) for slug, name in channels],
        "states": [Option(value, str(states.WORDS[value]), value == state) for value in states.SHOWN],
        "purposes": [Option(p.value, str(p.label), p.value == purpose) for p in Post.Purpose],
        "mine": mine,
        "any": _("Tous"),
        "is_narrowed": bool(channel or state or purpose or mine),
    }
    return mark_safe(render_to_string("calendar/_filters.html", {"filters": context, "here": here}))  # noqa: S308
