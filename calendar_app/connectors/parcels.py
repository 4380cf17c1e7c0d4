"""What leaves: the words and images of one variant, the same at each attempt."""

from __future__ import annotations

from django.conf import settings

from calendar_app import meters
from calendar_app.connectors.outcomes import Parcel, Picture, Trouble, Unsent
from calendar_app.departures import tags
from calendar_app.library import renditions
from calendar_app.models import Channel, Departure, Post, RevisionMedia
from calendar_app.networks import Book, amended
from calendar_app.networks.facts import Network


def parcel(departure: Departure) -> Parcel:
    """Return what `departure` carries. Reads files: call it outside transactions. Raises Unsent without an image."""
    post = Post.objects.of(departure.association).to_read().get(pk=departure.variant.post_id)
    channel, book = departure.variant.channel, amended.book(departure.association)
    return Parcel(
        text=_text(post, channel, book),
        pictures=tuple(_picture(image, book.get(channel.network)) for image in post.revision.images_on(channel.pk)),
        key=departure.key,
        record_key=departure.record_key,
        at=departure.first_attempt_at,  # type: ignore[arg-type]  # the claim wrote it
        page=f"{settings.SITE_URL}{post.get_absolute_url()}",
        title=post.title,
        channel=channel.name,
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


def _picture(image: RevisionMedia, facts: Network | None) -> Picture:
    media = image.media
    if media.is_video:
        # Kept by reference: a person publishes it.
        raise Unsent(Trouble.IMAGE, is_final=True)
    try:
        if facts is None:
            with media.file.open("rb") as file:
                content, mime = file.read(), media.mime
        else:
            made = renditions.of(media, facts)
            content, mime = made.content, made.mime
    except OSError:
        raise Unsent(Trouble.IMAGE, is_final=True) from None
    return Picture(content, mime, image.alt, media.width, media.height)
