from __future__ import annotations

from celery import shared_task
from django.core.mail import send_mail
from django.utils import timezone
from django_scopes import scopes_disabled

from associations.models import Association
from reminders import outbox


@shared_task
def remind() -> None:
    """Plan what became due in every association, then send. Running twice sends once."""
    now = timezone.now()
    # The house looks at every association; each source is asked inside its own scope.
    with scopes_disabled():
        for association in Association.objects.all():
            outbox.look(association, now)
        outbox.deliver_due(now)


@shared_task(autoretry_for=(OSError,), retry_backoff=True, max_retries=5)
def send_prepared(subject: str, body: str, to: list[str]) -> None:
    """Send one ready mail (a sign-in code, an invitation); tried again while the mail server is away."""
    send_mail(subject, body, None, to)
