"""A figure somebody read somewhere, on a day or for a month."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from kpis.querysets import ReadingQuerySet


class PeriodKind(models.TextChoices):
    DAY = "day", _("jour")
    WEEK = "week", _("semaine")
    MONTH = "month", _("mois")


class Source(models.TextChoices):
    TYPED = "typed", _("saisi à la main")
    IMPORT = "import", _("fichier importé")


class Reading(models.Model):
    """One value of one indicator, for one channel (or the whole association) and one period.

    Absent is not zero: what nobody read has no row. `period_start` is the day
    itself, or the first of the week or of the month (the monthly table leaves
    weeks out). `indicator` is an id of kpis.catalogue, checked by the forms and
    the importer (the catalogue is a file, not a table).
    """

    association = models.ForeignKey("associations.Association", on_delete=models.PROTECT, related_name="readings")
    indicator = models.CharField(_("indicateur"), max_length=60)
    channel = models.ForeignKey(
        "calendar.Channel",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="readings",
        verbose_name=_("canal"),
    )
    period_kind = models.CharField(_("période"), max_length=5, choices=PeriodKind.choices)
    period_start = models.DateField(_("premier jour"))
    value = models.DecimalField(_("valeur"), max_digits=20, decimal_places=4)
    source = models.CharField(_("origine"), max_length=6, choices=Source.choices)
    note = models.CharField(_("d’où vient ce chiffre"), max_length=200, blank=True)
    by = models.ForeignKey(
        "associations.Membership",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("par"),
    )
    at = models.DateTimeField(_("relevé le"))
    import_file = models.ForeignKey(
        "kpis.ImportFile",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="readings",
        verbose_name=_("fichier"),
    )

    objects = ScopedManager(association="association", _manager_class=ReadingQuerySet.as_manager().__class__)
    unscoped = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("relevé")
        verbose_name_plural = _("relevés")
        base_manager_name = "unscoped"
        ordering = ("period_start", "pk")
        constraints = (
            # Two constraints, because NULL is never equal to NULL in a unique index.
            models.UniqueConstraint(
                fields=["association", "indicator", "channel", "period_kind", "period_start"],
                condition=Q(channel__isnull=False),
                name="one_reading_per_channel_and_period",
            ),
            models.UniqueConstraint(
                fields=["association", "indicator", "period_kind", "period_start"],
                condition=Q(channel__isnull=True),
                name="one_reading_per_association_and_period",
            ),
            models.CheckConstraint(
                condition=Q(period_kind__in=PeriodKind.values), name="a_reading_is_of_a_day_a_week_or_a_month"
            ),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="a_reading_names_its_source"),
        )
        indexes = (models.Index(fields=["association", "period_start", "indicator"], name="readings_of_a_month"),)

    def __str__(self) -> str:
        return f"{self.indicator} {self.period_start}: {self.value}"
