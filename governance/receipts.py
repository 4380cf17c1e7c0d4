"""The receipt of a vote: proof that the voice was written, about which text, and until when it may change."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from governance.models import Vote


@shared_task
@transaction.atomic
def send_receipt(vote_pk: int, number: int) -> None:
    """Mail the receipt of the `number`-th voice of a vote, once.

    A vote changed since has a newer receipt on its way.
    """
    votes = Vote.unscoped.select_for_update(of=("self",))
    vote = (
        votes.select_related("association", "seat__ballot__association", "seat__membership__user")
        .filter(pk=vote_pk)
        .first()
    )
    if vote is None or vote.number != number or vote.receipts >= number:
        return
    user = vote.seat.membership.user
    with translation.override(user.language):
        context = {"vote": vote, "ballot": vote.seat.ballot, "user": user, "site": settings.SITE_URL}
        subject = render_to_string("mail/vote_receipt_subject.txt", context).strip()
        body = render_to_string("mail/vote_receipt.txt", context)
    EmailMessage(subject, body, to=[user.email]).send()
    Vote.unscoped.filter(pk=vote.pk).update(receipts=number)
