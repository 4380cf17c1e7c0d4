"""Work at the hour: ids in, load, call."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone
from django_scopes import scope

from governance import transitions
from governance.models import Ballot
from governance.receipts import send_receipt

__all__ = ["close_due_ballots", "send_receipt"]


@shared_task
def close_due_ballots() -> int:
    """Close every ballot whose hour has come, each in its own transaction; return how many. Safe to run twice."""
    now, closed = timezone.now(), 0
    for ballot in Ballot.unscoped.due(now).select_related("association"):
        with scope(association=ballot.association):
            closed += transitions.close(ballot, now=now).closed_at == now
    return closed
