"""What the library does not keep for ever: media nobody used, names nobody needs any more."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction
from django.db.models import ProtectedError
from django_scopes import scope

from associations.models import Association
from calendar_app.library import renditions
from calendar_app.models import ImageConsent, Kept, Media
from journal.models import Entry
from journal.moves import HOUSE

# An image that served nowhere in a month was a try.
IDLE = dt.timedelta(days=30)
# A consent is proof for as long as somebody may complain: five years after its end.
PROOF_YEARS = 5

logger = logging.getLogger(__name__)


def purge(association: Association, now: dt.datetime) -> int:
    """Delete the media of `association` that no version ever showed, older than IDLE and not kept; return how many."""
    with scope(association=association):
        held = _held(association)
        idle = Media.objects.of(association).unused().filter(at__lt=now - IDLE, is_kept=False).exclude(pk__in=held)
        return sum(_delete(media, now) for media in idle.select_related("association"))


def _held(association: Association) -> set[int]:
    """Media in what somebody has typed and not saved."""
    typed = Kept.objects.filter(association=association).values_list("fields", flat=True)
    found = (pk for fields in typed if isinstance(fields, dict) for pk in _listed(fields.get("held")))
    return {int(pk) for pk in found if pk.isdecimal() and pk.isascii() and len(pk) < 19}


def _listed(held: object) -> list[str]:
    return [str(each) for each in held] if isinstance(held, list) else [str(held or "")]


def _delete(media: Media, now: dt.datetime) -> bool:
    """One row with its files, in its own transaction; False when somebody has just used it."""
    try:
        with transaction.atomic():
            Entry.objects.record(
                media, by=HOUSE, action="calendar.media", after="purged", object_hash=media.sha256, at=now
            )
            files = [each for each in (media.file, media.captions_file) if each]
            Media.unscoped.filter(pk=media.pk).delete()
    except ProtectedError:
        return False
    for each in files:
        each.storage.delete(each.name)
    renditions.forget(media)
    return True


def erase(association: Association, today: dt.date) -> int:
    """Erase the names and papers of consents that ended PROOF_YEARS ago; return how many. Their term stays."""
    with scope(association=association):
        try:
            limit = today.replace(year=today.year - PROOF_YEARS)
        except ValueError:  # 29 February
            limit = today.replace(year=today.year - PROOF_YEARS, day=28)
        old = ImageConsent.objects.of(association).filter(ends_on__lt=limit, erased_on=None)
        return sum(_erase(consent, today) for consent in old)


def _erase(consent: ImageConsent, today: dt.date) -> bool:
    document = consent.document
    with transaction.atomic():
        gone = ImageConsent.unscoped.filter(pk=consent.pk, erased_on=None).update(
            person="", first_parent="", second_parent="", document="", paper="", child_opinion="", erased_on=today
        )
        if gone:
            Entry.objects.record(consent, by=HOUSE, action="calendar.consents", after="erased")
    if gone and document:
        document.storage.delete(document.name)
    return bool(gone)
