"""What this room asks before a person may act: a mandate in date."""

from __future__ import annotations

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from associations.models import Membership
from associations.permissions import PERMISSIONS
from associations.rights import Missing


def mandate_in_date(membership: Membership, act: str) -> Missing | None:
    """Say which mandate lacks for `act`: none at all, or one that ended. None when a mandate in date allows it."""
    granting = PERMISSIONS.get(act)
    roles = membership.roles
    if roles and (granting is None or roles & granting):
        return None
    who = _("la présidence ou le secrétariat")
    path = reverse("associations:members", args=[membership.association.slug])
    ended = [m for m in membership.mandates.all() if m.ends_on and (granting is None or m.role in granting)]
    if ended:
        last = max(ended, key=lambda m: m.ends_on or m.starts_on)
        day = date_format(last.ends_on or last.starts_on, "j F Y")
        return Missing(_("Votre mandat « %(role)s » a pris fin le %(day)s.") % {"role": last, "day": day}, who, path)
    return Missing(_("Vous n’avez pas de mandat en cours pour cet acte."), who, path)
