"""Which images each account shows, as the plain data that rules judge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from calendar_app.library import facts
from calendar_app.models import Media, Post, Revision, RevisionMedia, RevisionText
from calendar_app.rules import Image
from calendar_app.rules.leaves import Facts

# Every image once, and those of each account (by channel id) where some differ.
Shown = tuple[tuple[Image, ...], dict[int, tuple[Image, ...]]]


def images_of(revisions: Iterable[Revision], texts: Mapping[int, list[RevisionText]]) -> dict[int, Shown]:
    """What each of `revisions` shows, by its id; `texts` are those of each revision.

    One query, and two at most for the leaves of the people shown, whatever the number of revisions; none when the
    texts were read with `has_images` and none has any.
    """
    rows: dict[int, list[RevisionMedia]] = {revision.pk: [] for revision in revisions}
    if asked := [pk for pk in rows if not texts[pk] or getattr(texts[pk][0], "has_images", True)]:
        found = RevisionMedia.unscoped.filter(revision__in=asked).select_related("media__grant")
        for row in found.order_by(*RevisionMedia._meta.ordering):
            rows[row.revision_id].append(row)
    known = facts.of_media(row.media for each in rows.values() for row in each)
    return {pk: _shown(each, texts[pk], known) for pk, each in rows.items()}


def _shown(rows: list[RevisionMedia], texts: list[RevisionText], known: Mapping[int, Facts]) -> Shown:
    every = {row.media_id: row for row in reversed(rows)}
    all_images = tuple(
        facts.image(row.media, row.alt, known[row.media_id])
        for row in sorted(every.values(), key=lambda row: (row.position, row.pk))
    )
    if not any(text.has_own_images for text in texts):
        return all_images, {}
    own = {
        text.channel_id: tuple(
            facts.image(row.media, row.alt, known[row.media_id])
            for row in rows
            if row.channel_id == (text.channel_id if text.has_own_images else None)
        )
        for text in texts
    }
    return all_images, own


def bare(revision: Revision, texts: Iterable[RevisionText]) -> dict[str, bool]:
    """The boxes « Aucune image sur … » to tick for `revision`. No query when prefetched."""
    own = [text.channel_id for text in texts if text.has_own_images]
    return {f"bare_{pk}": True for pk in own if not revision.images_on(pk)}


def only_on(post: Post | None, media: Media) -> list[int]:
    """The accounts that alone show `media` in the current words; empty: it is shown everywhere, or new."""
    rows = [row for row in post.revision.images.all() if row.media_id == media.pk] if post else []
    return [] if any(row.channel_id is None for row in rows) else [row.channel_id for row in rows if row.channel_id]
