"""What an association says itself of a network, over the published fact."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership


class NetworkRuleQuerySet(models.QuerySet["NetworkRule"]):
    def of(self, association: Association) -> NetworkRuleQuerySet:
        return self.filter(association=association)


class NetworkRule(models.Model):
    """A value of the association's own for one fact of `networks.toml`, and why. Deleting it restores the fact."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="network_rules")
    # Ids of the facts file: networks, formats and keys are facts with a source, not rows.
    network = models.CharField(_("réseau"), max_length=30)
    format = models.CharField(_("format"), max_length=30)
    key = models.CharField(_("fait"), max_length=40)
    # A whole number, a number, a yes or no, a word or a list of words: the shape of the published value.
    value: models.JSONField[Any, Any] = models.JSONField(_("valeur"))
    reason = models.CharField(_("d’où vient cette valeur"), max_length=300)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("modifié le"))

    objects = ScopedManager(association="association", _manager_class=NetworkRuleQuerySet.as_manager().__class__)
    unscoped = NetworkRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("règle de réseau modifiée")
        verbose_name_plural = _("règles de réseau modifiées")
        base_manager_name = "unscoped"
        ordering = ["network", "format", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["association", "network", "format", "key"], name="one_own_value_per_network_fact"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="an_own_network_fact_says_where_from"),
        ]

    def __str__(self) -> str:
        return f"{self.network} {self.format} {self.key}"
