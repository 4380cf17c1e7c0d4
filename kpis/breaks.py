"""Where a series is not what it was: by the networks (catalogue) or by the association itself. One query."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from associations.models import Association
from calendar_app.models import Channel
from kpis import catalogue, periods
from kpis.models import SeriesBreak


@dataclass(frozen=True, slots=True)
class Break:
    """From `on`, `indicator` is counted otherwise, on one account or (None) on all."""

    indicator: str
    on: date
    words: str
    channel: int | None = None

    @property
    def month(self) -> date:
        """First day of the month it falls in."""
        return periods.month_of(self.on)


def between(
    association: Association,
    indicators: Collection[str],
    channels: Iterable[Channel],
    first: date,
    last: date,
    language: str,
) -> list[Break]:
    """The breaks of `indicators` from month `first` to month `last`, both included, the oldest first.

    A break of what a figure is worked out from is a break of the figure. `indicators` are ids; `channels` the accounts
    of the association: a network's break only counts where it has an account there.
    """
    end = periods.shift(last, 1)
    networks = {channel.network for channel in channels}
    noted = list(
        SeriesBreak.objects.of(association)
        .filter(on__gte=first, on__lt=end)
        .values_list("indicator", "on", "reason", "channel_id")
    )
    made = [each for each in catalogue.network_breaks() if first <= each.on < end and networks & set(each.networks)]
    found: dict[tuple[str, date, str], Break] = {}
    for shown in indicators:
        used = set(catalogue.needed_for([shown]))
        for indicator, on, words, channel in noted:
            if indicator in used:
                found.setdefault((shown, on, words), Break(shown, on, words, channel))
        for each in made:
            if used & set(each.indicators):
                words = each.words(language)
                found.setdefault((shown, each.on, words), Break(shown, each.on, words))
    return sorted(found.values(), key=lambda each: (each.on, each.indicator))


def comparable_from(months: Sequence[date], breaks: Iterable[Break]) -> int:
    """Place of the first of `months` that may be compared with the last one: nothing is chained across a break.

    A break inside a month spoils that month: the next is the first whole one. It never goes past the last month.
    """
    start = 0
    for each in breaks:
        whole = each.month if each.on.day == 1 else periods.shift(each.month, 1)
        start = max(start, sum(month < whole for month in months))
    return min(start, len(months) - 1)
