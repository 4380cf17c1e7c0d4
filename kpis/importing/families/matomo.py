"""Matomo: API.get and VisitsSummary exports, and the report sent by e-mail."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from decimal import Decimal
from itertools import islice
from typing import Any

from kpis.importing.cells import BadCell, read_percent, shown
from kpis.importing.daily import Figures, read_value
from kpis.importing.dates import EARLIEST
from kpis.importing.grids import Document, Sheet
from kpis.importing.shapes import FileRefused, Parsed, Refusal, Row, say
from kpis.importing.shapes import gettext_noop as _
from kpis.importing.specs import families, unit_of
from kpis.importing.tables import Table, find_table

FAMILY, REFERRERS = "matomo", "matomo_referrers"
# Lines of the report sent by e-mail that are looked at: sixty tables take four hundred.
LONGEST_REPORT = 5_000
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:,|/|\s+to\s+)(\d{4}-\d{2}-\d{2})", re.ASCII)


def recognise(document: Document) -> Table | None:
    """The table of visits, alone or in a report of many tables."""
    return find_table(document.sheets[0], families()[FAMILY]) if document.kind == "text" else None


def read(table: Table, *, month: dt.date | None = None) -> Parsed:
    """The figures of each period. `month` is the person's answer when the file has no date. Raises FileRefused."""
    if "date" not in table.places and month is None:
        raise FileRefused(say(_NO_MONTH), asks=("month",))
    figures = Figures()
    lines = _lines(table)
    if "date" not in table.places and len(lines) != 1:
        raise FileRefused(say(_SEVERAL))
    for number, cells in lines:
        try:
            kind, start = _period(cells[table.places["date"]]) if "date" in table.places else ("month", month)
        except (BadCell, IndexError) as error:
            reason = error.reason if isinstance(error, BadCell) else say(_SHORT, line=number)
            figures.note(Refusal(number, table.headings[0], reason))
            continue
        if start is not None:
            _read_line(table, number, cells, kind, start, figures)
    if "date" not in table.places and month is not None:
        _add_referrers(table, month, figures)
    return Parsed(FAMILY, "blog", table.language, figures.rows, tuple(figures.refused), tuple(table.notes()))


def _add_referrers(table: Table, month: dt.date, figures: Figures) -> None:
    """Where visits come from: in the report sent by e-mail it is a table of its own, further down."""
    lines = list(islice(iter(table.sheet.lines), table.top + 1, LONGEST_REPORT))
    for place in range(len(lines)):
        found = find_table(Sheet("", lines[place : place + 2]), families()[REFERRERS])
        if found and found.top == 0:
            for number, cells in found.lines():
                _read_line(found, number, cells, "month", month, figures)
            return


def _read_line(table: Table, number: int, cells: list[Any], kind: str, start: dt.date, figures: Figures) -> None:
    for column, place in table.figures():
        # The rate is only kept where visits that bounced are not counted: a rate cannot be added up.
        if column.indicator == "web_bounce_rate" and "bounces" in table.places:
            continue
        if place >= len(cells):
            figures.note(Refusal(number, table.headings[place], say(_SHORT, line=number)))
            continue
        try:
            value = _value(column.indicator, cells[place], table.language)
        except BadCell as error:
            figures.refuse(number, table.headings[place], error)
            continue
        if value is not None:
            unit = unit_of(column.indicator)
            figures.add(Row(column.indicator, kind, start, value, unit, table.headings[place], number))


def _value(indicator: str, cell: Any, language: str) -> Decimal | None:
    return read_percent(cell, language=language) if unit_of(indicator) == "%" else read_value(indicator, cell, language)


def _lines(table: Table) -> list[tuple[int, list[Any]]]:
    """The lines of this table only: a report puts a blank line between its tables."""
    lines: list[tuple[int, list[Any]]] = []
    for number, cells in table.sheet.lines[table.top + 1 :]:
        if not any(str(cell).strip() for cell in cells):
            break
        lines.append((number, cells))
    return lines


def _period(cell: Any) -> tuple[str, dt.date]:
    """Kind and first day of the period a cell names: "2010-03", "2010-03-05", "2009-12-28,2010-01-03"."""
    text = str(cell).strip()
    try:
        found = _MONTH.fullmatch(text)
        if found:
            return "month", _checked(dt.date(int(found[1]), int(found[2]), 1), text)
        if _DAY.fullmatch(text):
            return "day", _checked(dt.date.fromisoformat(text), text)
        found = _RANGE.fullmatch(text)
        if found:
            return _range(dt.date.fromisoformat(found[1]), dt.date.fromisoformat(found[2]), text)
    except ValueError as error:
        if isinstance(error, BadCell):
            raise
    raise BadCell(say(_NOT_PERIOD, cell=shown(text)), shown(text))


def _range(first: dt.date, last: dt.date, text: str) -> tuple[str, dt.date]:
    _checked(first, text)
    if first == last:
        return "day", first
    if first.day == 1 and last == first.replace(day=calendar.monthrange(first.year, first.month)[1]):
        return "month", first
    if first.weekday() == 0 and (last - first).days == 6:
        return "week", first
    raise BadCell(say(_ODD_RANGE, cell=shown(text)), shown(text))


def _checked(day: dt.date, text: str) -> dt.date:
    if day < EARLIEST:
        raise BadCell(say(_NOT_PERIOD, cell=shown(text)), shown(text))
    return day


_NO_MONTH = _("Ce fichier ne dit pas sa période. Indiquez le mois qu’il couvre, puis recommencez.")
_SEVERAL = _(
    "Ce fichier donne plusieurs lignes sans date : on ne sait pas à quelle période elles vont. "
    "Ajoutez la date à l’export."
)
_SHORT = _("La ligne %(line)s est coupée : il lui manque des colonnes.")
_NOT_PERIOD = _("« %(cell)s » n’est ni un jour ni un mois.")
_ODD_RANGE = _("« %(cell)s » n’est ni un jour, ni une semaine, ni un mois entier.")
