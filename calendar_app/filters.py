"""What a person asked to see, kept in the address: account, owner, state, pillar, campaign, purpose, only mine."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from associations.models import Membership
from calendar_app import known, states
from calendar_app.known import Account, Choice, Halt, Known
from calendar_app.models import Post
from calendar_app.querysets import PostQuerySet


@dataclass(frozen=True)
class Option:
    value: str
    word: str
    is_chosen: bool


def of_request(membership: Membership, asked: QueryDict, now: dt.datetime) -> Filters:
    """Read the wish of an address. One query."""
    return Filters(membership, known.of(membership.association, now), asked)


@dataclass
class Filters:
    """The wish of an address, read against what the association has. What it does not know, it ignores."""

    membership: Membership
    known: Known
    asked: QueryDict

    @property
    def holds(self) -> list[Halt]:
        return self.known.holds

    @property
    def channels(self) -> list[Account]:
        return self.known.accounts

    @property
    def channel(self) -> Account | None:
        return next((c for c in self.channels if c.slug == self.asked.get("compte")), None)

    @property
    def state(self) -> str:
        return self._listed("etat", states.WORDS)

    @property
    def purpose(self) -> str:
        return self._listed("but", Post.Purpose.values)

    @property
    def owner(self) -> Choice | None:
        return self._choice("resp", self.known.people)

    @property
    def pillar(self) -> Choice | None:
        return self._choice("pilier", self.known.pillars)

    @property
    def campaign(self) -> Choice | None:
        return self._choice("campagne", self.known.campaigns)

    @property
    def mine(self) -> bool:
        return self.asked.get("moi") == "1"

    @property
    def held(self) -> set[int | None]:
        return {hold.channel for hold in self.holds}

    def chosen(self) -> dict[str, str]:
        """The wish as it stands in an address, unknown values left out."""
        named = {"compte": self.channel and self.channel.slug, "resp": self.owner and self.owner.value}
        named |= {"etat": self.state, "pilier": self.pillar and self.pillar.value}
        named |= {"campagne": self.campaign and self.campaign.value, "but": self.purpose}
        return {name: value for name, value in named.items() if value} | ({"moi": "1"} if self.mine else {})

    def narrow(self, posts: PostQuerySet, now: dt.datetime) -> PostQuerySet:
        """Return `posts` (annotated by `with_approval`) without what was not asked for."""
        if self.channel:
            posts = posts.on_channel(self.channel.pk)
        if self.state:
            posts = posts.in_state(self.state, now, self.held)
        columns = {"owner": self.owner, "pillar": self.pillar, "campaign": self.campaign}
        wanted: dict[str, Any] = {name: choice.pk for name, choice in columns.items() if choice}
        if self.purpose:
            wanted["purpose"] = self.purpose
        posts = posts.filter(**wanted) if wanted else posts
        return posts.filter(owner=self.membership) if self.mine else posts

    def query(self) -> str:
        """The wish as "?compte=x&etat=late", to carry into other links; "" without one."""
        text = urlencode(self.chosen())
        return f"?{text}" if text else ""

    def drawn(self, here: str, keep: tuple[tuple[str, str], ...] = ()) -> SafeString:
        """Return the form of filters; `here` is the page without any, `keep` what else its address says.

        Equal wishes are drawn once per process.
        """
        lists = tuple(
            tuple((c[1], c[2]) for c in choices)
            for choices in (self.channels, self.known.people, self.known.pillars, self.known.campaigns)
        )
        return _drawn(lists, tuple(self.chosen().items()), here, keep, get_language() or "")

    def _listed(self, name: str, words: Any) -> str:
        value = self.asked.get(name, "")
        return value if value in words else ""

    def _choice(self, name: str, choices: list[Choice]) -> Choice | None:
        value = self.asked.get(name, "")
        return next((choice for choice in choices if choice.value == value), None) if value else None


# Names of the address in the order of the form, each with the word of its list.
FIELDS = ("compte", "resp", "etat", "pilier", "campagne", "but")


@lru_cache(maxsize=512)
def _drawn(
    lists: tuple[tuple[tuple[str, str], ...], ...],
    chosen: tuple[tuple[str, str], ...],
    here: str,
    keep: tuple[tuple[str, str], ...],
    language: str,
) -> SafeString:
    accounts, people, pillars, campaigns = lists
    said = dict(chosen)
    offered: dict[str, Any] = {
        "compte": (_("Compte"), accounts),
        "resp": (_("Responsable"), people),
        "etat": (_("État"), [(value, str(states.WORDS[value])) for value in states.SHOWN]),
        "pilier": (_("Pilier"), pillars),
        "campagne": (_("Campagne"), campaigns),
        "but": (_("But"), [(p.value, str(p.label)) for p in Post.Purpose]),
    }
    fields = [
        (name, offered[name][0], [Option(value, word, value == said.get(name)) for value, word in offered[name][1]])
        for name in FIELDS
        if offered[name][1]
    ]
    context = {"fields": fields, "mine": "moi" in said, "is_narrowed": bool(said), "keep": keep, "here": here}
    return mark_safe(render_to_string("calendar/_filters.html", context))  # noqa: S308 - a template of ours
