"""The days of a year as one association sees them: what it hides, which dates somebody confirmed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Case, DateField, IntegerField, Value, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from associations.models import Association
from calendar_app.campaigns import days
from calendar_app.hours import spoken_date
from calendar_app.models import DayChoice, DayConfirmation

# What a date is worth. CERTAIN also when somebody confirmed it.
CERTAIN, TO_CHECK, TO_CONFIRM = "certain", "to_check", "to_confirm"
_HIDDEN, _SHOWN = 0, 1
# Whether each day chosen by hand is shown; first and last day of those confirmed, by day and year.
Said = tuple[dict[str, bool], dict[tuple[str, int], tuple[dt.date, dt.date]]]


@dataclass(frozen=True)
class Falls:
    """One day in one year, first and last day included. `worth` is CERTAIN, TO_CHECK or TO_CONFIRM."""

    id: str
    name: str
    starts_on: dt.date
    ends_on: dt.date
    tags: tuple[str, ...]
    source: str
    worth: str = CERTAIN
    note: str = ""
    is_shown: bool = True
    is_confirmed: bool = False

    @property
    def is_long(self) -> bool:
        return self.ends_on > self.starts_on


class Day(NamedTuple):
    """A day as the calendar names it, with its place on the page of days."""

    name: str
    path: str
    to_confirm: bool


@lru_cache(maxsize=16)
def of_year(year: int) -> tuple[Falls, ...]:
    """Every day that begins in `year`, before anybody said anything, by date."""
    found = []
    for day in days.known().values():
        start, end = day.dates(year)
        worth = TO_CONFIRM if day.confirm else TO_CHECK if day.is_unchecked else CERTAIN
        if day.rule == "easter_offset" and "ferie" in day.tags:
            # Easter is arithmetic, and the law says how far these days are from it.
            worth = CERTAIN
        found.append(Falls(day.id, day.name, start, end, day.tags, _address(day.source), worth, day.note))
    for key, on, name, is_local in days.public_holidays(year):
        said = f"{name} (férié en Alsace et en Moselle)" if is_local else f"{name} (férié)"
        found.append(Falls(key, said, on, on, ("ferie",), days.HOLIDAY_SOURCE, is_shown=not is_local))
    return tuple(sorted(found, key=lambda falls: (falls.starts_on, falls.ends_on, falls.name)))


def _address(source: str) -> str:
    return source if source.startswith("http") else ""


def falls(association: Association, first: int, last: int, said: Said | None = None) -> list[Falls]:
    """Return every day of the years `first` to `last` as `association` sees it, hidden ones included.

    One query, or none when the caller brings what was `said`.
    """
    choices, confirmed = said or _said(association, first, last)
    found = []
    for year in range(first, last + 1):
        for day in of_year(year):
            if day.id in choices:
                day = replace(day, is_shown=choices[day.id])
            if dates := confirmed.get((day.id, year)):
                day = replace(day, starts_on=dates[0], ends_on=dates[1], worth=CERTAIN, is_confirmed=True)
            found.append(day)
    return sorted(found, key=lambda each: (each.starts_on, each.ends_on, each.name))


def _said(association: Association, first: int, last: int) -> Said:
    """Choices by day, and confirmed dates by day and year: one query for both."""
    no_day = Cast(Value(None), DateField())
    is_shown = Case(When(is_shown=True, then=_SHOWN), default=_HIDDEN, output_field=IntegerField())
    choices = DayChoice.objects.of(association).values_list("day", is_shown, no_day, no_day)
    dates = DayConfirmation.objects.of(association).filter(year__range=(first, last))
    shown, confirmed = {}, {}
    for day, year, start, end in dates.values_list("day", "year", "starts_on", "ends_on").union(choices, all=True):
        if start is None:
            shown[day] = year == _SHOWN
        else:
            confirmed[day, year] = (start, end)
    return shown, confirmed


def days_between(
    association: Association, start: dt.date, end: dt.date, said: Said | None = None
) -> dict[dt.date, list[Day]]:
    """Return what begins on each day from `start` to `end` (both included), hidden days left out. Queries: as `falls`.

    A period is told on its first day only: a whole month of the same words is noise.
    """
    found: dict[dt.date, list[Day]] = defaultdict(list)
    for day in falls(association, start.year, end.year, said):
        if day.is_shown and start <= day.starts_on <= end:
            found[day.starts_on].append(Day(_named(day), path(association, day), day.worth == TO_CONFIRM))
    return dict(found)


def path(association: Association, day: Falls) -> str:
    return f"{reverse('calendar:days-year', args=[association.slug, day.starts_on.year])}#{day.id}"


def _named(day: Falls) -> str:
    if not day.is_long:
        return day.name
    return _("%(name)s, jusqu’au %(day)s") % {"name": day.name, "day": spoken_date(day.ends_on)}
