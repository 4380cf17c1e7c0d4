"""The calendar as a planning sees it: one plain line per post, read in a fixed number of queries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from associations.models import Association
from calendar_app.hours import PARIS
from calendar_app.models import Post, RevisionText, Variant
from calendar_app.querysets import PostQuerySet

# A cell holds 32,767 signs.
LONGEST = 32_000
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
CHUNK = 500


def plain(text: object) -> str:
    """`text` as it comes back from a spreadsheet: no control sign, one kind of line end, no blank around, one form."""
    said = str(text).replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "")
    # Spreadsheets drop the blanks before a line end as they please.
    said = re.sub(r"[ \t]+\n", "\n", _ILLEGAL.sub("", said))
    return unicodedata.normalize("NFC", said).strip()


def shown(text: str) -> str:
    """`text` as a cell holds it."""
    return plain(text)[:LONGEST]


@dataclass(frozen=True)
class Stored:
    """A post now. `values` are plain words per field ("day": "2026-03-03", "accounts": "3,5", "own:3": its text)."""

    pk: int
    version: int
    status: str
    is_out: bool
    last_by: str
    values: Mapping[str, str]

    @property
    def title(self) -> str:
        return self.values["title"]

    @property
    def is_shut(self) -> bool:
        """Whether its words and its day no longer change."""
        return self.is_out or self.status in (Post.Status.PUBLISHED, Post.Status.CANCELLED, Post.Status.WITHDRAWN)


def stored(posts: PostQuerySet) -> list[Stored]:
    """Return `posts` as lines, by day and hour. Three queries."""
    out = Variant.unscoped.filter(post=OuterRef("pk")).exclude(published_at=None)
    rows = list(
        posts.exclude(current=None)
        .annotate(is_out=Exists(out))
        .order_by("due_at", "pk")
        .values(
            "pk",
            "status",
            "due_at",
            "purpose",
            "owner_id",
            "is_out",
            "current_id",
            "current__number",
            "current__title",
            "current__kind",
            "current__text",
            "current__by__user__name",
            "pillar_id",
            "campaign_id",
        )
    )
    own = _own([row["current_id"] for row in rows])
    return [_line(row, own.get(row["current_id"], {})) for row in rows]


def stored_of(association: Association, ids: Iterable[int]) -> dict[int, Stored]:
    """The posts of `association` among `ids`, by id."""
    wanted = sorted(set(ids))
    found: dict[int, Stored] = {}
    for start in range(0, len(wanted), CHUNK):
        posts = Post.objects.of(association).filter(pk__in=wanted[start : start + CHUNK])
        found |= {line.pk: line for line in stored(posts)}
    return found


def _own(revisions: list[int]) -> dict[int, dict[int, str]]:
    found: dict[int, dict[int, str]] = {}
    for start in range(0, len(revisions), CHUNK):
        rows = RevisionText.objects.filter(revision__in=revisions[start : start + CHUNK]).order_by("channel_id")
        for revision, channel, text in rows.values_list("revision_id", "channel_id", "text"):
            found.setdefault(revision, {})[channel] = text
    return found


def _line(row: dict, own: dict[int, str]) -> Stored:
    local = row["due_at"].astimezone(PARIS)
    values = {
        "day": f"{local:%Y-%m-%d}",
        "hour": f"{local:%H:%M}",
        "title": shown(row["current__title"]),
        "accounts": ",".join(map(str, sorted(own))),
        "kind": row["current__kind"],
        "purpose": row["purpose"],
        "owner": str(row["owner_id"]),
        "text": shown(row["current__text"]),
        "state": row["status"],
        "pillar": str(row["pillar_id"] or ""),
        "campaign": str(row["campaign_id"] or ""),
    }
    values |= {f"own:{channel}": shown(text) for channel, text in own.items()}
    return Stored(
        row["pk"],
        row["current__number"],
        row["status"],
        row["is_out"],
        row["current__by__user__name"] or "",
        values,
    )
