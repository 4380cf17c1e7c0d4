"""The kit: for each account, what to paste, what to save, where to go. Nothing in it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from calendar_app import meters, sheet
from calendar_app.departures import tags
from calendar_app.library import renditions
from calendar_app.models import Post, RevisionMedia, Variant
from calendar_app.networks import amended


@dataclass(frozen=True)
class Shot:
    """One image of one account. `path` saves it; `is_fitted` when it was made smaller for the network."""

    row: RevisionMedia
    path: str
    is_fitted: bool

    @property
    def key(self) -> str:
        return str(self.row.pk)


@dataclass(frozen=True)
class Kit:
    """`text` holds the tagged links, unless they alone would make it too long: `is_plain` then says so."""

    variant: Variant
    text: str
    meter: meters.Meter
    is_tagged: bool
    is_plain: bool
    images: Sequence[Shot]


def of(post: Post) -> list[Kit]:
    """Return the kit of each account of a post that comes from `to_read()`, in their order. Three queries at most."""
    book, hosts, campaign = amended.book(post.association), tags.own_hosts(post.association), tags.campaign_of(post)
    found = []
    for said in sheet.said(post, book):
        channel = said.variant.channel
        text, meter = tags.tagged(said.text, hosts, network=channel.network, campaign=campaign), said.meter
        is_tagged = text != said.text
        if is_tagged:
            longer = meters.of_texts([(channel, text)], book)[0]
            # What readers approved fits; a tag is worth less than a text that can be published.
            if longer.is_over and not meter.is_over:
                text, is_tagged = said.text, False
            else:
                meter = longer
        network = book.get(channel.network)
        shots = []
        for row in post.revision.images_on(channel.pk):
            fits = network is None or row.media.is_video or not renditions.is_needed(row.media, network)
            path = f"{row.media.get_absolute_url()}?telecharger=1"
            shots.append(Shot(row, path if fits else f"{row.media.page}pour/{channel.network}/", not fits))
        is_plain = not is_tagged and text != tags.tagged(text, hosts, network=channel.network, campaign=campaign)
        found.append(Kit(said.variant, text, meter, is_tagged, is_plain, shots))
    return found
