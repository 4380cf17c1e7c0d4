"""A sheet of a hundred thousand lines among ordinary ones: written line by line to disk, never held in memory.

openpyxl streams either a whole workbook or none of it. The other sheets need to come back to their cells, so this one
is streamed beside them, and the file is put together by a writer that takes both kinds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table as NativeTable
from openpyxl.writer.excel import ExcelWriter

from kpis.tables.shapes import Row, Table
from kpis.workbook import cells

HEADINGS_AT = 4


class LongSheet(WriteOnlyWorksheet):
    """Lines are appended in order, once; `written` says how many there are, title included."""

    def __init__(self, book: Workbook, title: str) -> None:
        super().__init__(book, title)
        self.written = 0

    def write_head(self, table: Table, subtitle: str) -> None:
        """Title, subtitle, an empty line, then the headings. What stands above the lines must be set before."""
        # Read before the first line leaves, or the page would not be fitted.
        self.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self.freeze_panes = f"A{HEADINGS_AT + 1}"
        for line, height in ((1, 28), (2, 18), (HEADINGS_AT, 48)):
            self.row_dimensions[line].height = height
        title, note = self._cell(1), self._cell(1)
        cells.write_title(title, table.title)
        cells.write_note(note, subtitle)
        headings = [self._cell(column) for column, _heading in enumerate(table.headings, 1)]
        for cell, heading in zip(headings, table.headings, strict=True):
            cells.write_heading(cell, heading.text, is_figure=heading.is_figure)
        for line in ([title], [note], [], headings):
            self._add(line)
        for line in (1, 2):
            self.merged_cells.add(f"A{line}:{get_column_letter(len(headings))}{line}")

    def write_row(self, row: Row, language: str) -> None:
        """One line, its head in bold."""
        line = [self._cell(column) for column in range(1, len(row.cells) + 2)]
        for column, cell in enumerate((row.head, *row.cells)):
            cells.write(line[column], cell, language, is_head=column == 0)
        self._add(line)

    def close_table(self, name: str, table: Table) -> str:
        """Make the lines an Excel table, ready for a filter or a pivot; return the cells from A1 to its last."""
        end = f"{get_column_letter(len(table.headings))}{self.written}"
        if self.written > HEADINGS_AT:
            native = NativeTable(displayName=name, ref=f"A{HEADINGS_AT}:{end}")
            native._initialise_columns()
            for column, heading in zip(native.tableColumns, table.headings, strict=True):
                column.name = heading.text
            # Not by add_table, which warns that nobody named the columns.
            self._tables.add(native)
        return f"A1:{end}"

    def _cell(self, column: int) -> WriteOnlyCell:
        cell = WriteOnlyCell(self)
        cell.column = column
        return cell

    def _add(self, line: list[WriteOnlyCell]) -> None:
        self.written += 1
        self.append(line)

    def _values_to_row(self, values: Iterable[WriteOnlyCell], row_idx: int) -> Iterator[WriteOnlyCell]:
        # openpyxl would first try each cell as a value, which costs more than writing it.
        for cell in values:
            cell.row = row_idx
            yield cell


class _Writer(ExcelWriter):
    def write_worksheet(self, sheet: Any) -> None:
        if not isinstance(sheet, LongSheet):
            super().write_worksheet(sheet)
            return
        if not sheet.closed:
            sheet.close()
        sheet._rels = sheet._writer._rels
        self._archive.write(sheet._writer.out, sheet.path[1:])
        self.manifest.append(sheet)
        sheet._writer.cleanup()


def save(book: Workbook, file: IO[bytes]) -> None:
    """Write `book`, long sheets included, to `file`."""
    with ZipFile(file, "w", ZIP_DEFLATED, allowZip64=True) as archive:
        _Writer(book, archive).write_data()
