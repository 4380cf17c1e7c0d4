"""The day a cell names, in any of the styles the networks use."""

from __future__ import annotations

import datetime as dt
import re
from calendar import isleap
from collections.abc import Iterable
from typing import Any

from kpis.importing.cells import BadCell, shown
from kpis.importing.shapes import gettext_noop as _
from kpis.importing.shapes import say

EARLIEST = dt.date(2000, 1, 1)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):\d{2}.*)?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})(?: .*)?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:[ ,].*)?", re.ASCII)
_ENGLISH = re.compile(
    r"(?:[a-z]{3,9}\.?,\s*)?([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?(?:,?\s+\d{1,2}:.*)?"
)
_FRENCH = re.compile(
    r"(?:[^\W\d_]{3,9}\.?,?\s+)?(\d{1,2})(?:er)?\s+([^\W\d_]{3,9})\.?(?:\s+(\d{4}))?(?:,?\s+\d{1,2}.*)?"
)
_HOUR = re.compile(
    r"[ T,]\s*([01]?\d|2[0-3]):([0-5]\d)(?::\d{2}(?:\.\d+)?)?\s*([ap]\.?m\.?)?\s*(Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?$",
    re.IGNORECASE | re.ASCII,
)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv",
            "february feb février fevrier févr fév fevr",
            "march mar mars",
            "april apr avril avr",
            "may mai",
            "june jun juin",
            "july jul juillet juil",
            "august aug août aout",
            "september sep sept septembre",
            "october oct octobre",
            "november nov novembre",
            "december dec décembre decembre déc",
        ),
        start=1,
    )
    for name in names.split()
}


def slashed_order(cells: Iterable[Any]) -> str:
    """ "mdy", "dmy", or "" when no cell of the column settles it. Raises BadCell when two cells disagree."""
    first = second = ""
    for cell in cells:
        found = _SLASHED.fullmatch(str(cell).strip()) if isinstance(cell, str) else None
        if found and int(found[1]) > 12:
            first = cell
        if found and int(found[2]) > 12:
            second = cell
    if first and second:
        raise BadCell(
            say(
                _(
                    "Les dates de ce fichier se contredisent (« %(one)s » et « %(other)s ») : "
                    "jour et mois y changent de place."
                ),
                one=shown(first),
                other=shown(second),
            ),
            shown(second),
        )
    return "dmy" if first else "mdy" if second else ""


def read_day(cell: Any, *, order: str = "", near: dt.date | None = None, at_midnight: bool = False) -> dt.date:
    """The day in `cell`.

    `order` settles "03/04/2026". `near` gives the year a file leaves out: the year that brings the day
    closest to it. `at_midnight`: the hour is only a trace of time zones, so an afternoon is doubtful.
    Raises BadCell.
    """
    if isinstance(cell, dt.datetime):
        day = cell.date()
    elif isinstance(cell, dt.date):
        day = cell
    elif isinstance(cell, str):
        day = _written(cell.strip(), order, near, at_midnight)
    else:
        raise _bad(_NOT_DAY, cell)
    if day < EARLIEST:
        raise _bad(_("« %(cell)s » est trop ancien : aucun réseau n’existait à cette date."), cell)
    return day


def read_moment(cell: Any, day: dt.date) -> dt.datetime | None:
    """The instant a cell of `day` gives, with its zone when it says one; None when it gives no hour."""
    if isinstance(cell, dt.datetime):
        return cell
    found = _HOUR.search(cell.strip()) if isinstance(cell, str) else None
    if not found:
        return None
    hour, minute, half, zone = int(found[1]), int(found[2]), (found[3] or "").casefold(), found[4]
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        moment = dt.datetime.combine(day, dt.time(hour, minute))
    except ValueError:
        return None
    return moment.replace(tzinfo=_zone(zone)) if zone else moment


def _zone(text: str) -> dt.timezone:
    if text in "zZ":
        return dt.UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return dt.timezone(dt.timedelta(minutes=-minutes if text[0] == "-" else minutes))


def needs_year(cell: Any) -> bool:
    """Whether the cell is a day and a month without a year ("April 12", "12 avril")."""
    if not isinstance(cell, str):
        return False
    parts = _named(cell.strip())
    return parts is not None and parts[0] is None


def _written(text: str, order: str, near: dt.date | None, at_midnight: bool) -> dt.date:
    found = _ISO.fullmatch(text)
    if found:
        if at_midnight and found[4] and int(found[4]) > 11:
            raise _bad(_("« %(cell)s » n’est pas le début d’un jour : on ne sait pas à quel jour va ce chiffre."), text)
        return _day(int(found[1]), int(found[2]), int(found[3]), text)
    found = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)
    if found:
        return _day(int(found[1]), int(found[2]), int(found[3]), text)
    found = _SLASHED.fullmatch(text)
    if found:
        if not order:
            raise _bad(
                _(
                    "« %(cell)s » se lit de deux façons (jour puis mois, ou mois puis jour) "
                    "et rien dans le fichier ne tranche."
                ),
                text,
            )
        one, two = int(found[1]), int(found[2])
        return _day(int(found[3]), one if order == "mdy" else two, two if order == "mdy" else one, text)
    parts = _named(text)
    if parts is None:
        raise _bad(_NOT_DAY, text)
    year, month, day = parts
    if year is None:
        if near is None:
            raise _bad(_("« %(cell)s » n’a pas d’année."), text)
        year = _closest_year(month, day, near)
    return _day(year, month, day, text)


def _named(text: str) -> tuple[int | None, int, int] | None:
    """Year if written, month and day of a date with the month in letters."""
    low = " ".join(text.casefold().split())
    found = _ENGLISH.fullmatch(low)
    if found and found[1] in _MONTHS:
        return (int(found[3]) if found[3] else None, _MONTHS[found[1]], int(found[2]))
    found = _FRENCH.fullmatch(low)
    if found and found[2] in _MONTHS:
        return (int(found[3]) if found[3] else None, _MONTHS[found[2]], int(found[1]))
    return None


def _closest_year(month: int, day: int, near: dt.date) -> int:
    """The year that brings the month closest to `near`; a 29 February is only of a year that has one."""
    years = [near.year - 1, near.year, near.year + 1]
    if (month, day) == (2, 29):
        years = [year for year in years if isleap(year)] or years

    def distance(year: int) -> int:
        return abs((year * 12 + month) - (near.year * 12 + near.month))

    return min(years, key=distance)


def _day(year: int, month: int, day: int, text: str) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise _bad(_("« %(cell)s » n’existe pas dans le calendrier."), text) from None


def _bad(template: str, cell: Any) -> BadCell:
    return BadCell(say(template, cell=shown(cell)), shown(cell))


_NOT_DAY = _("« %(cell)s » n’est pas une date.")
