"""Which indicators of the catalogue an association has chosen to follow."""

from __future__ import annotations

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from kpis import catalogue
from kpis.querysets import FollowedQuerySet


class FollowedIndicator(models.Model):
    """One indicator of the catalogue on this association's table, at its place.

    `headline` puts it among the four results at the head of the monthly page.
    """

    association = models.ForeignKey(
        "associations.Association", on_delete=models.PROTECT, related_name="followed_indicators"
    )
    indicator = models.CharField(_("indicateur"), max_length=60)
    rank = models.PositiveSmallIntegerField(_("place dans le tableau"), default=0)
    headline = models.BooleanField(_("parmi les quatre résultats en tête"), default=False)
    since = models.DateField(_("suivi depuis"), null=True, blank=True)

    objects = ScopedManager(association="association", _manager_class=FollowedQuerySet.as_manager().__class__)
    unscoped = FollowedQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicateur suivi")
        verbose_name_plural = _("indicateurs suivis")
        base_manager_name = "unscoped"
        ordering = ("rank", "pk")
        constraints = (
            models.UniqueConstraint(fields=["association", "indicator"], name="an_indicator_is_followed_once"),
        )

    def __str__(self) -> str:
        return str(self.definition)

    @cached_property
    def definition(self) -> catalogue.Indicator:
        """What the catalogue says of it."""
        return catalogue.get(self.indicator)
