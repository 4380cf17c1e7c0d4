"""Days not to miss: when the days of awareness_days.toml fall in any year, and the public holidays of France."""

from __future__ import annotations

import calendar
import datetime as dt
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import holidays

DAY = dt.timedelta(days=1)
FILE = Path(__file__).parents[1] / "data" / "awareness_days.toml"
# The two more days of Bas-Rhin, Haut-Rhin and Moselle, shown by whoever asks for them.
ALSACE_MOSELLE = "alsace_moselle"
HOLIDAY_SOURCE = "https://www.service-public.fr/particuliers/vosdroits/F2405"


@dataclass(frozen=True)
class Awareness:
    """One day of the file. `rule` and its numbers say when; `confirm`: the organiser announces the date each year.

    `conf` is how far the file itself was checked: "un_list", "law", "checked", or "memory" (nobody looked it up).
    """

    id: str
    rule: str
    name: str
    tags: tuple[str, ...]
    source: str
    confirm: bool
    conf: str
    note: str = ""
    month: int = 0
    day: int = 0
    end_month: int = 0
    end_day: int = 0
    weekday: int = 0
    n: int = 1
    offset_days: int = 0
    duration_days: int = 1

    @property
    def is_unchecked(self) -> bool:
        return self.conf == "memory"

    def dates(self, year: int) -> tuple[dt.date, dt.date]:
        """First and last day of the one that begins in `year`, both included."""
        return _RULES[self.rule](self, year)


def easter(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm, Meeus, Astronomical Algorithms, 1991)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    shift = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * shift) // 433
    month = (h + shift - 7 * m + 90) // 25
    return dt.date(year, month, (h + shift - 7 * m + 33 * month + 19) % 32)


def nth_weekday(year: int, month: int, weekday: int, n: int) -> dt.date:
    """The `n`th (1 to 5) `weekday` (0 is Monday) of a month, or the last one when `n` is −1.

    Raises ValueError when the month has no fifth one.
    """
    if n == -1:
        last = dt.date(year, month, calendar.monthrange(year, month)[1])
        return last - DAY * ((last.weekday() - weekday) % 7)
    first = dt.date(year, month, 1)
    return dt.date(year, month, 1 + (weekday - first.weekday()) % 7 + 7 * (n - 1))


def _fixed(day: Awareness, year: int) -> tuple[dt.date, dt.date]:
    on = dt.date(year, day.month, day.day)
    return on, on


def _range(day: Awareness, year: int) -> tuple[dt.date, dt.date]:
    start, end = dt.date(year, day.month, day.day), dt.date(year, day.end_month, day.end_day)
    return start, end if end >= start else end.replace(year=year + 1)


def _month(day: Awareness, year: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, day.month, 1), _last(year, day.month)


def _last_day(day: Awareness, year: int) -> tuple[dt.date, dt.date]:
    return _last(year, day.month), _last(year, day.month)


def _nth(day: Awareness, year: int) -> tuple[dt.date, dt.date]:
    start = nth_weekday(year, day.month, day.weekday, day.n) + DAY * day.offset_days
    if day.id == "fete_meres" and start == easter(year) + 49 * DAY:
        # Last Sunday of May, unless it is Pentecost: then the first of June (code de l'action sociale, D. 215-1).
        start += 7 * DAY
    return start, start + DAY * (day.duration_days - 1)


def _easter(day: Awareness, year: int) -> tuple[dt.date, dt.date]:
    on = easter(year) + DAY * day.offset_days
    return on, on + DAY * (day.duration_days - 1)


def _last(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


_RULES = {
    "fixed": _fixed,
    "range": _range,
    "month": _month,
    "last_day_of_month": _last_day,
    "nth_weekday": _nth,
    "easter_offset": _easter,
}


@lru_cache(maxsize=1)
def known() -> dict[str, Awareness]:
    """Every day of the file by id, in the order of the file."""
    rows = tomllib.loads(FILE.read_text("utf-8"))["day"]
    numbers = ("month", "day", "end_month", "end_day", "weekday", "n", "offset_days", "duration_days", "note")
    return {
        row["id"]: Awareness(
            id=row["id"],
            rule=row["rule"],
            name=row["fr"],
            tags=tuple(row["tags"]),
            source=row["src"],
            confirm=row.get("confirm", False),
            conf=row["conf"],
            **{name: row[name] for name in numbers if name in row},
        )
        for row in rows
    }


def public_holidays(year: int) -> Iterator[tuple[str, dt.date, str, bool]]:
    """Yield (id, date, name, whether only Alsace-Moselle has it) of each public holiday the file does not have."""
    listed = {day.dates(year)[0] for day in known().values() if "ferie" in day.tags}
    everywhere = holidays.country_holidays("FR", years=year, language="fr")
    in_alsace = holidays.country_holidays("FR", subdiv="57", years=year, language="fr")
    for on, name in sorted(in_alsace.items()):
        if on not in listed:
            yield f"ferie_{on:%m%d}" if on in everywhere else ALSACE_MOSELLE, on, name, on not in everywhere
