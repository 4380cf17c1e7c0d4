"""A break in a series that the association itself knows of."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from kpis import catalogue
from kpis.querysets import SeriesBreakQuerySet


class SeriesBreak(models.Model):
    """From `on` the figure is not what it was before: another tool, another definition, another account.

    The breaks that networks made are facts of the catalogue (kpis.toml); these are the association's own.
    """

    association = models.ForeignKey("associations.Association", on_delete=models.PROTECT, related_name="series_breaks")
    indicator = models.CharField(_("indicateur"), max_length=60)
    channel = models.ForeignKey(
        "calendar.Channel", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("compte")
    )
    on = models.DateField(_("à partir du"))
    reason = models.CharField(_("ce qui a changé"), max_length=200)
    by = models.ForeignKey("associations.Membership", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("noté le"))

    objects = ScopedManager(association="association", _manager_class=SeriesBreakQuerySet.as_manager().__class__)
    unscoped = SeriesBreakQuerySet.as_manager()

    class Meta:
        verbose_name = _("rupture de série")
        verbose_name_plural = _("ruptures de série")
        base_manager_name = "unscoped"
        ordering = ("on", "pk")
        constraints: ClassVar = (
            # Two, because NULL is never equal to NULL in a unique index.
            models.UniqueConstraint(
                fields=["association", "indicator", "channel", "on"],
                condition=Q(channel__isnull=False),
                name="a_break_of_an_account_is_noted_once",
            ),
            models.UniqueConstraint(
                fields=["association", "indicator", "on"],
                condition=Q(channel__isnull=True),
                name="a_break_of_all_accounts_is_noted_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator} {self.on}: {self.reason}"

    @property
    def definition(self) -> catalogue.Indicator:
        """What the catalogue says of the indicator."""
        return catalogue.get(self.indicator)
