"""What the queue does for the library, once a night."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from associations.models import Association
from calendar_app.library import clearing

logger = logging.getLogger(__name__)


@shared_task
def clear_library() -> None:
    """Delete unused media and erase the names of old consents, in every association. Safe to run twice."""
    now = timezone.now()
    for association in Association.objects.all():
        try:
            clearing.purge(association, now)
            clearing.erase(association, timezone.localdate(now))
        except Exception:
            # One association must not keep the others from being tidied; tomorrow tries again.
            logger.exception("The library of association %s could not be cleared.", association.pk)
