"""Keep a cleaned image: one row and one file, or neither."""

from __future__ import annotations

import datetime as dt

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from associations.models import Association, Membership
from calendar_app.images import CleanImage
from calendar_app.models import Media


def keep(image: CleanImage, name: str, association: Association, *, by: Membership, now: dt.datetime) -> Media:
    """Return the image of `association` with these very pixels, stored now if it was not there yet."""
    known = Media.objects.filter(association=association, sha256=image.sha256).first()
    if known:
        return known
    media = Media(
        association=association,
        name=name,
        mime=image.mime,
        width=image.width,
        height=image.height,
        size=len(image.content),
        sha256=image.sha256,
        by=by,
        at=now,
    )
    media.file.save(f"image.{image.suffix}", ContentFile(image.content), save=False)
    try:
        with transaction.atomic():
            media.save(force_insert=True)
    except IntegrityError:
        # The same picture came by another hand at the same time: a leave taken back must find the one there is.
        media.file.delete(save=False)
        return Media.objects.get(association=association, sha256=image.sha256)
    return media
