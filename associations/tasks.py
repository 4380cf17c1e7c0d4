"""Mail that leaves after the commit."""

from __future__ import annotations

from smtplib import SMTPException

from celery import shared_task
from django.utils import timezone

from associations import letters
from associations.models import Invitation

RETRIES = {"autoretry_for": (SMTPException, OSError), "retry_backoff": True, "max_retries": 5}


@shared_task(**RETRIES)
def send_invitation(pk: int) -> None:
    letters.deliver(pk, timezone.now())


@shared_task
def send_waiting_invitations() -> None:
    """Send what a stopped worker or a silent mail server left behind; the rows are the truth, not the queue."""
    for pk in Invitation.unscoped.unsent(timezone.now()).values_list("pk", flat=True):
        send_invitation.delay(pk)
