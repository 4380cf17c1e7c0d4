"""What a post will look like on each account: a plain card, without the dress of any network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.http import QueryDict

from associations.models import Association
from calendar_app import gate
from calendar_app.forms import LONGEST_TEXT, PostForm
from calendar_app.models import Channel, Media, Post, RevisionMedia
from calendar_app.networks import Book, Network, counting, hashtags, networks
from calendar_app.networks.links import find_urls

# Beyond, a card says that the text goes on: nobody reads a preview of forty screens.
LONGEST_SHOWN = 4000


@dataclass(frozen=True)
class Piece:
    """A run of the text; `kind` is "text", "link" or "tag". A link is shortened where the network shortens it."""

    kind: str
    text: str


@dataclass(frozen=True)
class Picture:
    media: Media
    alt: str


@dataclass(frozen=True)
class Card:
    """One account. `folded` is what hides behind « voir plus », `refused` what the network does not take."""

    name: str
    slug: str
    network: str
    pieces: list[Piece]
    pictures: list[Picture]
    folded: str = ""
    refused: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.pieces or self.pictures)


def of_post(post: Post, channel: Channel, text: str, book: Book | None = None) -> Card:
    """The card of one account of a saved post. No query when it comes from `to_read()`."""
    rows: Sequence[RevisionMedia] = post.revision.images_on(channel.pk)
    return card(channel, text, [Picture(row.media, row.alt) for row in rows], book)


def of_form(form: PostForm, association: Association, book: Book | None = None) -> list[Card]:
    """The cards of what the form holds, sent or first shown."""
    if form.is_bound:
        return of_data(form.data, form.offered, association, book)
    if form.post is None and not form.initial.get("text"):
        return []
    chosen, text = set(form.initial.get("channels", [])), str(form.initial.get("text", ""))
    found = []
    for channel in form.offered:
        if channel.pk in chosen:
            own = str(form.initial.get(f"own_{channel.pk}", "")) or text
            rows = form.post.revision.images_on(channel.pk) if form.post else []
            found.append(card(channel, own, [Picture(row.media, row.alt) for row in rows], book))
    return found


def of_data(
    data: QueryDict, offered: Iterable[Channel], association: Association, book: Book | None = None
) -> list[Card]:
    """The cards of what was typed, for the accounts that are ticked. One query when images are named."""
    chosen, text = set(data.getlist("channels")), data.get("text", "")
    media = _named(data, association)
    found = []
    for channel in offered:
        pk = str(channel.pk)
        if pk in chosen:
            own = data.get(f"own_{pk}", "").strip() or text
            found.append(card(channel, own, _pictures_on(pk, data, media), book))
    return [each for each in found if not each.is_empty]


def _named(data: QueryDict, association: Association) -> list[Media]:
    """The images the page shows and keeps: each has its field « alt_… »."""
    names = [name[4:] for name in data if name.startswith("alt_") and not data.get(f"drop_{name[4:]}")]
    numbers = [int(name) for name in names if name.isdecimal() and len(name) < 19]
    media = Media.objects.filter(association=association, pk__in=numbers).select_related("grant")
    return list(media) if numbers else []


def _pictures_on(channel: str, data: QueryDict, media: list[Media]) -> list[Picture]:
    own = [each for each in media if channel in data.getlist(f"for_{each.pk}")]
    common = [] if data.get(f"bare_{channel}") else [each for each in media if not data.getlist(f"for_{each.pk}")]
    return [Picture(each, data.get(f"alt_{each.pk}", "").strip()) for each in own or common]


def card(channel: Channel, text: str, pictures: list[Picture], book: Book | None = None) -> Card:
    """Draw `text` as the network of `channel` shows it."""
    text = text[: 2 * LONGEST_TEXT].replace("\r\n", "\n").strip()
    network = (book or networks()).get(channel.network)
    shown, refused = _taken(network, text)
    shown, folded = _unfolded(network, shown)
    if len(shown) > LONGEST_SHOWN:
        shown = f"{shown[:LONGEST_SHOWN]} […]"
    pieces = list(_pieces(network, shown))
    return Card(channel.name, channel.slug, gate.network_name(channel.network), pieces, pictures, folded, refused)


def _taken(network: Network | None, text: str) -> tuple[str, str]:
    """`text` cut where the network takes no more, by its own count."""
    bounds = counting.limits(network.id, book={network.id: network}) if network else ()
    end = len(text)
    for bound in bounds:
        if counting.count(bound.unit, text[:end]) > bound.value:
            # A character counts one at least, a link 23 whatever its length: between these two lies the cut.
            low, high = 0, end
            while high - low > 1:
                middle = (low + high) // 2
                fits = counting.count(bound.unit, text[:middle]) <= bound.value
                low, high = (middle, high) if fits else (low, middle)
            end = low
    return text[:end], text[end:]


def _unfolded(network: Network | None, text: str) -> tuple[str, str]:
    """What the feed shows before « voir plus », and the rest."""
    rule = network.rule("text.advice") if network else None
    if rule is None or rule.level != "info" or not rule.value or len(text) <= rule.value:
        return text, ""
    return text[: rule.value].rstrip(), text[rule.value :].lstrip()


def _pieces(network: Network | None, text: str) -> Iterator[Piece]:
    shown_length = network.rule("url.length") if network else None
    marks: list[tuple[int, int, str]] = [
        (link.start, link.end, "link") for link in find_urls(text, bare=bool(network and network.id == "x"))
    ]
    at = 0
    for tag in hashtags(text):
        start = text.find(tag, at) - 1
        at = start + 1 + len(tag)
        marks.append((start, at, "tag"))
    marks.sort()
    edges = [(0, 0, ""), *marks, (len(text), len(text), "")]
    for (_start, before, _kind), (start, end, kind) in pairwise(edges):
        if before < start:
            yield Piece("text", text[before:start])
        if kind:
            word = text[start:end]
            yield Piece(kind, _short(word, int(shown_length.value)) if kind == "link" and shown_length else word)


def _short(link: str, length: int) -> str:
    """A link as it is drawn where each counts `length`: without its protocol, cut there."""
    bare = link.split("://", 1)[-1]
    return bare if not length or len(bare) <= length else f"{bare[: length - 1]}…"
