"""Online duty: who answers, on which accounts, from when to when, and what came of it."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from calendar_app.models.channels import Channel


class ShiftQuerySet(models.QuerySet["DutyShift"]):
    def of(self, association: Association) -> ShiftQuerySet:
        return self.filter(association=association)

    def planned(self) -> ShiftQuerySet:
        return self.filter(status="planned")

    def between(self, start: dt.datetime, end: dt.datetime) -> ShiftQuerySet:
        """Those that start from `start` on, and before `end`."""
        return self.filter(starts_at__gte=start, starts_at__lt=end)

    def with_people(self) -> ShiftQuerySet:
        """With channels and seats (two more queries, whatever their number)."""
        seats = models.Prefetch("seats", ShiftSeat.unscoped.select_related("membership__user"))
        return self.select_related("association").prefetch_related(
            seats, models.Prefetch("channels", Channel.unscoped.all())
        )


class DutyShift(models.Model):
    """A stretch of time during which one or two people answer online in the name of the association."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Prévue")
        CANCELLED = "cancelled", _("Annulée")

    MOVES: ClassVar[dict[Status, dict[Status, str | None]]] = {
        Status.PLANNED: {Status.CANCELLED: "calendar.manage"},
        Status.CANCELLED: {},
    }

    association = models.ForeignKey(Association, models.PROTECT, related_name="duty_shifts")
    starts_at = models.DateTimeField(_("début"))
    ends_at = models.DateTimeField(_("fin"))
    purpose = models.CharField(_("pour quoi faire"), max_length=200)
    capacity = models.PositiveSmallIntegerField(
        _("nombre de places"), default=2, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    channels = models.ManyToManyField(Channel, related_name="duty_shifts", verbose_name=_("comptes"))
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.PLANNED)
    reason = models.CharField(_("motif"), max_length=300, blank=True)
    created_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    objects = ScopedManager(association="association", _manager_class=ShiftQuerySet.as_manager().__class__)
    unscoped = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("permanence en ligne")
        verbose_name_plural = _("permanences en ligne")
        base_manager_name = "unscoped"
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_shift_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(capacity__gte=1, capacity__lte=10), name="a_shift_has_one_to_ten_places"
            ),
            models.CheckConstraint(
                condition=Q(status="cancelled") & ~Q(reason="") | ~Q(status="cancelled"),
                name="a_cancelled_shift_says_why",
            ),
        ]
        indexes = [models.Index(fields=["association", "starts_at"], name="shifts_by_day")]

    association_id: int

    def __str__(self) -> str:
        return self.purpose

    def get_absolute_url(self) -> str:
        return reverse("calendar:shift-detail", kwargs={"association": self.association.slug, "pk": self.pk})


class ShiftSeat(models.Model):
    """One person on duty, and what they say of it afterwards."""

    class Result(models.TextChoices):
        CALM = "calm", _("Calme, rien de particulier")
        USEFUL = "useful", _("Des échanges utiles")
        FOLLOW = "follow", _("Une suite est à donner")
        INCIDENT = "incident", _("Un incident est à regarder")

    association = models.ForeignKey(Association, models.PROTECT, related_name="+")
    shift = models.ForeignKey(DutyShift, models.CASCADE, related_name="seats")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="duty_seats")
    signed_up_at = models.DateTimeField(_("inscription"))
    contacts = models.PositiveIntegerField(_("contacts établis"), null=True, blank=True)
    minutes = models.PositiveIntegerField(_("minutes passées"), null=True, blank=True)
    result = models.CharField(_("bilan"), max_length=10, choices=Result, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    told_at = models.DateTimeField(_("compte rendu le"), null=True, blank=True)

    objects = ScopedManager(association="association")
    unscoped: models.Manager[ShiftSeat] = models.Manager()

    class Meta:
        verbose_name = _("place de permanence")
        verbose_name_plural = _("places de permanence")
        base_manager_name = "unscoped"
        ordering = ["signed_up_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["shift", "membership"], name="one_seat_per_person_and_shift"),
            # An absent figure is unknown, never zero: the three come together or not at all.
            models.CheckConstraint(
                condition=Q(told_at=None, contacts=None, minutes=None, result="")
                | Q(told_at__isnull=False, contacts__isnull=False, minutes__isnull=False) & ~Q(result=""),
                name="a_duty_is_told_whole",
            ),
        ]

    membership_id: int

    def __str__(self) -> str:
        return f"{self.membership}"
