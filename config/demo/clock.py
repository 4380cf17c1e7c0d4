"""The demo's calendar: acts are lived at the hour they are said to have happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


@contextmanager
def at(moment: dt.datetime) -> Iterator[dt.datetime]:
    """Make `django.utils.timezone.now()` answer `moment`, so that dates, journal and deadlines agree with the story."""
    with patch("django.utils.timezone.now", return_value=moment):
        yield moment


def on(day: dt.date, hour: int = 9, minute: int = 0) -> dt.datetime:
    """That hour of that day in Paris."""
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=PARIS)


def months_before(day: dt.date, count: int) -> dt.date:
    """The first of the month, `count` months before the month of `day`."""
    index = day.year * 12 + day.month - 1 - count
    return dt.date(index // 12, index % 12 + 1, 1)
