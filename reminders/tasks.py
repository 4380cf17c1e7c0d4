from __future__ import annotations

import logging

from celery import shared_task
from django.core.mail import send_mail
from django.utils import timezone
from django_scopes import scopes_disabled

from associations.models import Association
from reminders import outbox

logger = logging.getLogger(__name__)


@shared_task
def remind() -> None:
    """Plan what became due in every association, then send. Running twice sends once."""
    now = timezone.now()
    faults: list[Exception] = []
    # The house looks at every association; each source is asked inside its own scope.
    with scopes_disabled():
        for association in Association.objects.all():
            try:
                outbox.look(association, now)
            except Exception as fault:  # what is wrong in one house must not silence the others
                logger.exception("Reminders of association %s could not be planned", association.pk)
                faults.append(fault)
        outbox.deliver_due(now)
    if faults:
        # The task is marked as failed, once every other association was served.
        raise faults[0]


@shared_task(autoretry_for=(OSError,), retry_backoff=True, max_retries=5)
def send_prepared(subject: str, body: str, to: list[str]) -> None:
    """Send one ready mail (a sign-in code, an invitation); tried again while the mail server is away."""
    send_mail(subject, body, None, to)
