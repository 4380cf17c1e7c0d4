"""Questions about many posts."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q

if TYPE_CHECKING:
    from associations.models import Association, Membership
    from calendar_app.models import Post, Revision, Variant  # noqa: F401 - named in the types of the querysets


@cache
def _approval_of_these_words() -> Exists:
    """The condition of `with_approval`, built once: it is the same for every page."""
    approvals = apps.get_model("calendar", "Approval")._base_manager
    revisions = apps.get_model("calendar", "Revision")._base_manager
    # Not OuterRef("current__content_hash"): PostgreSQL would then read every approval of every association at once.
    words = revisions.filter(pk=OuterRef(OuterRef("current"))).values("content_hash")
    return Exists(approvals.filter(post=OuterRef("pk"), content_hash__in=words))


class PostQuerySet(models.QuerySet["Post"]):
    def of(self, association: Association) -> PostQuerySet:
        return self.filter(association=association)

    def drafts(self) -> PostQuerySet:
        return self.filter(status="draft")

    def in_review(self) -> PostQuerySet:
        return self.filter(status="review")

    def scheduled(self) -> PostQuerySet:
        return self.filter(status="scheduled")

    def published(self) -> PostQuerySet:
        return self.filter(status="published")

    def open(self) -> PostQuerySet:
        """Posts somebody may still write in."""
        return self.filter(status__in=["draft", "review", "scheduled"])

    def late(self, now: dt.datetime) -> PostQuerySet:
        return self.scheduled().filter(due_at__lt=now)

    def due_between(self, start: dt.datetime, end: dt.datetime) -> PostQuerySet:
        """`start` included, `end` not."""
        return self.filter(due_at__gte=start, due_at__lt=end)

    def with_approval(self) -> PostQuerySet:
        """Annotate `is_approved`: somebody said yes to exactly the current words. New words have no yes yet."""
        return self.annotate(is_approved=_approval_of_these_words())

    def waiting_for(self, membership: Membership) -> PostQuerySet:
        """Posts in review whose words nobody has approved and in which `membership` wrote nothing."""
        revisions = apps.get_model("calendar", "Revision")._base_manager
        written = revisions.filter(post=OuterRef("pk"), has_new_words=True, by__user=membership.user_id)
        return self.in_review().with_approval().filter(Q(is_approved=False), ~Exists(written))

    def in_state(self, state: str, now: dt.datetime, held: set[int | None]) -> PostQuerySet:
        """Posts that a person sees as `state` (a key of states.WORDS). `held`: ids of the held accounts, None for all.

        Needs `with_approval()`. An unknown state narrows nothing.
        """
        holdable = Q(status__in=["review", "scheduled"])
        if None not in held:
            variants = apps.get_model("calendar", "Variant")._base_manager
            holdable &= Q(Exists(variants.filter(post=OuterRef("pk"), channel__in=held)))
        conditions = {
            "held": holdable if held else Q(pk=None),
            "late": Q(status="scheduled", due_at__lt=now),
            "scheduled": Q(status="scheduled", due_at__gte=now),
            "approved": Q(status="review", is_approved=True),
            "review": Q(status="review", is_approved=False),
            "draft": Q(status="draft"),
            "published": Q(status="published"),
            "cancelled": Q(status="cancelled"),
        }
        if state not in conditions:
            return self
        found = self.filter(conditions[state])
        return found.exclude(holdable) if held and state in ("late", "scheduled", "approved", "review") else found

    def on_channel(self, channel_id: int) -> PostQuerySet:
        variants = apps.get_model("calendar", "Variant")._base_manager
        return self.filter(Exists(variants.filter(post=OuterRef("pk"), channel=channel_id)))

    def to_read(self) -> PostQuerySet:
        """Everything the page of one post shows, in a fixed number of queries."""
        revisions = apps.get_model("calendar", "Revision")._base_manager
        variants = apps.get_model("calendar", "Variant")._base_manager
        requests = apps.get_model("calendar", "ChangeRequest")._base_manager
        return self.select_related(
            "association", "owner__user", "created_by__user", "current__by__user"
        ).prefetch_related(
            Prefetch("variants", variants.select_related("channel__opening", "confirmed_by__user")),
            Prefetch("revisions", revisions.select_related("by__user").order_by("-number")),
            Prefetch("change_requests", requests.select_related("by__user")),
            "approvals__by__user",
            "approvals__by__mandates",
            "current__texts__channel",
            "current__images__media",
        )


class VariantQuerySet(models.QuerySet["Variant"]):
    def of(self, association: Association) -> VariantQuerySet:
        return self.filter(association=association)

    def to_confirm(self) -> VariantQuerySet:
        return self.filter(published_at=None)


class RevisionQuerySet(models.QuerySet["Revision"]):
    def of(self, association: Association) -> RevisionQuerySet:
        return self.filter(association=association)

    def newest_first(self) -> RevisionQuerySet:
        return self.order_by(F("number").desc())
