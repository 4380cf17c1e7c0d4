"""What the queue does for plannings. Each task may run twice: the work is guarded inside."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone
from django_scopes import scopes_disabled

from calendar_app.models import PlanningExport, PlanningImport
from calendar_app.planning import looking, making


@shared_task
def make_planning(pk: int) -> None:
    """Make the workbook or the CSV file of one planning."""
    making.make(pk)


@shared_task
def apply_planning(pk: int) -> None:
    """Apply what was chosen of a planning sent back."""
    looking.apply(pk)


@shared_task
def requeue_plannings() -> None:
    """Take back the plannings whose worker is gone."""
    now = timezone.now()
    # The house looks after every association.
    with scopes_disabled():
        for export in PlanningExport.unscoped.stale(now):
            if making.take_back(export, now):
                make_planning.delay_on_commit(export.pk)
        for row in PlanningImport.unscoped.stale(now):
            if looking.take_back(row, now):
                apply_planning.delay_on_commit(row.pk)


@shared_task
def forget_old_plannings() -> None:
    """Empty and delete the files that have waited a month."""
    with scopes_disabled():
        making.forget_old(timezone.now())
