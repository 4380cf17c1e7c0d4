"""Questions about many rows of the figures room."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Q

from kpis import periods

# A task that has given no sign of life for this long was lost with its worker.
STALE_AFTER = timedelta(minutes=10)


class FollowedQuerySet(models.QuerySet):
    """Indicators an association follows."""

    def of(self, association):
        """Those of `association`, in the order of its table."""
        return self.filter(association=association).order_by("rank", "pk")


class ReadingQuerySet(models.QuerySet):
    """Readings."""

    def of(self, association):
        """Those of `association`."""
        return self.filter(association=association)

    def between(self, first_month: date, last_month: date):
        """Readings of the days and months from `first_month` to `last_month`, both included."""
        return self.filter(period_start__gte=first_month, period_start__lt=periods.shift(last_month, 1))

    def months(self):
        """First days of the months that have readings, the latest first."""
        return self.order_by().dates("period_start", "month", order="DESC")

    def of_month(self, month: date):
        """Readings kept for the month as a whole (its days not included)."""
        return self.filter(period_kind="month", period_start=month)


class TargetQuerySet(models.QuerySet):
    """Targets."""

    def of(self, association):
        """Those of `association`."""
        return self.filter(association=association)

    def until(self, month: date):
        """Those fixed for `month` or an earlier one, oldest first."""
        return self.filter(from_month__lte=month).order_by("from_month", "pk")


class ExportQuerySet(models.QuerySet):
    """Workbooks asked for. The file itself is only fetched by the download."""

    def of(self, association):
        """Those of `association`, without their bytes."""
        return self.filter(association=association).defer("content")

    def stale(self, now: datetime):
        """Waiting or running, with no sign of life since STALE_AFTER."""
        silent = Q(seen_alive_at__lt=now - STALE_AFTER) | Q(seen_alive_at__isnull=True, asked_at__lt=now - STALE_AFTER)
        return self.filter(silent, status__in=["waiting", "running"]).defer("content")


class PostLineQuerySet(models.QuerySet):
    """Posts as the files of the networks list them."""

    def of(self, association):
        """Those of `association`."""
        return self.filter(association=association)

    def waiting(self):
        """Those a person must be asked about, the newest post first."""
        return self.filter(status="waiting")


class OwnIndicatorQuerySet(models.QuerySet):
    """Indicators an association wrote for itself."""

    def of(self, association):
        """Those of `association`, retired ones included: their months still show them."""
        return self.filter(association=association).order_by("pk")

    def offered(self):
        """Those that can still be followed."""
        return self.filter(retired_at__isnull=True)


class SeriesBreakQuerySet(models.QuerySet):
    """Breaks noted by associations."""

    def of(self, association):
        """Those of `association`, the latest first."""
        return self.filter(association=association).order_by("-on", "-pk")
