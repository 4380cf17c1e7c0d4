"""The verbs of the library: add, describe, check captions, note a leave or a cession, withdraw a leave."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from associations import rights
from associations.hands import lock
from associations.models import Association, Membership
from calendar_app import media as keeping
from calendar_app.images import CleanImage
from calendar_app.library import uses
from calendar_app.library.captions import Captions
from calendar_app.library.papers import Paper
from calendar_app.models import Channel, ImageConsent, Media, Post, RightsGrant
from journal.models import Entry
from journal.moves import Overtaken, Refused


def add(
    received: Sequence[tuple[CleanImage, str]], association: Association, *, by: Membership, now: dt.datetime
) -> list[Media]:
    """Keep each (image, name) in the library: all of them or none. The same pixels are kept once."""
    rights.require(by, "calendar.edit")
    made: list[Media] = []
    try:
        with transaction.atomic():
            for image, name in received:
                media = keeping.keep(image, name, association, by=by, now=now)
                made.append(media)
                if media.at == now:
                    Entry.objects.record(media, by=by, action="calendar.media", object_hash=media.sha256)
    except Exception:
        # The database forgets what was begun; the disk does not.
        for media in made:
            if not Media.unscoped.filter(pk=media.pk).exists():
                media.file.delete(save=False)
        raise
    return made


@transaction.atomic
def add_video(link: str, name: str, seconds: int, *, by: Membership, now: dt.datetime) -> Media:
    """Note a video by its address; the file itself stays where it is. The same address is noted once."""
    rights.require(by, "calendar.edit")
    # Of two people giving the same address, one waits and finds it noted.
    lock(Association.objects.filter(pk=by.association_id))
    mark = hashlib.sha256(link.encode()).hexdigest()
    if known := Media.objects.of(by.association).filter(sha256=mark).first():
        return known
    media = Media.objects.create(
        association=by.association,
        kind=Media.Kind.VIDEO,
        link=link,
        name=name,
        seconds=seconds,
        sha256=mark,
        by=by,
        at=now,
    )
    Entry.objects.record(media, by=by, action="calendar.media", object_hash=mark)
    return media


@transaction.atomic
def describe(media: Media, said: Mapping[str, Any], *, by: Membership) -> Media:
    """Write what is known of `media`: name, alt, credit, licence, who is shown. `said` maps names of its fields.

    People who signed, or took their leave back, are still in the picture: they cannot be described away.
    """
    rights.require(by, "calendar.edit")
    media = _locked(media)
    for name, value in said.items():
        setattr(media, name, value)
    if media.shows != Media.Shows.PEOPLE:
        media.people = 0
    if media.licence != Media.Licence.GRANT:
        media.grant = None
    known = uses.persons(media)
    if known and media.people < known:
        raise Refused(
            _(
                "Des autorisations concernent %(count)d personne(s) montrée(s) ici : indiquez au moins ce nombre "
                "de personnes reconnaissables."
            )
            % {"count": known},
            media,
        )
    media.save()
    Entry.objects.record(media, by=by, action="calendar.media", after="described", object_hash=media.sha256)
    return media


@transaction.atomic
def check_captions(media: Media, kind: str, read: Captions | None, *, on: dt.date, by: Membership) -> None:
    """Note that `by` looked at the captions of a video on that day: a file (`read`), the platform, or none needed."""
    rights.require(by, "calendar.edit")
    media = _locked(media)
    if not media.is_video:
        raise Refused(_("Seule une vidéo a des sous-titres."), media)
    old = media.captions_file.name
    media.captions, media.captions_by, media.captions_on = kind, by, on
    media.captions_language, media.captions_cues = (read.language, len(read.cues)) if read else ("", 0)
    if read:
        media.captions_file.save(f"captions.{read.suffix}", ContentFile(read.content), save=False)
    else:
        media.captions_file = ""
    media.save()
    if old:
        transaction.on_commit(lambda: media.captions_file.storage.delete(old))
    Entry.objects.record(media, by=by, action="calendar.media", after="captions", object_hash=media.sha256)


@transaction.atomic
def note_grant(said: Mapping[str, Any], paper: Paper | None, *, by: Membership, now: dt.datetime) -> RightsGrant:
    """Keep a cession of rights (art. L131-3 CPI)."""
    rights.require(by, "calendar.consents")
    grant = RightsGrant(association=by.association, by=by, at=now, **said)
    if paper:
        grant.document.save(f"paper.{paper.suffix}", ContentFile(paper.content), save=False)
    grant.save(force_insert=True)
    Entry.objects.record(grant, by=by, action="calendar.consents", after="granted")
    return grant


@transaction.atomic
def note_consent(
    said: Mapping[str, Any],
    media: Iterable[Media],
    channels: Iterable[Channel],
    paper: Paper | None,
    *,
    by: Membership,
    now: dt.datetime,
) -> ImageConsent:
    """Keep the leave of one person for `media`: each of them is then known to show people, one more if need be."""
    rights.require(by, "calendar.consents")
    wanted = [each.pk for each in media]
    shown = list(Media.objects.of(by.association).filter(pk__in=wanted).order_by("pk").select_for_update())
    consent = ImageConsent(association=by.association, by=by, at=now, **said)
    consent.person = consent.person.strip()
    if paper:
        consent.document.save(f"paper.{paper.suffix}", ContentFile(paper.content), save=False)
    consent.save(force_insert=True)
    consent.media.set(shown)
    consent.channels.set(channels)
    for each in shown:
        each.shows = Media.Shows.PEOPLE
        each.people = max(each.people, uses.persons(each))
        each.save(update_fields=["shows", "people"])
    Entry.objects.record(consent, by=by, action="calendar.consents")
    return consent


@transaction.atomic
def withdraw(consent: ImageConsent, *, everywhere: bool, on: dt.date, by: Membership) -> list[Post]:
    """Take back a leave, with every other live leave of the same person if `everywhere`; return the posts it stops.

    The open posts are held first: whoever is confirming one of them right now either ends before, and it is listed
    among what is out, or meets the gate after. Of two people withdrawing the same leave, one is told.
    """
    rights.require(by, "calendar.consents")
    wanted = [consent.pk, *(other.pk for other in uses.same_person(consent))] if everywhere else [consent.pk]
    posts = uses.hold(uses.planned(consent.association, wanted))
    rows = ImageConsent.objects.of(by.association).filter(pk__in=wanted, withdrawn_on=None)
    found = list(rows.order_by("pk").select_for_update())
    if consent.pk not in {each.pk for each in found}:
        raise Overtaken(_("Quelqu’un a déjà noté que cette autorisation est retirée."), consent)
    for each in found:
        # A paper dated tomorrow by mistake must not keep somebody from saying no today.
        day = max(on, each.given_on)
        ImageConsent.objects.filter(pk=each.pk).update(withdrawn_on=day, withdrawn_by=by)
        Entry.objects.record(each, by=by, action="calendar.consents", after="withdrawn")
    return posts


def _locked(media: Media) -> Media:
    """The row as it is now, kept from other hands until the end of the transaction."""
    rows = Media.objects.of(media.association).filter(pk=media.pk)
    return rows.select_for_update(of=("self",)).get()
