"""The calendar as a list: newest day first, page after page by a mark in the address, never by counting."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.urls import reverse

from calendar_app import states, switcher
from calendar_app.departures import lateness
from calendar_app.drawing import drawn_chip, root_of
from calendar_app.filters import Filters
from calendar_app.hours import FIRST_YEAR, LAST_YEAR, PARIS, spoken_day, spoken_hour
from calendar_app.models import Post
from calendar_app.querysets import PostQuerySet

PER_PAGE = 50
COLUMNS = ("pk", "title", "status", "due_at", "is_approved", "owner__user__name", "published_at", "variants__channel")
# (the columns of one post, its accounts)
Found = tuple[tuple[Any, ...], list[int]]


def day_of(text: str, today: dt.date) -> dt.date:
    """The day another view was at, carried in the address of the list; today when there is none to read."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return today
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else today


def page(filters: Filters, now: dt.datetime, day: dt.date, *, after: str = "", before: str = "") -> dict[str, Any]:
    """Return the context of the list. `after` and `before` are marks this page gave; a broken mark is ignored.

    `day` narrows nothing: it is what the other views show when one goes back to them.
    """
    posts = Post.objects.of(filters.membership.association).with_approval()
    found, has_newer, has_older = _slice(filters.narrow(posts, now), _mark(after), _mark(before))
    rows = _rows(found, filters, now)
    root = reverse("calendar:list", kwargs={"association": filters.membership.association.slug})
    query = filters.query()
    link = f"{root}{query}{'&' if query else '?'}jour={day}&"
    return {
        "rows": rows,
        "newer": f"{link}avant={_written(found[0])}" if has_newer else "",
        "older": f"{link}apres={_written(found[-1])}" if has_older else "",
        "filters": filters.drawn(root, (("jour", f"{day}"),)),
        "is_narrowed": bool(query),
        "holds": filters.holds,
        "root": root,
        "views": switcher.drawn(filters, "list", day),
    }


def _slice(
    posts: PostQuerySet, after: tuple[dt.datetime, int] | None, before: tuple[dt.datetime, int] | None
) -> tuple[list[Found], bool, bool]:
    """Return (posts of the page newest first, whether newer ones exist, whether older ones exist). One query."""
    if before:
        day, pk = before
        # The first condition says nothing more, but an index can start from it: page 50 reads no more than page 1.
        posts = posts.filter(Q(due_at__gt=day) | Q(pk__gt=pk), due_at__gte=day).order_by("due_at", "pk")
        found = _fetched(posts)
        return found[-PER_PAGE:] if len(found) <= PER_PAGE else found[1:], len(found) > PER_PAGE, bool(found)
    if after:
        day, pk = after
        posts = posts.filter(Q(due_at__lt=day) | Q(pk__lt=pk), due_at__lte=day)
    found = _fetched(posts.order_by("-due_at", "-pk"))
    return found[:PER_PAGE], bool(after and found), len(found) > PER_PAGE


def _fetched(ordered: PostQuerySet) -> list[Found]:
    """The first posts of `ordered`, one more than a page holds, newest first, each with its accounts."""
    chosen = ordered.values("pk")[: PER_PAGE + 1]
    rows = Post.objects.filter(pk__in=chosen).with_approval().order_by("-due_at", "-pk").values_list(*COLUMNS)
    found: dict[int, Found] = {}
    for *post, account in rows:
        accounts = found.setdefault(post[0], (tuple(post), []))[1]
        if account is not None:
            accounts.append(account)
    return list(found.values())


def _rows(found: list[Found], filters: Filters, now: dt.datetime) -> list[dict[str, Any]]:
    root = root_of(filters.membership.association)
    names = {c.pk: (c.position, c.name) for c in filters.channels}
    held = filters.held
    rows = []
    for (pk, title, status, due_at, is_approved, owner, out_at), accounts in found:
        is_held = bool(held) and (None in held or not held.isdisjoint(accounts))
        state = states.shown(status, is_approved=is_approved, is_past=due_at < now, is_held=is_held)
        local = due_at.astimezone(PARIS)
        rows.append(
            {
                "path": f"{root}{pk}/",
                "pk": pk if status in ("draft", "review", "scheduled") else "",
                "title": title,
                "day": f"{spoken_day(local.date())} {local.year}",
                "iso": f"{local:%Y-%m-%dT%H:%M}",
                "hour": spoken_hour(local),
                "where": ", ".join(name for _position, name in sorted(names[a] for a in accounts)),
                "owner": owner,
                "late_by": lateness.sentence(due_at, out_at) if out_at else "",
                "chip": drawn_chip(state, str(states.WORDS[state])),
            }
        )
    return rows


def _written(found: Found) -> str:
    """The mark of a post: its instant in UTC and its number, "20261118T170000.000000_12"."""
    pk, _title, _status, due_at, *_rest = found[0]
    return f"{due_at.astimezone(dt.UTC):%Y%m%dT%H%M%S.%f}_{pk}"


def _mark(text: str) -> tuple[dt.datetime, int] | None:
    try:
        stamp, pk = text.split("_")
        return dt.datetime.strptime(stamp, "%Y%m%dT%H%M%S.%f").replace(tzinfo=dt.UTC), int(pk)
    except ValueError:
        return None
