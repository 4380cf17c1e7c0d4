"""Questions about many cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from associations.models import Association
    from moderation.models import Case  # noqa: F401 - names the rows


class CaseQuerySet(models.QuerySet["Case"]):
    def of(self, association: Association) -> CaseQuerySet:
        return self.filter(association=association)

    def waiting(self) -> CaseQuerySet:
        """Cases nobody has settled yet, the one due first on top."""
        return self.filter(status__in=["received", "assigned", "second_reading"]).order_by("due_at", "pk")

    def settled(self) -> CaseQuerySet:
        """Decided cases, the latest on top."""
        return self.filter(status__in=["decided", "closed"]).order_by("-decided_at", "-pk")

    def with_people(self) -> CaseQuerySet:
        """Load what a page of cases prints, in one query."""
        return self.select_related("association", "channel", "article", "assigned_to__user")
