"""Months as the first day they hold: parsing, walking, naming in the language of the moment. Pure."""

from __future__ import annotations

import calendar
import re
from datetime import date

from django.utils.translation import get_language

SHORT_NAMES = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)

MONTH_NAMES = {
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip


def parse_month(text: str) -> date:
    """The first day of the month written "2026-10".

    Raises ValueError when `text` is anything else, years before 2000 included:
    no network keeps figures that old, so it is a slip of the keyboard.
    """
    found = _MONTH.fullmatch(text)
    if not found or not 2000 <= int(found[1]) <= 2100:
        raise ValueError(text)
    return date(int(found[1]), int(found[2]), 1)


def month_of(day: date) -> date:
    """The first day of the month `day` is in."""
    return day.replace(day=1)


def shift(month: date, months: int) -> date:
    """The first day of the month `months` later (earlier when negative)."""
    count = month.year * 12 + month.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def last_day(month: date) -> date:
    """The last day of the month."""
    return month.replace(day=days_in(month))


def days_in(month: date) -> int:
    """How many days the month has."""
    return calendar.monthrange(month.year, month.month)[1]


def months_until(month: date, count: int) -> list[date]:
    """The `count` months that end with `month`, oldest first."""
    return [shift(month, offset) for offset in range(1 - count, 1)]


def slug(month: date) -> str:
    """The month as addresses write it: "2026-10"."""
    return f"{month:%Y-%m}"


def _is_english(language: str | None) -> bool:
    return (language or get_language() or "fr").startswith("en")


def month_name(month: date, language: str | None = None) -> str:
    """The name of the month alone, without its year: "octobre"."""
    return MONTH_NAMES["en" if _is_english(language) else "fr"][month.month - 1]


def short_name(month: date, language: str | None = None) -> str:
    """The name of the month cut short, where room lacks: "sept.", "mai", "Sep"."""
    if _is_english(language):
        return MONTH_NAMES["en"][month.month - 1][:3]
    return SHORT_NAMES[month.month - 1]


def in_words(month: date, language: str | None = None) -> str:
    """The month with its year: "octobre 2026"."""
    return f"{month_name(month, language)} {month.year}"


def named(month: date, today: date | None, language: str | None = None) -> str:
    """The name of the month, with its year when that is not the year of `today`: "octobre", "mars 2025"."""
    if today is None or today.year == month.year:
        return month_name(month, language)
    return in_words(month, language)


def of_month(month: date, language: str | None = None, *, today: date | None = None) -> str:
    """The month after "figures": "d’octobre", "de mai", "of October"; with its year when not that of `today`."""
    name = named(month, today, language)
    if _is_english(language):
        return f"of {name}"
    return f"d’{name}" if name[0] in "ao" else f"de {name}"
