"""Eight months of posts: written, read by a second person, scheduled, confirmed at their hour; some still wait."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from associations.models import Association, Membership
from calendar_app import transitions
from calendar_app.models import Campaign, Channel, Pillar, Post
from calendar_app.transitions import Plan, Words
from config.demo import pictures
from config.demo.clock import at, months_before, on
from config.demo.people import DATA, Cast

RUBRICS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "posts.toml").read_text())["rubric"]
WRITERS = ("yanis", "lea", "nour")
READERS = ("helene", "ines", "helene", "aicha")
WEEK = dt.timedelta(days=7)
Belongs = tuple[dict[str, Pillar], dict[str, Campaign]]


@dataclass(frozen=True)
class Line:
    """One post to come: what it says, where, when, by whom."""

    rank: int
    rubric: dict[str, Any]
    title: str
    text: str
    due_at: dt.datetime


def open_channels(association: Association, today: dt.date) -> dict[str, Channel]:
    """Create the accounts, each with the decision that opened it; return them by short address.

    They are older than Portevoix here: the next look at each comes in its turn, the first one soon.
    """
    return {
        row["slug"]: Channel.objects.create(
            association=association,
            position=rank,
            opened_by_decision=row["decision"],
            decided_on=row["decided_on"],
            review_on=today + dt.timedelta(days=20 + 35 * rank),
            url=row["address"],
            **{name: row[name] for name in ("slug", "name", "network", "purpose")},
        )
        for rank, row in enumerate(DATA["channel"])
    }


def lines(today: dt.date) -> Iterator[Line]:
    """Every post from eight months ago to three weeks ahead, in the order of their dates."""
    first = months_before(today, 8)
    monday = first - dt.timedelta(days=first.weekday())
    rank = 0
    for week in range((today - monday).days // 7 + 4):
        for rubric in sorted(RUBRICS, key=lambda r: (r["weekday"], r["time"])):
            # Some rubrics do not come every week: a small association keeps a pace it can hold.
            if week % rubric.get("every", 1):
                continue
            day = monday + WEEK * week + dt.timedelta(days=rubric["weekday"])
            hour, minute = map(int, rubric["time"].split(":"))
            title, text = rubric["items"][week % len(rubric["items"])]
            text = text.replace("{n}", str(18 + week * 3)).replace("{day}", f"{day:%d/%m}")
            rank += 1
            yield Line(rank, rubric, title, text, on(day, hour, minute))


def write_all(
    association: Association, cast: Cast, channels: dict[str, Channel], now: dt.datetime, belongs: Belongs
) -> None:
    """Live every line; what is due after `now` stays where a real calendar would have it.

    `belongs` is the pillars and the campaigns, each by the key of the rubric that belongs to it.
    """
    for line in lines(now.date()):
        key = line.rubric["key"]
        campaign = belongs[1].get(key)
        if campaign and not campaign.starts_on <= line.due_at.date() <= campaign.ends_on:
            campaign = None
        plan = Plan(line.due_at, line.rubric["purpose"], _writer(cast, line), belongs[0].get(key), campaign)
        _live(association, cast, channels, line, plan, now)


def _writer(cast: Cast, line: Line) -> Membership:
    return cast[WRITERS[line.rank % 3]]


def _live(
    association: Association, cast: Cast, channels: dict[str, Channel], line: Line, plan: Plan, now: dt.datetime
) -> None:
    writer, reader = _writer(cast, line), cast[READERS[line.rank % 4]]
    chosen = [channels[slug] for slug in line.rubric["channels"]]
    until_due = line.due_at - now
    written = min(line.due_at - dt.timedelta(days=6, hours=2), now - dt.timedelta(hours=3 + line.rank % 40))
    with at(written):
        shown = pictures.of(line.rubric["key"], by=writer, now=written)
        texts = {channel.pk: "" for channel in chosen}
        words = Words(line.title, line.rubric["kind"], line.text, texts, shown)
        post = transitions.create(association, words, plan, by=writer, now=written)
    # Far ahead: still drafts. Nearer: waiting for a reader. This week: on the calendar.
    if until_due > dt.timedelta(days=9):
        return
    sent = written + dt.timedelta(hours=1)
    with at(sent):
        transitions.submit(post, by=writer, now=sent)
    if until_due > dt.timedelta(days=6) or (until_due > dt.timedelta(0) and line.rank % 3 == 0):
        return
    read = sent + dt.timedelta(hours=1)
    with at(read):
        if transitions.approve(post, expected=1, by=reader, now=read).awaits:
            # A sensitive message takes a second yes, from the bureau.
            transitions.approve(post, expected=1, by=cast["thierry"], now=read)
        transitions.schedule(post, by=reader, now=read)
    if until_due <= dt.timedelta(0) and not _is_left_late(line, now):
        _publish(post, writer, line)


def _is_left_late(line: Line, now: dt.datetime) -> bool:
    """One of the last two days' posts was forgotten, as happens."""
    return line.rubric["key"] == "appel" and now - line.due_at < dt.timedelta(days=7)


def _publish(post: Post, writer: Membership, line: Line) -> None:
    for order, variant in enumerate(post.variants.select_related("channel", "post__association")):
        published = line.due_at + dt.timedelta(minutes=3 + 7 * order + line.rank % 11)
        link = f"{variant.channel.url}/{post.pk}"
        with at(published):
            transitions.confirm(variant, link=link, published_at=published, by=writer, now=published)
