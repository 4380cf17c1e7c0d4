"""The mail an invitation becomes."""

from __future__ import annotations

import datetime as dt

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from associations.models import Invitation


def deliver(pk: int, now: dt.datetime) -> bool:
    """Mail the link of an open invitation once; False when somebody else did, or it no longer waits."""
    with transaction.atomic():
        # The row stays locked while the mail leaves, so two workers cannot both send it.
        waiting = Invitation.unscoped.unsent(now).select_for_update(skip_locked=True, of=("self",))
        invitation = waiting.select_related("association", "invited_by__user").filter(pk=pk).first()
        if invitation is None:
            return False
        message_for(invitation).send()
        invitation.sent_at = now
        invitation.save(update_fields=["sent_at"])
    return True


def message_for(invitation: Invitation) -> EmailMessage:
    """Return the mail, in the language of the person who invites."""
    with translation.override(invitation.invited_by.user.language):
        subject = _("%(person)s vous invite à rejoindre %(association)s") % {
            "person": invitation.invited_by.name,
            "association": invitation.association.name,
        }
        body = render_to_string("mail/invitation.txt", {"invitation": invitation})
    # A name may hold a line break; a header may not.
    return EmailMessage(" ".join(subject.split()), body, to=[invitation.email])
