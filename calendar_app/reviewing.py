"""What the coordination is told about accounts: a review near, keys to check, keys to take back (REMINDER_SOURCES)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from associations.models import Association, Membership
from associations.permissions import PERMISSIONS
from calendar_app import keys
from calendar_app.hours import PARIS, midnight, spoken_date
from calendar_app.models import AccessGrant, Channel
from reminders.outbox import Planned

# A review is announced a month ahead, then on its day.
NOTICE = dt.timedelta(days=30)
WEEK = dt.timedelta(days=7)


def wanted(association: Association, now: dt.datetime) -> Iterator[Planned]:
    """Yield every reminder of `association` about its accounts, each in its reader's language. Five queries."""
    today = timezone.localdate(now, PARIS)
    channels = list(Channel.objects.of(association).active().select_related("association"))
    grants = list(AccessGrant.objects.of(association).live().with_people())
    if not channels and not grants:
        return
    for reader in Membership.objects.of(association).holding(PERMISSIONS["calendar.manage"], today):
        with translation.override(reader.user.language):
            for channel in channels:
                yield from _review(channel, reader, today)
                yield from _check(channel, grants, reader, today)
            for doubt in keys.doubts(grants, today):
                yield _take_back(doubt, reader, today)


def _review(channel: Channel, to: Membership, today: dt.date) -> Iterator[Planned]:
    if channel.review_on is None or today < channel.review_on - NOTICE:
        return
    day = channel.review_on if today >= channel.review_on else channel.review_on - NOTICE
    said = {"name": channel.name, "day": spoken_date(channel.review_on)}
    yield Planned(
        key=f"channel:{channel.pk}:review:{channel.review_on:%Y-%m-%d}:{day:%Y-%m-%d}",
        to=to,
        due_at=midnight(day),
        subject=_("À revoir : le compte « %(name)s »") % said,
        sentence=_("Le compte « %(name)s » est à revoir le %(day)s : le garder, le suspendre ou le fermer.") % said,
        path=reverse("calendar:channel-review", args=[channel.association.slug, channel.pk]),
    )


def _check(channel: Channel, grants: list[AccessGrant], to: Membership, today: dt.date) -> Iterator[Planned]:
    due_on = keys.check_due_on(channel, grants)
    if due_on is None or today < due_on:
        return
    said = {"name": channel.name}
    yield Planned(
        key=f"channel:{channel.pk}:keys:{due_on:%Y-%m-%d}",
        to=to,
        due_at=midnight(due_on),
        subject=_("À vérifier : les clés de « %(name)s »") % said,
        sentence=_("Les clés de « %(name)s » sont à vérifier : comparez le registre avec les accès sur le réseau.")
        % said,
        path=reverse("calendar:channel-key-check", args=[channel.association.slug, channel.pk]),
    )


def _take_back(doubt: keys.Doubt, to: Membership, today: dt.date) -> Planned:
    """Told on the day, then every week until somebody ticks it off."""
    day = doubt.since + (today - doubt.since) // WEEK * WEEK
    grant = doubt.grant
    said = {"name": grant.membership.name, "channel": grant.channel.name, "why": doubt.why}
    return Planned(
        key=f"key:{grant.pk}:take-back:{day:%Y-%m-%d}",
        to=to,
        due_at=midnight(day),
        subject=_("Clé à retirer : %(name)s, %(channel)s") % said,
        sentence=_("%(why)s Sa clé de « %(channel)s » est à retirer.") % said,
        path=reverse("calendar:keyholder", args=[grant.association.slug, grant.membership_id]),
    )
