"""What a person asked to see, kept in the address: account, state, purpose, only mine."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
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


@dataclass
class Filters:
    """The wish of an address, read against the accounts of the association. What it does not know, it ignores."""

    membership: Membership
    channels: list[Channel]
    asked: QueryDict
    holds: list[Hold] = field(default_factory=list)

    @property
    def channel(self) -> Channel | None:
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
        return {hold.channel_id for hold in self.holds}

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

    def options(self) -> dict[str, Any]:
        """What the form of filters draws."""
        channel, state, purpose = self.channel, self.state, self.purpose
        return {
            "channels": [Option(c.slug, c.name, c == channel) for c in self.channels],
            "states": [Option(value, str(states.WORDS[value]), value == state) for value in states.SHOWN],
            "purposes": [Option(p.value, str(p.label), p.value == purpose) for p in Post.Purpose],
            "mine": self.mine,
            "any": _("Tous"),
            "is_narrowed": bool(self.query()),
        }

    def _known(self, name: str, words: Any) -> str:
        value = self.asked.get(name, "")
        return value if value in words else ""
