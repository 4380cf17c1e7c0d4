"""Questions about many workshops."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Q

if TYPE_CHECKING:
    from associations.models import Association, Membership
    from training.models import Attendance, Workshop  # noqa: F401 - name the rows


class WorkshopQuerySet(models.QuerySet["Workshop"]):
    def of(self, association: Association) -> WorkshopQuerySet:
        return self.filter(association=association)

    def ahead(self, now: dt.datetime) -> WorkshopQuerySet:
        """Not begun and not cancelled, the next one on top."""
        return self.filter(status="planned", starts_at__gte=now).order_by("starts_at", "pk")

    def behind(self, now: dt.datetime) -> WorkshopQuerySet:
        """Begun, held or cancelled, the latest on top."""
        return self.exclude(status="planned", starts_at__gte=now).order_by("-starts_at", "-pk")

    def with_places(self) -> WorkshopQuerySet:
        """Add `taken`: how many people hold a place."""
        holding = Q(attendances__status__in=["expected", "present", "absent"])
        return self.select_related("association", "trainer__user").annotate(
            taken=Count("attendances", filter=holding, distinct=True)
        )


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def of(self, association: Association) -> AttendanceQuerySet:
        return self.filter(association=association)

    def holding(self) -> AttendanceQuerySet:
        """Sign-ups that take a place."""
        return self.exclude(status="withdrawn")

    def by(self, membership: Membership) -> AttendanceQuerySet:
        return self.filter(member=membership)
