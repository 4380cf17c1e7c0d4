"""How readings become the figure of a month, of one channel or of all. Pure: no database, no clock.

Nothing is ever guessed. A sum of unique counts, a mean of rates, a missing
term, a division by zero: each leaves the figure unknown and says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kpis import catalogue, formulas, periods
from kpis.catalogue import Indicator


class Why(StrEnum):
    """Why a figure is unknown."""

    NO_READING = "no_reading"
    NOT_ADDITIVE = "not_additive"
    MISSING_TERMS = "missing_terms"
    DIVIDED_BY_ZERO = "divided_by_zero"


@dataclass(frozen=True, slots=True)
class Days:
    """The day readings of one series in one month, summed up by the database.

    `last` is the value of the latest day; `weighted` the mean weighted by
    another indicator, when every day has its weight (else None).
    """

    count: int
    total: Decimal
    first_on: date
    last_on: date
    last: Decimal | None = None
    weighted: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """What was read for one series and one month: the month's own figure, its days, or both."""

    month: Decimal | None = None
    days: Days | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, or the reason there is none.

    `days`: how many day readings it rests on (0 when it was read for the
    month). `partial`: part of the month or some channel is missing, the value
    is then at least this. `missing`: the ids of the terms or the channels
    (int) that lack. `parts`: the terms it was worked out from.
    """

    value: Decimal | None
    why: Why | None = None
    days: int = 0
    partial: bool = False
    missing: tuple[str | int, ...] = ()
    parts: tuple[tuple[str, Decimal], ...] = ()


UNREAD = Figure(None, Why.NO_READING)
NOT_ADDITIVE = Figure(None, Why.NOT_ADDITIVE)


def of_readings(entry: Indicator, read: Read | None, month: date) -> Figure:
    """The figure of one series for `month`, from its own readings alone.

    The month's own reading wins: it is the network's word, and for unique
    counts the only possible one.
    """
    if read is None:
        return UNREAD
    if read.month is not None:
        return Figure(read.month)
    days = read.days
    if days is None:
        return UNREAD
    if entry.aggregation == "sum":
        return Figure(days.total, days=days.count, partial=_stops_short(days, month))
    if entry.aggregation == "last" and days.last is not None:
        return Figure(days.last, days=days.count)
    if entry.weight and days.weighted is not None:
        return Figure(days.weighted, days=days.count, partial=_stops_short(days, month))
    return NOT_ADDITIVE


def _stops_short(days: Days, month: date) -> bool:
    """Whether an unbroken run of days leaves out the start or the end of the month.

    Files that only name the days with posts have holes: there, the sum of the
    days present is the whole.
    """
    unbroken = (days.last_on - days.first_on).days + 1 == days.count
    return unbroken and 1 < days.count < periods.days_in(month)


def from_terms(entry: Indicator, terms: Mapping[str, Figure]) -> Figure:
    """The figure the formula gives; unknown when a term is, or when it divides by zero."""
    missing = tuple(term for term in entry.terms if terms[term].value is None)
    if all(figure.why is Why.NO_READING for figure in terms.values()):
        return UNREAD
    if missing:
        return Figure(None, Why.MISSING_TERMS, missing=missing)
    values = {term: figure.value for term, figure in terms.items() if figure.value is not None}
    value = formulas.evaluate(entry.formula, values)
    if value is None:
        return Figure(None, Why.DIVIDED_BY_ZERO, parts=tuple(values.items()))
    partial = any(figure.partial for figure in terms.values())
    return Figure(value, partial=partial, parts=tuple(values.items()))


def summed(figures: Iterable[tuple[int, Figure]]) -> Figure:
    """The sum of the known figures of channels; partial when a channel that counts is unknown."""
    figures = list(figures)
    known = [figure for _, figure in figures if figure.value is not None]
    if not known:
        return UNREAD
    missing = tuple(channel for channel, figure in figures if figure.value is None)
    return Figure(
        sum((figure.value for figure in known if figure.value is not None), Decimal()),
        days=sum(figure.days for figure in known),
        partial=bool(missing) or any(figure.partial for figure in known),
        missing=missing,
    )


Key = tuple[str, int | None, date]


class Book:
    """All that was read over some months, and the figures that follow from it.

    `reads` is keyed by indicator id, channel id (None: the association as a
    whole) and first day of the month. Figures are worked out once.
    """

    def __init__(self, reads: Mapping[Key, Read], channels: Iterable[int]) -> None:
        self.reads = reads
        self.channels = tuple(channels)
        self._figures: dict[Key, Figure] = {}
        self._totals: dict[tuple[str, date], Figure] = {}
        self._since: dict[tuple[str, int | None], date] = {}
        for indicator, channel, month in reads:
            known = self._since.get((indicator, channel), month)
            self._since[indicator, channel] = min(known, month)

    def figure(self, indicator: str, channel: int | None, month: date) -> Figure:
        """The figure of one channel (or of readings made for the whole association)."""
        key = (indicator, channel, month)
        if key not in self._figures:
            self._figures[key] = self._work_out(catalogue.get(indicator), channel, month)
        return self._figures[key]

    def _work_out(self, entry: Indicator, channel: int | None, month: date) -> Figure:
        own = of_readings(entry, self.reads.get((entry.id, channel, month)), month)
        if own.value is not None or not entry.is_computed:
            return own
        computed = from_terms(entry, self._terms(entry, month, lambda i, m: self.figure(i, channel, m)))
        return own if computed.why is Why.NO_READING else computed

    def _terms(self, entry: Indicator, month: date, ask: Callable[[str, date], Figure]) -> dict[str, Figure]:
        """The figures of the terms of a formula, stocks taken at the right end of the month."""
        found = {}
        for term in entry.terms:
            stock = catalogue.stock_term(term)
            if stock:
                found[term] = ask(stock[0], periods.shift(month, -1) if stock[1] == "start" else month)
            else:
                found[term] = ask(term, month)
        return found

    def total(self, indicator: str, month: date) -> Figure:
        """The figure of the association: read as such, or put together from its channels."""
        if (indicator, month) not in self._totals:
            self._totals[indicator, month] = self._put_together(catalogue.get(indicator), month)
        return self._totals[indicator, month]

    def _put_together(self, entry: Indicator, month: date) -> Figure:
        whole = self.figure(entry.id, None, month)
        if whole.value is not None or entry.scope == "association":
            return whole
        playing = [(channel, self.figure(entry.id, channel, month)) for channel in self.in_play(entry, month)]
        if entry.across == "not_additive":
            # One channel alone is its own total.
            return playing[0][1] if len(playing) == 1 else NOT_ADDITIVE if playing else whole
        if entry.across == "terms" and entry.aggregation != "sum":
            return self._pooled(entry, playing, month)
        return summed(playing) if playing else whole

    def _pooled(self, entry: Indicator, playing: list[tuple[int, Figure]], month: date) -> Figure:
        """Terms added over the channels that know them all, then the formula: never a mean of rates."""
        # A rate that a network gives without its terms cannot join a pool.
        complete = [channel for channel, figure in playing if figure.parts and figure.value is not None]
        if not complete:
            if len(playing) == 1:
                return playing[0][1]
            return from_terms(entry, self._terms(entry, month, self.total))
        pooled = from_terms(
            entry,
            self._terms(entry, month, lambda i, m: summed((c, self.figure(i, c, m)) for c in complete)),
        )
        missing = tuple(channel for channel, _ in playing if channel not in complete)
        return Figure(
            pooled.value, pooled.why, partial=pooled.partial or bool(missing), missing=missing, parts=pooled.parts
        )

    def in_play(self, entry: Indicator, month: date) -> list[int]:
        """The channels that have given this figure, this month or an earlier one."""
        return [channel for channel in self.channels if self._has_given(entry, channel, month)]

    def _has_given(self, entry: Indicator, channel: int, month: date) -> bool:
        since = self._since.get((entry.id, channel))
        if since is not None and since <= month:
            return True
        if not entry.is_computed:
            return False
        terms = [(catalogue.stock_term(term) or (term, ""))[0] for term in entry.terms]
        return all(self._has_given(catalogue.get(term), channel, month) for term in terms)

    def history(self, indicator: str, months: Iterable[date], channel: int | None = None) -> list[Figure]:
        """The figures of each of `months`: of one channel, or of the association."""
        if channel is None:
            return [self.total(indicator, month) for month in months]
        return [self.figure(indicator, channel, month) for month in months]
