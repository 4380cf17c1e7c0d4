"""Work at the date: load, call."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone
from django_scopes import scope

from charter import transitions
from charter.models import Version


@shared_task
def bring_due_into_force() -> int:
    """Bring in every adopted version whose day has come, each in its own transaction.

    Return how many. Safe to run twice.
    """
    today, done = timezone.localdate(), 0
    for version in Version.unscoped.due_in_force(today).with_charter().order_by("in_force_on", "number"):
        with scope(association=version.association):
            done += transitions.bring_due_into_force(version, today=today)
    return done
