"""What posts belong to: a pillar of the editorial line, a campaign with its audience and its goal."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from calendar_app.models.posts import Post


class NamedQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def of(self, association: Association) -> NamedQuerySet:
        return self.filter(association=association)

    def free_slug(self, association: Association, name: str, base: str) -> str:
        """A short address nothing of this kind has yet in `association`, made of `name`, else of `base`."""
        wanted = slugify(name)[:60] or base
        taken = set(self.of(association).values_list("slug", flat=True))
        candidates = [wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3))]
        return next(each for each in candidates if each not in taken)


class Pillar(models.Model):
    """One of the few subjects an association comes back to, with the share of its posts it should take."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="pillars")
    name = models.CharField(_("nom"), max_length=80)
    slug = models.SlugField(_("adresse courte"), max_length=70)
    share = models.PositiveSmallIntegerField(_("part souhaitée, en pour cent"), default=0)
    article = models.CharField(_("article de la ligne éditoriale"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("rang"), default=0)

    objects = ScopedManager(association="association", _manager_class=NamedQuerySet.as_manager().__class__)
    unscoped = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = _("pilier")
        verbose_name_plural = _("piliers")
        base_manager_name = "unscoped"
        ordering = ["position", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["association", "slug"], name="one_pillar_per_short_address"),
            models.UniqueConstraint(fields=["association", "name"], name="one_pillar_per_name"),
            models.CheckConstraint(condition=Q(share__lte=100), name="a_pillar_takes_100_percent_at_most"),
        ]

    def __str__(self) -> str:
        return self.name


class CampaignQuerySet(NamedQuerySet):
    def open(self) -> CampaignQuerySet:
        return self.filter(closed_at=None)

    def running(self, day: dt.date) -> CampaignQuerySet:
        return self.open().filter(starts_on__lte=day, ends_on__gte=day)


class Campaign(models.Model):
    """Posts that pursue one goal with one audience between two dates, both included."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="post_campaigns")
    name = models.CharField(_("nom"), max_length=100)
    slug = models.SlugField(_("adresse courte"), max_length=70)
    audience = models.CharField(_("à qui nous parlons"), max_length=200)
    goal = models.CharField(_("ce que nous voulons obtenir"), max_length=300)
    purpose = models.CharField(_("but"), max_length=15, choices=Post.Purpose, default=Post.Purpose.KNOWN)
    starts_on = models.DateField(_("début"))
    ends_on = models.DateField(_("fin"))
    owner = models.ForeignKey(Membership, models.PROTECT, related_name="owned_campaigns")
    created_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("création"))
    closed_at = models.DateTimeField(_("clôture"), null=True, blank=True)
    # What was learnt, written at the close: kept for the next one.
    lesson = models.CharField(_("ce que nous retenons"), max_length=1000, blank=True)

    objects = ScopedManager(association="association", _manager_class=CampaignQuerySet.as_manager().__class__)
    unscoped = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campagne de publications")
        verbose_name_plural = _("campagnes de publications")
        base_manager_name = "unscoped"
        ordering = ["-ends_on", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["association", "slug"], name="one_campaign_per_short_address"),
            models.UniqueConstraint(fields=["association", "name"], name="one_campaign_per_name"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_campaign_ends_after_its_start"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("calendar:campaign-detail", kwargs={"association": self.association.slug, "pk": self.pk})
