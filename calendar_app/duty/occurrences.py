"""The weeks of a slot, derived: what is owed when, by whom, and whether a post already stands there."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from associations.models import Association, Membership
from calendar_app.hours import DAY, PARIS
from calendar_app.models import CalendarSlot, Post, SlotTurn, Variant

Status = SlotTurn.Status
# (instant, post id, title) of what goes out, by account.
Near = dict[int, list[tuple[dt.datetime, int, str]]]
# A post this near to the hour of a slot, on its account and its day, is what the slot was for.
NEAR = dt.timedelta(hours=2)


@dataclass(frozen=True)
class EmptySlot:
    """An occurrence nothing is prepared for. `owner_name` is "" when nobody holds it; `path` leads to its page.

    `is_asked` while somebody is looked for, who would stand in for whoever gave it up.
    """

    channel_id: int
    starts_at: dt.datetime
    owner_name: str
    path: str
    is_asked: bool = False


@dataclass(frozen=True)
class Occurrence:
    """One week of a slot. `holders` are the people who owe it; `post` is what fills it, as (id, title), or None."""

    slot: CalendarSlot
    on: dt.date
    starts_at: dt.datetime
    turn: SlotTurn | None
    holders: tuple[Membership, ...]
    post: tuple[int, str] | None

    @property
    def status(self) -> str:
        return self.turn.status if self.turn else Status.HELD

    @property
    def is_empty(self) -> bool:
        """Nothing is prepared, and nobody decided to skip it."""
        return self.post is None and self.status != Status.SKIPPED

    @property
    def names(self) -> str:
        return ", ".join(holder.name for holder in self.holders)

    @property
    def path(self) -> str:
        return self.slot.page_of(self.on)

    @property
    def uid(self) -> str:
        """A name that stays the same whatever happens to it."""
        return f"slot-{self.slot.pk}-{self.on:%Y%m%d}"


def starts_at(slot: CalendarSlot, on: dt.date) -> dt.datetime:
    """The instant of `slot` on `on`: its hour of Paris. An hour that the clocks jump over in March is the next one."""
    return dt.datetime.combine(on, slot.hour, tzinfo=PARIS).astimezone(dt.UTC).astimezone(PARIS)


def is_due_on(slot: CalendarSlot, on: dt.date) -> bool:
    """Whether the weeks of `slot` fall on that day."""
    return on.weekday() == slot.weekday and slot.from_on <= on and (slot.until_on is None or on <= slot.until_on)


def days_of(slot: CalendarSlot, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Yield the days of `slot` from `first` to `last`, both included."""
    first = max(first, slot.from_on)
    day = first + DAY * ((slot.weekday - first.weekday()) % 7)
    last = min(last, slot.until_on) if slot.until_on else last
    while day <= last:
        yield day
        day += 7 * DAY


def occurrences(
    association: Association,
    start: dt.datetime,
    end: dt.datetime,
    *,
    slots: Iterable[CalendarSlot] | None = None,
    posts: Near | None = None,
) -> list[Occurrence]:
    """Return every occurrence from `start` to before `end`, by hour. Three queries, however many there are.

    `slots`, when given, are already read with their people, and so are the `posts` around: one query less each.
    """
    first, last = start.astimezone(PARIS).date(), end.astimezone(PARIS).date()
    if slots is None:
        slots = list(CalendarSlot.objects.of(association).meeting(first, last).with_people())
    due = [
        (slot, day, moment) for slot in slots for day in days_of(slot, first, last) if (moment := starts_at(slot, day))
    ]
    due = [each for each in due if start <= each[2] < end]
    if not due:
        return []
    turns = {
        (turn.slot_id, turn.on): turn
        for turn in SlotTurn.objects.of(association)
        .filter(on__gte=first, on__lte=last, slot__in={slot.pk for slot, _day, _moment in due})
        .select_related("holder__user", "post")
    }
    posts = _posts(association, due) if posts is None else posts
    found = [_occurrence(slot, day, moment, turns.get((slot.pk, day)), posts) for slot, day, moment in due]
    return sorted(found, key=lambda each: (each.starts_at, each.slot.pk))


def empty_slots(
    association: Association, start: dt.datetime, end: dt.datetime, posts: Near | None = None
) -> list[EmptySlot]:
    """Return the occurrences from `start` to before `end` that nothing fills, by hour. Three queries at most.

    `posts`, when given, are those of the days around, by account, cancelled ones left out: one query less.
    """
    return [
        EmptySlot(each.slot.channel_id, each.starts_at, each.names, each.path, each.status == Status.ASKING)
        for each in occurrences(association, start, end, posts=posts)
        if each.is_empty
    ]


def _posts(association: Association, due: list[tuple[CalendarSlot, dt.date, dt.datetime]]) -> Near:
    """What is planned or out on the accounts of these slots, around their hours."""
    moments = [moment for _slot, _day, moment in due]
    rows = Variant.objects.of(association).filter(
        channel__in={slot.channel_id for slot, _day, _moment in due},
        post__due_at__gte=min(moments) - NEAR,
        post__due_at__lte=max(moments) + NEAR,
    )
    found: Near = defaultdict(list)
    standing = rows.exclude(post__status=Post.Status.CANCELLED).order_by("post__due_at", "post")
    for channel, moment, pk, title in standing.values_list("channel", "post__due_at", "post", "post__title"):
        found[channel].append((moment, pk, title))
    return found


def _occurrence(
    slot: CalendarSlot, day: dt.date, moment: dt.datetime, turn: SlotTurn | None, posts: Near
) -> Occurrence:
    return Occurrence(slot, day, moment, turn, holders(slot, turn), _filling(slot, day, moment, turn, posts))


def _filling(
    slot: CalendarSlot, day: dt.date, moment: dt.datetime, turn: SlotTurn | None, posts: Near
) -> tuple[int, str] | None:
    """What fills `day`: the post proposed for it, at any hour of that day; else what is near its hour. The only judge.

    A post moved to another day leaves the slot free again, and fills it anew when it comes back.
    """
    kept = turn.post if turn else None
    if kept and kept.status != Post.Status.CANCELLED and _is_on(day, kept.due_at):
        return kept.pk, kept.title
    near = [
        (abs(at - moment), pk, title)
        for at, pk, title in posts.get(slot.channel_id, [])
        if abs(at - moment) <= NEAR and _is_on(day, at)
    ]
    return min(near)[1:] if near else None


def _is_on(day: dt.date, at: dt.datetime) -> bool:
    return at.astimezone(PARIS).date() == day


def holders(slot: CalendarSlot, turn: SlotTurn | None) -> tuple[Membership, ...]:
    """Who owes this occurrence: whoever took it, else the owner and their partner; nobody while it was given up."""
    if turn and turn.status in (Status.ASKING, Status.OPEN, Status.SKIPPED):
        return ()
    people = (turn.holder,) if turn and turn.holder else (slot.owner, slot.partner)
    return tuple(person for person in people if person is not None and person.left_on is None)
