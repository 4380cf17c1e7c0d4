"""A message that slipped out: what was kept of it, what was done, by whom and when. Nobody is at fault here."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from calendar_app.departures.storing import proof_name
from calendar_app.models.channels import Channel
from calendar_app.models.posts import Post


class SlipQuerySet(models.QuerySet["Slip"]):
    def of(self, association: Association) -> SlipQuerySet:
        return self.filter(association=association)

    def open(self) -> SlipQuerySet:
        return self.exclude(status="closed")

    def with_post(self) -> SlipQuerySet:
        return self.select_related("association", "post__association", "post__owner__user", "opened_by__user")


class Slip(models.Model):
    """One « message échappé »: a published post that should not be as it is. One at a time per post."""

    class Status(models.TextChoices):
        DETECTED = "detected", _("Signalé")
        CAPTURED = "captured", _("Preuve gardée")
        TAKEN_DOWN = "taken_down", _("Retiré")
        CORRECTED = "corrected", _("Rectifié")
        INFORMED = "informed", _("Personnes prévenues")
        LESSONS = "lessons", _("Leçon notée")
        CLOSED = "closed", _("Classé")

    # from -> {to: the permission that opens it}
    MOVES: ClassVar[dict[Status, dict[Status, str | None]]] = {
        Status.DETECTED: {Status.CAPTURED: "calendar.slip"},
        Status.CAPTURED: {Status.TAKEN_DOWN: "calendar.correct", Status.CORRECTED: "calendar.correct"},
        Status.TAKEN_DOWN: {Status.INFORMED: "calendar.slip"},
        Status.CORRECTED: {Status.INFORMED: "calendar.slip"},
        Status.INFORMED: {Status.LESSONS: "calendar.slip"},
        Status.LESSONS: {Status.CLOSED: "calendar.manage"},
        Status.CLOSED: {},
    }

    association = models.ForeignKey(Association, models.PROTECT, related_name="slips")
    post = models.ForeignKey(Post, models.PROTECT, related_name="slips")
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.DETECTED)
    opened_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("signalé le"))

    opened_by_id: int
    association_id: int

    objects = ScopedManager(association="association", _manager_class=SlipQuerySet.as_manager().__class__)
    unscoped = SlipQuerySet.as_manager()

    class Meta:
        verbose_name = _("message échappé")
        verbose_name_plural = _("messages échappés")
        base_manager_name = "unscoped"
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["post"], condition=~Q(status="closed"), name="one_open_slip_per_post"),
        ]

    def __str__(self) -> str:
        return str(self.post)

    def get_absolute_url(self) -> str:
        return reverse("calendar:slip", kwargs={"association": self.association.slug, "pk": self.pk})


class SlipStep(models.Model):
    """One step done: the state it led to, its hour, its person, and a note that may be empty."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="slip_steps")
    slip = models.ForeignKey(Slip, models.PROTECT, related_name="steps")
    state = models.CharField(_("étape"), max_length=10, choices=Slip.Status)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("le"))

    objects = ScopedManager(association="association")
    unscoped: models.Manager[SlipStep] = models.Manager()

    class Meta:
        verbose_name = _("étape d’un message échappé")
        verbose_name_plural = _("étapes des messages échappés")
        base_manager_name = "unscoped"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["slip", "state"], name="a_slip_passes_each_step_once"),
            models.CheckConstraint(condition=~Q(state="lessons", note=""), name="a_lesson_has_words"),
        ]

    def __str__(self) -> str:
        return self.state


class SlipProof(models.Model):
    """What was seen, as it was: words and link of one account, or a screenshot. Frozen by the database."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="slip_proofs")
    slip = models.ForeignKey(Slip, models.PROTECT, related_name="proofs")
    channel = models.ForeignKey(Channel, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("mots gardés"), blank=True)
    link = models.URLField(_("lien"), max_length=500, blank=True)
    file = models.FileField(_("capture d’écran"), upload_to=proof_name, max_length=200, blank=True)
    # SHA-256 of the picture, in hexadecimal: a file changed on the disk is seen.
    sha256 = models.CharField(_("empreinte"), max_length=64, blank=True)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("gardée le"))

    objects = ScopedManager(association="association")
    unscoped: models.Manager[SlipProof] = models.Manager()

    class Meta:
        verbose_name = _("preuve d’un message échappé")
        verbose_name_plural = _("preuves des messages échappés")
        base_manager_name = "unscoped"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") | ~Q(link="") | ~Q(file=""), name="a_proof_shows_something"),
            models.CheckConstraint(
                condition=Q(file="", sha256="") | ~Q(file="") & ~Q(sha256=""), name="a_kept_picture_has_its_hash"
            ),
        ]

    def __str__(self) -> str:
        return self.link or self.text[:40]
