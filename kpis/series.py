"""Fetches what was read over some months, in a number of queries that rows do not change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Max, Min, Sum, Window
from django.db.models.functions import TruncMonth

from associations.models import Association
from kpis import catalogue, periods
from kpis.aggregation import Book, Days, Key, Read
from kpis.models import PeriodKind, Reading, Target


def book(association: Association, indicators: Iterable[str], first: date, last: date, channels: Iterable[int]) -> Book:
    """The Book of `indicators` and of what they are worked out from, months `first` to `last`.

    Two to four queries: the months' own readings, the days added up, then the
    latest day of stocks and the weighted days, each only when it is asked for.
    """
    ids = catalogue.needed_for(indicators)
    readings = Reading.objects.of(association).filter(indicator__in=ids).between(first, last)
    months: dict[Key, Decimal] = {
        key: value
        for *key_parts, value in readings.filter(period_kind=PeriodKind.MONTH).values_list(
            "indicator", "channel_id", "period_start", "value"
        )
        if (key := (key_parts[0], key_parts[1], periods.month_of(key_parts[2])))
    }
    days = readings.filter(period_kind=PeriodKind.DAY)
    latest = _latest_days(days, [i for i in ids if catalogue.get(i).aggregation == "last"])
    weighted = _weighted(days, {i: catalogue.get(i).weight for i in ids if catalogue.get(i).weight})
    summed = {
        (indicator, channel, month): Days(
            count,
            total,
            first_on,
            last_on,
            latest.get((indicator, channel, month)),
            weighted.get((indicator, channel, month)),
        )
        for indicator, channel, month, count, total, first_on, last_on in days.annotate(
            month=TruncMonth("period_start")
        )
        .values("indicator", "channel_id", "month")
        .annotate(n=Count("pk"), total=Sum("value"), first_on=Min("period_start"), last_on=Max("period_start"))
        .order_by()
        .values_list("indicator", "channel_id", "month", "n", "total", "first_on", "last_on")
    }
    reads = {key: Read(months.get(key), summed.get(key)) for key in months.keys() | summed.keys()}
    return Book(reads, channels)


def _latest_days(days, stocks: list[str]) -> dict[Key, Decimal]:
    """For stocks, the value of the latest day of each month."""
    if not stocks:
        return {}
    month = TruncMonth("period_start")
    ends = (
        days.filter(indicator__in=stocks)
        .annotate(month=month, end=Window(Max("period_start"), partition_by=["indicator", "channel_id", month]))
        .filter(period_start=F("end"))
    )
    return {
        (indicator, channel, month): value
        for indicator, channel, month, value in ends.order_by().values_list("indicator", "channel_id", "month", "value")
    }


def _weighted(days, weights: dict[str, str]) -> dict[Key, Decimal | None]:
    """Means weighted day by day; None as soon as one day lacks its weight."""
    if not weights:
        return {}
    rows = days.filter(indicator__in={*weights, *weights.values()}).order_by()
    values = {
        (indicator, channel, day): value
        for indicator, channel, day, value in rows.values_list("indicator", "channel_id", "period_start", "value")
    }
    pairs: defaultdict[Key, list[tuple[Decimal, Decimal | None]]] = defaultdict(list)
    for (indicator, channel, day), value in values.items():
        if indicator in weights:
            weight = values.get((weights[indicator], channel, day))
            pairs[indicator, channel, periods.month_of(day)].append((value, weight))
    return {key: _mean(of_month) for key, of_month in pairs.items()}


def _mean(pairs: list[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    weights = [weight for _, weight in pairs if weight is not None]
    if len(weights) < len(pairs) or not sum(weights):
        return None
    return sum((value * weight for value, weight in pairs if weight is not None), Decimal()) / sum(weights)


class Targets:
    """The targets of an association up to a month: which one stood in any month before."""

    def __init__(self, association: Association, until: date) -> None:
        self._steps: defaultdict[tuple[str, int | None], list[tuple[date, Decimal | None]]] = defaultdict(list)
        for indicator, channel, start, value in (
            Target.objects.of(association).until(until).values_list("indicator", "channel_id", "from_month", "value")
        ):
            self._steps[indicator, channel].append((start, value))

    def at(self, indicator: str, month: date, channel: int | None = None) -> Decimal | None:
        """The target that stood in `month`; None when there was none, or it had been lifted."""
        standing = None
        for start, value in self._steps.get((indicator, channel), ()):
            if start > month:
                break
            standing = value
        return standing
