"""Writes typed cells: a number is a number, a date a date, and a text is never a formula."""

from __future__ import annotations

import re
from copy import copy
from datetime import date
from decimal import Decimal

from openpyxl.cell import Cell as SheetCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from kpis.tables.shapes import CHANGE, DATE, MONEY, MONTH, NOT_SET, PERCENT, TEXT, UNKNOWN, Cell

INK, SOFT, PETROL, CORAL, OCHRE, MARK = "1D2527", "515A5B", "0B5A63", "B23A22", "745200", "E2674A"
PAPER, WASH, LINE, EDGE = "FAF5EA", "DCEBE9", "DCD2BE", "857B68"
SERIF, SANS = "Cambria", "Calibri"
LONGEST = 32_000  # a cell holds 32 767 characters
# Excel runs a text that begins so when somebody edits its cell, unless the text carries a quote prefix.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
# Excel reads "_x003D_" as "=": the underscore is spelt out, so that the text stays what was typed.
ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
STATES = {"ok": (PETROL, "▲"), "ko": (CORAL, "▼"), "wait": (OCHRE, "◆"), "early": (OCHRE, "○"), "unknown": (OCHRE, "?")}

THIN = Side(style="thin", color=LINE)
STRONG = Side(style="medium", color=INK)
# Hatched: a case nobody filled shows without colour, on paper too.
HATCHED = PatternFill("lightUp", fgColor=EDGE)
LCID = {"fr": "[$-40C]", "en": "[$-809]"}


def font(size: float = 10, *, bold: bool = False, italic: bool = False, color: str = INK, name: str = SANS) -> Font:
    """A font of the house."""
    return Font(name=name, size=size, bold=bold, italic=italic, color=color)


def clean(text: str) -> str:
    """The text without control characters, short enough for a cell."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST]


def write_text(target: SheetCell, text: str) -> None:
    """Write `text` as a text, whatever it begins with."""
    target.value = ESCAPED.sub("_x005F_", clean(text))
    target.data_type = "s"
    if target.value.startswith(RISKY):
        target.quotePrefix = True


def number_format(cell: Cell, language: str) -> str:
    """The format of a typed cell, in the words and separators of the language."""
    zeros = f".{'0' * cell.decimals}" if cell.decimals else ""
    form = {
        MONTH: "mmmm yyyy",
        DATE: "dd/mm/yyyy",
        PERCENT: f'0{zeros}"\u00a0"%' if language == "fr" else f"0{zeros}%",
        MONEY: f'#,##0{zeros}"\u00a0€"',
    }.get(cell.kind, f"#,##0{zeros}")
    unit = {"hours": "h", "h": "h", "min": "min", "s": "s", "points": "points"}.get(cell.unit)
    if unit:
        form += f'"\u00a0{unit}"'
    if cell.state == CHANGE:
        # A change shows its sign, whichever way it goes.
        return f'{LCID[language]}"+"{form};"−"{form};{form}'
    if cell.partial:
        form += '" (incomplet)"' if language == "fr" else '" (incomplete)"'
    return LCID[language] + form


def stored(cell: Cell) -> float | date | str | None:
    """What the workbook holds for `cell`: a percentage is a share, an unknown is nothing at all."""
    if cell.kind == UNKNOWN or cell.value is None:
        return None
    if isinstance(cell.value, Decimal):
        return float(cell.value / 100 if cell.kind == PERCENT else cell.value)
    return clean(cell.value) if isinstance(cell.value, str) else cell.value


def write(target: SheetCell, cell: Cell, language: str, *, is_head: bool = False) -> None:
    """Write `cell` with its type, its format and its paint; the head of a row is in bold."""
    if cell.kind == TEXT:
        write_text(target, cell.text)
    elif cell.value is not None:
        target.value = stored(cell)
    # Making a style costs more than writing a cell: each kind is made once per workbook, then copied.
    styles = target.parent.parent.__dict__.setdefault("_styles_by_kind", {})
    key = (cell.kind, cell.decimals, cell.unit, cell.partial, cell.state, is_head, bool(target.quotePrefix))
    if key in styles:
        target._style = copy(styles[key])
        return
    _paint(target, cell, language, is_head=is_head)
    styles[key] = copy(target._style)


def _paint(target: SheetCell, cell: Cell, language: str, *, is_head: bool) -> None:
    target.font = font(bold=is_head, italic=cell.partial)
    target.border = Border(bottom=THIN)
    if cell.kind == UNKNOWN or cell.value is None:
        if cell.state != NOT_SET:
            target.fill = HATCHED
    elif cell.kind == TEXT:
        target.alignment = Alignment(
            # An indent only counts from a side that is named.
            horizontal="left",
            vertical="center",
            wrap_text=True,
            indent=0 if is_head else 2,
        )
        if cell.state in STATES:
            color, mark = STATES[cell.state]
            target.font = font(color=color, bold=True)
            # The mark is in the format: the cell itself holds the words alone.
            target.number_format = f'"{mark} "@'
    else:
        target.number_format = number_format(cell, language)
        target.alignment = Alignment(horizontal="left" if cell.kind in (MONTH, DATE) else "right", vertical="center")


def write_heading(target: SheetCell, text: str, *, is_figure: bool) -> None:
    """The head of a column."""
    write_text(target, text)
    target.font = font(bold=True)
    target.fill = PatternFill("solid", fgColor=PAPER)
    target.border = Border(bottom=STRONG)
    target.alignment = Alignment(
        horizontal="right" if is_figure else "left",
        vertical="bottom",
        wrap_text=True,
        indent=0 if is_figure or target.column == 1 else 2,
    )


def write_title(target: SheetCell, text: str, size: float = 16) -> None:
    """A title, in serif."""
    write_text(target, text)
    target.font = font(size, bold=True, name=SERIF)
    target.alignment = Alignment(vertical="center", wrap_text=True)


def write_note(target: SheetCell, text: str) -> None:
    """A line of explanation, softer."""
    write_text(target, text)
    target.font = font(9, color=SOFT)
    target.alignment = Alignment(vertical="top", wrap_text=True)
