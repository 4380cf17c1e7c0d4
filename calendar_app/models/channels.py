"""The accounts an association speaks from, and what may hold them back."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership


class ChannelQuerySet(models.QuerySet["Channel"]):
    def of(self, association: Association) -> ChannelQuerySet:
        return self.filter(association=association)

    def active(self) -> ChannelQuerySet:
        return self.filter(is_active=True)

    def with_opening(self) -> ChannelQuerySet:
        return self.select_related("opening__association", "association")

    def free_slug(self, association: Association, name: str, network: str) -> str:
        """A short address no account of `association` has yet, made of `name`."""
        base = slugify(name)[:50] or network
        taken = set(self.of(association).values_list("slug", flat=True))
        candidates = [base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))]
        return next(each for each in candidates if each not in taken)


class Channel(models.Model):
    """An account on a network, a blog, a newsletter: where a post goes out."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="channels")
    name = models.CharField(_("nom du compte"), max_length=80)
    slug = models.SlugField(_("adresse courte"), max_length=60)
    # An id of networks.toml ("x", "mastodon"): networks are facts with a source, not rows.
    network = models.CharField(_("réseau"), max_length=30)
    url = models.URLField(_("adresse du compte"), max_length=300, blank=True)
    purpose = models.CharField(_("rôle"), max_length=200, blank=True)
    # Who decided, for an account that is older than Portevoix here; a newer one has its `opening`. With neither,
    # nobody has decided: such an account may be prepared, never spoken from (domain I27).
    opened_by_decision = models.CharField(_("décision antérieure"), max_length=200, blank=True)
    decided_on = models.DateField(_("date de cette décision"), null=True, blank=True)
    # Two openings of one sheet at the same second give one account: the database says never.
    opening = models.OneToOneField(
        "calendar.AccountOpening", models.PROTECT, null=True, blank=True, related_name="channel", editable=False
    )
    review_on = models.DateField(_("prochaine revue"), null=True, blank=True, editable=False)
    check_months = models.PositiveSmallIntegerField(
        _("vérification des clés"), choices=[(3, _("chaque trimestre")), (6, _("chaque semestre"))], default=6
    )
    is_active = models.BooleanField(_("en service"), default=True)
    position = models.PositiveSmallIntegerField(_("rang"), default=0)

    objects = ScopedManager(association="association", _manager_class=ChannelQuerySet.as_manager().__class__)
    unscoped = ChannelQuerySet.as_manager()

    class Meta:
        verbose_name = _("compte")
        verbose_name_plural = _("comptes")
        base_manager_name = "unscoped"
        ordering = ["position", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["association", "slug"], name="one_channel_per_short_address"),
            models.UniqueConstraint(fields=["association", "name"], name="one_channel_per_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("calendar:channel-list", kwargs={"association": self.association.slug})

    @property
    def has_decision(self) -> bool:
        """Whether somebody decided that the association would speak here (no query)."""
        return bool(self.opening_id or self.opened_by_decision)


class HoldQuerySet(models.QuerySet["Hold"]):
    def of(self, association: Association) -> HoldQuerySet:
        return self.filter(association=association)

    def standing(self, now: dt.datetime) -> HoldQuerySet:
        """Holds that stop publication at `now`; the one without a channel stops them all."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=now), starts_at__lte=now)


class Hold(models.Model):
    """A halt: nothing goes out, on one account or on all of them, until it is lifted."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="holds")
    channel = models.ForeignKey(Channel, models.PROTECT, null=True, blank=True, related_name="holds")
    reason = models.CharField(_("motif"), max_length=300)
    article = models.CharField(_("article appliqué"), max_length=120, blank=True)
    decided_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(_("depuis"))
    ends_at = models.DateTimeField(_("jusqu’à"), null=True, blank=True)

    objects = ScopedManager(association="association", _manager_class=HoldQuerySet.as_manager().__class__)
    unscoped = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        base_manager_name = "unscoped"
        ordering = ["-starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="a_hold_ends_after_it_starts"
            ),
            # The gate knows a hold by its reason: without words it would hold nothing.
            models.CheckConstraint(condition=~Q(reason=""), name="a_hold_says_why"),
        ]

    def __str__(self) -> str:
        return self.reason
