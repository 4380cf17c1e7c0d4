"""A planning taken away as a workbook, and one that was sent back."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership

# A task without a sign of life for this long is taken for lost.
STALE_AFTER = dt.timedelta(minutes=10)
# Files wait this long, then go: the calendar is what lasts.
KEPT_FOR = dt.timedelta(days=30)


class PlanningExportQuerySet(models.QuerySet["PlanningExport"]):
    """Workbooks asked for. The file itself is only fetched by the download."""

    def of(self, association: Association) -> PlanningExportQuerySet:
        return self.filter(association=association).defer("content", "posts")

    def stale(self, now: dt.datetime) -> PlanningExportQuerySet:
        """Waiting or running, with no sign of life since STALE_AFTER."""
        return self.filter(seen_alive_at__lt=now - STALE_AFTER, status__in=["waiting", "running"]).defer("content")

    def to_empty(self, now: dt.datetime) -> PlanningExportQuerySet:
        """Those whose file has waited long enough."""
        return self.filter(asked_at__lt=now - KEPT_FOR).exclude(content=None)


class PlanningExport(models.Model):
    """The planning of a period, made by a task for whoever asked. `posts` are the ids it holds."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("En attente")
        RUNNING = "running", _("En préparation")
        READY = "ready", _("Prêt")
        FAILED = "failed", _("Non abouti")

    class Shape(models.TextChoices):
        XLSX = "xlsx", _("Classeur Excel")
        CSV = "csv", _("Fichier CSV")

    # from -> {to: the permission that opens it}; None is for the house itself.
    MOVES: ClassVar = {
        Status.WAITING: {Status.RUNNING: None, Status.FAILED: None},
        Status.RUNNING: {Status.READY: None, Status.FAILED: None, Status.WAITING: None},
        Status.READY: {},
        Status.FAILED: {Status.WAITING: "calendar.view"},
    }

    association = models.ForeignKey(Association, models.PROTECT, related_name="planning_exports")
    shape = models.CharField(_("forme"), max_length=4, choices=Shape, default=Shape.XLSX)
    first_on = models.DateField(_("premier jour"))
    last_on = models.DateField(_("dernier jour"))
    query = models.CharField(_("filtres"), max_length=500, blank=True)
    status = models.CharField(_("état"), max_length=8, choices=Status, default=Status.WAITING)
    progress = models.PositiveSmallIntegerField(_("avancement"), default=0)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    language = models.CharField(_("langue"), max_length=2, default="fr")
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("demandé le"))
    seen_alive_at = models.DateTimeField(_("dernier signe de la tâche"))
    finished_at = models.DateTimeField(_("terminé le"), null=True, blank=True)
    problem = models.CharField(_("ce qui a manqué"), max_length=300, blank=True)
    posts: models.JSONField[Any, Any] = models.JSONField(_("publications du classeur"), default=list, editable=False)
    content = models.BinaryField(_("fichier"), null=True, blank=True, editable=False)

    objects = ScopedManager(association="association", _manager_class=PlanningExportQuerySet.as_manager().__class__)
    unscoped = PlanningExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("planning téléchargé")
        verbose_name_plural = _("plannings téléchargés")
        base_manager_name = "unscoped"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="a_planning_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="a_planning_export_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("calendar:planning-export", args=[self.association.slug, self.pk])

    @property
    def file_name(self) -> str:
        """Name offered for the download, without accents or spaces."""
        return f"planning-{self.association.slug}-{self.first_on:%Y-%m-%d}-{self.last_on:%Y-%m-%d}.{self.shape}"

    @property
    def is_under_way(self) -> bool:
        return self.status in (self.Status.WAITING, self.Status.RUNNING)


class PlanningImportQuerySet(models.QuerySet["PlanningImport"]):
    def of(self, association: Association) -> PlanningImportQuerySet:
        return self.filter(association=association)

    def seen_by(self, membership: Membership) -> PlanningImportQuerySet:
        """One's own; every one for the coordination: drafts of texts are nobody else's business."""
        found = self.of(membership.association)
        return found if membership.can("calendar.manage") else found.filter(by=membership)

    def listed(self) -> PlanningImportQuerySet:
        return self.defer("grid", "choices", "results")

    def stale(self, now: dt.datetime) -> PlanningImportQuerySet:
        return self.filter(seen_alive_at__lt=now - STALE_AFTER, status__in=["waiting", "applying"]).listed()

    def over(self, now: dt.datetime) -> PlanningImportQuerySet:
        """Those kept long enough; one being applied is left to finish."""
        return self.filter(at__lt=now - KEPT_FOR).exclude(status__in=["waiting", "applying"])


class PlanningImport(models.Model):
    """A planning somebody sent back: its cells as they were read, what to do with each line, what came of it.

    Nothing of it is in the calendar before it is applied; what it would change is worked out again each time it is
    shown, against the calendar of that moment.
    """

    class Status(models.TextChoices):
        MATCHING = "matching", _("Colonnes à reconnaître")
        PREVIEW = "preview", _("À vérifier")
        WAITING = "waiting", _("En attente")
        APPLYING = "applying", _("En cours")
        APPLIED = "applied", _("Appliqué")
        SET_ASIDE = "set_aside", _("Écarté")

    # from -> {to: the permission that opens it}; None is for the house itself.
    MOVES: ClassVar = {
        Status.MATCHING: {Status.PREVIEW: "calendar.edit", Status.SET_ASIDE: "calendar.edit"},
        Status.PREVIEW: {
            Status.MATCHING: "calendar.edit",
            Status.WAITING: "calendar.edit",
            Status.SET_ASIDE: "calendar.edit",
        },
        Status.WAITING: {Status.APPLYING: None, Status.PREVIEW: None},
        Status.APPLYING: {Status.APPLIED: None, Status.WAITING: None, Status.PREVIEW: None},
        # What could not be applied may be looked at again: the lines already applied then differ in nothing.
        Status.APPLIED: {Status.PREVIEW: "calendar.edit"},
        Status.SET_ASIDE: {},
    }

    association = models.ForeignKey(Association, models.PROTECT, related_name="planning_imports")
    name = models.CharField(_("nom du fichier"), max_length=200)
    status = models.CharField(_("état"), max_length=9, choices=Status, default=Status.MATCHING)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("envoyé le"))
    export = models.ForeignKey(PlanningExport, models.SET_NULL, null=True, blank=True, related_name="+")
    # What was read: {"sheets": [{"name", "first", "rows"}], "notes": [sentences]}, see planning/grids.py.
    grid: models.JSONField[Any, Any] = models.JSONField(_("cellules lues"), editable=False)
    # For each of our columns, the place of theirs: {"title": 3}.
    columns: models.JSONField[Any, Any] = models.JSONField(_("colonnes"), default=dict, editable=False)
    choices: models.JSONField[Any, Any] = models.JSONField(_("choix ligne par ligne"), default=dict, editable=False)
    results: models.JSONField[Any, Any] = models.JSONField(_("ce qui en est venu"), default=list, editable=False)
    progress = models.PositiveSmallIntegerField(_("avancement"), default=0)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    seen_alive_at = models.DateTimeField(_("dernier signe de la tâche"), null=True, blank=True)
    applied_at = models.DateTimeField(_("appliqué le"), null=True, blank=True)

    objects = ScopedManager(association="association", _manager_class=PlanningImportQuerySet.as_manager().__class__)
    unscoped = PlanningImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("planning renvoyé")
        verbose_name_plural = _("plannings renvoyés")
        base_manager_name = "unscoped"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="a_planning_import_is_a_percentage"),
            models.CheckConstraint(
                condition=~Q(status="applied") | Q(applied_at__isnull=False), name="an_applied_planning_says_when"
            ),
        ]

    by_id: int
    export_id: int | None

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("calendar:planning-import", args=[self.association.slug, self.pk])

    @property
    def is_under_way(self) -> bool:
        return self.status in (self.Status.WAITING, self.Status.APPLYING)
