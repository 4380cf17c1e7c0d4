"""Who is told that a message did not leave: its owner and the coordination, by mail and in « À faire »."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from associations.models import Association, Membership
from associations.permissions import PERMISSIONS
from calendar_app.hours import PARIS
from calendar_app.models import Departure, Post
from reminders.outbox import Planned
from reminders.todo import Todo

# Later, it stays in « À faire »; it is no longer mailed.
TOLD_FOR = dt.timedelta(days=7)


def _given_up() -> QuerySet[Departure]:
    rows = Departure.objects.filter(
        status=Departure.Status.GIVEN_UP,
        variant__published_at=None,
        variant__skipped_at=None,
        variant__post__status=Post.Status.SCHEDULED,
    )
    return rows.select_related("variant__channel", "variant__post__owner__user", "association").order_by("pk")


def waiting(memberships: list[Membership], now: dt.datetime) -> Iterator[Todo]:
    """Yield what a connector gave up and these memberships of one person may mend, in one query."""
    mine = {m.association_id: m for m in memberships}
    managed = {m.pk for m in memberships if m.can("calendar.manage")}
    for departure in _given_up().filter(association__in=list(mine)):
        membership, post = mine[departure.association_id], departure.variant.post
        if membership.pk in managed or post.owner_id == membership.pk:
            yield Todo(
                association=membership.association,
                title=post.title,
                sentence=_said(departure),
                path=_path(departure),
                verb=_("Publier à la main"),
                due_at=post.due_at,
                state="late",
                words=_("Pas partie"),
                urgent=True,
            )


def wanted(association: Association, now: dt.datetime) -> Iterator[Planned]:
    """Yield one mail per person and departure given up."""
    rows = list(_given_up().filter(association=association, ended_at__gt=now - TOLD_FOR))
    if not rows:
        return
    today = timezone.localdate(now, PARIS)
    managers = list(Membership.objects.of(association).holding(PERMISSIONS["calendar.manage"], today))
    for departure in rows:
        owner = departure.variant.post.owner
        people = {m.pk: m for m in [owner, *managers] if m.left_on is None}
        for person in people.values():
            with translation.override(person.user.language):
                yield Planned(
                    key=f"departure:{departure.pk}:given_up:{departure.ended_at:%Y-%m-%dT%H:%M:%S}",
                    to=person,
                    due_at=departure.ended_at or now,
                    subject=_("Pas partie : %(title)s") % {"title": departure.variant.post.title},
                    sentence=_said(departure),
                    path=_path(departure),
                    urgent=True,
                )


def _said(departure: Departure) -> str:
    why = Departure.Trouble(departure.trouble).label
    return _("« %(title)s » n’est pas confirmée sur %(channel)s. %(why)s") % {
        "title": departure.variant.post.title,
        "channel": departure.variant.channel.name,
        "why": why,
    }


def _path(departure: Departure) -> str:
    post = departure.variant.post
    return reverse("calendar:post-detail", kwargs={"association": departure.association.slug, "pk": post.pk})
