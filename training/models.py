"""How members learn the rules: a workshop on a day, and the people who come."""

from __future__ import annotations

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from training.querysets import AttendanceQuerySet, WorkshopQuerySet


class Workshop(models.Model):
    """A session in person or at a distance, with a fixed number of places."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Prévu")
        HELD = "held", _("A eu lieu")
        CANCELLED = "cancelled", _("Annulé")

    MOVES = {
        Status.PLANNED: {Status.HELD: "training.organise", Status.CANCELLED: "training.organise"},
        Status.HELD: {},
        Status.CANCELLED: {},
    }

    association = models.ForeignKey(Association, models.PROTECT, related_name="workshops")
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.PLANNED, editable=False)
    title = models.CharField(_("titre"), max_length=120)
    about = models.TextField(_("ce que l’on y apprend"), max_length=1500)
    trainer = models.ForeignKey(Membership, models.PROTECT, related_name="workshops_led")
    place = models.CharField(_("lieu"), max_length=200)
    starts_at = models.DateTimeField(_("début"))
    minutes = models.PositiveSmallIntegerField(
        _("durée en minutes"), default=120, validators=[MinValueValidator(15), MaxValueValidator(600)]
    )
    places = models.PositiveSmallIntegerField(
        _("places"), default=12, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    created_by = models.ForeignKey(Membership, models.PROTECT, editable=False, related_name="+")
    cancel_reason = models.CharField(_("motif d’annulation"), max_length=300, blank=True, editable=False)

    objects = ScopedManager(association="association", _manager_class=WorkshopQuerySet.as_manager().__class__)
    unscoped = WorkshopQuerySet.as_manager()

    class Meta:
        verbose_name = _("atelier")
        verbose_name_plural = _("ateliers")
        base_manager_name = "unscoped"
        constraints = [
            models.CheckConstraint(condition=Q(places__gte=1), name="a_workshop_has_a_place"),
            models.CheckConstraint(condition=Q(minutes__gte=15, minutes__lte=600), name="a_workshop_lasts_a_while"),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(cancel_reason=""), name="a_cancelled_workshop_says_why"
            ),
        ]
        indexes = [models.Index(fields=["association", "starts_at"], name="workshops_by_date")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("training:workshop-detail", args=[self.association.slug, self.pk])

    @property
    def ends_at(self) -> dt.datetime:
        return self.starts_at + dt.timedelta(minutes=self.minutes)

    def takes_names(self, now: dt.datetime) -> bool:
        """Whether one may still sign up or withdraw: planned, and not begun."""
        return self.status == self.Status.PLANNED and now < self.starts_at


class Attendance(models.Model):
    """A member's place in a workshop, then whether they came."""

    class Status(models.TextChoices):
        EXPECTED = "expected", _("Inscription notée")
        WITHDRAWN = "withdrawn", _("Place rendue")
        PRESENT = "present", _("Présence")
        ABSENT = "absent", _("Absence")

    MOVES = {
        Status.EXPECTED: {
            Status.WITHDRAWN: "training.attend",
            Status.PRESENT: "training.organise",
            Status.ABSENT: "training.organise",
        },
        Status.WITHDRAWN: {Status.EXPECTED: "training.attend"},
        # A sheet filled in by hand is sometimes read wrong.
        Status.PRESENT: {Status.ABSENT: "training.organise"},
        Status.ABSENT: {Status.PRESENT: "training.organise"},
    }

    association = models.ForeignKey(Association, models.PROTECT, related_name="attendances")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="attendances")
    member = models.ForeignKey(Membership, models.PROTECT, related_name="attendances")
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.EXPECTED, editable=False)
    signed_up_at = models.DateTimeField(_("inscription le"))

    objects = ScopedManager(association="association", _manager_class=AttendanceQuerySet.as_manager().__class__)
    unscoped = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("inscription")
        verbose_name_plural = _("inscriptions")
        base_manager_name = "unscoped"
        ordering = ["signed_up_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["workshop", "member"], name="a_person_signs_up_once")]

    def __str__(self) -> str:
        return f"{self.member}, {self.workshop}"

    def get_absolute_url(self) -> str:
        return self.workshop.get_absolute_url()
