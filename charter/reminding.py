"""What this room wants told: a text in force waits for a signature."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from associations.models import Association, Membership
from charter.models.versions import GRACE
from charter.signing import Duty, unsigned
from reminders.outbox import Planned

WEEK = dt.timedelta(days=7)


def planned(association: Association, now: dt.datetime) -> Iterator[Planned]:
    """Yield one reminder per person and text not signed.

    At the start and six days later; then every week, only for the text without which rights wait.
    """
    today = timezone.localdate(now)
    for membership, duty in unsigned(Membership.objects.filter(association=association).current()):
        day = _last_call(duty.starts_on(membership), today, goes_on=duty.is_required)
        if day is not None:
            with override(membership.user.language):
                call = _call(membership, duty, day, today)
            yield call


def _last_call(start: dt.date, today: dt.date, *, goes_on: bool) -> dt.date | None:
    """The newest day on which this person was to be reminded; None before the start."""
    if today < start:
        return None
    calls = [start, start + GRACE - dt.timedelta(days=1)]
    weeks = (today - start - GRACE) // WEEK
    if goes_on and weeks >= 0:
        calls.append(start + GRACE + weeks * WEEK)
    return max(call for call in calls if call <= today)


def _call(membership: Membership, duty: Duty, day: dt.date, today: dt.date) -> Planned:
    text, number = duty.version.charter.get_kind_display().lower(), duty.version.number
    return Planned(
        key=f"charter:{duty.version.pk}:sign:{day:%Y-%m-%d}",
        to=membership,
        due_at=timezone.make_aware(dt.datetime.combine(day, dt.time(7))),
        subject=_("À lire et signer : %(text)s, version %(number)d") % {"text": text, "number": number},
        sentence=_sentence(duty, is_late=today > duty.grace_ends_on(membership)),
        path=reverse("charter:sign", args=[membership.association.slug, duty.version.pk]),
    )


def _sentence(duty: Duty, *, is_late: bool) -> str:
    # A digest prints the sentence alone: it names its text.
    version = {"version": duty.version}
    if not duty.is_required:
        return (
            _(
                "Votre rôle s’appuie sur un texte en vigueur, « %(version)s » : lisez-le et signez-le "
                "quand vous aurez cinq minutes."
            )
            % version
        )
    if is_late:
        return (
            _(
                "Sans votre signature sur « %(version)s », vous ne pouvez pas publier. "
                "La lecture et la signature prennent cinq minutes."
            )
            % version
        )
    return _("« %(version)s » est en vigueur : lisez ce texte et signez-le. Cela prend cinq minutes.") % version
