"""Work at the date: load, call."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone
from django_scopes import scope

from charter import transitions
from charter.models import Survey, Version
from charter.surveys.transitions import close_due

logger = logging.getLogger(__name__)


@shared_task
def bring_due_into_force() -> int:
    """Bring in every adopted version whose day has come, each in its own transaction.

    Return how many. Safe to run twice.
    """
    today, done = timezone.localdate(), 0
    for version in Version.unscoped.due_in_force(today).with_charter().order_by("in_force_on", "number"):
        try:
            with scope(association=version.association):
                done += transitions.bring_due_into_force(version, today=today)
        except Exception:
            # One text that cannot come into force must not hold the others back; the next half hour tries again.
            logger.exception("Version %s could not be brought into force.", version.pk)
    return done


@shared_task
def close_due_surveys() -> int:
    """Close every survey whose last day is over. Return how many. Safe to run twice."""
    today, done = timezone.localdate(), 0
    for survey in Survey.unscoped.due(today).select_related("association"):
        with scope(association=survey.association):
            done += close_due(survey, today)
    return done
