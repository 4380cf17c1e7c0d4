"""A file of figures somebody brought, kept as it came."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

__all__ = ["ImportFile"]


class ImportFileQuerySet(models.QuerySet["ImportFile"]):
    """Files brought. The bytes are only fetched by whoever reads them."""

    def of(self, association):
        """Those of `association`, without their bytes."""
        return self.filter(association=association).defer("content")

    def same(self, association, channel, sha256):
        """The file already brought for this account, byte for byte, unless it was set aside."""
        return self.of(association).filter(channel=channel, sha256=sha256).exclude(status=ImportFile.Status.SET_ASIDE)

    def with_posts_to_read(self, before: dt.datetime):
        """Kept before that instant, and whose posts nobody has read: the task was lost, or there was none then."""
        return self.filter(status="kept", posts_at=None, kept_at__lt=before).defer("content")


class ImportFile(models.Model):
    """One file, for one account (or the whole association), with who brought it and who kept it.

    Nothing of the file is a reading until it is KEPT. `content` is the proof: the figures
    are read from it again when somebody says yes, so what is kept is what was shown.
    """

    class Status(models.TextChoices):
        PREVIEW = "preview", _("à confirmer")
        KEPT = "kept", _("importé")
        SET_ASIDE = "set_aside", _("écarté")

    MOVES = {
        Status.PREVIEW: {Status.KEPT: "kpis.import", Status.SET_ASIDE: "kpis.import"},
        Status.KEPT: {},
        Status.SET_ASIDE: {},
    }

    association = models.ForeignKey("associations.Association", on_delete=models.PROTECT, related_name="+")
    channel = models.ForeignKey(
        "calendar.Channel",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("compte"),
    )
    name = models.CharField(_("nom du fichier"), max_length=200)
    sha256 = models.CharField(_("empreinte"), max_length=64)
    content = models.BinaryField(_("le fichier lui-même"))
    size = models.PositiveIntegerField(_("taille"))
    family = models.CharField(_("famille reconnue"), max_length=40)
    # What the file does not say and a person answered.
    month = models.DateField(_("mois indiqué"), null=True, blank=True)
    indicator = models.CharField(_("indicateur indiqué"), max_length=60, blank=True)
    status = models.CharField(_("état"), max_length=10, choices=Status.choices, default=Status.PREVIEW)
    by = models.ForeignKey("associations.Membership", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("apporté le"))
    kept_by = models.ForeignKey("associations.Membership", on_delete=models.PROTECT, null=True, related_name="+")
    kept_at = models.DateTimeField(_("gardé le"), null=True)
    # What came of it, counted when it was kept.
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    # When its posts were read, after its figures: a task does it for a long file.
    posts_at = models.DateTimeField(_("publications lues le"), null=True)

    objects = ScopedManager(association="association", _manager_class=ImportFileQuerySet.as_manager().__class__)
    unscoped = ImportFileQuerySet.as_manager()

    class Meta:
        base_manager_name = "unscoped"
        verbose_name = _("fichier de chiffres")
        verbose_name_plural = _("fichiers de chiffres")
        ordering = ("-at", "-pk")
        constraints = (
            # Two, because NULL is never equal to NULL in a unique index.
            models.UniqueConstraint(
                fields=["association", "channel", "sha256"],
                condition=Q(channel__isnull=False) & ~Q(status="set_aside"),
                name="a_file_is_brought_once_per_account",
            ),
            models.UniqueConstraint(
                fields=["association", "sha256"],
                condition=Q(channel__isnull=True) & ~Q(status="set_aside"),
                name="a_file_is_brought_once_per_association",
            ),
            models.CheckConstraint(
                condition=~Q(status="kept") | Q(kept_at__isnull=False), name="a_kept_file_says_when"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("kpis:import-detail", kwargs={"association": self.association.slug, "pk": self.pk})

    @property
    def content_hash(self) -> str:
        """The fingerprint the journal keeps with each move."""
        return self.sha256

    @property
    def days(self) -> tuple[dt.date, dt.date] | None:
        """First and last period of what was kept, or None while nothing was."""
        return (self.first_on, self.last_on) if self.first_on and self.last_on else None
