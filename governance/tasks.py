"""Work at the hour: ids in, load, call."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone
from django_scopes import scope

from governance import transitions
from governance.convocations import send_notice, send_waiting_notices
from governance.models import Ballot
from governance.receipts import send_receipt

logger = logging.getLogger(__name__)

__all__ = ["close_due_ballots", "send_notice", "send_receipt", "send_waiting_notices"]


@shared_task
def close_due_ballots() -> int:
    """Close every ballot whose hour has come, each in its own transaction; return how many. Safe to run twice."""
    now, closed = timezone.now(), 0
    for ballot in Ballot.unscoped.due(now).select_related("association"):
        try:
            with scope(association=ballot.association):
                closed += transitions.close(ballot, now=now).closed_at == now
        except Exception:
            # One ballot that cannot be closed must not keep the others open; the next minute tries again.
            logger.exception("Ballot %s could not be closed.", ballot.pk)
    return closed
