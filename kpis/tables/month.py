"""The month of an association, put together once for the page, the charts and the workbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from associations.models import Association
from calendar_app.models import Channel
from kpis import breaks, catalogue, findings, periods, series
from kpis.aggregation import Book, Figure
from kpis.breaks import Break
from kpis.catalogue import Indicator
from kpis.findings import Verdict
from kpis.models import FollowedIndicator, Reading
from kpis.tables import definitions, notes, sheets, words
from kpis.tables.shapes import Cell, Table, figure_cell

HISTORY = 12  # months drawn on a trend, the month itself included
TILES = 4
TRENDS = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator followed: its last twelve months, their targets and the verdict on the last.

    `breaks` are those of these months; `past` what the last month may be compared with, itself included.
    """

    entry: Indicator
    headline: bool
    months: Sequence[date]
    history: Sequence[Figure]
    targets: Sequence[Decimal | None]
    verdict: Verdict
    breaks: Sequence[Break] = ()

    @property
    def past(self) -> Sequence[Figure]:
        """The months since the last break: a change is never worked out across one."""
        return self.history[breaks.comparable_from(self.months, self.breaks) :]

    @property
    def figure(self) -> Figure:
        """The figure of the month itself."""
        return self.history[-1]


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the (at most four) results at the head of the month."""

    key: str
    name: str
    cell: Cell
    verdict: Verdict
    detail: str


@dataclass(frozen=True, slots=True)
class Trend:
    """What a chart needs: a finding as heading, and the months with their figures and targets."""

    line: Line
    heading: str
    caption: str


@dataclass(frozen=True, slots=True)
class Monthly:
    """The whole month. `heading` says the finding, `unsaid` what we do not know."""

    association: Association
    month: date
    language: str
    heading: str
    lead: str
    last_read_at: datetime | None
    lines: Sequence[Line]
    channels: Sequence[Channel]
    tiles: Sequence[Tile]
    trends: Sequence[Trend]
    summary: Table
    by_channel: Table
    history: Table
    definitions: Table
    unsaid: Sequence[str]

    @property
    def missed(self) -> list[Line]:
        """Indicators under their target two months running or more: to be looked at together."""
        return [line for line in self.lines if line.verdict.months_missed > 1]

    @property
    def is_empty(self) -> bool:
        """Whether no figure at all is known for the month."""
        return all(line.figure.value is None for line in self.lines)


def monthly(association: Association, month: date, today: date | None = None) -> Monthly:
    """Put `month` together, in the language of the moment. Seven to nine queries, whatever the number of readings.

    The title names the year when it is not that of `today`.
    """
    language = "en" if (get_language() or "fr").startswith("en") else "fr"
    followed = [row for row in FollowedIndicator.objects.of(association) if catalogue.exists(row.indicator)]
    channels = list(Channel.objects.of(association))
    months = periods.months_until(month, HISTORY)
    book = series.book(
        association,
        [row.indicator for row in followed],
        # One month more than is drawn: a change needs the month before.
        periods.shift(months[0], -1),
        month,
        [channel.pk for channel in channels],
    )
    targets = series.Targets(association, month)
    broken: defaultdict[str, list[Break]] = defaultdict(list)
    for each in breaks.between(association, [r.indicator for r in followed], channels, months[0], month, language):
        broken[each.indicator].append(each)
    lines = [_line(row, book, targets, months, language, broken[row.indicator]) for row in followed]
    speaking = [channel for channel in channels if channel.is_active or _has_spoken(book, channel.pk, month)]
    summary = sheets.summary(lines, month, language)
    return Monthly(
        association=association,
        month=month,
        language=language,
        heading=words.heading(lines, month, language, today),
        lead=words.lead(lines),
        last_read_at=Reading.objects.of(association).between(month, month).aggregate(at=Max("at"))["at"],
        lines=lines,
        channels=speaking,
        tiles=[_tile(line, language) for line in _headlines(lines)],
        trends=[_trend(line, language) for line in _worth_drawing(lines)],
        summary=summary,
        by_channel=sheets.by_channel(lines, book, speaking, month, language),
        history=sheets.history(lines, months, language),
        definitions=definitions.table([line.entry for line in lines], language),
        unsaid=notes.unsaid(lines, book, speaking, month, language),
    )


def _line(
    row: FollowedIndicator,
    book: Book,
    targets: series.Targets,
    months: Sequence[date],
    language: str,
    broken: Sequence[Break],
) -> Line:
    entry = row.definition
    history = book.history(row.indicator, months)
    aims = [targets.at(row.indicator, month) for month in months]
    start = breaks.comparable_from(months, broken)
    verdict = findings.judge(entry, history[start:], aims[start:], language)
    return Line(entry, row.headline, months, history, aims, verdict, broken)


def _has_spoken(book: Book, channel: int, month: date) -> bool:
    return any(key[1] == channel and key[2] == month for key in book.reads)


def _headlines(lines: Sequence[Line]) -> list[Line]:
    """The results at the head: those chosen, else the first with a target, then the first of the table."""
    chosen = [line for line in lines if line.headline]
    rest = sorted((line for line in lines if not line.headline), key=lambda line: line.targets[-1] is None)
    return (chosen + ([] if chosen else rest))[:TILES]


def _worth_drawing(lines: Sequence[Line]) -> list[Line]:
    """Series of at least three known months, the headlines first."""
    drawn = [line for line in lines if sum(map(findings.is_solid, line.history)) >= findings.ENOUGH_MONTHS]
    return sorted(drawn, key=lambda line: not line.headline)[:TRENDS]


def _tile(line: Line, language: str) -> Tile:
    cell = figure_cell(line.entry, line.figure, language)
    few = findings.few_cases(line.entry, line.figure)
    if few and cell.value is not None:
        share = _("%(share)s sur %(cases)s") % {"share": int(few[0]), "cases": int(few[1])}
        cell = Cell(cell.value, cell.kind, share, cell.decimals, cell.unit, cell.partial)
    return Tile(line.entry.id, line.entry.name(language), cell, line.verdict, words.detail(line, language))


def _trend(line: Line, language: str) -> Trend:
    return Trend(line, words.trend_heading(line, language), words.caption(line, language))
