"""An indicator that an association wrote for itself."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from kpis.querysets import OwnIndicatorQuerySet

RAW = "raw"


class OwnIndicator(models.Model):
    """What the catalogue lacks: read somewhere (`formula` is "raw") or worked out from other indicators.

    Everywhere else it is an indicator like any other, known by `own_<pk>`. Retired, it is offered no more; the months
    it was read in keep it.
    """

    class Unit(models.TextChoices):
        COUNT = "count", _("un nombre")
        PEOPLE = "accounts", _("des personnes ou des comptes")
        SHARE = "%", _("une part, en %")
        EUROS = "EUR", _("des euros")
        HOURS = "h", _("des heures")
        MINUTES = "min", _("des minutes")

    class Direction(models.TextChoices):
        UP = "up", _("Plus, c’est mieux")
        DOWN = "down", _("Moins, c’est mieux")
        NONE = "none", _("Ni l’un ni l’autre")

    class Adding(models.TextChoices):
        SUM = "sum", _("Les jours et les comptes s’additionnent")
        LAST = "last", _("C’est un stock : le dernier relevé du mois compte")
        NOT_ADDITIVE = "not_additive", _("Il ne s’additionne pas (des personnes uniques, une note)")
        FORMULA = "ratio_of_sums", _("Le calcul se refait sur les totaux")

    class Scope(models.TextChoices):
        CHANNEL = "channel", _("Compte par compte")
        ASSOCIATION = "association", _("Pour toute l’association")
        EITHER = "either", _("L’un ou l’autre")

    association = models.ForeignKey("associations.Association", on_delete=models.PROTECT, related_name="own_indicators")
    name = models.CharField(_("nom"), max_length=80)
    name_en = models.CharField(_("nom en anglais"), max_length=80, blank=True)
    unit = models.CharField(_("unité"), max_length=10, choices=Unit)
    direction = models.CharField(_("sens"), max_length=4, choices=Direction, default=Direction.UP)
    formula = models.CharField(_("calcul"), max_length=300, default=RAW)
    aggregation = models.CharField(_("sur le mois"), max_length=14, choices=Adding)
    scope = models.CharField(_("relevé"), max_length=11, choices=Scope, default=Scope.EITHER)
    pitfall = models.CharField(_("à savoir"), max_length=300, blank=True)
    source = models.CharField(_("source de la définition"), max_length=200, blank=True)
    by = models.ForeignKey("associations.Membership", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("écrit le"))
    retired_at = models.DateTimeField(_("retiré le"), null=True, blank=True)

    objects = ScopedManager(association="association", _manager_class=OwnIndicatorQuerySet.as_manager().__class__)
    unscoped = OwnIndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicateur de l’association")
        verbose_name_plural = _("indicateurs de l’association")
        base_manager_name = "unscoped"
        ordering = ("pk",)
        constraints: ClassVar = (
            models.UniqueConstraint(
                "association",
                Lower("name"),
                condition=Q(retired_at__isnull=True),
                name="an_own_indicator_has_a_name_of_its_own",
            ),
            models.CheckConstraint(
                condition=Q(unit__in=["count", "accounts", "%", "EUR", "h", "min"]),
                name="an_own_indicator_has_a_known_unit",
            ),
            models.CheckConstraint(
                condition=Q(formula=RAW, aggregation__in=["sum", "last", "not_additive"])
                | (~Q(formula__in=[RAW, ""]) & Q(aggregation="ratio_of_sums")),
                name="an_own_indicator_says_how_it_adds_up",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("kpis:own-edit", args=[self.association.slug, self.pk])

    @property
    def code(self) -> str:
        """What readings, targets and formulas call it."""
        return f"own_{self.pk}"

    @property
    def is_raw(self) -> bool:
        """Whether it is read somewhere, not worked out."""
        return self.formula == RAW
