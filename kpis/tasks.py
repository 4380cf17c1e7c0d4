"""What the queue does for the figures room. Each task may run twice: the work is guarded inside."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone
from django_scopes import scopes_disabled

from associations.models import Association
from kpis import exporting, monthly_sending, pairing
from kpis.models import Export, ImportFile
from kpis.querysets import STALE_AFTER

# Files read again in one round: the next comes ten minutes later.
AT_ONCE = 20
logger = logging.getLogger(__name__)


@shared_task
def make_export(pk: int) -> None:
    """Make the workbook of one export."""
    exporting.make(pk)


@shared_task
def requeue_exports() -> None:
    """Take back the exports whose worker is gone."""
    now = timezone.now()
    # The house looks after every association.
    with scopes_disabled():
        for export in Export.unscoped.stale(now):
            if exporting.take_back(export, now):
                make_export.delay_on_commit(export.pk)


@shared_task
def read_posts(pk: int) -> None:
    """Read the posts of one long file that was kept."""
    pairing.read_posts(pk, timezone.now())


@shared_task
def reread_posts() -> None:
    """Take back the files whose posts nobody has read: a lost worker, or a file kept before posts were."""
    now = timezone.now()
    # The house looks after every association.
    with scopes_disabled():
        for pk in ImportFile.unscoped.with_posts_to_read(now - STALE_AFTER).values_list("pk", flat=True)[:AT_ONCE]:
            read_posts.delay_on_commit(pk)


@shared_task
def prepare_monthly() -> None:
    """On the 2nd of the month and the days after, ask for the workbook of each association that has none yet."""
    now = timezone.now()
    for association in Association.objects.all():
        try:
            monthly_sending.prepare(association, now)
        except Exception:
            # One association must not keep the others from their figures; the next hour tries again.
            logger.exception("The workbook of association %s could not be asked for.", association.pk)
