"""Questions about many posts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery

from associations.permissions import BUREAU
from associations.roles import Role
from calendar_app.rules import risk

if TYPE_CHECKING:
    from associations.models import Association, Membership
    from calendar_app.models import Post, Revision, Variant  # noqa: F401 - named in the types of the querysets

# Who a text waits for -> the roles that can answer.
AWAITED = {risk.BUREAU: BUREAU, risk.PRESIDENT: frozenset({Role.PRESIDENT})}


@cache
def _approval_of_these_words() -> Exists:
    """The condition of `with_approval`, built once: it is the same for every page."""
    approvals = apps.get_model("calendar", "Approval")._base_manager
    revisions = apps.get_model("calendar", "Revision")._base_manager
    # Not OuterRef("current__content_hash"): PostgreSQL would then read every approval of every association at once.
    words = revisions.filter(pk=OuterRef(OuterRef("current"))).values("content_hash")
    return Exists(approvals.filter(post=OuterRef("pk"), content_hash__in=words, reaches__gte=OuterRef("tier")))


def _yeses() -> Any:
    """The yeses to the current words of a post, whatever their number."""
    revisions = apps.get_model("calendar", "Revision")._base_manager
    words = revisions.filter(pk=OuterRef(OuterRef("current"))).values("content_hash")
    return apps.get_model("calendar", "Approval")._base_manager.filter(post=OuterRef("pk"), content_hash__in=words)


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
        """Annotate `is_approved`: exactly the current words have the yeses that their tier needs; new words none."""
        return self.annotate(is_approved=_approval_of_these_words())

    def with_readers(self, users: Iterable[int] = ()) -> PostQuerySet:
        """Annotate `awaits`, whose yes the current words wait for (`Approval.awaits`; None before a first one).

        And `has_yes`: one of `users` gave theirs.
        """
        return self.annotate(
            awaits=Subquery(_yeses().order_by("-at", "-pk").values("awaits")[:1]),
            has_yes=Exists(_yeses().filter(by__user__in=list(users))),
        )

    def with_hold(self, now: dt.datetime) -> PostQuerySet:
        """Annotate `is_held`: a hold stands at `now`, on everything or on one of its accounts."""
        holds = apps.get_model("calendar", "Hold")._base_manager.standing(now)
        accounts = apps.get_model("calendar", "Variant")._base_manager.filter(post=OuterRef(OuterRef("pk")))
        here = Q(channel=None) | Q(channel__in=accounts.values("channel"))
        return self.annotate(is_held=Exists(holds.filter(here, association=OuterRef("association"))))

    def waiting_for(self, membership: Membership) -> PostQuerySet:
        """Posts in review that wait for a yes of `membership`: not theirs, not theirs already, and one that adds."""
        revisions = apps.get_model("calendar", "Revision")._base_manager
        written = revisions.filter(post=OuterRef("pk"), has_new_words=True, by__user=membership.user_id)
        needs = [who for who, role in AWAITED.items() if not role & membership.roles]
        return (
            self.in_review()
            .with_approval()
            .filter(Q(is_approved=False), ~Exists(written), ~Exists(_yeses().filter(by__user=membership.user_id)))
            .exclude(Exists(_yeses().filter(awaits__in=needs)))
        )

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
            "withdrawn": Q(status="withdrawn"),
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
            "association", "owner__user", "created_by__user", "current__by__user", "voice__user", "pillar", "campaign"
        ).prefetch_related(
            Prefetch("variants", variants.select_related("channel__opening", "confirmed_by__user", "skipped_by__user")),
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
        return self.filter(published_at=None, skipped_at=None)


class RevisionQuerySet(models.QuerySet["Revision"]):
    def of(self, association: Association) -> RevisionQuerySet:
        return self.filter(association=association)

    def newest_first(self) -> RevisionQuerySet:
        return self.order_by(F("number").desc())
