"""When a day falls, in any year: against the file, and against another way to count."""

import datetime as dt
import tomllib

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st

from calendar_app.campaigns import days

ROWS = tomllib.loads(days.FILE.read_text("utf-8"))["day"]
YEARS = st.integers(1900, 2199)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
@pytest.mark.parametrize("year", [2026, 2027])
def test_each_day_falls_where_the_file_says(row, year):
    start, end = days.known()[row["id"]].dates(year)
    said = start.isoformat() if start == end else f"{start}/{end}"
    assert said == row[f"d{year}"]


def _gauss(year):
    """Easter after Gauss, with the two corrections of Lichtenberg (1997): another road to the same Sunday."""
    k = year // 100
    m, s = 15 + (3 * k + 3) // 4 - (8 * k + 13) // 25, 2 - (3 * k + 3) // 4
    a = year % 19
    d = (19 * a + m) % 30
    r = (d + a // 11) // 29
    full = 21 + d - r
    first = 7 - (year + year // 4 + s) % 7
    return dt.date(year, 3, 1) + dt.timedelta(days=full + 7 - (full - first) % 7 - 1)


@given_any(YEARS)
def test_easter_against_another_algorithm(year):
    assert days.easter(year) == _gauss(year)


@given_any(YEARS, st.integers(1, 12), st.integers(0, 6), st.sampled_from([1, 2, 3, 4, -1]))
def test_the_nth_weekday_of_a_month(year, month, weekday, n):
    every = [day for day in _of_month(year, month) if day.weekday() == weekday]
    assert days.nth_weekday(year, month, weekday, n) == every[n - 1 if n > 0 else -1]


def _of_month(year, month):
    day = dt.date(year, month, 1)
    while day.month == month:
        yield day
        day += days.DAY


@given_any(st.sampled_from(sorted(days.known())), YEARS)
def test_a_day_begins_in_its_year_and_ends_after_its_start(day_id, year):
    start, end = days.known()[day_id].dates(year)
    assert start.year == year
    assert start <= end


def test_mother_s_day_leaves_pentecost_alone():
    assert days.known()["fete_meres"].dates(2023)[0] == dt.date(2023, 6, 4)
    assert days.known()["fete_meres"].dates(2024)[0] == dt.date(2024, 5, 26)


def test_the_holidays_that_the_file_lacks():
    found = list(days.public_holidays(2026))
    assert [(on, local) for _id, on, _name, local in found] == [
        (dt.date(2026, 1, 1), False),
        (dt.date(2026, 4, 3), True),
        (dt.date(2026, 8, 15), False),
        (dt.date(2026, 11, 1), False),
        (dt.date(2026, 12, 26), True),
    ]
