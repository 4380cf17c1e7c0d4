"""Renders the month as an Excel workbook: the same tables as the page, in cells of the right type.

openpyxl is used nowhere else. Same figures, same cells: only the date of the
making and the head of the journal, printed as such, tell two files apart.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kpis import periods
from kpis.tables.month import Monthly
from kpis.tables.shapes import Cell, Row, Table
from kpis.workbook import cells, grids, native_charts, synthesis
from kpis.workbook.long_sheet import LongSheet, save

# Columns that two charts side by side need.
WIDEST = 7

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is printed to prove the file: when it was made, and the head of the journal then ("" when empty)."""

    made_at: datetime
    journal_head: str


@dataclass(frozen=True, slots=True)
class Made:
    """The finished file, its fingerprint and that of the figures in it."""

    content: bytes
    sha256: str
    data_sha256: str


def to_xlsx(monthly: Monthly, readings: Table, stamp: Stamp, progress: Progress = lambda percent: None) -> Made:
    """Make the workbook of `monthly`, with `readings` one per row. `progress` is told 0 to 100."""
    book = Workbook()
    summary = book.active
    summary.title = _("Synthèse")
    channels, history = book.create_sheet(_("Par canal")), book.create_sheet(_("Douze mois"))
    data = LongSheet(book, _("Données"))
    book._add_sheet(data)
    meanings = book.create_sheet(_("Définitions et sources"))
    progress(5)
    foot = (
        f"{monthly.association.name}, {periods.in_words(monthly.month, monthly.language)}",
        _("Journal : %(head)s") % {"head": stamp.journal_head[:16] or _("vide")},
    )
    figures = Fingerprint()
    for table in (monthly.summary, monthly.by_channel, monthly.history, monthly.definitions):
        figures.add(table)
    progress(20)
    first_row = _history(history, monthly, foot)
    _by_channel(channels, monthly, foot)
    _definitions(meanings, monthly, foot)
    _readings(
        data, monthly, figures.passing(readings), len(readings.rows), foot, lambda share: progress(30 + int(share * 50))
    )
    data_sha256 = figures.digest.hexdigest()
    synthesis.fill(summary, monthly, history, first_row, _stamped(stamp, data_sha256, monthly.language))
    progress(85)
    book.properties.creator = "Portevoix"
    book.properties.title = cells.clean(foot[0])
    # openpyxl writes naive UTC.
    book.properties.created = book.properties.modified = stamp.made_at.astimezone(tz=None).replace(tzinfo=None)
    file = io.BytesIO()
    save(book, file)
    content = file.getvalue()
    progress(95)
    return Made(content, hashlib.sha256(content).hexdigest(), data_sha256)


def _stamped(stamp: Stamp, data_sha256: str, language: str) -> list[str]:
    made = f"{stamp.made_at:%d/%m/%Y, %H:%M}"
    return [
        _("Classeur préparé le %(date)s par Portevoix. Empreinte des chiffres : %(hash)s")
        % {"date": made, "hash": data_sha256},
        _("Tête du journal : %(head)s") % {"head": stamp.journal_head or _("journal vide")},
    ]


class Fingerprint:
    """SHA-256 of every cell of every table: the same figures give the same, whenever the file is made."""

    def __init__(self) -> None:
        self.digest = hashlib.sha256()

    def add(self, table: Table) -> None:
        """Take in a whole table."""
        for _row in self.passing(table).rows:
            pass

    def passing(self, table: Table) -> Table:
        """The same table, taken in row by row while somebody else goes through it, once."""
        self.digest.update(json.dumps([table.key, [heading.text for heading in table.headings]]).encode())
        return replace(table, rows=self._taken(table.rows))

    def _taken(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            values = [_canonical(cell) for cell in (row.head, *row.cells)]
            self.digest.update(json.dumps(values, ensure_ascii=False).encode())
            yield row


def _canonical(cell: Cell) -> list[str]:
    value = cells.stored(cell)
    return [cell.kind, "" if value is None else str(value)]


def _history(sheet: Worksheet, monthly: Monthly, foot: tuple[str, str]) -> int:
    """The months the charts draw; return the row of the first one."""
    columns = len(monthly.history.headings)
    note = _("Une case hachurée, ou grisée, est un mois sans relevé complet. Rien n’a été estimé.")
    grids.head(sheet, monthly.history.title, note, columns)
    last = grids.place(sheet, monthly.history, 4, monthly.language) - 1
    grids.fit_headings(sheet, monthly.history, 4, 15)
    for row in range(5, last + 1):
        grids.centre(sheet, row, 20)
    # Breaks in series: whoever reads the months in Excel must not compare across them either.
    end = grids.notes(sheet, monthly.history.notes, last + 2, columns, 15 * columns) if monthly.history.notes else last
    sheet.freeze_panes = "B5"
    grids.set_up_print(sheet, f"A1:{get_column_letter(columns)}{end}", foot, landscape=True, title_rows="4:4")
    return 5


def _by_channel(sheet: Worksheet, monthly: Monthly, foot: tuple[str, str]) -> None:
    table = monthly.by_channel
    columns = len(table.headings)
    grids.head(sheet, table.title, periods.in_words(monthly.month, monthly.language).capitalize(), columns)
    grids.widths(sheet, (30, *([16] * max(columns - 1, WIDEST - 1))))
    sheet.row_dimensions[4].height = 14 * max(grids.lines_of(heading.text, 14) for heading in table.headings) + 6
    last = grids.place(sheet, table, 4, monthly.language) - 1
    rows = list(table.rows)
    for line, row in enumerate(rows, 5):
        grids.centre(sheet, line, 14 * grids.lines_of(row.head.text, 27) + 4)
    if rows:
        for cell in sheet[last]:
            cell.font = cells.font(bold=True)
    legend = [_("Case hachurée, ou grisée : ce chiffre est inconnu, ce n’est pas zéro.")] if rows else []
    free = grids.notes(sheet, [*table.notes, *legend], last + 2, max(columns, WIDEST), 16 * max(columns, WIDEST))
    sheet.freeze_panes = "B5"
    chart_end = _bars(sheet, monthly, len(rows), free + 1)
    area = f"A1:{get_column_letter(max(columns, WIDEST))}{max(free, chart_end)}"
    grids.set_up_print(sheet, area, foot, landscape=True, title_rows="4:4")
    # Charts may not be cut by the end of a page.
    sheet.page_setup.fitToHeight = 1


def _bars(sheet: Worksheet, monthly: Monthly, rows: int, at: int) -> int:
    """Bars of the two figures most accounts give, under the table; return the last row they cover."""
    table = monthly.by_channel
    channels = [row.cells for row in list(table.rows)[:-1]]
    known = [
        (sum(cells_[place].value is not None for cells_ in channels), -place)
        for place in range(len(table.headings) - 1)
    ]
    best = [-place for count, place in sorted(known, reverse=True) if count >= 2][:2]
    for order, place in enumerate(sorted(best)):
        example = next(cells_[place] for cells_ in channels if cells_[place].value is not None)
        whole = Cell(example.value, example.kind, "", example.decimals, example.unit)
        chart = native_charts.bars(
            sheet,
            table.headings[place + 1].text,
            place + 2,
            (5, 4 + rows - 1),
            cells.number_format(whole, monthly.language),
            (11.4, 8),
        )
        sheet.add_chart(chart, f"{'AD'[order]}{at}")
    return at + 17 if best else at


def _definitions(sheet: Worksheet, monthly: Monthly, foot: tuple[str, str]) -> None:
    table = monthly.definitions
    grids.head(sheet, table.title, _("Comment lire ces chiffres, et d’où viennent leurs définitions."), 7)
    grids.widths(sheet, (30, 12, 40, 30, 18, 60, 40))
    last = grids.place(sheet, table, 4, monthly.language) - 1
    for row, line in enumerate(table.rows, 5):
        longest = max(len(cell.text) / width for cell, width in zip(line.cells, (12, 40, 30, 18, 60, 40), strict=True))
        sheet.row_dimensions[row].height = 16 * (1 + int(longest * 1.05))
    sheet.freeze_panes = "B5"
    grids.set_up_print(sheet, f"A1:G{last}", foot, landscape=True, title_rows="4:4")


def _readings(
    sheet: LongSheet,
    monthly: Monthly,
    table: Table,
    expected: int,
    foot: tuple[str, str],
    told: Callable[[float], None],
) -> None:
    first = periods.in_words(monthly.history.rows[0].head.value, monthly.language)  # type: ignore[index,arg-type]
    last_month = periods.in_words(monthly.month, monthly.language)
    note = _("Un relevé par ligne, de %(first)s à %(last)s.") % {"first": first, "last": last_month}
    grids.widths(sheet, (14, 18, 10, 34, 28, 14, 12, 18, 40, 14))
    sheet.write_head(table, note if expected else _("Aucun relevé sur la période."))
    step = max(expected // 20, 1)
    for done, row in enumerate(table.rows, 1):
        sheet.write_row(row, monthly.language)
        if done % step == 0:
            told(min(done / expected, 1))
    area = sheet.close_table("Releves", table)
    grids.set_up_print(sheet, area, foot, landscape=True, title_rows="4:4")


__all__ = ["Fingerprint", "Made", "Stamp", "to_xlsx"]
