"""What a page of the calendar knows before it reads a post, in one query: names, halts, and how far things went."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import BooleanField, CharField, Count, DateTimeField, IntegerField, Max, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

from associations.models import Association, Membership
from calendar_app.models import CalendarSlot, Campaign, Channel, DayChoice, DayConfirmation, Hold, Pillar, Post
from journal.models import Entry

Row = tuple[str, int, str, str, str, int, bool, dt.datetime | None]
NOTHING, NUMBER, YES = Value(""), Value(0, IntegerField()), Value(True, BooleanField())
SaidOfDays = tuple[dict[str, bool], dict[tuple[str, int], tuple[dt.date, dt.date]]]
NEVER = Cast(Value(None), DateTimeField())
BARE = (NOTHING, NOTHING, NOTHING, NUMBER, YES, NEVER)


class Account(NamedTuple):
    """A channel, as much of it as lists print."""

    pk: int
    slug: str
    name: str
    position: int
    is_active: bool = True


class Halt(NamedTuple):
    """A hold that stands, as the banner says it; `channel` is None for every account."""

    channel: int | None
    channel_name: str | None
    decided_by: str
    reason: str
    article: str
    starts_at: dt.datetime | None


class Choice(NamedTuple):
    """A pillar, a campaign or a person one may filter by; `value` is what the address says."""

    pk: int
    value: str
    name: str


@dataclass(frozen=True)
class Known:
    """`version` changes with anything below, with the journal, with a hold, and when a scheduled post becomes late."""

    accounts: list[Account] = field(default_factory=list)
    people: list[Choice] = field(default_factory=list)
    pillars: list[Choice] = field(default_factory=list)
    campaigns: list[Choice] = field(default_factory=list)
    holds: list[Halt] = field(default_factory=list)
    has_slots: bool = False
    # As campaigns.days_between takes it: days shown or hidden by hand, dates somebody confirmed.
    said_of_days: SaidOfDays = field(default_factory=lambda: ({}, {}))
    version: tuple[Row, ...] = ()


def of(association: Association, now: dt.datetime) -> Known:
    """Read it. One query, a few dozen rows."""
    rows = sorted(_rows(association, now), key=lambda row: row[:2])
    by_kind: dict[str, list[Any]] = {}
    for kind, pk, slug, name, _third, number, flag, _at in rows:
        row = Account(pk, slug, name, number, bool(flag)) if kind == "account" else Choice(pk, slug or str(pk), name)
        by_kind.setdefault(kind, []).append(row)
    names = {account.pk: account.name for account in by_kind.get("account", [])}
    holds = [
        Halt(channel or None, names.get(channel), decided_by, reason, article, at)
        for kind, _pk, article, reason, decided_by, channel, _flag, at in rows
        if kind == "hold"
    ]
    return Known(
        accounts=sorted(by_kind.get("account", []), key=lambda a: (a.position, a.name, a.pk)),
        people=sorted(by_kind.get("person", []), key=lambda c: c.name.casefold()),
        pillars=by_kind.get("pillar", []),
        campaigns=by_kind.get("campaign", []),
        holds=holds[::-1],
        has_slots="slot" in by_kind,
        said_of_days=_said_of_days(rows),
        version=tuple(rows),
    )


def _said_of_days(rows: list[Row]) -> SaidOfDays:
    choices = {day: bool(flag) for kind, _pk, day, _n, _t, _number, flag, _at in rows if kind == "choice"}
    dates = {
        (day, year): (dt.date.fromisoformat(first), dt.date.fromisoformat(last))
        for kind, _pk, day, first, last, year, _flag, _at in rows
        if kind == "date"
    }
    return choices, dates


def _rows(association: Association, now: dt.datetime) -> QuerySet[Any, Row]:
    people = Membership.objects.of(association).filter(left_on=None).order_by()
    entries = Entry.objects.of(association).order_by().values("association")
    late = Post.objects.of(association).late(now).order_by().values("association")
    holds = Hold.objects.of(association).standing(now).order_by()
    slots = CalendarSlot.objects.of(association).order_by().values("association")
    choices, dates = (kind.objects.of(association).order_by() for kind in (DayChoice, DayConfirmation))
    account = ("pk", "slug", "name", NOTHING, "position", "is_active", NEVER)
    hold = ("pk", "article", "reason", "decided_by__user__name", Coalesce("channel_id", 0), YES, "starts_at")
    parts = [
        _part("account", Channel.objects.of(association).order_by(), *account),
        _part("person", people, "pk", NOTHING, "user__name", NOTHING, NUMBER, YES, NEVER),
        _part("pillar", Pillar.objects.of(association).order_by(), "pk", "slug", "name", NOTHING, NUMBER, YES, NEVER),
        _part(
            "campaign", Campaign.objects.of(association).order_by(), "pk", "slug", "name", NOTHING, NUMBER, YES, NEVER
        ),
        _part("hold", holds, *hold),
        _part("late", late, Count("pk"), *BARE),
        _part("slot", slots, Count("pk"), *BARE),
        _part("choice", choices, "pk", "day", NOTHING, NOTHING, NUMBER, "is_shown", NEVER),
        _part("date", dates, "pk", "day", _text("starts_on"), _text("ends_on"), "year", YES, NEVER),
        _part("entry", entries, Cast(Max("seq"), IntegerField()), *BARE),
    ]
    return parts[0].union(*parts[1:], all=True)


def _part(kind: str, rows: Any, *columns: Any) -> Any:
    return rows.values_list(Value(kind), *columns)


def _text(date: str) -> Cast:
    """A date as ISO text, the columns of a union being of one kind."""
    return Cast(date, CharField())
