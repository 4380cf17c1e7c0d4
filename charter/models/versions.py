from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from charter.frozen import FrozenText
from charter.querysets import VersionQuerySet
from governance.models import Ballot

# A text in force is read again at least once a year; 366 days hold a year with a 29 February.
LONGEST_REVIEW = dt.timedelta(days=366)


class Charter(models.Model):
    """One of the texts that govern the public voice. Its words are in its versions."""

    class Kind(models.TextChoices):
        USAGE = "usage", _("Charte d’usage")
        MODERATION = "moderation", _("Charte de modération")
        EDITORIAL = "editorial", _("Ligne éditoriale")
        CRISIS = "crisis", _("Plan de crise")

    association = models.ForeignKey(Association, models.PROTECT, related_name="charters")
    kind = models.CharField(_("texte"), max_length=20, choices=Kind)
    is_public = models.BooleanField(_("lisible par tout le monde"), default=False)

    # Those whose messages are moderated are outside the house, and must be able to read under which rule.
    PUBLIC_AT_FIRST = (Kind.MODERATION,)

    objects = ScopedManager(association="association")
    unscoped = QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("texte")
        verbose_name_plural = _("textes")
        base_manager_name = "unscoped"
        constraints = [models.UniqueConstraint(fields=["association", "kind"], name="one_charter_of_each_kind")]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("charter:kind-detail", args=[self.association.slug, self.kind])


class Version(models.Model):
    """One wording of a charter: written as a draft, frozen, voted by its hash, in force from a date, then replaced."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Brouillon")
        REVIEW = "review", _("En relecture")
        CHANGES_REQUESTED = "changes_requested", _("Modifications demandées")
        FROZEN = "frozen", _("Texte arrêté")
        BALLOT = "ballot", _("Au vote")
        ADOPTED = "adopted", _("Adoptée")
        REJECTED = "rejected", _("Rejetée")
        WITHDRAWN = "withdrawn", _("Retirée")
        IN_FORCE = "in_force", _("En vigueur")
        SUPERSEDED = "superseded", _("Remplacée")
        REPEALED = "repealed", _("Abrogée")

    MOVES = {
        Status.DRAFT: {Status.REVIEW: "charter.edit", Status.WITHDRAWN: "charter.freeze"},
        Status.REVIEW: {
            Status.CHANGES_REQUESTED: "charter.edit",
            Status.FROZEN: "charter.freeze",
            Status.WITHDRAWN: "charter.freeze",
        },
        Status.CHANGES_REQUESTED: {Status.REVIEW: "charter.edit", Status.WITHDRAWN: "charter.freeze"},
        # The text is fixed from here on; only going back to review opens it again. Under a vote it takes two steps in
        # one breath: the ballot is voided, which brings the text back here, then it is opened.
        Status.FROZEN: {
            Status.REVIEW: "charter.freeze",
            Status.BALLOT: "charter.freeze",
            Status.WITHDRAWN: "charter.freeze",
        },
        Status.BALLOT: {Status.ADOPTED: None, Status.REJECTED: None, Status.FROZEN: None},
        Status.ADOPTED: {Status.IN_FORCE: "charter.enforce", Status.WITHDRAWN: None},
        Status.IN_FORCE: {Status.SUPERSEDED: None, Status.REPEALED: "charter.enforce"},
        Status.REJECTED: {},
        Status.WITHDRAWN: {},
        Status.SUPERSEDED: {},
        Status.REPEALED: {},
    }
    EDITABLE = (Status.DRAFT, Status.REVIEW, Status.CHANGES_REQUESTED)
    UNDER_WAY = (*EDITABLE, Status.FROZEN, Status.BALLOT)
    # They have applied, from `in_force_on` on.
    APPLIED = (Status.IN_FORCE, Status.SUPERSEDED, Status.REPEALED)

    association = models.ForeignKey(Association, models.PROTECT, related_name="charter_versions")
    charter = models.ForeignKey(Charter, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    status = models.CharField(_("état"), max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")
    summary = models.TextField(_("ce qui change, en une ou deux phrases"), max_length=500, blank=True)
    is_material = models.BooleanField(_("demande une nouvelle signature"), default=True)
    content_hash = models.CharField(_("empreinte du texte"), max_length=64, blank=True, editable=False)
    created_by = models.ForeignKey(Membership, models.PROTECT, related_name="versions_created")
    created_at = models.DateTimeField(_("créée le"), auto_now_add=True)
    # Who decides on the amendments; whoever sends the text in review, until somebody else is named.
    rapporteur = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="versions_reported", editable=False
    )
    review_note = models.TextField(_("ce qui est demandé"), max_length=1000, blank=True, editable=False)
    frozen_at = models.DateTimeField(_("arrêtée le"), null=True, editable=False)
    decided_at = models.DateTimeField(_("décidée le"), null=True, editable=False)
    # Once adopted, the day it is to come into force; then the day it did.
    in_force_on = models.DateField(_("en vigueur à partir du"), null=True, editable=False)
    superseded_on = models.DateField(_("remplacée le"), null=True, editable=False)
    # The day by which it must have been read again, and the last day on which it was.
    review_on = models.DateField(_("à revoir avant le"), null=True, editable=False)
    reviewed_on = models.DateField(_("dernière revue le"), null=True, editable=False)
    repealed_on = models.DateField(_("abrogée le"), null=True, editable=False)
    repeal_reason = models.CharField(_("motif de l’abrogation"), max_length=500, blank=True, editable=False)
    repealed_by = models.ForeignKey(Ballot, models.PROTECT, null=True, editable=False, related_name="repeals")

    objects = ScopedManager(association="association", _manager_class=VersionQuerySet.as_manager().__class__)
    unscoped = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        base_manager_name = "unscoped"
        ordering = ["charter", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["charter", "number"], name="version_numbers_are_unique"),
            models.UniqueConstraint(fields=["charter"], condition=Q(status="in_force"), name="one_version_in_force"),
            models.UniqueConstraint(
                fields=["charter"],
                condition=Q(status__in=["draft", "review", "changes_requested", "frozen", "ballot"]),
                name="one_version_under_way",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "review", "changes_requested", "withdrawn"]) | ~Q(content_hash=""),
                name="a_fixed_text_has_its_hash",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["in_force", "superseded", "repealed"]) | Q(in_force_on__isnull=False),
                name="a_text_in_force_has_its_date",
            ),
            models.CheckConstraint(
                condition=Q(superseded_on=None) | Q(superseded_on__gte=F("in_force_on")),
                name="a_version_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=~Q(status="in_force") | Q(review_on__isnull=False), name="a_text_in_force_has_its_review_date"
            ),
            models.CheckConstraint(
                condition=Q(review_on=None)
                | Q(reviewed_on=None, review_on__gt=F("in_force_on"), review_on__lte=F("in_force_on") + LONGEST_REVIEW)
                | Q(
                    reviewed_on__isnull=False,
                    review_on__gt=F("reviewed_on"),
                    review_on__lte=F("reviewed_on") + LONGEST_REVIEW,
                ),
                name="a_text_is_read_again_within_a_year",
            ),
            models.CheckConstraint(
                condition=~Q(status="repealed")
                | (Q(repealed_on__isnull=False, repealed_on__gte=F("in_force_on")) & ~Q(repeal_reason="")),
                name="a_repeal_has_its_day_and_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return _now("%(charter)s, version %(number)d") % {"charter": self.charter, "number": self.number}

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the hash of a fixed text out of reach.

        It is written by the move that fixes the text, and never again.
        """
        if self.pk and not self.is_editable and kwargs.get("update_fields") is None:
            raise ValueError("A fixed version is changed by its moves only: name the fields in update_fields.")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("charter:version-detail", args=[self.association.slug, self.pk])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        # Asked of the database, not of an object that may have been loaded before the text was fixed.
        if type(self).unscoped.filter(pk=self.pk).fixed().exists():
            raise FrozenText("A fixed version is never deleted.")
        return super().delete(*args, **kwargs)

    @property
    def is_editable(self) -> bool:
        return self.status in self.EDITABLE

    @property
    def chip(self) -> str:
        """The state of the look that fits: shape and icon; the word is the status's own."""
        words = {"frozen": "waiting", "withdrawn": "cancelled", "changes_requested": "review", "repealed": "cancelled"}
        return words.get(self.status, str(self.status))

    def is_due_for_review(self, today: dt.date) -> bool:
        """Whether the day of its yearly reading has come: « à réviser »."""
        return self.status == self.Status.IN_FORCE and self.review_on is not None and self.review_on <= today

    def grace_ends_on(self) -> dt.date | None:
        """The last day one may publish without having signed; None until a date is set."""
        return self.in_force_on + GRACE if self.in_force_on else None


def a_year_after(day: dt.date) -> dt.date:
    """Return the same day next year; the day before for a 29 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


# From the day a usage charter comes into force, everybody has a week to read and sign it before rights wait.
GRACE = dt.timedelta(days=7)
