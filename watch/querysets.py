"""Questions about many mentions."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Q

if TYPE_CHECKING:
    from associations.models import Association
    from watch.models import Item  # noqa: F401 - names the rows


class ItemQuerySet(models.QuerySet["Item"]):
    def of(self, association: Association) -> ItemQuerySet:
        return self.filter(association=association)

    def waiting(self) -> ItemQuerySet:
        """Nobody has answered nor said why not; the oldest on top."""
        return self.filter(status="new").order_by("noted_at", "pk")

    def settled(self) -> ItemQuerySet:
        """Answered or left with a reason, the latest on top."""
        return self.exclude(status="new").order_by("-settled_at", "-pk")

    def with_people(self) -> ItemQuerySet:
        return self.select_related("association", "noted_by__user", "settled_by__user", "tone_by__user")

    def answers(self, since: dt.datetime) -> dict[str, int]:
        """Return how many were settled from `since` on ("settled"), how many of these by an answer ("answered"), and
        how many still wait whenever they were noted ("waiting")."""
        recent = Q(settled_at__gte=since)
        return self.aggregate(
            waiting=Count("pk", filter=Q(status="new")),
            settled=Count("pk", filter=recent),
            answered=Count("pk", filter=recent & Q(status="answered")),
        )
