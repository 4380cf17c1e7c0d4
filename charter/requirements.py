"""What this room asks before a person may act: the usage charter in force, read and signed."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.models import Membership
from associations.rights import Missing
from charter.signing import REQUIRED, owes_nothing, unsigned
from governance.wording import plain_day


def charter_signed(membership: Membership, act: str) -> Missing | None:
    """Ask for the signature before any act of the calendar, once the grace is over; reading is always free.

    A signature or an exemption gives the right back at once (I25).
    """
    if not act.startswith("calendar.") or act == "calendar.view":
        return None
    # Asked at every act, and nearly always answered by a signature.
    if owes_nothing(membership, REQUIRED):
        return None
    today = timezone.localdate()
    for asked in unsigned([membership], [REQUIRED], today=today):
        if asked.has_lost_rights(today):
            last = plain_day(asked.waits_on - dt.timedelta(days=1))
            return Missing(
                _("« %(version)s » était à signer jusqu’au %(last)s : sans signature, vous ne pouvez pas publier.")
                % {"version": asked.duty.version, "last": last},
                _("Personne ne peut le faire à votre place : cinq minutes, et vos droits reviennent aussitôt."),
                reverse("charter:sign", args=[membership.association.slug, asked.duty.version.pk]),
            )
    return None
