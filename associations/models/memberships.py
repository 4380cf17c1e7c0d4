from __future__ import annotations

import datetime as dt
import uuid
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models.associations import Association
from associations.permissions import PERMISSIONS
from associations.roles import Role


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of(self, association: Association) -> MembershipQuerySet:
        return self.filter(association=association)

    def current_of(self, user: Any) -> MembershipQuerySet:
        """The person's associations, by name, with their mandates in each (two queries)."""
        mandates = models.Prefetch("mandates", queryset=Mandate.unscoped.all())
        mine = self.filter(user=user, left_on=None).select_related("association")
        return mine.prefetch_related(mandates).order_by("association__name", "pk")

    def current(self) -> MembershipQuerySet:
        """People who have not left, each with their mandates (one more query, whatever their number)."""
        # The door asks before a scope is open, hence mandates without one: they are those of these rows only.
        mandates = models.Prefetch("mandates", queryset=Mandate.unscoped.all())
        return self.filter(left_on=None).select_related("user", "association").prefetch_related(mandates)

    def holding(self, roles: frozenset[Role] | set[Role], on: dt.date) -> MembershipQuerySet:
        """Current members with a mandate for one of `roles` in date on the day `on`."""
        in_date = Mandate.unscoped.in_date(on).filter(role__in=roles).values("membership")
        return self.current().filter(pk__in=in_date)


class Membership(models.Model):
    """A person in an association: the one who acts, signs and is reminded."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    # The journal knows people by this alone: dropping the row of names leaves the chain whole.
    pseudonym = models.UUIDField(_("pseudonyme"), default=uuid.uuid4, unique=True, editable=False)
    joined_on = models.DateField(_("depuis le"), default=timezone.localdate)
    left_on = models.DateField(_("jusqu’au"), null=True, blank=True)

    objects = ScopedManager(association="association", _manager_class=MembershipQuerySet.as_manager().__class__)
    # The door asks before any scope is open: which association is asked for is its very question.
    unscoped = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membre")
        verbose_name_plural = _("membres")
        base_manager_name = "unscoped"
        constraints = [
            models.UniqueConstraint(
                fields=["association", "user"], condition=Q(left_on=None), name="a_person_is_a_member_once"
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")), name="a_member_leaves_after_joining"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return str(self.user)

    @property
    def email(self) -> str:
        return self.user.email

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Roles whose mandate is in date today (no query when the mandates were prefetched)."""
        return self.roles_on(timezone.localdate())

    def roles_on(self, day: dt.date) -> frozenset[Role]:
        return frozenset(Role(m.role) for m in self.mandates.all() if m.is_in_date(day))

    def roles_from(self, day: dt.date) -> frozenset[Role]:
        """Roles held on `day` or later: an elected person whose mandate begins tomorrow counts as elected."""
        return frozenset(Role(m.role) for m in self.mandates.all() if m.ends_on is None or m.ends_on >= day)

    def can(self, permission: str) -> bool:
        """Whether one of today's roles holds `permission`. KeyError when the word is in no table."""
        return bool(PERMISSIONS[permission] & self.roles)


class MandateQuerySet(models.QuerySet["Mandate"]):
    def in_date(self, day: dt.date) -> MandateQuerySet:
        return self.meeting(day, day)

    def meeting(self, first: dt.date, last: dt.date | None) -> MandateQuerySet:
        """Those that share a day with the stretch from `first` to `last` (None: no end)."""
        rows = self.filter(Q(ends_on=None) | Q(ends_on__gte=first))
        return rows.filter(starts_on__lte=last) if last else rows


class Mandate(models.Model):
    """A role held between two dates. The last day counts."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="mandates")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="mandates")
    role = models.CharField(_("rôle"), max_length=20, choices=Role)
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"), null=True, blank=True)

    objects = ScopedManager(association="association", _manager_class=MandateQuerySet.as_manager().__class__)
    unscoped = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandat")
        verbose_name_plural = _("mandats")
        base_manager_name = "unscoped"
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="a_mandate_ends_after_it_starts"
            ),
            models.UniqueConstraint(fields=["membership", "role", "starts_on"], name="a_mandate_is_written_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}"

    def is_in_date(self, day: dt.date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
