"""Each minute: let go what is stuck, send what is due."""

from __future__ import annotations

import datetime as dt
import logging
import random

from celery import shared_task
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django_scopes import scope

from calendar_app.connectors import claims, sending
from calendar_app.models import Departure, Post

logger = logging.getLogger(__name__)

# Longer than every timeout of one attempt together.
STALE = dt.timedelta(minutes=15)
BATCH = 50


@shared_task
def send_due() -> int:
    """Attempt each departure whose time has come. Return how many were looked at. Running twice sends once."""
    if not settings.CONNECTORS and not Departure.unscoped.filter(status__in=claims.READY).exists():
        return 0
    _release()
    due = list(_due(timezone.now())[:BATCH])
    for departure in due:
        try:
            with scope(association=departure.association):
                # The network takes its time: each attempt reads the clock.
                sending.attempt(departure.pk, timezone.now(), random.random)
        except Exception as error:
            # What is wrong with one must not keep the others; words of a client may hold a token.
            logger.error("Departure %s met %s.", departure.pk, type(error).__name__)
    return len(due)


def _release() -> None:
    now = timezone.now()
    stuck = Departure.unscoped.filter(status=Departure.Status.SENDING, claimed_at__lt=now - STALE)
    for departure in stuck.select_related("association"):
        with scope(association=departure.association):
            claims.release(departure.pk, now - STALE, now)


def _due(now: dt.datetime):  # type: ignore[no-untyped-def]
    rows = Departure.unscoped.filter(
        Q(next_attempt_at=None) | Q(next_attempt_at__lte=now),
        status__in=claims.READY,
        variant__published_at=None,
        variant__skipped_at=None,
        variant__post__status=Post.Status.SCHEDULED,
        variant__post__due_at__lte=now,
    )
    return rows.select_related("association").order_by("variant__post__due_at", "pk")
