"""What a page shows of a file before anybody says yes: figures by indicator, what would change, what is refused."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpis import catalogue, numbers, receiving
from kpis.catalogue import Indicator
from kpis.importing import Refusal
from kpis.models import Reading, Source

# A page shows this many lines of each list, and says how many there are.
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Series:
    """One indicator of the file."""

    indicator: Indicator
    column: str
    periods: int
    first_on: dt.date
    last_on: dt.date
    kind: str
    added: int
    changed: int
    unchanged: int
    last_value: str
    # What a page of the month will show of it, newest first: a total, or the last value of a stock. None to show
    # for what adds up to nothing.
    months: Sequence[tuple[dt.date, str]] = ()

    @property
    def is_stock(self) -> bool:
        """Whether the month keeps its last value."""
        return self.indicator.aggregation == "last"


@dataclass(frozen=True, slots=True)
class Replaced:
    """One stored figure that would change."""

    indicator: Indicator
    start: dt.date
    kind: str
    before: str
    after: str
    was_typed: bool
    reading: Reading


@dataclass(frozen=True, slots=True)
class NotKept:
    """One thing refused, in the language of the page."""

    line: int
    column: str
    cell: str
    reason: str


@dataclass(frozen=True, slots=True)
class Flagged:
    """One figure that looks wrong and may be true."""

    line: int
    indicator: Indicator
    start: dt.date
    kind: str
    value: str
    reason: str
    asks_yes: bool


def series_of(plan: receiving.Plan) -> list[Series]:
    """The figures that would be kept, one line per indicator and kind of period, in the order of the file's columns."""
    groups: dict[tuple[str, str], list[receiving.Change]] = {}
    for change in plan.changes:
        groups.setdefault((change.row.indicator, change.row.kind), []).append(change)
    return [_series(changes) for changes in groups.values()]


def replaced(plan: receiving.Plan) -> list[Replaced]:
    """The stored figures that would change, the first SHOWN."""
    return [
        Replaced(
            indicator=catalogue.get(change.row.indicator),
            start=change.row.start,
            kind=change.row.kind,
            before=written(change.row.indicator, change.before.value),
            after=written(change.row.indicator, change.value),
            was_typed=change.before.source == Source.TYPED,
            reading=change.before,
        )
        for change in plan.changed[:SHOWN]
        if change.before is not None
    ]


def not_kept(refusals: tuple[Refusal, ...]) -> list[NotKept]:
    """What is refused and why, the first SHOWN."""
    return [NotKept(each.line, each.column, each.cell, receiving.in_words(each.reason)) for each in refusals[:SHOWN]]


def flagged(plan: receiving.Plan) -> list[Flagged]:
    """Figures that look wrong, the first SHOWN; those that ask for somebody's word before the others."""
    changes = sorted(plan.flagged, key=lambda change: not change.row.asks_yes)[:SHOWN]
    return [
        Flagged(
            line=change.row.line,
            indicator=catalogue.get(change.row.indicator),
            start=change.row.start,
            kind=change.row.kind,
            value=written(change.row.indicator, change.value),
            reason=receiving.in_words(change.doubt),
            asks_yes=change.row.asks_yes,
        )
        for change in changes
        if change.doubt
    ]


def written(indicator: str, value: Decimal) -> str:
    """A figure with as many decimals as its indicator has."""
    return numbers.write(value, catalogue.get(indicator).decimals)


def _series(changes: list[receiving.Change]) -> Series:
    row = changes[0].row
    latest = max(changes, key=lambda change: change.row.start)
    return Series(
        indicator=catalogue.get(row.indicator),
        column=row.source_column,
        periods=len(changes),
        first_on=min(change.row.start for change in changes),
        last_on=latest.row.start,
        kind=row.kind,
        added=sum(change.is_new for change in changes),
        changed=sum(not change.is_new and not change.is_same for change in changes),
        unchanged=sum(change.is_same for change in changes),
        last_value=written(row.indicator, latest.value),
        months=_months(changes, row.indicator, row.kind),
    )


def _months(changes: Sequence[receiving.Change], indicator: str, kind: str) -> list[tuple[dt.date, str]]:
    """(month, figure), newest first; empty when days of this indicator do not make a month, or for weeks."""
    aggregation = catalogue.get(indicator).aggregation
    if kind == "week" or (kind == "day" and aggregation not in ("sum", "last")):
        return []
    by_month: defaultdict[dt.date, list[receiving.Change]] = defaultdict(list)
    for change in sorted(changes, key=lambda change: change.row.start):
        by_month[change.row.start.replace(day=1)].append(change)
    return [
        (
            month,
            written(
                indicator, sum((each.value for each in found), Decimal()) if aggregation == "sum" else found[-1].value
            ),
        )
        for month, found in sorted(by_month.items(), reverse=True)
    ]


def not_followed(series: Sequence[Series], followed: Collection[str]) -> list[Indicator]:
    """Indicators of the file that no page of the month will use: neither followed, nor part of what is."""
    used = set(catalogue.needed_for(followed))
    found = dict.fromkeys(line.indicator.id for line in series)
    return [catalogue.get(each) for each in found if each not in used]
