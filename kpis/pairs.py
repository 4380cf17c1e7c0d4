"""What the pages show of posts measured by the networks: the lines to match, and the figures of one post."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from associations.models import Association
from calendar_app.models import Post, Variant
from kpis import catalogue, likeness, pairing, previews
from kpis.importing.lines import has_posts
from kpis.models import ImportFile, PostLine

Status = PostLine.Status
PER_PAGE = 20
OFFERED = 6
WHY: dict[str, str | Promise] = {
    "link": _("même lien"),
    "words": _("texte proche"),
    "hour": _("même heure, texte différent"),
    "": _("même semaine"),
}
STATES: dict[str, str | Promise] = {
    Status.WAITING: _("À rapprocher"),
    Status.MATCHED: _("Rapprochées"),
    Status.APART: _("Hors du calendrier"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A post of the calendar that a line may be of."""

    pk: int
    title: str
    text: str
    at: dt.datetime
    why: str | Promise


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of a network's file, with what it may be of."""

    line: PostLine
    figures: Sequence[tuple[str, str]]
    offers: Sequence[Offer]


def listed(association: Association, state: str, number: str) -> dict[str, Any]:
    """The lines of one state, page by page, with how many stand in each. Five queries, whatever their number."""
    state = state if state in STATES else Status.WAITING
    lines = PostLine.objects.of(association)
    counts = Counter(dict(lines.order_by().values_list("status").annotate(Count("pk"))))
    rows = lines.filter(status=state).select_related("channel", "variant__post", "settled_by__user", "file")
    page = Paginator(rows.defer("file__content"), PER_PAGE).get_page(number)
    offers = _offers(page) if state == Status.WAITING else {}
    return {
        "state": state,
        "page": page,
        "shown": [Shown(row, figures_of(row), offers.get(row.pk, ())) for row in page],
        "tabs": [(key, words, counts[key]) for key, words in STATES.items()],
    }


def of_post(post: Post) -> list[Shown]:
    """The figures of a post on each account whose network gave some. One query."""
    rows = PostLine.objects.of(post.association).filter(variant__post=post)
    rows = rows.select_related("channel", "variant", "file", "settled_by__user").defer("file__content")
    return [Shown(row, figures_of(row), ()) for row in rows.order_by("channel__position", "channel__name", "pk")]


def of_file(file: ImportFile) -> dict[str, Any]:
    """How many posts of a file stand in each state ("waiting", "matched", "apart"), and if more come. One query."""
    rows = PostLine.objects.of(file.association).filter(file=file).order_by()
    found = Counter(dict(rows.values_list("status").annotate(Count("pk"))))
    posts = {status.value: found[status] for status in Status} | {"read": found.total()} if found else {}
    to_come = file.status == ImportFile.Status.KEPT and file.posts_at is None and has_posts(file.family)
    return {"posts": posts, "posts_to_come": to_come}


def figures_of(line: PostLine) -> list[tuple[str, str]]:
    """(indicator, figure) in words, in the order of the file."""
    return [
        (catalogue.get(indicator).name(), previews.written(indicator, value))
        for indicator, value in line.values.items()
        if catalogue.exists(indicator)
    ]


def _offers(page: Page) -> dict[int, list[Offer]]:
    """For each line of a page, the posts it may be of: guesses first, then those of that week. Three queries."""
    rows: list[PostLine] = list(page)
    if not rows:
        return {}
    association = rows[0].association_id
    days = (min(row.posted_on for row in rows), max(row.posted_on for row in rows))
    channels = {row.channel_id for row in rows}
    posts = pairing.posts_of_accounts(channels, association, days)
    measured = PostLine.objects.filter(association=association, channel__in=channels, variant__isnull=False)
    taken = set(measured.values_list("variant_id", flat=True))
    found: dict[int, list[Offer]] = {}
    for row in rows:
        free = [post for channel, post in posts if channel == row.channel_id and post.pk not in taken]
        found[row.pk] = _of_line(row, free)
    return found


def _of_line(row: PostLine, posts: list[likeness.Post]) -> list[Offer]:
    line = pairing.line_of(row)
    why = {guess.pk: guess.why for guess in likeness.guesses(line, posts)}
    known = {post.pk: post for post in posts}
    week = sorted(
        (post for post in posts if post.pk not in why and abs(post.at - line.at) <= dt.timedelta(days=7)),
        key=lambda post: (abs(post.at - line.at), post.pk),
    )
    chosen = [*(known[pk] for pk in why), *week][:OFFERED]
    return [Offer(post.pk, post.title, post.text[:160], post.at, WHY[why.get(post.pk, "")]) for post in chosen]


def choice(association: Association, line: PostLine, value: str) -> Variant | None:
    """The post of the calendar that `value` names on the account of `line`; None for "none". Raises ValueError."""
    if value == "none":
        return None
    variants = Variant.objects.of(association).filter(pairing.OUT, channel=line.channel_id, skipped_at=None)
    variant = (
        variants.filter(pk=int(value)).first() if value.isascii() and value.isdigit() and len(value) < 19 else None
    )
    if variant is None:
        raise ValueError(value)
    return variant
