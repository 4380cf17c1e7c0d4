"""From the testimonies behind a post to the plain data that rules judge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from associations.models import Association
from calendar_app.models import Testimony, TestimonyUse
from calendar_app.relay import runs
from calendar_app.rules.quotes import Quote

Status = Testimony.Status


def of_many(posts: list[int]) -> dict[int, tuple[Quote, ...]]:
    """The leave behind each post made from a testimony, by its id; one whose words are ours is absent. One query."""
    rows = TestimonyUse.unscoped.filter(post__in=posts, is_found=False).values_list(
        "post", "testimony__status", "testimony__consent_until"
    )
    return {post: (_quote(until, status),) for post, status, until in rows.order_by()}


def in_texts(association: Association, texts: Iterable[str]) -> dict[str, tuple[Quote, ...]]:
    """The leave behind the words that each text takes from a testimony, whoever pasted them. Two queries at most."""
    found = runs.quoting(association, texts)
    known = {testimony for each in found.values() for testimony in each}
    if not known:
        return {}
    rows = Testimony.objects.of(association).filter(pk__in=known).order_by()
    leaves = {pk: (until, status) for pk, until, status in rows.values_list("pk", "consent_until", "status")}
    return {text: tuple(_quote(*leaves[pk], said) for pk, said in each.items()) for text, each in found.items()}


def _quote(until: dt.date, status: str, said: str = "") -> Quote:
    return Quote(until, status == Status.WITHDRAWN, status == Status.ACCEPTED, said)


def merged(*quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """Each leave once: a post made from a testimony says so rather than its words."""
    by_use = {(q.ends_on, q.is_withdrawn, q.is_accepted) for each in quotes for q in each if not q.said}
    every = dict.fromkeys(quote for each in quotes for quote in each)
    return tuple(q for q in every if not q.said or (q.ends_on, q.is_withdrawn, q.is_accepted) not in by_use)
