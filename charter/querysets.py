"""Questions about many versions."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count

if TYPE_CHECKING:
    from associations.models import Association


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

    def editable(self) -> VersionQuerySet:
        return self.filter(status__in=["draft", "review"])

    def under_way(self) -> VersionQuerySet:
        """Being written or voted: at most one per charter."""
        return self.filter(status__in=["draft", "review", "frozen", "ballot"])

    def due_in_force(self, today: dt.date) -> VersionQuerySet:
        """Adopted versions whose day has come."""
        return self.filter(status="adopted", in_force_on__lte=today)

    def with_charter(self) -> VersionQuerySet:
        return self.select_related("charter", "association")

    def with_signatures(self) -> VersionQuerySet:
        """Add `signatures_count`."""
        return self.annotate(signatures_count=Count("acknowledgements"))
