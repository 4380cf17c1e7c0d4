"""What the public page shows of each post to relay, and what the coordination reads of its clicks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.models import Association
from calendar_app import gate, networks, rules
from calendar_app.library import facts
from calendar_app.models import ClickSum, Media, Post, Relay, RelayLink, Revision, RevisionMedia, RevisionText
from calendar_app.networks import amended
from calendar_app.relay import quotes
from calendar_app.relay.sharing import MESSAGE
from calendar_app.rules import Count, Draft, Finding, Ruleset
from calendar_app.rules.people import has_the_rights, shows_only_who_agreed
from calendar_app.rules.testimonies import quotes_with_leave


@dataclass(frozen=True)
class Share:
    """The words for one network, its counted link in them. `counts` are empty where nothing bounds a text."""

    link: RelayLink
    label: str
    text: str
    address: str
    counts: tuple[Count, ...] = ()


@dataclass(frozen=True)
class Kit:
    relay: Relay
    shares: list[Share]
    images: list[RevisionMedia] = field(default_factory=list)


def kits(association: Association, now: dt.datetime, only: int | None = None) -> list[Kit]:
    """Every post that may be relayed at `now`, the newest first; as many queries for twenty as for one.

    None while everything is on hold. What is not out yet meets the whole gate; what is out and whose testimony or
    picture has lost its leave is left out, or shown without the picture: nobody can take back what strangers have
    copied. `only` is the id of the one relay to look at.
    """
    if None in gate.standing_holds(association, now):
        return []
    rows = _rows(association, now)
    relays = list(rows if only is None else rows.filter(pk=only))
    refused = stopped(association, (relay.post for relay in relays), now)
    relays = [relay for relay in relays if relay.post_id not in refused]
    said = quotes.of_many([relay.post_id for relay in relays])
    known = facts.of_media({i.media_id: i.media for relay in relays for i in _images(relay)}.values())
    book = amended.book(association)
    shares = {relay.pk: [_share(link, relay, book) for link in relay.links.all()] for relay in relays}
    quoted = quotes.in_texts(association, [share.text for each in shares.values() for share in each])
    made = []
    for relay in relays:
        draft = Draft(kind=relay.post.kind, purpose=relay.post.purpose, due_at=now, judged_at=now)
        words = (quoted.get(share.text, ()) for share in shares[relay.pk])
        leaves = quotes.merged(said.get(relay.post_id, ()), *words)
        if any(quotes_with_leave(replace(draft, testimonies=leaves), Ruleset(), "publish")):
            continue
        images = [image for image in _images(relay) if _may_leave(image, known[image.media_id], draft)]
        made.append(Kit(relay, shares[relay.pk], images))
    return made


def stopped(association: Association, posts: Iterable[Post], now: dt.datetime) -> dict[int, Finding]:
    """The scheduled ones of `posts` that the gate would not let out at `now`, each with its first reason, by id.

    Supporters publish them: a door like any other. Needs their `owner` with its mandates; a fixed number of queries.
    """
    coming = [post for post in posts if post.status == Post.Status.SCHEDULED]
    if not coming:
        return {}
    law = gate.ruleset(association)
    found = {}
    for post, draft in zip(coming, gate.drafts_of(coming, now, law), strict=True):
        if reason := next((finding for finding in rules.check(draft, law, "publish") if finding.blocks), None):
            found[post.pk] = reason
    return found


def picture(association: Association, relay: int, media: int, now: dt.datetime) -> Media | None:
    """An image of a kit anyone may take; None when it is not one."""
    for kit in kits(association, now, only=relay):
        return next((image.media for image in kit.images if image.media_id == media), None)
    return None


def _rows(association: Association, now: dt.datetime) -> Any:
    texts = RevisionText.unscoped.select_related("channel")
    images = RevisionMedia.unscoped.select_related("media__grant").order_by("position", "pk")
    return (
        Relay.objects.of(association)
        .visible(timezone.localdate(now))
        .select_related("post__association", "post__current", "post__pillar", "post__owner")
        .prefetch_related(
            "post__owner__mandates",
            Prefetch("links", RelayLink.unscoped.order_by("pk")),
            Prefetch("post__current__texts", texts),
            Prefetch("post__current__images", images),
        )
    )


def _images(relay: Relay) -> list[RevisionMedia]:
    return [image for image in relay.post.revision.all_images() if not image.media.is_video]


def _may_leave(image: RevisionMedia, known: Any, draft: Draft) -> bool:
    """Whether strangers may copy it: its leaves stand today, and hold wherever it is shown."""
    if any(leave.channels is not None for leave in known.leaves):
        return False
    shown = replace(draft, images=(facts.image(image.media, image.alt, known),))
    found = [*shows_only_who_agreed(shown, Ruleset(), "publish"), *has_the_rights(shown, Ruleset(), "publish")]
    return not any(finding.blocks for finding in found)


def _share(link: RelayLink, relay: Relay, book: Any) -> Share:
    address = short(link)
    text = _words(relay.post.revision, link.network)
    text = text.replace(relay.target, address) if relay.target in text else f"{text}\n\n{address}".strip()
    is_known = link.network in networks.networks()
    return Share(link, label(link.network), text, address, gate.counts(link.network, text, book) if is_known else ())


def _words(revision: Revision, network: str) -> str:
    """The words for `network`: those of the first account there, or those of everybody."""
    return next((t.text for t in revision.texts.all() if t.channel.network == network and t.text), revision.text)


def short(link: RelayLink) -> str:
    return f"{settings.SITE_URL}{reverse('relay-go', args=[link.code])}"


def label(network: str) -> str:
    return _("Message, e-mail") if network == MESSAGE else gate.network_name(network)


@dataclass(frozen=True)
class Cell:
    """The clicks of one network, and its name: on a phone each cell says what it counts."""

    label: str
    clicks: int


@dataclass(frozen=True)
class Sums:
    """Clicks of one relay: `days` are (day, one cell per network, total, share of the best day in percent)."""

    labels: list[str]
    days: list[tuple[dt.date, list[Cell], int, int]]
    totals: list[Cell]
    total: int


def sums(relay: Relay) -> Sums:
    """The clicks of `relay` by day and network, the last day first. Two queries."""
    links = list(RelayLink.unscoped.filter(relay=relay).order_by("pk"))
    by_day: dict[dt.date, dict[int, int]] = defaultdict(dict)
    for link, day, clicks in ClickSum.unscoped.filter(link__relay=relay).values_list("link", "day", "clicks"):
        by_day[day][link] = clicks
    labels = [label(link.network) for link in links]
    best = max((sum(row.values()) for row in by_day.values()), default=0)
    days = []
    for day, row in sorted(by_day.items(), reverse=True):
        total = sum(row.values())
        cells = [Cell(label(link.network), row.get(link.pk, 0)) for link in links]
        days.append((day, cells, total, round(100 * total / best)))
    each = [Cell(label(link.network), sum(row.get(link.pk, 0) for row in by_day.values())) for link in links]
    return Sums(labels, days, each, sum(cell.clicks for cell in each))


def totals(relays: Iterable[Relay]) -> dict[int, int]:
    """All the clicks of each relay, by id. One query."""
    rows = ClickSum.unscoped.filter(link__relay__in=list(relays)).values("link__relay").order_by()
    return dict(rows.annotate(clicks=Sum("clicks")).values_list("link__relay", "clicks"))


def to_offer(association: Association, now: dt.datetime) -> Iterable[Post]:
    """Posts that could be relayed and are not: to come, or out for a month at most; none that was put right since."""
    ready = Post.objects.of(association).filter(status__in=[Post.Status.SCHEDULED, Post.Status.PUBLISHED])
    return ready.filter(due_at__gt=now - gate.MONTH, relay=None, corrections=None).order_by("-due_at", "-pk")[:50]
