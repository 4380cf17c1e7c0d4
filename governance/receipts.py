"""The receipt of a vote: proof that the voice was written, about which text, and until when it may change."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from governance.models import Vote


@shared_task(autoretry_for=(OSError,), max_retries=5, default_retry_delay=60)
def send_receipt(vote_pk: int, number: int) -> None:
    """Mail the receipt of the `number`-th voice of a vote, once; a vote changed since has a newer one on its way.

    Claimed before it is sent: a slow mail server must not hold the vote, or everybody's ballot would wait for it.
    """
    votes = Vote.unscoped.filter(pk=vote_pk, number=number)
    if not votes.filter(receipts__lt=number).update(receipts=number):
        return
    vote = votes.select_related(
        "association", "seat__ballot__association", "seat__membership__user", "seat__represented_by__user"
    ).first()
    if vote is None:
        return
    try:
        _mail(vote)
    except Exception:
        votes.filter(receipts=number).update(receipts=number - 1)
        raise


def _mail(vote: Vote) -> None:
    # To whoever gave the voice: a proxy's holder answers for each they carry.
    user = (vote.seat.represented_by or vote.seat.membership).user
    with translation.override(user.language):
        context = {"vote": vote, "ballot": vote.seat.ballot, "user": user, "site": settings.SITE_URL}
        subject = render_to_string("mail/vote_receipt_subject.txt", context).strip()
        body = render_to_string("mail/vote_receipt.txt", context)
    EmailMessage(subject, body, to=[user.email]).send()
