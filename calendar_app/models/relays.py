"""Posts that supporters may share, and how often their links were followed: sums, never who."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from calendar_app.models.corrections import Correction
from calendar_app.models.posts import Post


class RelayQuerySet(models.QuerySet["Relay"]):
    def of(self, association: Association) -> RelayQuerySet:
        return self.filter(association=association)

    def visible(self, today: dt.date) -> RelayQuerySet:
        """Open, in their term, and of a post that is still approved or out, its words never put right since."""
        ready = [Post.Status.SCHEDULED, Post.Status.PUBLISHED]
        mended = Correction.unscoped.filter(post=OuterRef("post"))
        return self.filter(closed_at=None, until__gte=today, post__status__in=ready).exclude(Exists(mended))


class Relay(models.Model):
    """A post that the coordination offers to supporters on the public page, until a day. One per post."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="relays")
    post = models.OneToOneField(Post, models.PROTECT, related_name="relay")
    # Fixed: a link that people have shared never leads elsewhere.
    target = models.URLField(_("adresse à faire connaître"), max_length=500)
    until = models.DateField(_("à relayer jusqu’au"))
    opened_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("ouverte le"))
    closed_at = models.DateTimeField(_("fermée le"), null=True, blank=True)

    objects = ScopedManager(association="association", _manager_class=RelayQuerySet.as_manager().__class__)
    unscoped = RelayQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication à relayer")
        verbose_name_plural = _("publications à relayer")
        base_manager_name = "unscoped"
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(target__startswith="https://") | Q(target__startswith="http://"),
                name="a_relay_leads_to_a_web_page",
            )
        ]

    post_id: int

    def __str__(self) -> str:
        return str(self.post)

    def get_absolute_url(self) -> str:
        return reverse("calendar:relay-detail", kwargs={"association": self.association.slug, "pk": self.pk})


class RelayLink(models.Model):
    """The short address of one relay for one network: /r/<code>/."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="+")
    relay = models.ForeignKey(Relay, models.CASCADE, related_name="links")
    # A key of networks.toml, or "message": a text, a mail, by hand to somebody one knows.
    network = models.CharField(_("réseau"), max_length=40)
    code = models.CharField(_("code"), max_length=12, unique=True)

    objects = ScopedManager(association="association")
    unscoped: models.Manager[RelayLink] = models.Manager()

    class Meta:
        verbose_name = _("lien compté")
        verbose_name_plural = _("liens comptés")
        base_manager_name = "unscoped"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["relay", "network"], name="one_link_per_relay_and_network")]

    relay_id: int

    def __str__(self) -> str:
        return self.code


class ClickSum(models.Model):
    """How often one link was followed on one day: a number, and nothing about anybody."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="+")
    link = models.ForeignKey(RelayLink, models.CASCADE, related_name="sums")
    day = models.DateField(_("jour"))
    clicks = models.PositiveIntegerField(_("clics"), default=0)

    objects = ScopedManager(association="association")
    unscoped: models.Manager[ClickSum] = models.Manager()

    class Meta:
        verbose_name = _("clics d’un jour")
        verbose_name_plural = _("clics par jour")
        base_manager_name = "unscoped"
        ordering = ["day", "pk"]
        constraints = [models.UniqueConstraint(fields=["link", "day"], name="one_sum_per_link_and_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.clicks}"
