"""Where an account stands: who decided it would speak, and whether it still may."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from calendar_app.hours import PARIS, spoken_date
from calendar_app.models import AccountOpening, Channel

Status = AccountOpening.Status


def stopped(channel: Channel) -> str:
    """Say that `channel` is suspended or closed, since when and why; "" while it speaks.

    Needs `with_opening()`, or costs a query for an account that was opened here.
    """
    opening = channel.opening
    if opening is None or opening.status not in (Status.SUSPENDED, Status.CLOSED):
        return ""
    if opening.status == Status.SUSPENDED:
        since, sentence = opening.suspended_at, _("Le compte %(channel)s est suspendu depuis le %(day)s : %(reason)s")
    else:
        since, sentence = opening.closed_at, _("Le compte %(channel)s est fermé depuis le %(day)s : %(reason)s")
    day = spoken_date(timezone.localdate(since, PARIS)) if since else ""
    reason = opening.reason if opening.reason.endswith((".", "!", "?", "…")) else f"{opening.reason}."
    return sentence % {"channel": channel.name, "day": day, "reason": reason}


def decision(channel: Channel) -> str:
    """Say who decided that the association would speak on `channel`; "" when nobody did."""
    if channel.opening is not None and channel.opening.decided_at:
        day = spoken_date(timezone.localdate(channel.opening.decided_at, PARIS))
        return _("autorisé par scrutin le %(day)s") % {"day": day}
    if channel.opened_by_decision and channel.decided_on:
        said = {"decision": channel.opened_by_decision, "day": spoken_date(channel.decided_on)}
        return _("%(decision)s, le %(day)s") % said
    return channel.opened_by_decision
