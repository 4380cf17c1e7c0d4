"""What this room asks before a person may act: the usage charter in force, read and signed."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.models import Membership
from associations.rights import Missing
from charter.signing import REQUIRED, unsigned


def charter_signed(membership: Membership, act: str) -> Missing | None:
    """Ask for the signature before any act of the calendar, once the week of grace is over; reading is always free."""
    if not act.startswith("calendar.") or act == "calendar.view":
        return None
    for _member, duty in unsigned([membership], [REQUIRED]):
        if timezone.localdate() > duty.grace_ends_on(membership):
            return Missing(
                _("Vous n’avez pas encore signé la version %(number)d de la charte d’usage, en vigueur.")
                % {"number": duty.version.number},
                _("Vous seul ou vous seule pouvez le faire : cela prend cinq minutes."),
                reverse("charter:sign", args=[membership.association.slug, duty.version.pk]),
            )
    return None
