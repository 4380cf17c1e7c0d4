"""Days and hours as people of the association live them: Europe/Paris, its two clock changes included."""

from __future__ import annotations

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

PARIS = ZoneInfo("Europe/Paris")
DAY = dt.timedelta(days=1)
# The years the calendar can show: a day of the year 26 is a slip of the keyboard.
FIRST_YEAR, LAST_YEAR = 2000, 2100


class NoSuchHour(ValueError):
    """The clocks jumped over this hour: on the last Sunday of March, 2 h 30 does not exist."""


def instant(day: dt.date, hour: dt.time) -> dt.datetime:
    """Return the moment of `hour` on `day` in Paris. The hour lived twice in October is the first one.

    Raises NoSuchHour for an hour the clocks jump over in March.
    """
    moment = dt.datetime.combine(day, hour, tzinfo=PARIS)
    if moment.astimezone(dt.UTC).astimezone(PARIS).replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise NoSuchHour(f"{day} {hour}")
    return moment


def midnight(day: dt.date) -> dt.datetime:
    """The first moment of `day` in Paris; a day may last 23 or 25 hours."""
    return dt.datetime.combine(day, dt.time(), tzinfo=PARIS)


def weeks(year: int, month: int) -> list[dt.date]:
    """Every day the page of a month shows: whole weeks, Monday first, neighbours of the month included."""
    first = dt.date(year, month, 1)
    last = dt.date(year, month, calendar.monthrange(year, month)[1])
    start, end = first - DAY * first.weekday(), last + DAY * (6 - last.weekday())
    return [start + DAY * i for i in range((end - start).days + 1)]


def neighbour(month: dt.date, step: int) -> dt.date:
    """The first day of the month `step` months away (−1 or +1)."""
    index = month.year * 12 + month.month - 1 + step
    return dt.date(index // 12, index % 12 + 1, 1)


def spoken_hour(moment: dt.datetime) -> str:
    """18 h, 18 h 40, in the time of Paris; 18:00 in English."""
    local = moment.astimezone(PARIS)
    if not (get_language() or "fr").startswith("fr"):
        return f"{local:%H:%M}"
    return f"{local.hour}\u00a0h" + (f"\u00a0{local.minute:02}" if local.minute else "")


def spoken_day(day: dt.date) -> str:
    """Mardi 17 novembre without its capital; « 1er » written plain."""
    number = "1er" if day.day == 1 and (get_language() or "fr").startswith("fr") else str(day.day)
    return f"{WEEKDAYS[day.weekday()]} {number} {MONTHS[day.month]}"


def spoken_date(day: dt.date) -> str:
    """17 novembre 2026: far from a deadline, the day of the week says nothing."""
    number = "1er" if day.day == 1 and (get_language() or "fr").startswith("fr") else str(day.day)
    return f"{number} {MONTHS[day.month]} {day.year}"


def spoken(moment: dt.datetime) -> str:
    """mardi 17 novembre à 20 h."""
    local = moment.astimezone(PARIS)
    return _("%(day)s à %(hour)s") % {"day": spoken_day(local.date()), "hour": spoken_hour(local)}


def same_hour(moment: dt.datetime, day: dt.date) -> dt.datetime:
    """Return `day` at the hour `moment` has in Paris, whatever the clocks did between. Raises NoSuchHour."""
    return instant(day, moment.astimezone(PARIS).time().replace(fold=0))


def clock_change(day: dt.date) -> int:
    """Return 1 on the day the clocks of Paris go forward, -1 when they go back, 0 otherwise."""
    before, after = midnight(day).utcoffset(), midnight(day + DAY).utcoffset()
    return (after > before) - (after < before) if before is not None and after is not None else 0


def week_of(day: dt.date) -> list[dt.date]:
    """The seven days of the week of `day`, Monday first."""
    monday = day - DAY * day.weekday()
    return [monday + DAY * i for i in range(7)]


def last_of(month: dt.date) -> dt.date:
    """The last day of the month of `month`."""
    return neighbour(month, 1) - DAY
