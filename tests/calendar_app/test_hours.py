"""Paris, Monday first, two clock changes a year."""

import datetime as dt

import pytest

from calendar_app.hours import NoSuchHour, instant, midnight, neighbour, spoken, weeks


def test_the_hour_that_does_not_exist_in_march():
    with pytest.raises(NoSuchHour):
        instant(dt.date(2026, 3, 29), dt.time(2, 30))
    assert instant(dt.date(2026, 3, 29), dt.time(3)).astimezone(dt.UTC).hour == 1


def test_the_hour_lived_twice_in_october_is_the_first():
    assert instant(dt.date(2026, 10, 25), dt.time(2, 30)).astimezone(dt.UTC) == dt.datetime(
        2026, 10, 25, 0, 30, tzinfo=dt.UTC
    )


@pytest.mark.parametrize(
    ("day", "hours"), [(dt.date(2026, 3, 29), 23), (dt.date(2026, 10, 25), 25), (dt.date(2026, 11, 22), 24)]
)
def test_a_day_may_last_23_or_25_hours(day, hours):
    start, end = midnight(day).astimezone(dt.UTC), midnight(day + dt.timedelta(1)).astimezone(dt.UTC)
    assert end - start == dt.timedelta(hours=hours)


@pytest.mark.parametrize("month", range(1, 13))
def test_weeks_are_whole_and_begin_on_monday(month):
    days = weeks(2026, month)
    assert days[0].weekday() == 0
    assert days[-1].weekday() == 6
    assert len(days) % 7 == 0
    assert days == sorted(set(days))
    assert {dt.date(2026, month, 1), dt.date(2026, month, 28)} <= set(days)


def test_neighbours_cross_the_year():
    assert neighbour(dt.date(2026, 12, 1), 1) == dt.date(2027, 1, 1)
    assert neighbour(dt.date(2026, 1, 1), -1) == dt.date(2025, 12, 1)


def test_moments_are_spoken_in_paris():
    assert spoken(dt.datetime(2026, 11, 1, 17, 30, tzinfo=dt.UTC)) == "dimanche 1er novembre à 18\u00a0h\u00a030"
    assert spoken(dt.datetime(2026, 7, 1, 18, tzinfo=dt.UTC)) == "mercredi 1er juillet à 20\u00a0h"
