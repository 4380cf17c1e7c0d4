"""What is said to the association and around it, and what its members learn together."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from calendar_app.models import Channel
from charter.models import Clause
from config.demo.clock import at, on
from config.demo.people import Cast
from moderation import transitions as moderation
from moderation.models import Case
from training import transitions as training
from training.models import Workshop
from watch import transitions as watch
from watch.models import Item

DATA: dict[str, Any] = tomllib.loads((Path(__file__).parent / "neighbours.toml").read_text())


def live_beside(cast: Cast, channels: dict[str, Channel], today: dt.date) -> None:
    """Report and decide cases, note mentions and answer them, hold one workshop and plan another."""
    for row in DATA["case"]:
        _case(row, cast, channels, today)
    for row in DATA["mention"]:
        _mention(row, cast, today)
    for row in DATA["workshop"]:
        _workshop(row, cast, today)


def _case(row: dict[str, Any], cast: Cast, channels: dict[str, Channel], today: dt.date) -> None:
    day = today - dt.timedelta(days=row["days"])
    case = Case(
        summary=row["summary"],
        channel=channels[row["channel"]],
        address=row["address"],
        author_handle=row["author"],
        evidence=row["evidence"],
        seriousness=row["seriousness"],
    )
    with at(on(day, 9)) as now:
        moderation.receive(case, by=cast["lea"], now=now)
    if "measure" not in row:
        return
    with at(on(day, 11)) as now:
        moderation.take_up(case, by=cast["karim"])
        in_force = Clause.objects.filter(version__status="in_force", version__charter__kind="moderation")
        article = in_force.get(key=row["article"]) if row["article"] else None
        moderation.decide(
            case, by=cast["karim"], measure=row["measure"], article=article, reason=row["reason"], now=now
        )
    with at(on(day, 12)) as now:
        moderation.close(case, by=cast["karim"], notice=Case.Notice.TOLD, now=now)


def _mention(row: dict[str, Any], cast: Cast, today: dt.date) -> None:
    day = today - dt.timedelta(days=row["days"])
    item = Item(url=row["link"], place=row["place"], excerpt=row["excerpt"], published_on=day, tone=row["tone"])
    with at(on(day, 8)) as now:
        watch.note(item, by=cast["gaelle"], now=now)
    with at(on(day, 18)) as now:
        if "answer" in row:
            watch.answer(item, by=cast["nour"], words=row["answer"], now=now)
        elif "left" in row:
            watch.leave(item, by=cast["gaelle"], reason=row["left"], now=now)


def _workshop(row: dict[str, Any], cast: Cast, today: dt.date) -> None:
    day = today + dt.timedelta(days=row["days"])
    workshop = Workshop(
        title=row["title"], about=row["about"], place=row["place"], trainer=cast["odile"], starts_at=on(day, 18)
    )
    with at(on(min(day, today) - dt.timedelta(days=15), 10)) as now:
        training.plan(workshop, by=cast["odile"])
        names = [training.sign_up(workshop, by=cast[name], now=now) for name in row["came"]]
    if day < today:
        with at(on(day, 21)) as now:
            for attendance in names:
                training.mark(attendance, came=True, by=cast["odile"], now=now)
            training.hold(workshop, by=cast["odile"], now=now)
