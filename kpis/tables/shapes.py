"""What a table is: headings, typed cells, notes. The page and the workbook show the same objects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from kpis import findings, numbers, periods
from kpis.aggregation import Figure
from kpis.catalogue import Indicator

NUMBER, PERCENT, MONEY, DATE, MONTH, TEXT, UNKNOWN = "number", "percent", "money", "date", "month", "text", "unknown"
NOT_SET = "not_set"
CHANGE = "change"
KINDS = {"%": PERCENT, "EUR": MONEY}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its value with its type, and the words a page prints for it.

    `kind` is one of the seven above. A percentage holds 82.1 for 82,1 %. An
    unknown cell has value None and says why in `text`. `partial`: the value is
    at least this, part of the channels or days is missing.
    """

    value: Decimal | date | str | None
    kind: str
    text: str
    decimals: int = 0
    unit: str = ""
    partial: bool = False
    state: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column: a stable key, the words, and whether figures stand under it."""

    key: str
    text: str
    is_figure: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """A line: a stable key, its head, its cells in the order of the headings after the first."""

    key: str
    head: Cell
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """Headings (the first stands over the heads of the rows), rows and notes. Rows may be read only once when long."""

    key: str
    title: str
    headings: Sequence[Heading]
    rows: Iterable[Row]
    notes: Sequence[str] = field(default=())


def text_cell(words: str, state: str = "") -> Cell:
    """A cell of words."""
    return Cell(words, TEXT, words, state=state)


def month_cell(month: date, language: str) -> Cell:
    """A month, typed as its first day."""
    return Cell(month, MONTH, periods.in_words(month, language))


def date_cell(day: date) -> Cell:
    """A day, as 31/10/2026."""
    return Cell(day, DATE, f"{day:%d/%m/%Y}")


def unknown_cell(words: str, state: str = "") -> Cell:
    """A value nobody knows, with the reason in words: never 0, never a dash. State NOT_SET: there is none to know."""
    return Cell(None, UNKNOWN, words, state=state)


def value_cell(entry: Indicator, value: Decimal | None, language: str, missing: str = "") -> Cell:
    """A value of `entry`, typed by its unit; `missing` is what to say when there is none."""
    if value is None:
        return unknown_cell(missing, NOT_SET)
    text = findings.in_words(entry, value, language)
    return Cell(value, KINDS.get(entry.unit, NUMBER), text, entry.decimals, entry.unit)


def figure_cell(entry: Indicator, figure: Figure, language: str) -> Cell:
    """A figure with its doubt."""
    if figure.value is None:
        return unknown_cell(findings.unknown_in_words(figure))
    text = findings.in_words(entry, figure.value, language)
    return Cell(figure.value, KINDS.get(entry.unit, NUMBER), text, entry.decimals, entry.unit, figure.partial)


def change_cell(entry: Indicator, change: Decimal | None, language: str, missing: str) -> Cell:
    """A difference with its sign; that of percentages is in points, so it is a number and not a percentage."""
    if change is None:
        return unknown_cell(missing, NOT_SET)
    unit = "points" if entry.unit == "%" else entry.unit
    text = numbers.signed(change, entry.unit, entry.decimals, language)
    return Cell(change, KINDS.get(unit, NUMBER), text, entry.decimals, unit, state=CHANGE)
