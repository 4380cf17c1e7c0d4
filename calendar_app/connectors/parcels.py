"""What leaves: the words and images of one variant, frozen at the first attempt, the same bytes at each other."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage

from calendar_app import meters
from calendar_app.connectors.outcomes import Parcel, Picture, Trouble, Unsent
from calendar_app.departures import tags
from calendar_app.library import renditions
from calendar_app.models import Channel, Departure, Post, RevisionMedia
from calendar_app.networks import Book, amended
from calendar_app.networks.facts import Network


def written(departure: Departure) -> str:
    """Return, as JSON, what `departure` is to carry: words, and images by path and SHA-256.

    A campaign renamed or a fact of the network amended later changes nothing to it. Reads files: call it outside
    transactions. Raises Unsent without an image.
    """
    rows = Post.objects.of(departure.association).select_related("association", "campaign", "current")
    rows = rows.prefetch_related("current__texts", "current__images__media__association")
    post = rows.get(pk=departure.variant.post_id)
    channel, book = departure.variant.channel, amended.book(departure.association)
    said = {
        "text": _text(post, channel, book),
        "title": post.title,
        "channel": channel.name,
        "page": f"{settings.SITE_URL}{post.get_absolute_url()}",
        "images": [_written(image, book.get(channel.network)) for image in post.revision.images_on(channel.pk)],
    }
    return json.dumps(said, ensure_ascii=False)


def parcel(departure: Departure, *, with_pictures: bool = True) -> Parcel:
    """Return what was frozen for `departure`. Raises Unsent when an image is no longer the one that was."""
    said = json.loads(departure.carried)
    return Parcel(
        text=said["text"],
        pictures=tuple(_picture(**image) for image in said["images"]) if with_pictures else (),
        key=departure.key,
        record_key=departure.record_key,
        at=departure.first_attempt_at,  # type: ignore[arg-type]  # the claim wrote it
        page=said["page"],
        title=said["title"],
        channel=said["channel"],
    )


def _text(post: Post, channel: Channel, book: Book) -> str:
    """What a hand would paste (`departures.kit`): links tagged, unless the tags alone make it too long."""
    own = next((text.text for text in post.revision.texts.all() if text.channel_id == channel.pk), "")
    text = own or post.revision.text
    hosts, campaign = tags.own_hosts(post.association), tags.campaign_of(post)
    tagged = tags.tagged(text, hosts, network=channel.network, campaign=campaign)
    if tagged == text:
        return text
    plain, longer = meters.of_texts([(channel, text), (channel, tagged)], book)
    return text if longer.is_over and not plain.is_over else tagged


def _written(image: RevisionMedia, facts: Network | None) -> dict[str, Any]:
    media = image.media
    if media.is_video:
        # Kept by reference: a person publishes it.
        raise Unsent(Trouble.IMAGE, is_final=True)
    try:
        if facts is None:
            path, mime = str(media.file.name), media.mime
            with media.file.open("rb") as file:
                content = file.read()
        else:
            made = renditions.of(media, facts)
            content, mime, path = made.content, made.mime, made.path
    except OSError:
        raise Unsent(Trouble.IMAGE, is_final=True) from None
    digest = hashlib.sha256(content).hexdigest()
    size = {"width": media.width, "height": media.height}
    return {"path": path, "sha256": digest, "mime": mime, "alt": image.alt, **size}


def _picture(*, path: str, sha256: str, mime: str, alt: str, width: int, height: int) -> Picture:
    try:
        with default_storage.open(path) as file:
            content = file.read()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Unsent(Trouble.IMAGE, is_final=True)
    return Picture(content, mime, alt, width, height)
