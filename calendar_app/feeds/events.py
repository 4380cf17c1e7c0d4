"""What an agenda shows: posts, weekly slots, online duty, as events in the reader's language."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from associations.models import Association, Membership
from calendar_app import states
from calendar_app.duty.occurrences import Occurrence, occurrences
from calendar_app.feeds.ical import Event
from calendar_app.hours import DAY, PARIS, midnight
from calendar_app.models import CalendarFeed, Channel, DutyShift, Post, SlotTurn, Variant
from journal.models import Entry

# How far an agenda looks back and ahead, and how long what was cancelled is still said.
BEHIND, AHEAD, CANCELLED_FOR = 92 * DAY, 400 * DAY, 30 * DAY
SLOTS_BEHIND, SLOTS_AHEAD = 14 * DAY, 120 * DAY
LENGTH = dt.timedelta(minutes=30)
KINDS = ("calendar.post", "calendar.calendarslot", "calendar.slotturn", "calendar.dutyshift")
STATUSES = {
    Post.Status.DRAFT: "TENTATIVE",
    Post.Status.REVIEW: "TENTATIVE",
    Post.Status.SCHEDULED: "CONFIRMED",
    Post.Status.PUBLISHED: "CONFIRMED",
    Post.Status.CANCELLED: "CANCELLED",
    Post.Status.WITHDRAWN: "CANCELLED",
}
# (number of deeds, instant of the last one) by (model label, id).
Deeds = dict[tuple[str, str], tuple[int, dt.datetime]]


@dataclass(frozen=True)
class Selection:
    """What to show: everything, one account, or what concerns one member. Nothing given: everything."""

    association: Association
    channel: Channel | None = None
    member: Membership | None = None


def selection(feed: CalendarFeed) -> Selection:
    """What the address of `feed` shows. No query when the feed was read with its relations."""
    if feed.scope == CalendarFeed.Scope.CHANNEL:
        return Selection(feed.association, channel=feed.channel)
    return Selection(feed.association, member=feed.membership if feed.scope == CalendarFeed.Scope.MINE else None)


def collect(chosen: Selection, now: dt.datetime) -> list[Event]:
    """Return every event, by hour. The number of queries does not depend on how many there are."""
    deeds = _deeds(chosen.association)
    found = [*posts(chosen, now, deeds), *_slots(chosen, now, deeds), *_shifts(chosen, now, deeds)]
    return sorted(found, key=lambda event: (event.starts_at, event.uid))


def _deeds(association: Association, **only: str) -> Deeds:
    """What the journal knows of each object: it counts every change, which is all a SEQUENCE asks."""
    rows = Entry.objects.of(association).filter(object_type__in=KINDS, **only).order_by()
    counted = rows.values("object_type", "object_id").annotate(number=Count("hash"), last=Max("at"))
    return {(row["object_type"], row["object_id"]): (row["number"], row["last"]) for row in counted}


def posts(chosen: Selection, now: dt.datetime, deeds: Deeds) -> Iterator[Event]:
    today = midnight(now.astimezone(PARIS).date())
    rows = Post.objects.of(chosen.association).due_between(today - BEHIND, today + AHEAD)
    rows = rows.filter(Q(cancelled_at=None) | Q(cancelled_at__gte=today - CANCELLED_FOR))
    if chosen.member:
        rows = rows.filter(owner=chosen.member)
    if chosen.channel:
        rows = rows.on_channel(chosen.channel.pk)
    columns = rows.order_by("due_at", "pk").values_list(
        "pk", "title", "status", "due_at", "created_at", "owner__user__name"
    )
    where: dict[int, list[str]] = defaultdict(list)
    accounts = Variant.objects.of(chosen.association).filter(post__in=rows.order_by().values("pk"))
    for post, name in accounts.order_by("channel__position", "channel__name").values_list("post", "channel__name"):
        where[post].append(name)
    for row in columns:
        yield _post(row, where[row[0]], deeds, chosen.association)


def post_event(post: Post) -> Event:
    """One post as an event, for a mail. Three queries."""
    deeds = _deeds(post.association, object_id=str(post.pk))
    names = post.variants.order_by("channel__position", "channel__name").values_list("channel__name", flat=True)
    row = (post.pk, post.title, post.status, post.due_at, post.created_at, post.owner.name)
    return _post(row, list(names), deeds, post.association)


def _post(row: tuple[Any, ...], where: list[str], deeds: Deeds, association: Association) -> Event:
    pk, title, status, due_at, created_at, owner = row
    number, last = deeds.get(("calendar.post", str(pk)), (0, created_at))
    said = {"state": states.WORDS[status], "owner": owner, "where": ", ".join(where)}
    return Event(
        uid=f"post-{pk}@{host()}",
        sequence=number,
        status=STATUSES[Post.Status(status)],
        starts_at=due_at,
        ends_at=due_at + LENGTH,
        summary=f"{title} ({said['where']})" if where else title,
        description=_("État : %(state)s\nResponsable : %(owner)s\nComptes : %(where)s") % said,
        url=f"{settings.SITE_URL}/a/{association.slug}/calendrier/{pk}/",
        categories=(_("Publication"), str(said["state"])),
        modified_at=last,
    )


def _slots(chosen: Selection, now: dt.datetime, deeds: Deeds) -> Iterator[Event]:
    """Weeks that still wait for a post: once there is one, it is in the agenda by itself."""
    today = midnight(now.astimezone(PARIS).date())
    for each in occurrences(chosen.association, today - SLOTS_BEHIND, today + SLOTS_AHEAD):
        skipped = each.status == SlotTurn.Status.SKIPPED
        if each.post or (chosen.channel and each.slot.channel_id != chosen.channel.pk):
            continue
        owed = {person.pk for person in each.holders} | ({each.slot.owner_id} if skipped else set())
        if chosen.member and chosen.member.pk not in owed:
            continue
        yield _slot(each, skipped, deeds)


def _slot(each: Occurrence, skipped: bool, deeds: Deeds) -> Event:
    slot = deeds.get(("calendar.calendarslot", str(each.slot.pk)), (0, midnight(each.slot.from_on)))
    turn = deeds.get(("calendar.slotturn", str(each.turn.pk)), slot) if each.turn else slot
    asked = each.status == SlotTurn.Status.ASKING
    said = {"channel": each.slot.channel.name, "who": each.names or _("personne pour l’instant")}
    return Event(
        uid=f"{each.uid}@{host()}",
        sequence=slot[0] + (turn[0] if turn is not slot else 0),
        status="CANCELLED" if skipped else "TENTATIVE",
        starts_at=each.starts_at,
        ends_at=each.starts_at + LENGTH,
        summary=_("Créneau %(channel)s, à préparer") % said,
        description=_("Relève demandée") if asked else _("Tenu par : %(who)s") % said,
        url=f"{settings.SITE_URL}{each.path}",
        categories=(_("Créneau"),),
        modified_at=max(slot[1], turn[1]),
    )


def _shifts(chosen: Selection, now: dt.datetime, deeds: Deeds) -> Iterator[Event]:
    today = midnight(now.astimezone(PARIS).date())
    rows = DutyShift.objects.of(chosen.association).between(today - BEHIND, today + AHEAD)
    if chosen.member:
        rows = rows.filter(seats__membership=chosen.member)
    if chosen.channel:
        rows = rows.filter(channels=chosen.channel)
    for shift in rows.with_people():
        number, last = deeds.get(("calendar.dutyshift", str(shift.pk)), (0, shift.starts_at - DAY))
        said = {
            "where": ", ".join(channel.name for channel in shift.channels.all()),
            "who": ", ".join(seat.membership.name for seat in shift.seats.all()) or _("personne pour l’instant"),
        }
        yield Event(
            uid=f"shift-{shift.pk}@{host()}",
            sequence=number,
            status="CANCELLED" if shift.status == DutyShift.Status.CANCELLED else "CONFIRMED",
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            summary=_("Permanence : %(purpose)s") % {"purpose": shift.purpose},
            description=_("Comptes : %(where)s\nPersonnes inscrites : %(who)s") % said,
            url=f"{settings.SITE_URL}{shift.get_absolute_url()}",
            categories=(_("Permanence en ligne"),),
            modified_at=last,
        )


def host() -> str:
    """The name this house gives its events: the host of its address."""
    return urlsplit(settings.SITE_URL).hostname or "portevoix"
