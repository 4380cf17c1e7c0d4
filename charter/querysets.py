"""Questions about many versions."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count

from charter.frozen import FrozenText

if TYPE_CHECKING:
    from associations.models import Association


# What a version is, beside its status and its dates: the database keeps the same list (charter/frozen.py).
KEPT = {"association", "association_id", "charter", "charter_id", "number", "based_on", "based_on_id"} | {
    "summary",
    "is_material",
}


class VersionQuerySet(models.QuerySet["Version"]):
    def of(self, association: Association) -> VersionQuerySet:
        return self.filter(association=association)

    def of_kind(self, kind: str) -> VersionQuerySet:
        return self.filter(charter__kind=kind)

    def in_force(self) -> VersionQuerySet:
        return self.filter(status="in_force")

    def decided(self) -> VersionQuerySet:
        """In force, or adopted and waiting for its day."""
        return self.filter(status__in=["adopted", "in_force"])

    def repealed(self) -> VersionQuerySet:
        return self.filter(status="repealed")

    def last_days(self) -> list[dt.date]:
        """The first day of the version in force and the last days of those before it."""
        days = self.filter(status__in=self.model.APPLIED).values_list("in_force_on", "superseded_on", "repealed_on")
        return [day for row in days for day in row if day is not None]

    def editable(self) -> VersionQuerySet:
        return self.filter(status__in=self.model.EDITABLE)

    def fixed(self) -> VersionQuerySet:
        """From frozen on, whatever became of them: their words are evidence."""
        return self.exclude(status__in=self.model.EDITABLE)

    def under_way(self) -> VersionQuerySet:
        """Being written or voted: at most one per charter."""
        return self.filter(status__in=self.model.UNDER_WAY)

    def due_for_review(self, today: dt.date) -> VersionQuerySet:
        """In force, and to be read again by `today` at the latest."""
        return self.filter(status="in_force", review_on__lte=today)

    def due_in_force(self, today: dt.date) -> VersionQuerySet:
        """Adopted versions whose day has come."""
        return self.filter(status="adopted", in_force_on__lte=today)

    def with_charter(self) -> VersionQuerySet:
        return self.select_related("charter", "association")

    def with_signatures(self) -> VersionQuerySet:
        """Add `signatures_count`."""
        return self.annotate(signatures_count=Count("acknowledgements"))

    def update(self, **kwargs: Any) -> int:
        """Refuse to rewrite what a fixed version is; the moves of its status pass."""
        if KEPT & kwargs.keys() and self.fixed().exists():
            raise FrozenText("What a fixed version is does not change.")
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        if self.fixed().exists():
            raise FrozenText("A fixed version is never deleted.")
        return super().delete()
