"""Work at the hour: the drafts of what comes back."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone
from django_scopes import scope

from associations.models import Association
from calendar_app.campaigns import repeats
from calendar_app.models import Recurrence


@shared_task
def extend_recurrences() -> int:
    """Make the drafts of repeated posts that lack for the next eight weeks; return how many. Safe to run twice."""
    now, made = timezone.now(), 0
    running = Recurrence.unscoped.running().values("association")
    for association in Association.objects.filter(pk__in=running):
        with scope(association=association):
            made += repeats.extend_all(now)
    return made
