"""The month as ready strings: the template loops over plain dicts and formats nothing: floor C of docs/performance."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from associations.models import Association
from calendar_app import states
from calendar_app.filters import Filters
from calendar_app.hours import DAY, PARIS, midnight, neighbour, spoken_hour, weeks
from calendar_app.models import Post
from calendar_app.pattern import pattern

# One row per post and account: (post, title, status, due_at, is_approved, account or None).
Row = tuple[int, str, str, dt.datetime, bool, int | None]
EDGES = {"late": "slot slot-late", "held": "slot slot-held"}


def rows(filters: Filters, days: list[dt.date], now: dt.datetime) -> Iterable[Row]:
    """Return what the page shows, by day and hour. One query, however many posts there are."""
    posts = Post.objects.of(filters.membership.association).with_approval()
    posts = posts.due_between(midnight(days[0]), midnight(days[-1] + DAY))
    return (
        filters.narrow(posts, now)
        .order_by("due_at", "pk")
        .values_list("pk", "title", "status", "due_at", "is_approved", "variants__channel")  # type: ignore[misc]
    )


def page(filters: Filters, month: dt.date, today: dt.date, now: dt.datetime) -> dict[str, Any]:
    """Return the context of the month page: days with their slots, summary, links. `month` is a first day."""
    days = weeks(month.year, month.month)
    slots, numbers = _slots(rows(filters, days, now), filters, now)
    links = _links(filters, month)
    return {
        "days": _days(days, month, today, slots),
        "dows": [str(WEEKDAYS[i]) for i in range(7)],
        "heading": _heading(month),
        "summary": [_chip(state, states.counted(state, numbers[state])) for state in states.SHOWN if numbers[state]],
        "situation": states.situation(numbers),
        "is_empty": not slots,
        "has_today": days[0] <= today <= days[-1],
        "is_narrowed": bool(filters.query()),
        "holds": filters.holds,
        **links,
        "filters": filters.drawn(links["here"]),
    }


def _slots(found: Iterable[Row], filters: Filters, now: dt.datetime) -> tuple[dict[dt.date, list[str]], Counter[str]]:
    """Return the drawn slots of each day, and how many posts stand in each state."""
    names = {c.pk: (c.position, c.name) for c in filters.channels}
    held = filters.held
    slot = pattern("calendar/_slot.html", "look", "path", "where", "title", "chip")
    root = _root(filters.membership.association)
    chips = {state: _chip(state) for state in states.WORDS}
    numbers: Counter[str] = Counter()
    by_day: dict[dt.date, list[str]] = {}
    places: dict[tuple[int, ...], str] = {}
    for (pk, title, status, due_at, is_approved, _account), accounts in _posts(found):
        is_held = bool(held) and (None in held or not held.isdisjoint(accounts))
        state = states.shown(status, is_approved=is_approved, is_past=due_at < now, is_held=is_held)
        numbers[state] += 1
        local = due_at.astimezone(PARIS)
        # A month has few hours and few sets of accounts: each pair is spelt and escaped once.
        said = (local.hour, local.minute, *accounts)
        where = places.get(said)
        if where is None:
            where = places[said] = _where([names[a] for a in accounts], spoken_hour(local))
        drawn = slot % {
            "look": EDGES.get(state, "slot"),
            "path": f"{root}{pk}/",
            "where": where,
            "title": escape(title),
            "chip": chips[state],
        }
        by_day.setdefault(local.date(), []).append(drawn)
    return by_day, numbers


def _posts(found: Iterable[Row]) -> Iterable[tuple[Row, list[int]]]:
    """Fold the rows of one post into (the first of them, its accounts). The rows come in order."""
    current: Row | None = None
    accounts: list[int] = []
    for row in found:
        if current is None or current[0] != row[0]:
            if current is not None:
                yield current, accounts
            current, accounts = row, []
        if row[5] is not None:
            accounts.append(row[5])
    if current is not None:
        yield current, accounts


def _where(accounts: list[tuple[int, str]], hour: str) -> str:
    """Return "X, Mastodon, 18 h", escaped, the accounts in their order."""
    return escape(", ".join([name for _position, name in sorted(accounts)] + [hour]))


def _days(days: list[dt.date], month: dt.date, today: dt.date, slots: dict[dt.date, list[str]]) -> SafeString:
    """Return the days of the page, drawn one after the other."""
    day_pattern = pattern("calendar/_day.html", "look", "anchor", "weekday", "number", "month", "inside")
    weekdays = [str(WEEKDAYS[i]) for i in range(7)]
    names = {number: str(MONTHS[number]) for number in {day.month for day in days}}
    drawn = []
    for day in days:
        inside = "".join(slots.get(day, ()))
        look = "day" if day.month == month.month else "day is-out"
        if day == today:
            look += " is-today"
        elif not inside:
            # An agenda on a phone skips the days without anything, today excepted.
            look += " is-bare"
        drawn.append(
            day_pattern
            % {
                "look": look,
                "anchor": ' id="aujourdhui"' if day == today else "",
                "weekday": weekdays[day.weekday()],
                "number": _number(day),
                "month": f"{names[day.month]}, {_('aujourd’hui')}" if day == today else names[day.month],
                "inside": f'<div class="slots">{inside}</div>' if inside else _nothing(day == today),
            }
        )
    return mark_safe("".join(drawn))  # noqa: S308 - patterns of ours, titles escaped in _slots


def _nothing(is_today: bool) -> str:
    return pattern("calendar/_today_free.html") if is_today else ""


def _number(day: dt.date) -> SafeString:
    if day.day == 1 and (get_language() or "fr").startswith("fr"):
        return mark_safe("1<sup>er</sup>")
    return mark_safe(str(day.day))  # noqa: S308 - a number


def _chip(state: str, words: str = "") -> SafeString:
    return drawn_chip(state, words or str(states.WORDS[state]))


@lru_cache(maxsize=512)
def drawn_chip(state: str, words: str) -> SafeString:
    """Drawn by the tag every page uses, kept because a month prints the same eight."""
    return mark_safe(render_to_string("calendar/_chip.html", {"state": state, "words": words}).strip())  # noqa: S308


def _heading(month: dt.date) -> str:
    return f"{capfirst(MONTHS[month.month])} {month.year}"


def _root(association: Association) -> str:
    return reverse("calendar:month", kwargs={"association": association.slug})


def _links(filters: Filters, month: dt.date) -> dict[str, Any]:
    """Addresses of the neighbouring months and of the list, the filters kept."""
    root, query = _root(filters.membership.association), filters.query()
    before, after = neighbour(month, -1), neighbour(month, 1)
    return {
        "before": {"path": f"{root}{before:%Y-%m}/{query}", "word": capfirst(MONTHS[before.month])},
        "after": {"path": f"{root}{after:%Y-%m}/{query}", "word": capfirst(MONTHS[after.month])},
        "here": f"{root}{month:%Y-%m}/",
        "root": root,
        "query": query,
    }
