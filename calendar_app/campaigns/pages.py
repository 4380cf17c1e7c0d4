"""The pages of campaigns and pillars, each in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, F, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.models import Association
from calendar_app import gate, states
from calendar_app.campaigns import repeats
from calendar_app.campaigns.pace import Pace, pace
from calendar_app.hours import PARIS, spoken, spoken_date, spoken_day, spoken_hour
from calendar_app.models import Campaign, EventSeries, Pillar, Post, Recurrence
from calendar_app.querysets import PostQuerySet

# The window on which the shares of the pillars are measured.
MIX_DAYS = 90


def campaigns(association: Association, today: dt.date) -> dict[str, list[Campaign]]:
    """Return the campaigns under way, to come and over, each with `posts_kept` and `posts_out`. One query."""
    kept, out = ~Q(posts__status="cancelled"), Q(posts__status="published")
    rows = Campaign.objects.of(association).select_related("association", "owner__user")
    rows = rows.annotate(posts_kept=Count("posts", filter=kept), posts_out=Count("posts", filter=out))
    found: dict[str, list[Campaign]] = {"running": [], "coming": [], "over": []}
    for row in rows:
        over = row.closed_at is not None
        found["over" if over else "coming" if row.starts_on > today else "running"].append(row)
    return found


def drawn(posts: PostQuerySet, now: dt.datetime, held: set[int | None]) -> list[dict[str, Any]]:
    """Return the rows of a list of posts, by date: title, path, moment, owner, state and its words."""
    found = []
    for post in posts.with_approval().select_related("association", "owner__user").prefetch_related("variants"):
        accounts = {variant.channel_id for variant in post.variants.all()}
        is_held = None in held or not held.isdisjoint(accounts)
        state = states.shown(post.status, is_approved=post.is_approved, is_past=post.due_at < now, is_held=is_held)
        local = post.due_at.astimezone(PARIS)
        found.append(
            {
                "post": post,
                "when": f"{spoken_day(local.date())}, {spoken_hour(local)}",
                "state": state,
                "word": states.WORDS[state],
            }
        )
    return found


def campaign(found: Campaign, now: dt.datetime) -> dict[str, Any]:
    """Return the context of the page of one campaign: its posts by state, its pace."""
    posts = Post.objects.of(found.association).filter(campaign=found).order_by("due_at", "pk")
    rows = drawn(posts, now, set(gate.standing_holds(found.association, now)))
    by_state = [(s, states.WORDS[s], [r for r in rows if r["state"] == s]) for s in states.WORDS]
    return {
        "campaign": found,
        "groups": [group for group in by_state if group[2]],
        "pace": pace_of(found, [row["post"] for row in rows]),
        "is_over": found.ends_on < timezone.localdate(now),
    }


def pace_of(found: Campaign, posts: list[Post]) -> Pace:
    days = [post.due_at.astimezone(PARIS).date() for post in posts if post.status != Post.Status.CANCELLED]
    return pace(days, found.starts_on, found.ends_on, spoken_day)


def pillars(association: Association, now: dt.datetime) -> list[dict[str, Any]]:
    """Return the pillars with their share wanted and the share they had over the last MIX_DAYS. Two queries."""
    since = now - dt.timedelta(days=MIX_DAYS)
    window = Q(posts__status="published", posts__published_at__gte=since)
    rows = list(Pillar.objects.of(association).annotate(out=Count("posts", filter=window), all=Count("posts")))
    total = Post.objects.of(association).published().filter(published_at__gte=since).count()
    return [{"pillar": row, "share": round(100 * row.out / total) if total else None} for row in rows]


def series(association: Association) -> list[EventSeries]:
    """Return the events, the farthest first, each with `posts_open` and `posts_out`. One query."""
    kept = Q(steps__post__status__in=["draft", "review", "scheduled"])
    rows = EventSeries.objects.of(association).select_related("association", "owner__user")
    return list(
        rows.annotate(
            posts_open=Count("steps", filter=kept), posts_out=Count("steps", filter=Q(steps__post__status="published"))
        )
    )


def one_series(found: EventSeries, now: dt.datetime) -> dict[str, Any]:
    """Return the context of the page of one event: its posts in order, each with its step."""
    posts = Post.objects.of(found.association).filter(series_step__series=found).order_by("due_at", "pk")
    rows = drawn(posts.select_related("series_step"), now, set(gate.standing_holds(found.association, now)))
    for row in rows:
        row["step"] = row["post"].series_step.get_step_display()
    return {"series": found, "rows": rows, "is_past": found.starts_at <= now, "when": spoken(found.starts_at)}


def recurrences(association: Association, now: dt.datetime) -> list[Recurrence]:
    """Return the repetitions, running ones first, each with its `next_at` (None when nothing is planned). One query."""
    waiting = Q(occurrences__post__due_at__gt=now) & ~Q(occurrences__post__status="cancelled")
    rows = Recurrence.objects.of(association).select_related("association", "owner__user")
    return list(
        rows.annotate(next_at=Min("occurrences__post__due_at", filter=waiting)).order_by(
            F("stopped_at").asc(nulls_first=True), "title", "pk"
        )
    )


def recurrence(found: Recurrence, now: dt.datetime) -> dict[str, Any]:
    """Return the context of one repetition: what is to come, which of it somebody touched, what keeps it waiting."""
    posts = Post.objects.of(found.association).filter(occurrence__recurrence=found, due_at__gt=now)
    posts = posts.select_related("occurrence", "current").order_by("due_at", "pk")
    rows = drawn(posts, now, set(gate.standing_holds(found.association, now)))
    for row in rows:
        post = row["post"]
        row["since"] = post.occurrence.on.isoformat()
        row["note"] = _("retouchée") if post.revision.number != post.occurrence.revision else ""
    left = [day for day in repeats.dates_of(found) if day > timezone.localdate(now)]
    return {
        "recurrence": found,
        "rows": rows,
        "lacks": repeats.lacks(found),
        "last": spoken_date(left[-1]) if left else "",
    }
