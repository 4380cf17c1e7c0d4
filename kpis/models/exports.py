"""A workbook somebody asked for, from the asking to the file."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from kpis import periods
from kpis.querysets import ExportQuerySet


class Export(models.Model):
    """The Excel dashboard of one month, made by a task.

    The file is kept in the row: web and worker need not share a disk, and a
    backup of the database holds what was handed out. `data_sha256` is the
    fingerprint of the figures, `sha256` that of the file.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("En attente")
        RUNNING = "running", _("En préparation")
        READY = "ready", _("Prêt")
        FAILED = "failed", _("Non abouti")

    # from -> {to: the permission that opens it}; None is for the house itself.
    MOVES: ClassVar = {
        Status.WAITING: {Status.RUNNING: None, Status.FAILED: None},
        Status.RUNNING: {Status.READY: None, Status.FAILED: None, Status.WAITING: None},
        Status.READY: {},
        Status.FAILED: {Status.WAITING: "kpis.export"},
    }

    association = models.ForeignKey("associations.Association", on_delete=models.PROTECT, related_name="exports")
    month = models.DateField(_("mois"))
    status = models.CharField(_("état"), max_length=8, choices=Status.choices, default=Status.WAITING)
    progress = models.PositiveSmallIntegerField(_("avancement"), default=0)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    language = models.CharField(_("langue"), max_length=2, default="fr")
    asked_by = models.ForeignKey(
        "associations.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("demandé le"))
    seen_alive_at = models.DateTimeField(_("dernier signe de la tâche"), null=True, blank=True)
    finished_at = models.DateTimeField(_("terminé le"), null=True, blank=True)
    problem = models.CharField(_("ce qui a manqué"), max_length=300, blank=True)
    content = models.BinaryField(_("fichier"), null=True, blank=True, editable=False)
    size = models.PositiveIntegerField(_("taille"), null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    data_sha256 = models.CharField(max_length=64, blank=True)
    journal_head = models.CharField(max_length=64, blank=True)

    objects = ScopedManager(association="association", _manager_class=ExportQuerySet.as_manager().__class__)
    unscoped = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("classeur")
        verbose_name_plural = _("classeurs")
        base_manager_name = "unscoped"
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(status="ready") | (Q(content__isnull=False) & ~Q(sha256="")),
                name="a_ready_export_has_its_file",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="progress_is_a_percentage"),
        )

    def __str__(self) -> str:
        return f"{self.file_name} ({self.status})"

    def get_absolute_url(self) -> str:
        """The page that follows this export."""
        return reverse("kpis:export-detail", args=[self.association.slug, self.pk])

    @property
    def file_name(self) -> str:
        """Name offered for the download, without accents or spaces."""
        return f"chiffres-{self.association.slug}-{periods.slug(self.month)}.xlsx"
