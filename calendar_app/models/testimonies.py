"""Words that people outside entrust to the association, with the leave to use them and the way to take it back."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from calendar_app.models.posts import Post


class TestimonyCall(models.Model):
    """The public form of an association: what is asked, what for, for how long. Closed until somebody opens it."""

    association = models.OneToOneField(Association, models.PROTECT, related_name="testimony_call")
    is_open = models.BooleanField(_("formulaire ouvert"), default=False)
    question = models.CharField(_("ce que vous demandez"), max_length=300)
    used_for = models.CharField(_("à quoi serviront les témoignages"), max_length=300)
    months = models.PositiveSmallIntegerField(_("durée de l’accord, en mois"), default=24)

    objects = ScopedManager(association="association")
    unscoped: models.Manager[TestimonyCall] = models.Manager()

    class Meta:
        verbose_name = _("formulaire de témoignage")
        verbose_name_plural = _("formulaires de témoignage")
        base_manager_name = "unscoped"
        constraints = [
            models.CheckConstraint(
                condition=Q(months__gte=1, months__lte=60), name="a_leave_to_quote_lasts_one_to_sixty_months"
            )
        ]

    def __str__(self) -> str:
        return self.question


class TestimonyQuerySet(models.QuerySet["Testimony"]):
    def of(self, association: Association) -> TestimonyQuerySet:
        return self.filter(association=association)

    def to_moderate(self) -> TestimonyQuerySet:
        return self.filter(status="received", erased_at=None)

    def ended(self, today: dt.date) -> TestimonyQuerySet:
        """Accepted, their leave is over, their words still here."""
        return self.filter(status="accepted", consent_until__lt=today, erased_at=None)

    def ending(self, today: dt.date, within: dt.timedelta) -> TestimonyQuerySet:
        return self.filter(
            status="accepted", consent_until__gte=today, consent_until__lte=today + within, erased_at=None
        )

    def with_uses(self) -> TestimonyQuerySet:
        return self.annotate(posts_made=Count("uses"))


class Testimony(models.Model):
    """One testimony. Erasing takes its words, names and addresses away; the row stays, to be counted."""

    class Status(models.TextChoices):
        RECEIVED = "received", _("À lire")
        ACCEPTED = "accepted", _("Accepté")
        REFUSED = "refused", _("Refusé")
        WITHDRAWN = "withdrawn", _("Retiré")

    class Naming(models.TextChoices):
        FIRST_NAME = "first_name", _("Avec mon prénom")
        INVENTED = "invented", _("Avec un nom inventé")
        ANONYMOUS = "anonymous", _("Sans aucun nom")

    MOVES: ClassVar[dict[Status, dict[Status, str | None]]] = {
        Status.RECEIVED: {
            Status.ACCEPTED: "calendar.testimonies",
            Status.REFUSED: "calendar.testimonies",
            Status.WITHDRAWN: "calendar.testimonies",
        },
        Status.ACCEPTED: {Status.WITHDRAWN: "calendar.testimonies"},
        Status.REFUSED: {Status.WITHDRAWN: "calendar.testimonies"},
        Status.WITHDRAWN: {},
    }

    association = models.ForeignKey(Association, models.PROTECT, related_name="testimonies")
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.RECEIVED)
    # Made by the page of the form: sent twice, it is kept once.
    form = models.UUIDField(_("jeton de saisie"), default=uuid.uuid4, editable=False)
    # SHA-256 of the secret in the private link: what we keep does not open it.
    key_hash = models.CharField(_("empreinte du lien privé"), max_length=64, unique=True)
    text = models.TextField(_("témoignage"), max_length=5000, blank=True)
    naming = models.CharField(_("comment vous nommer"), max_length=10, choices=Naming)
    name = models.CharField(_("prénom ou nom inventé"), max_length=60, blank=True)
    email = models.EmailField(_("adresse e-mail"), blank=True)
    is_minor = models.BooleanField(_("moins de 18 ans"), default=False)
    parent_email = models.EmailField(_("adresse e-mail d’un parent"), blank=True)
    parent_agreed_on = models.DateField(_("accord d’un parent reçu le"), null=True, blank=True)
    # The very sentence that was ticked, as it stood that day.
    consent = models.CharField(_("accord donné"), max_length=800)
    consent_until = models.DateField(_("accord donné jusqu’au"))
    received_at = models.DateTimeField(_("reçu le"))
    moderated_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    moderated_at = models.DateTimeField(_("lu le"), null=True, blank=True)
    reason = models.CharField(_("motif du refus"), max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True, blank=True)
    erased_at = models.DateTimeField(_("effacé le"), null=True, blank=True)

    objects = ScopedManager(association="association", _manager_class=TestimonyQuerySet.as_manager().__class__)
    unscoped = TestimonyQuerySet.as_manager()

    class Meta:
        verbose_name = _("témoignage")
        verbose_name_plural = _("témoignages")
        base_manager_name = "unscoped"
        ordering = ["-received_at", "-pk"]
        indexes = [models.Index(fields=["association", "status", "received_at"], name="testimonies_by_status")]
        constraints = [
            models.UniqueConstraint(fields=["association", "form"], name="a_testimony_is_kept_once"),
            models.CheckConstraint(
                condition=Q(erased_at=None) & ~Q(text="")
                | Q(erased_at__isnull=False, text="", name="", email="", parent_email="", reason=""),
                name="a_testimony_has_words_until_it_is_erased",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False) | Q(is_minor=False) | ~Q(parent_email=""),
                name="a_child_gives_the_address_of_a_parent",
            ),
            models.CheckConstraint(
                condition=~Q(status="accepted", is_minor=True) | Q(parent_agreed_on__isnull=False),
                name="a_parent_agrees_before_a_child_is_quoted",
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn") | Q(withdrawn_at__isnull=False, erased_at__isnull=False),
                name="a_testimony_taken_back_is_erased",
            ),
        ]

    association_id: int

    def __str__(self) -> str:
        return _now("Témoignage du %(day)s") % {"day": f"{self.received_at:%d/%m/%Y}"}

    def get_absolute_url(self) -> str:
        return reverse("calendar:testimony-detail", kwargs={"association": self.association.slug, "pk": self.pk})

    @property
    def signature(self) -> str:
        """How the person wants to be named; a whole word, so that nobody is left guessing."""
        return _now("Anonyme") if self.naming == self.Naming.ANONYMOUS else self.name

    def has_ended(self, today: dt.date) -> bool:
        return self.consent_until < today


class TestimonyRun(models.Model):
    """Eight words in a row of an accepted testimony, as a keyed hash: the words are found again, never read."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="+")
    testimony = models.ForeignKey(Testimony, models.CASCADE, related_name="runs")
    digest = models.BigIntegerField(_("empreinte"))

    objects = ScopedManager(association="association")
    unscoped: models.Manager[TestimonyRun] = models.Manager()

    class Meta:
        verbose_name = _("empreinte de mots")
        verbose_name_plural = _("empreintes de mots")
        base_manager_name = "unscoped"
        ordering = ["pk"]
        indexes = [models.Index(fields=["association", "digest"], name="runs_by_digest")]
        constraints = [models.UniqueConstraint(fields=["testimony", "digest"], name="a_run_is_kept_once")]

    def __str__(self) -> str:
        return f"{self.digest:x}"


class TestimonyUse(models.Model):
    """A post that holds the words of a testimony: made from it, or found by its words when they were taken back."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="+")
    testimony = models.ForeignKey(Testimony, models.PROTECT, related_name="uses")
    post = models.ForeignKey(Post, models.PROTECT, related_name="testimony_uses")
    # Found by its words: freed as soon as they are gone from it.
    is_found = models.BooleanField(_("retrouvée par ses mots"), default=False)

    objects = ScopedManager(association="association")
    unscoped: models.Manager[TestimonyUse] = models.Manager()

    class Meta:
        verbose_name = _("publication d’un témoignage")
        verbose_name_plural = _("publications de témoignages")
        base_manager_name = "unscoped"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["testimony", "post"], name="a_post_uses_a_testimony_once"),
            models.UniqueConstraint(
                fields=["post"], condition=Q(is_found=False), name="a_post_is_made_from_one_testimony"
            ),
        ]

    testimony_id: int
    post_id: int

    def __str__(self) -> str:
        return f"{self.testimony_id} {self.post_id}"
