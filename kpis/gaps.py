"""Which figures of a month nobody has read yet, for several associations at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from associations.models import Association
from kpis import catalogue, periods
from kpis.models import FollowedIndicator, Reading

# A series read in one of these months before is expected this month too.
EXPECTED_AFTER = 3


@dataclass(frozen=True, slots=True)
class Gap:
    """One figure expected and not read: an indicator, on an account ("" for the association as a whole)."""

    indicator: str
    channel: str

    def __str__(self) -> str:
        name = catalogue.get(self.indicator).name()
        return f"{self.channel}\u00a0: {name}" if self.channel else name


def gaps(associations: Iterable[Association], month: date) -> dict[int, list[Gap]]:
    """Gaps of `month` by association id. Two queries, whatever the number of associations.

    Expected: what was read in the three months before. An indicator followed
    and never read is expected for the association as a whole.
    """
    ids = [association.pk for association in associations]
    followed: defaultdict[int, list[str]] = defaultdict(list)
    for association, indicator in FollowedIndicator.objects.filter(association__in=ids).values_list(
        "association_id", "indicator"
    ):
        followed[association].append(indicator)
    series: defaultdict[int, set[tuple[str, str, bool]]] = defaultdict(set)
    rows = Reading.objects.filter(association__in=ids).between(periods.shift(month, -EXPECTED_AFTER), month).filter(
        channel__is_active=True
    ) | Reading.objects.filter(association__in=ids, channel=None).between(periods.shift(month, -EXPECTED_AFTER), month)
    for association, indicator, channel, start in (
        rows.order_by().values_list("association_id", "indicator", "channel__name", "period_start").distinct()
    ):
        series[association].add((indicator, channel or "", start >= month))
    return {pk: _of(followed[pk], series[pk]) for pk in ids}


def _of(followed: list[str], series: set[tuple[str, str, bool]]) -> list[Gap]:
    found = []
    for entry in catalogue.typed_for(followed, {indicator for indicator, _channel, _now in series}):
        known = {channel for indicator, channel, is_now in series if indicator == entry.id and is_now}
        before = {channel for indicator, channel, is_now in series if indicator == entry.id and not is_now}
        found += [Gap(entry.id, channel) for channel in sorted(before - known)]
        if not known and not before and entry.id in followed:
            found.append(Gap(entry.id, ""))
    return found
