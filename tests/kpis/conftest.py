"""A small association with four accounts and a year of figures, in November 2026."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django_scopes import scope

from calendar_app.models import Channel
from kpis import periods
from kpis.models import FollowedIndicator, PeriodKind, Reading, Source, Target

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
OCTOBER = dt.date(2026, 10, 1)
YEAR = periods.months_until(OCTOBER, 12)


@pytest.fixture
def november() -> Iterator[None]:
    """The clock stands on 22 November 2026."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def channels(association: Any) -> SimpleNamespace:
    """Blog, Facebook, Mastodon, X."""
    with scope(association=association):
        made = {
            slug: Channel.objects.create(association=association, name=name, slug=slug, network=slug, position=place)
            for place, (slug, name) in enumerate(
                [("blog", "Blog"), ("facebook", "Facebook"), ("mastodon", "Mastodon"), ("x", "X")]
            )
        }
    return SimpleNamespace(**made)


@pytest.fixture
def follow(association: Any) -> Callable[..., None]:
    """follow("posts", "reach", headlines=["posts"])."""

    def do(*indicators: str, headlines: tuple[str, ...] = ()) -> None:
        with scope(association=association):
            for rank, indicator in enumerate(indicators):
                FollowedIndicator.objects.create(
                    association=association, indicator=indicator, rank=rank, headline=indicator in headlines
                )

    return do


@pytest.fixture
def read(association: Any, cast: Any) -> Callable[..., Reading]:
    """read("posts", 4, channel=…, month=…) or read("posts", 4, day=…): one reading, as a person or a file leaves it."""

    def do(
        indicator: str,
        value: Any,
        *,
        channel: Channel | None = None,
        month: dt.date = OCTOBER,
        day: dt.date | None = None,
        note: str = "Relevé du mardi",
    ) -> Reading:
        with scope(association=association):
            return Reading.objects.create(
                association=association,
                indicator=indicator,
                channel=channel,
                period_kind=PeriodKind.DAY if day else PeriodKind.MONTH,
                period_start=day or month,
                value=Decimal(str(value)),
                source=Source.IMPORT if day else Source.TYPED,
                note=note,
                by=cast.bruno,
                at=dt.datetime(2026, 11, 3, 9, tzinfo=dt.UTC),
            )

    return do


@pytest.fixture
def aim(association: Any, cast: Any) -> Callable[..., Target]:
    """aim("posts", 12, since=…): a target."""

    def do(indicator: str, value: Any, *, since: dt.date = YEAR[0], channel: Channel | None = None) -> Target:
        with scope(association=association):
            return Target.objects.create(
                association=association,
                indicator=indicator,
                channel=channel,
                from_month=since,
                value=None if value is None else Decimal(str(value)),
                by=cast.bruno,
                at=NOW,
            )

    return do


@pytest.fixture
def year(channels: SimpleNamespace, follow: Any, read: Any, aim: Any) -> SimpleNamespace:
    """Twelve months: answers fall under their target, visits rise, nobody read August, reach cannot be added."""
    follow(
        "response_rate",
        "sessions_social",
        "volunteer_signups",
        "followers",
        "reach",
        "avg_gift",
        headlines=("response_rate", "sessions_social", "volunteer_signups", "followers"),
    )
    rates = [91, 93, 90, 92, 88, 94, 91, 93, 92, None, 86, 82]
    for place, month in enumerate(YEAR):
        if rates[place] is not None:
            read("first_messages_received", 100, month=month)
            read("answered", rates[place], month=month)
        for channel, base in ((channels.blog, 700), (channels.facebook, 500)):
            read("sessions_social", base + 10 * place, channel=channel, month=month)
        read("volunteer_signups", 11, month=month)
        read("followers", 600 + place, channel=channels.mastodon, month=month)
        read("followers", 1200 + place, channel=channels.x, month=month)
        read("reach", 4000, channel=channels.facebook, month=month)
        read("reach", 900, channel=channels.x, month=month)
        read("donations_amount", "100.50", month=month)
        read("donations_count", 4, month=month)
    aim("response_rate", 90)
    aim("sessions_social", 1400)
    aim("volunteer_signups", 12)
    return channels
