"""YouTube Studio, advanced mode: Totals, Chart data and Table data."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from kpis.importing.cells import BadCell
from kpis.importing.daily import TOTALS, Figures, days, read_daily, read_value
from kpis.importing.grids import Document
from kpis.importing.shapes import FileRefused, Parsed, Refusal, Row, say
from kpis.importing.shapes import gettext_noop as _
from kpis.importing.specs import families, plain, unit_of, youtube_dimensions
from kpis.importing.tables import Table, find_table

FAMILY = "youtube"
# Unique people and means cannot be added, whatever shares them out.
_NOT_ADDED = frozenset({"viewers", "avg_view_duration"})


def recognise(document: Document) -> Table | None:
    """A table whose first column is a date or a dimension of YouTube Studio, and that counts views."""
    table = find_table(document.sheets[0], families()[FAMILY])
    if table is None or table.top:
        return None
    first = plain(table.headings[0])
    # A second column named "Date" leaves neither readable.
    dated = first == "date" and "date" in table.places
    return table if dated or (first != "date" and first in youtube_dimensions()) else None


def read(table: Table, *, month: dt.date | None = None) -> Parsed:
    """The figures of the file. `month` is the person's answer when the file has no date. Raises FileRefused."""
    headings = [plain(heading) for heading in table.headings]
    if headings[0] != "date":
        figures = _read_total(table, month)
    elif len(headings) > 1 and headings[1] in youtube_dimensions() and headings[1] != "date":
        figures = _read_shared(table, youtube_dimensions()[headings[1]])
    else:
        figures = read_daily(table)
    return Parsed(FAMILY, "youtube", table.language, figures.rows, tuple(figures.refused), tuple(table.notes()))


def _read_total(table: Table, month: dt.date | None) -> Figures:
    """The "Total" line of a table without dates, for the month the person gives."""
    total = next(((number, cells) for number, cells in table.lines() if plain(cells[0]) in TOTALS), None)
    if total is None:
        raise FileRefused(say(_NO_TOTAL, column=table.headings[0]))
    if month is None:
        raise FileRefused(say(_NO_MONTH), asks=("month",))
    figures = Figures()
    number, cells = total
    for column, place in table.figures():
        try:
            value = read_value(column.indicator, cells[place], table.language) if place < len(cells) else None
        except BadCell as error:
            figures.refuse(number, table.headings[place], error)
            continue
        if value is not None:
            unit = unit_of(column.indicator)
            figures.add(Row(column.indicator, "month", month, value, unit, table.headings[place], number))
    return figures


def _read_shared(table: Table, parts: tuple[frozenset[str], ...]) -> Figures:
    """Days shared out between parts that make up the whole: their sum, when every part is there once."""
    if not parts:
        raise FileRefused(say(_NOT_WHOLE, column=table.headings[1]))
    figures = Figures()
    shares: dict[dt.date, dict[int, tuple[int, list]]] = {}
    for number, day, cells in days(table, figures):
        part = next((rank for rank, names in enumerate(parts) if plain(cells[1]) in names), None)
        if part is None or part in shares.setdefault(day, {}):
            raise FileRefused(say(_ODD_PART, line=number), line=number, column=table.headings[1])
        shares[day][part] = (number, cells)
    for day, lines in shares.items():
        if len(lines) < len(parts):
            number = next(iter(lines.values()))[0]
            figures.note(Refusal(number, table.headings[1], say(_PART_MISSING, day=day.strftime("%d/%m/%Y"))))
            continue
        _add_shares(table, day, lines, figures)
    return figures


def _add_shares(table: Table, day: dt.date, lines: dict[int, tuple[int, list]], figures: Figures) -> None:
    for column, place in table.figures():
        if column.indicator in _NOT_ADDED:
            continue
        values: list[Decimal] = []
        for number, cells in lines.values():
            try:
                value = read_value(column.indicator, cells[place], table.language)
            except BadCell as error:
                figures.refuse(number, table.headings[place], error)
                break
            if value is None:
                break
            values.append(value)
        else:
            unit = unit_of(column.indicator)
            figures.add(Row(column.indicator, "day", day, sum(values, Decimal(0)), unit, table.headings[place]))


_NO_TOTAL = _(
    "Ce tableau répartit les vues par « %(column)s » et sa ligne « Total » manque : "
    "on ne peut pas savoir s’il est entier. "
    "Renvoyez le fichier « Totaux » de la même archive."
)
_NO_MONTH = _("Ce tableau ne dit pas sa période. Indiquez le mois qu’il couvre, puis recommencez.")
_NOT_WHOLE = _(
    "Cette courbe est répartie par « %(column)s », et YouTube n’y met que les premières lignes : "
    "leur somme n’est pas le total. "
    "Renvoyez le fichier « Totaux » de la même archive."
)
_ODD_PART = _("La ligne %(line)s ne se range dans aucune part connue, ou y figure deux fois.")
_PART_MISSING = _("Il manque une part du %(day)s : le total de ce jour n’est pas gardé.")
