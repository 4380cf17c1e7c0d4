"""Look at the turns that ask for a substitute."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone
from django_scopes import scope

from calendar_app.duty import turns
from calendar_app.models import SlotTurn

logger = logging.getLogger(__name__)


@shared_task
def ask_substitutes() -> int:
    """Ask the next substitute wherever an answer did not come in time. Return how many turns were looked at.

    Running twice asks once.
    """
    now, seen = timezone.now(), 0
    for turn in SlotTurn.unscoped.asking().select_related("association", "slot__association"):
        try:
            with scope(association=turn.association):
                turns.ask_on(turn, now)
            seen += 1
        except Exception:
            # What is wrong with one turn must not leave the others unasked; the next look tries again.
            logger.exception("Turn %s could not ask its substitutes.", turn.pk)
    return seen
