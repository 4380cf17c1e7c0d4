"""The calendar as a list: newest day first, page after page by a mark in the address, never by counting."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.urls import reverse

from calendar_app import states
from calendar_app.filters import Filters
from calendar_app.hours import PARIS, spoken_day, spoken_hour
from calendar_app.models import Post, Variant
from calendar_app.month import drawn_chip
from calendar_app.querysets import PostQuerySet

PER_PAGE = 50
COLUMNS = ("pk", "title", "status", "due_at", "is_approved", "owner__user__name")


def page(filters: Filters, now: dt.datetime, *, after: str = "", before: str = "") -> dict[str, Any]:
    """Return the context of the list. `after` and `before` are marks this page gave; a broken mark is ignored."""
    posts = Post.objects.of(filters.membership.association).with_approval()
    found, has_newer, has_older = _slice(filters.narrow(posts, now), _mark(after), _mark(before))
    rows = _rows(found, filters, now)
    root = reverse("calendar:list", kwargs={"association": filters.membership.association.slug})
    query = filters.query()
    link = f"{root}{query}{'&' if query else '?'}"
    return {
        "rows": rows,
        "newer": f"{link}avant={_written(found[0])}" if has_newer else "",
        "older": f"{link}apres={_written(found[-1])}" if has_older else "",
        "filters": filters.options(),
        "holds": filters.holds,
        "root": root,
        "month_path": f"{_month_path(filters)}{query}",
    }


def _month_path(filters: Filters) -> str:
    return reverse("calendar:month", kwargs={"association": filters.membership.association.slug})


def _slice(
    posts: PostQuerySet, after: tuple[dt.datetime, int] | None, before: tuple[dt.datetime, int] | None
) -> tuple[list[Any], bool, bool]:
    """Return (rows of the page newest first, whether newer ones exist, whether older ones exist). One query."""
    if before:
        day, pk = before
        newer = posts.filter(Q(due_at__gt=day) | Q(due_at=day, pk__gt=pk)).order_by("due_at", "pk")
        rows = list(newer.values_list(*COLUMNS)[: PER_PAGE + 1])
        return rows[:PER_PAGE][::-1], len(rows) > PER_PAGE, bool(rows)
    if after:
        day, pk = after
        posts = posts.filter(Q(due_at__lt=day) | Q(due_at=day, pk__lt=pk))
    rows = list(posts.order_by("-due_at", "-pk").values_list(*COLUMNS)[: PER_PAGE + 1])
    return rows[:PER_PAGE], bool(after and rows), len(rows) > PER_PAGE


def _rows(found: list[Any], filters: Filters, now: dt.datetime) -> list[dict[str, Any]]:
    root = _month_path(filters)
    names = {c.pk: (c.position, c.name) for c in filters.channels}
    accounts: dict[int, list[int]] = {}
    pairs = Variant.objects.of(filters.membership.association).filter(post__in=[row[0] for row in found])
    for post, channel in pairs.values_list("post", "channel"):
        accounts.setdefault(post, []).append(channel)
    held = filters.held
    rows = []
    for pk, title, status, due_at, is_approved, owner in found:
        theirs = accounts.get(pk, [])
        is_held = bool(held) and (None in held or not held.isdisjoint(theirs))
        state = states.shown(status, is_approved=is_approved, is_past=due_at < now, is_held=is_held)
        local = due_at.astimezone(PARIS)
        rows.append(
            {
                "path": f"{root}{pk}/",
                "title": title,
                "day": f"{spoken_day(local.date())} {local.year}",
                "iso": f"{local:%Y-%m-%dT%H:%M}",
                "hour": spoken_hour(local),
                "where": ", ".join(name for _position, name in sorted(names[a] for a in theirs)),
                "owner": owner,
                "chip": drawn_chip(state, str(states.WORDS[state])),
            }
        )
    return rows


def _written(row: Any) -> str:
    """The mark of a row: its instant in UTC and its number, "20261118T170000.000000_12"."""
    return f"{row[3].astimezone(dt.UTC):%Y%m%dT%H%M%S.%f}_{row[0]}"


def _mark(text: str) -> tuple[dt.datetime, int] | None:
    try:
        stamp, pk = text.split("_")
        return dt.datetime.strptime(stamp, "%Y%m%dT%H%M%S.%f").replace(tzinfo=dt.UTC), int(pk)
    except ValueError:
        return None
