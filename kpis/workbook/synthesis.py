"""The first sheet: what the board reads. Finding, four results, table, charts, what we do not know."""

from __future__ import annotations

from django.utils.translation import gettext as _
from openpyxl.styles import Alignment, Border, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from kpis import findings, periods
from kpis.tables.month import Monthly, Tile, Trend
from kpis.workbook import cells, grids, native_charts

WIDTHS = (36, 14, 14, 14, 14, 44)
CHARACTERS = 150
# The columns each of the four results spreads over.
BLOCKS = ((1, 1), (2, 3), (4, 5), (6, 6))
CHART_SIZE = (12.2, 6.6)  # centimetres
CHART_ROWS = 14
ARROW = {"ok": "▲", "ko": "▼"}


def fill(sheet: Worksheet, monthly: Monthly, history: Worksheet, first_row: int, stamp: list[str]) -> None:
    """Write the sheet. `history` holds the months the charts draw, from `first_row`; `stamp` is printed last."""
    sheet.sheet_view.showGridLines = False
    grids.widths(sheet, WIDTHS)
    _title(sheet, monthly)
    line = _tiles(sheet, monthly) if monthly.tiles else 5
    _section(sheet, line, monthly.summary.title)
    line = grids.place(sheet, monthly.summary, line + 1, monthly.language)
    for row in range(line - len(list(monthly.summary.rows)), line):
        name, reading = str(sheet.cell(row, 1).value), str(sheet.cell(row, 6).value)
        grids.centre(sheet, row, 6 + 14 * max(grids.lines_of(name, 34), grids.lines_of(reading, 38)))
    line = grids.notes(sheet, monthly.summary.notes, line, len(WIDTHS), CHARACTERS)
    line = _charts(sheet, monthly, history, first_row, line + 1)
    _section(sheet, line, _("Ce que nous ne savons pas"))
    unsaid = monthly.unsaid or [_("Aucun manque connu ce mois-ci.")]
    line = grids.notes(sheet, [f"• {sentence}" for sentence in unsaid], line + 1, len(WIDTHS), CHARACTERS)
    legend = _("Case hachurée, ou grisée : ce chiffre est inconnu, ce n’est pas zéro.")
    line = grids.notes(sheet, [legend, *stamp], line + 1, len(WIDTHS), CHARACTERS)
    grids.set_up_print(sheet, f"A1:F{line}", _footer(monthly, stamp), landscape=False)
    sheet.page_setup.fitToHeight = 1


def _section(sheet: Worksheet, line: int, title: str) -> None:
    cells.write_title(sheet.cell(line, 1), title, 13)
    sheet.merge_cells(start_row=line, end_row=line, start_column=1, end_column=len(WIDTHS))
    sheet.row_dimensions[line].height = 24


def _footer(monthly: Monthly, stamp: list[str]) -> tuple[str, str]:
    return monthly.association.name, stamp[-1]


def _title(sheet: Worksheet, monthly: Monthly) -> None:
    said = {"name": monthly.association.name, "month": periods.in_words(monthly.month, monthly.language)}
    cells.write_note(sheet.cell(1, 1), _("%(name)s, chiffres du mois, %(month)s") % said)
    cells.write_title(sheet.cell(2, 1), monthly.heading, 20)
    cells.write_note(sheet.cell(3, 1), monthly.lead)
    sheet.cell(3, 1).font = cells.font(11, color=cells.INK)
    for row, height in ((1, 18), (2, 32 if len(monthly.heading) < 75 else 60), (3, 20)):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(WIDTHS))
        sheet.row_dimensions[row].height = height
    sheet.row_dimensions[4].height = 8


def _tiles(sheet: Worksheet, monthly: Monthly) -> int:
    """The results in rows 5 to 8, each over its block of columns; return the next free row."""
    top = Side(style="medium", color=cells.INK)
    for tile, (first, last) in zip(monthly.tiles, BLOCKS, strict=False):
        for row in range(5, 9):
            for column in range(first, last + 1):
                sheet.cell(row, column).fill = PatternFill("solid", fgColor=cells.PAPER)
                if row == 5:
                    sheet.cell(row, column).border = Border(top=top)
            if last > first:
                sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)
        _tile(sheet, tile, first, monthly.language)
    # The narrowest block is 26 characters wide in its bold face; a name or a verdict that wraps must not be cut.
    names = max(grids.lines_of(tile.name, 24) for tile in monthly.tiles)
    verdicts = max(grids.lines_of(tile.verdict.words, 22) for tile in monthly.tiles)
    for row, height in zip(range(5, 10), (14 * names + 8, 40, 14 * verdicts + 6, 44, 10), strict=True):
        sheet.row_dimensions[row].height = height
    return 10


def _tile(sheet: Worksheet, tile: Tile, column: int, language: str) -> None:
    name, big, verdict, detail = (sheet.cell(row, column) for row in range(5, 9))
    cells.write_text(name, tile.name)
    name.font = cells.font(10, bold=True)
    if tile.cell.value is None:
        cells.write_text(big, tile.cell.text)
        big.font = cells.font(14, italic=True, color=cells.SOFT, name=cells.SERIF)
    else:
        big.value = cells.stored(tile.cell)
        big.number_format = cells.number_format(tile.cell, language)
        big.font = cells.font(26, bold=True, name=cells.SERIF)
    cells.write_text(verdict, tile.verdict.words)
    color, mark = cells.STATES.get(tile.verdict.state, (cells.INK, "●"))
    verdict.font = cells.font(10, bold=True, color=color)
    verdict.number_format = f'"{mark} "@'
    cells.write_text(detail, tile.detail)
    detail.font = cells.font(9, color=cells.SOFT)
    for cell in (name, big, verdict, detail):
        cell.alignment = Alignment(
            horizontal="left",
            vertical="center" if cell is name or cell is big else "top",
            wrap_text=cell is not big,
            indent=1,
        )


def _charts(sheet: Worksheet, monthly: Monthly, history: Worksheet, first_row: int, line: int) -> int:
    """Two charts a row under the table, four at most; return the next free row."""
    trends = monthly.trends[:4]
    if not trends:
        return line
    _section(sheet, line, _("Douze mois"))
    line += 1
    for place, trend in enumerate(trends):
        chart = _chart(monthly, trend, history, first_row)
        row = line + CHART_ROWS * (place // 2)
        sheet.add_chart(chart, f"{'AD'[place % 2]}{row}")
    return line + CHART_ROWS * ((len(trends) + 1) // 2) + 1


def _chart(monthly: Monthly, trend: Trend, history: Worksheet, first_row: int):
    keys = [heading.key for heading in monthly.history.headings]
    entry = trend.line.entry
    column = keys.index(entry.id) + 1
    target = f"{entry.id}:target"
    known = [place for place, figure in enumerate(trend.line.history) if findings.is_solid(figure)]
    cell = next(row.cells[column - 2] for row in monthly.history.rows if row.cells[column - 2].value is not None)
    return native_charts.line(
        history,
        trend.heading,
        column,
        keys.index(target) + 1 if target in keys else None,
        (first_row, first_row + len(trend.line.months) - 1),
        known[-1] if known else None,
        cells.number_format(cell, monthly.language),
        low_end(trend, cell.kind == "percent"),
        CHART_SIZE,
        _("Cible"),
    )


def low_end(trend: Trend, is_share: bool) -> float | None:
    """Where the axis starts: zero, unless that would flatten the line, then a round figure below it."""
    values = [figure.value for figure in trend.line.history if findings.is_solid(figure) and figure.value is not None]
    values += [target for target in trend.line.targets if target is not None]
    low, high = min(values), max(values)
    if low < 0:
        return None
    if low < high * 6 / 10:
        return 0
    step = 10 ** (high - low or high).adjusted() if high else 1
    floor = max(0, (float(low) // step) * step)
    return floor / 100 if is_share else floor
