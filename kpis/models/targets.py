"""What the association aims at, month by month."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from kpis import catalogue
from kpis.querysets import TargetQuerySet


class Target(models.Model):
    """A monthly target, good from `from_month` until the next one for the same series.

    `value` None means that from this month on nothing is aimed at any more:
    the months before keep the target they were judged by.
    """

    association = models.ForeignKey("associations.Association", on_delete=models.PROTECT, related_name="targets")
    indicator = models.CharField(_("indicateur"), max_length=60)
    channel = models.ForeignKey(
        "calendar.Channel",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name=_("canal"),
    )
    from_month = models.DateField(_("à partir de"))
    value = models.DecimalField(_("cible"), max_digits=20, decimal_places=4, null=True, blank=True)
    reason = models.CharField(_("pourquoi cette cible"), max_length=200, blank=True)
    by = models.ForeignKey("associations.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("fixée le"))

    objects = ScopedManager(association="association", _manager_class=TargetQuerySet.as_manager().__class__)
    unscoped = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("cible")
        verbose_name_plural = _("cibles")
        base_manager_name = "unscoped"
        ordering = ("indicator", "from_month", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["association", "indicator", "channel", "from_month"],
                condition=Q(channel__isnull=False),
                name="one_target_per_channel_and_month",
            ),
            models.UniqueConstraint(
                fields=["association", "indicator", "from_month"],
                condition=Q(channel__isnull=True),
                name="one_target_per_association_and_month",
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator} {self.from_month:%Y-%m}: {self.value}"

    @property
    def definition(self) -> catalogue.Indicator:
        """What the catalogue says of the indicator aimed at."""
        return catalogue.get(self.indicator)
