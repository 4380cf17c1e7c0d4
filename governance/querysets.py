"""Questions about many ballots and seats."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Q

if TYPE_CHECKING:
    from associations.models import Association, Membership


class BallotQuerySet(models.QuerySet["Ballot"]):
    def of(self, association: Association) -> BallotQuerySet:
        return self.filter(association=association)

    def open(self) -> BallotQuerySet:
        return self.filter(status="open")

    def due(self, now: dt.datetime) -> BallotQuerySet:
        """Open ballots whose hour has come; a session has none."""
        return self.open().filter(closes_at__lte=now).exclude(modality__in=["session", "video"])

    def about(self, subject_type: str, subject_id: int) -> BallotQuerySet:
        return self.filter(subject_type=subject_type, subject_id=subject_id)

    def to_proclaim(self) -> BallotQuerySet:
        """Outcomes that wait for two people to vouch for them, with those who already did (two queries)."""
        waiting = self.filter(status__in=["adopted", "rejected", "ratified", "not_ratified"], certified_at=None)
        return waiting.select_related("association", "body", "meeting__chair", "meeting__secretary").prefetch_related(
            "certifications__membership__user"
        )

    def with_turnout(self) -> BallotQuerySet:
        """Add `seats_count` and `votes_count`."""
        return self.annotate(
            seats_count=Count("seats", distinct=True),
            votes_count=Count("seats", filter=Q(seats__has_voted=True), distinct=True),
        ).order_by("-closes_at", "-pk")


class SeatQuerySet(models.QuerySet["BallotSeat"]):
    def with_people(self) -> SeatQuerySet:
        return self.select_related("membership__user", "represented_by__user", "vote").order_by(
            "membership__user__name", "pk"
        )

    def silent(self) -> SeatQuerySet:
        """Seats whose voice is still awaited: not given, and nobody has stepped aside."""
        return self.filter(has_voted=False, recused_at=None)

    def held_by(self, memberships: list[Membership]) -> SeatQuerySet:
        """Seats whose voice is theirs to give: their own, unless somebody carries it, and those they carry."""
        own = Q(membership__in=memberships, represented_by=None)
        return self.filter(own | Q(represented_by__in=memberships))
