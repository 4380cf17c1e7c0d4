"""Posts and days as ready strings: a page of 300 posts formats nothing in its template (floor C)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import NamedTuple

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from associations.models import Association
from calendar_app import states
from calendar_app.filters import Filters
from calendar_app.hours import DAY, PARIS, clock_change, midnight, spoken_day, spoken_hour
from calendar_app.models import Post
from calendar_app.pattern import pattern


class Row(NamedTuple):
    """One row per post and account; `account` is None for a post without any."""

    pk: int
    title: str
    status: str
    due_at: dt.datetime
    is_approved: bool
    account: int | None
    owner: int


COLUMNS = ("pk", "title", "status", "due_at", "is_approved", "variants__channel", "owner")
EDGES = {"late": "slot slot-late", "held": "slot slot-held"}
MOVABLE = frozenset({"draft", "review", "approved", "scheduled", "late"})
FIELDS = ("look", "path", "where", "title", "chip")


@dataclass(frozen=True)
class Placed:
    """A post where it stands: its moment in the time of the house, its accounts, the state a person sees."""

    row: Row
    local: dt.datetime
    accounts: list[int]
    state: str


@dataclass
class Drawn:
    """What was drawn: slots by day, posts by state, days where something past still waits, the lines of marked days."""

    by_day: dict[dt.date, list[str]] = field(default_factory=dict)
    numbers: Counter[str] = field(default_factory=Counter)
    waiting: set[dt.date] = field(default_factory=set)
    marks: dict[dt.date, str] = field(default_factory=dict)


def rows(filters: Filters, first: dt.date, last: dt.date, now: dt.datetime) -> list[Row]:
    """Return what stands from `first` to `last`, by day and hour. One query, however many posts there are."""
    posts = Post.objects.of(filters.membership.association).with_approval()
    posts = posts.due_between(midnight(first), midnight(last + DAY))
    found = filters.narrow(posts, now).order_by("due_at", "pk").values_list(*COLUMNS)
    return list(map(Row._make, found))


def placed(found: Iterable[Row], filters: Filters, now: dt.datetime) -> Iterator[Placed]:
    """Fold the rows, which come in order, into posts with their accounts and state."""
    held = filters.held
    for row, accounts in _posts(found):
        is_held = bool(held) and (None in held or not held.isdisjoint(accounts))
        state = states.shown(row.status, is_approved=row.is_approved, is_past=row.due_at < now, is_held=is_held)
        yield Placed(row, row.due_at.astimezone(PARIS), accounts, state)


def slots(posts: Iterable[Placed], filters: Filters, template: str = "calendar/_slot.html") -> Drawn:
    """Draw each post by `template`, which is read once as a pattern."""
    places, owners = _places(filters), {person.pk: escape(person.name) for person in filters.known.people}
    slot = pattern(template, *FIELDS, "pk", "at", "owner", "day")
    spoken: dict[dt.date, str] = {}
    root = root_of(filters.membership.association)
    chips = {state: chip(state) for state in states.WORDS}
    drawn = Drawn()
    for each in posts:
        row, state, day = each.row, each.state, each.local.date()
        drawn.numbers[state] += 1
        if state not in ("published", "cancelled", "withdrawn"):
            drawn.waiting.add(day)
        if day not in spoken:
            spoken[day] = spoken_day(day)
        said = slot % {
            "look": EDGES.get(state, "slot"),
            "path": f"{root}{row.pk}/",
            "where": places(each),
            "title": escape(row.title),
            "chip": chips[state],
            "pk": row.pk if state in MOVABLE else "",
            "at": day,
            "owner": owners.get(row.owner, ""),
            "day": spoken[day],
        }
        drawn.by_day.setdefault(day, []).append(said)
    return drawn


def _places(filters: Filters) -> Callable[[Placed], str]:
    """Return the writer of "X, Mastodon, 18 h", escaped. A month has few hours and few sets of accounts."""
    names = {c.pk: (c.position, c.name) for c in filters.channels}
    kept: dict[tuple[int, ...], str] = {}

    def written(each: Placed) -> str:
        said = (each.local.hour, each.local.minute, *each.accounts)
        where = kept.get(said)
        if where is None:
            accounts = [name for _position, name in sorted(names[a] for a in each.accounts)]
            where = kept[said] = escape(", ".join([*accounts, spoken_hour(each.local)]))
        return where

    return written


def _posts(found: Iterable[Row]) -> Iterator[tuple[Row, list[int]]]:
    current: Row | None = None
    accounts: list[int] = []
    for row in found:
        if current is None or current.pk != row.pk:
            if current is not None:
                yield current, accounts
            current, accounts = row, []
        if row.account is not None:
            accounts.append(row.account)
    if current is not None:
        yield current, accounts


def days(shown: list[dt.date], today: dt.date, drawn: Drawn, month: int = 0, more: str = "") -> SafeString:
    """Return the days of a page, one after the other. `month` tells those of a neighbouring month apart.

    `more` is printed at the end of each day from today on, with %(day)s for its date.
    """
    day_pattern = pattern("calendar/_day.html", "look", "anchor", "weekday", "number", "month", "inside")
    weekdays = [str(WEEKDAYS[i]) for i in range(7)]
    names = {number: str(MONTHS[number]) for number in {day.month for day in shown}}
    found = []
    for day in shown:
        inside = "".join(drawn.by_day.get(day, ()))
        inside = f'<div class="slots">{inside}</div>' if inside else _nothing(day == today)
        inside = (
            drawn.marks.get(day, "") + _clocks(day) + inside + (more % {"day": day} if more and day >= today else "")
        )
        found.append(
            day_pattern
            % {
                "look": _look(day, today, month, drawn),
                "anchor": ' id="aujourdhui"' if day == today else "",
                "weekday": weekdays[day.weekday()],
                "number": _number(day),
                "month": f"{names[day.month]}, {_('aujourd’hui')}" if day == today else names[day.month],
                "inside": inside,
            }
        )
    return mark_safe("".join(found))  # noqa: S308 - patterns of ours, titles escaped in slots()


def _look(day: dt.date, today: dt.date, month: int, drawn: Drawn) -> str:
    look = "day" if not month or day.month == month else "day is-out"
    if day == today:
        return look + " is-today"
    if day < today and day not in drawn.waiting:
        look += " is-past"
    # An agenda on a phone skips the days without anything, today excepted.
    return look if day in drawn.by_day or day in drawn.marks else look + " is-bare"


def _nothing(is_today: bool) -> str:
    return pattern("calendar/_today_free.html") if is_today else ""


def _clocks(day: dt.date) -> str:
    """Say that the clocks change on `day`; "" on the 363 others."""
    if day.weekday() != 6 or day.month not in (3, 10) or not (step := clock_change(day)):
        return ""
    forward = _("Les horloges avancent : à 2 h, il est 3 h.")
    back = _("Les horloges reculent : à 3 h, il est 2 h.")
    return f'<p class="small soft">{escape(forward if step > 0 else back)}</p>'


def _number(day: dt.date) -> str:
    return "1<sup>er</sup>" if day.day == 1 and (get_language() or "fr").startswith("fr") else str(day.day)


def chip(state: str, words: str = "") -> SafeString:
    return drawn_chip(state, words or str(states.WORDS[state]))


@lru_cache(maxsize=512)
def drawn_chip(state: str, words: str) -> SafeString:
    """Drawn by the tag every page uses, kept because a month prints the same eight."""
    return mark_safe(render_to_string("calendar/_chip.html", {"state": state, "words": words}).strip())  # noqa: S308


def summary(numbers: Counter[str]) -> list[SafeString]:
    """How many posts stand in each state, as chips."""
    return [chip(state, states.counted(state, numbers[state])) for state in states.SHOWN if numbers[state]]


def root_of(association: Association) -> str:
    return reverse("calendar:month", kwargs={"association": association.slug})
