"""Puts a Table on a sheet: title, headings, typed cells, notes, print set-up."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from kpis.tables.shapes import Row, Table
from kpis.workbook import cells


def place(sheet: Worksheet, table: Table, at: int, language: str) -> int:
    """Write headings at row `at` and the rows under them; return the first free row."""
    for column, heading in enumerate(table.headings, 1):
        cells.write_heading(sheet.cell(at, column), heading.text, is_figure=heading.is_figure)
    line = at
    for line, row in enumerate(table.rows, at + 1):
        place_row(sheet, row, line, language)
    return line + 1


def place_row(sheet: Worksheet, row: Row, line: int, language: str) -> None:
    """Write one row, its head in bold."""
    cells.write(sheet.cell(line, 1), row.head, language, is_head=True)
    for column, cell in enumerate(row.cells, 2):
        cells.write(sheet.cell(line, column), cell, language)


def head(sheet: Worksheet, title: str, subtitle: str, width: int) -> None:
    """The title of a sheet over its first `width` columns, rows 1 and 2."""
    cells.write_title(sheet.cell(1, 1), title)
    cells.write_note(sheet.cell(2, 1), subtitle)
    for row in (1, 2):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=max(width, 1))
    sheet.row_dimensions[1].height = 28
    sheet.row_dimensions[2].height = 18


def notes(sheet: Worksheet, sentences: Sequence[str], at: int, width: int, characters: int) -> int:
    """Sentences over `width` columns of about `characters` in all; return the first free row."""
    for line, sentence in enumerate(sentences, at):
        cells.write_note(sheet.cell(line, 1), sentence)
        sheet.merge_cells(start_row=line, end_row=line, start_column=1, end_column=max(width, 1))
        sheet.row_dimensions[line].height = 14 * (1 + len(sentence) // characters)
    return at + len(sentences)


def widths(sheet: Worksheet, values: Sequence[float]) -> None:
    """The widths of the first columns, in characters."""
    for column, value in enumerate(values, 1):
        sheet.column_dimensions[get_column_letter(column)].width = value


def lines_of(text: str, width: float) -> int:
    """How many lines `text` takes in a column of `width` characters, broken at its spaces."""
    count, used = 1, 0
    for word in text.replace("\u00a0", " ").split(" "):
        if used and used + 1 + len(word) > width:
            count, used = count + 1, 0
        used += len(word) + (1 if used else 0)
    return count


def fit_headings(sheet: Worksheet, table: Table, at: int, first: float, narrowest: float = 9) -> None:
    """Make each column as wide as the longest word of its heading, and the headings as high as they need."""
    needed = [max(map(len, heading.text.split())) * 1.15 + 2 for heading in table.headings[1:]]
    sizes = [first, *(min(max(size, narrowest), 18) for size in needed)]
    widths(sheet, sizes)
    tallest = max(lines_of(h.text, size - 2) for h, size in zip(table.headings, sizes, strict=True))
    sheet.row_dimensions[at].height = 14 * tallest + 6


def set_up_print(
    sheet: Worksheet, area: str, footer: tuple[str, str], *, landscape: bool, title_rows: str = ""
) -> None:
    """A4, one page wide, what is printed, what is repeated, and the foot of each page."""
    sheet.print_area = area
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.75
    sheet.print_options.horizontalCentered = True
    if title_rows:
        sheet.print_title_rows = title_rows
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = (_footed(text) for text in footer)
    sheet.oddFooter.center.text = "&P / &N"
    for part in (sheet.oddFooter.left, sheet.oddFooter.center, sheet.oddFooter.right):
        part.size = 8


def _footed(text: str) -> str:
    # In a footer, & opens a code.
    return cells.clean(text).replace("&", "&&")[:100]


def centre(sheet: Worksheet, row: int, height: float) -> None:
    """Give a row its height and centre its cells."""
    sheet.row_dimensions[row].height = height
    for cell in sheet[row]:
        cell.alignment = Alignment(
            horizontal=cell.alignment.horizontal,
            vertical="center",
            wrap_text=cell.alignment.wrap_text,
            indent=cell.alignment.indent,
        )
