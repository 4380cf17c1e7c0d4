"""What the queue does for testimonies, once a night: words nobody may use any more are erased."""

from __future__ import annotations

import datetime as dt

from celery import shared_task
from django.db.models import Q
from django.utils import timezone
from django_scopes import scope

from associations.models import Association
from calendar_app.models import Testimony
from calendar_app.relay import entrusted
from journal.moves import HOUSE, Overtaken

# Time for the person to ask why, and for us to ask for a new leave.
KEPT = dt.timedelta(days=30)


@shared_task
def erase_testimonies() -> int:
    """Erase what was refused, or whose leave ended, a month ago; return how many. Safe to run twice."""
    now, gone = timezone.now(), 0
    today = timezone.localdate(now)
    due = Testimony.unscoped.filter(erased_at=None).filter(
        Q(status="refused", moderated_at__lt=now - KEPT) | Q(status="accepted", consent_until__lt=today - KEPT)
    )
    for association in Association.objects.filter(pk__in=due.values("association")):
        with scope(association=association):
            for testimony in due.filter(association=association):
                try:
                    entrusted.erase(testimony, by=HOUSE, now=now)
                    gone += 1
                except Overtaken:
                    continue
    return gone
