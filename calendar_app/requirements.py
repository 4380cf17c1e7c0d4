"""What this room asks of anyone who wants to act (settings.RIGHT_TO_ACT)."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.models import Membership
from associations.rights import Missing
from calendar_app.models import Hold

HELD_ACTS = {"calendar.publish"}


def no_hold(membership: Membership, act: str) -> Missing | None:
    """Nothing goes out while a hold stands on the whole association; a hold on one account is the gate's to see."""
    if act not in HELD_ACTS:
        return None
    holds = Hold.objects.of(membership.association).standing(timezone.now()).filter(channel=None)
    # Asked at every publication; who decided is for the rare sentence.
    hold = holds.select_related("decided_by__user").first() if holds.exists() else None
    if hold is None:
        return None
    return Missing(
        _("Toutes les publications sont en suspens : %(reason)s") % {"reason": hold.reason},
        _("%(name)s, qui a décidé la suspension, peut la lever.") % {"name": hold.decided_by.name},
        reverse("calendar:month", kwargs={"association": membership.association.slug}),
    )
