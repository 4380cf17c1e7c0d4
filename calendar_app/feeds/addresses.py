"""The verbs of a private address: open it, change its secret, close it, and find it by its secret."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Mandate, Membership
from associations.permissions import PERMISSIONS
from calendar_app.models import CalendarFeed, Channel
from journal.models import Entry
from journal.moves import Overtaken, Refused


class Gone(Exception):
    """The address existed and is closed: its person left, or no longer has a role, or closed it."""


def hashed(token: str) -> str:
    """SHA-256 of a secret, in hexadecimal: with 256 bits of chance, no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def address(token: str) -> str:
    """The whole address to give to an agenda."""
    return f"{settings.SITE_URL}{reverse('agenda', kwargs={'token': token})}"


@transaction.atomic
def open_feed(*, scope: str, channel: Channel | None, by: Membership, now: dt.datetime) -> tuple[CalendarFeed, str]:
    """Return a new address and its secret, which is written nowhere. One live address per person and content."""
    rights.require(by, "calendar.view")
    token = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            feed = CalendarFeed.objects.create(
                association=by.association,
                membership=by,
                scope=scope,
                channel=channel,
                token_hash=hashed(token),
                created_at=now,
            )
    except IntegrityError as error:
        raise Overtaken(_("Vous avez déjà une adresse pour ce contenu : changez-la si vous l’avez perdue.")) from error
    Entry.objects.record(feed, by=by, action="calendar.feed")
    return feed, token


@transaction.atomic
def rotate(feed: CalendarFeed, *, by: Membership, now: dt.datetime) -> str:
    """Return a new secret; the old address answers nothing from now on."""
    rights.require(by, "calendar.view")
    token = secrets.token_urlsafe(32)
    _change(feed, by, token_hash=hashed(token), rotated_at=now)
    Entry.objects.record(feed, by=by, action="calendar.feed", after="rotated")
    return token


@transaction.atomic
def revoke(feed: CalendarFeed, *, by: Membership, now: dt.datetime) -> None:
    """Close the address for good."""
    rights.require(by, "calendar.view")
    _change(feed, by, revoked_at=now)
    Entry.objects.record(feed, by=by, action="calendar.feed", after="revoked")


def _change(feed: CalendarFeed, by: Membership, **fields: object) -> None:
    rows = CalendarFeed.objects.filter(association=by.association, membership=by, pk=feed.pk, revoked_at=None)
    if not rows.update(**fields):
        raise Refused(_("Cette adresse est déjà fermée."))


def find(token: str, today: dt.date) -> CalendarFeed | None:
    """Return the live feed of `token`; None for an unknown secret; Gone for a closed one. One query, without scope."""
    mandates = Mandate.unscoped.in_date(today).filter(role__in=PERMISSIONS["calendar.view"])
    feeds = CalendarFeed.unscoped.select_related("membership__user", "association", "channel")
    feeds = feeds.annotate(may_view=Exists(mandates.filter(membership=OuterRef("membership"))))
    feed = feeds.filter(token_hash=hashed(token)).first()
    if feed is None:
        return None
    if feed.revoked_at or feed.membership.left_on or not feed.membership.user.is_active or not feed.may_view:
        raise Gone
    return feed
