"""Files with one line per day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from kpis.importing.cells import BadCell, read_duration, read_number, shown
from kpis.importing.dates import needs_year, read_day, slashed_order
from kpis.importing.shapes import FileRefused, Refusal, Row, say
from kpis.importing.shapes import gettext_noop as _
from kpis.importing.specs import is_whole, plain, unit_of
from kpis.importing.tables import Table

TOTALS = frozenset({"total", "totals", "totaux", "grand total"})


# More bad lines than this say nothing new to a person.
MAX_REFUSED = 200


class Figures:
    """Rows as they are gathered. The same period twice with two values keeps neither."""

    def __init__(self) -> None:
        self.refused: list[Refusal] = []
        self._rows: dict[tuple[str, str, str, dt.date], Row] = {}
        self._doubtful: set[tuple[str, str, str, dt.date]] = set()

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for key, row in self._rows.items() if key not in self._doubtful)

    def refuse(self, line: int, column: str, error: BadCell) -> None:
        self.note(Refusal(line, column, error.reason, error.cell))

    def note(self, refusal: Refusal) -> None:
        # A file wrong from end to end would fill the memory with reasons nobody reads.
        if len(self.refused) <= MAX_REFUSED:
            self.refused.append(refusal)

    def add(self, row: Row) -> None:
        """Keep the row, unless its period came before with another value."""
        before = self._rows.setdefault(row.key, row)
        if before.value == row.value:
            return
        self._doubtful.add(row.key)
        reason = say(
            _("Le même jour figure aussi à la ligne %(other)s, avec une autre valeur : aucune des deux n’est gardée."),
            other=before.line,
        )
        self.note(Refusal(row.line, row.source_column, reason, shown(row.value)))


def date_style(table: Table, field: str, near: dt.date | None) -> str:
    """How the dates of a column are written: "mdy", "dmy" or "". Raises FileRefused.

    LinkedIn, Meta and X write month first in English; nothing is assumed of a French file.
    """
    try:
        order = slashed_order(table.column(field))
    except BadCell as error:
        raise FileRefused(error.reason, column=table.heading(field), cell=error.cell) from None
    if near is None and any(needs_year(cell) for cell in table.column(field)):
        raise FileRefused(
            say(_("Les dates de ce fichier n’ont pas d’année. Indiquez le mois et l’année, puis recommencez.")),
            column=table.heading(field),
            asks=("month",),
        )
    return order or ("mdy" if table.language == "en" else "")


def days(
    table: Table, figures: Figures, field: str = "date", *, near: dt.date | None = None, at_midnight: bool = False
) -> Iterator[tuple[int, dt.date, list[Any]]]:
    """Line number, day and cells of each line that has a day; the others are refused."""
    order = date_style(table, field, near)
    place, width = table.places[field], max(table.places.values()) + 1
    for number, cells in table.lines():
        if len(cells) < width:
            # The cells are not shown: a line cut short may hold a name.
            figures.note(Refusal(number, "", say(_SHORT, line=number)))
            continue
        if plain(cells[place]) in TOTALS:
            continue
        try:
            yield number, read_day(cells[place], order=order, near=near, at_midnight=at_midnight), cells
        except BadCell as error:
            figures.refuse(number, table.heading(field), error)


def read_daily(table: Table, *, near: dt.date | None = None, at_midnight: bool = False) -> Figures:
    """Every figure of every day of the table."""
    figures = Figures()
    headings, columns = table.headings, table.figures()
    for number, day, cells in days(table, figures, table.family.date, near=near, at_midnight=at_midnight):
        for column, place in columns:
            try:
                value = read_value(column.indicator, cells[place], table.language, signed=True)
            except BadCell as error:
                figures.refuse(number, headings[place], error)
                continue
            if value is not None:
                figures.add(
                    Row(column.indicator, "day", day, value, unit_of(column.indicator), headings[place], number)
                )
    return figures


def read_value(indicator: str, cell: Any, language: str, *, signed: bool = False) -> Decimal | None:
    """The figure of an indicator, in its unit; None when absent. `signed`: see `read_number`. Raises BadCell."""
    if unit_of(indicator) == "s":
        return read_duration(cell)
    return read_number(cell, language=language, whole=is_whole(indicator), signed=signed)


_SHORT = _("La ligne %(line)s est coupée : il lui manque des colonnes.")
