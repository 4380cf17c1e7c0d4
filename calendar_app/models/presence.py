"""Where the association's name stands on the networks: free, ours, or in somebody else's mouth (source row S29)."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership


class PresenceQuerySet(models.QuerySet["Presence"]):
    def of(self, association: Association) -> PresenceQuerySet:
        return self.filter(association=association)

    def stale(self, before: dt.date) -> PresenceQuerySet:
        """Looked at before that day: to be looked at again."""
        return self.filter(checked_on__lt=before)


class Presence(models.Model):
    """One name on one network, and when somebody last looked."""

    class State(models.TextChoices):
        FREE = "free", _("Libre")
        OURS = "ours", _("À nous")
        OTHER = "other", _("Pris par d’autres")
        SPOKEN = "spoken", _("Quelqu’un parle à notre place")

    CHIPS = {"free": "draft", "ours": "done", "other": "late", "spoken": "missing"}

    association = models.ForeignKey(Association, models.PROTECT, related_name="presences")
    network = models.CharField(_("réseau"), max_length=30)
    name = models.CharField(_("nom cherché"), max_length=80)
    state = models.CharField(_("ce qui s’y trouve"), max_length=8, choices=State)
    link = models.URLField(_("adresse de la page"), max_length=300, blank=True)
    note = models.CharField(_("ce que l’on y voit"), max_length=300, blank=True)
    todo = models.CharField(_("que faire"), max_length=300, blank=True)
    checked_on = models.DateField(_("regardé le"))
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    objects = ScopedManager(association="association", _manager_class=PresenceQuerySet.as_manager().__class__)
    unscoped = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("nom sur un réseau")
        verbose_name_plural = _("noms sur les réseaux")
        base_manager_name = "unscoped"
        ordering = ["network", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["association", "network", "name"], name="one_presence_per_network_and_name"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["other", "spoken"]) | ~Q(todo=""), name="a_name_we_lack_says_what_to_do"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("calendar:presence-list", kwargs={"association": self.association.slug})

    @property
    def chip(self) -> str:
        return self.CHIPS[self.state]
