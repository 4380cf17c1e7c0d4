"""Read and sign: one campaign for each version that changes the meaning, and those who are excused from it."""

from __future__ import annotations

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from charter.models.versions import Charter, Version

# Two weeks to read and sign, then a week of grace before rights wait.
DAYS, GRACE_DAYS = 14, 7


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def of(self, association: Association) -> CampaignQuerySet:
        return self.filter(association=association)

    def live(self) -> CampaignQuerySet:
        """About the text in force: still asking, or closed by hand while that text goes on."""
        return self.filter(status__in=["running", "closed"])

    def with_version(self) -> CampaignQuerySet:
        return self.select_related("version__charter", "version__association", "association")


class Campaign(models.Model):
    """The signing of one version by those it is put to: from its coming into force until the next one's.

    A minor version opens none: the running campaign goes on, and its signatures are asked on the minor version.
    """

    class Status(models.TextChoices):
        PREPARED = "prepared", _("Préparée")
        RUNNING = "running", _("En cours")
        CLOSED = "closed", _("Close")
        SUPERSEDED = "superseded", _("Remplacée")

    MOVES = {
        Status.PREPARED: {Status.RUNNING: None},
        Status.RUNNING: {Status.CLOSED: "charter.follow", Status.SUPERSEDED: None},
        Status.CLOSED: {Status.SUPERSEDED: None},
        Status.SUPERSEDED: {},
    }

    association = models.ForeignKey(Association, models.PROTECT, related_name="campaigns")
    charter = models.ForeignKey(Charter, models.PROTECT, related_name="campaigns")
    version = models.ForeignKey(Version, models.PROTECT, related_name="campaigns")
    status = models.CharField(_("état"), max_length=20, choices=Status, default=Status.PREPARED, editable=False)
    opens_on = models.DateField(_("ouverte le"), null=True, editable=False)
    due_on = models.DateField(_("date limite"), null=True)
    # What a person who joins later gets from the day of joining.
    days = models.PositiveSmallIntegerField(
        _("jours pour lire et signer"), default=DAYS, validators=[MinValueValidator(7), MaxValueValidator(180)]
    )
    grace_days = models.PositiveSmallIntegerField(
        _("jours de grâce"), default=GRACE_DAYS, validators=[MinValueValidator(7), MaxValueValidator(180)]
    )
    shortened_on = models.DateField(_("date limite avancée le"), null=True, editable=False)
    pass_mark = models.PositiveSmallIntegerField(
        _("part de réponses justes demandée"),
        default=80,
        choices=[(80, _("80 % de réponses justes")), (100, _("Toutes les réponses justes"))],
    )

    objects = ScopedManager(association="association", _manager_class=CampaignQuerySet.as_manager().__class__)
    unscoped = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campagne d’émargement")
        verbose_name_plural = _("campagnes d’émargement")
        base_manager_name = "unscoped"
        constraints = [
            models.UniqueConstraint(fields=["version"], name="one_campaign_per_version"),
            models.UniqueConstraint(
                fields=["charter"], condition=Q(status="running"), name="one_campaign_runs_per_charter"
            ),
            models.CheckConstraint(
                condition=Q(status="prepared") | Q(opens_on__isnull=False, due_on__isnull=False),
                name="a_campaign_that_opened_has_its_dates",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=F("opens_on")), name="a_campaign_is_due_after_it_opens"
            ),
            # A right is withdrawn after two announcements, the first a week before: no grace may be shorter.
            models.CheckConstraint(condition=Q(grace_days__gte=7), name="a_grace_lasts_a_week_or_more"),
            models.CheckConstraint(condition=Q(pass_mark__in=[80, 100]), name="a_pass_mark_is_80_or_100"),
        ]

    def __str__(self) -> str:
        return _now("Émargement : %(version)s") % {"version": self.version}

    def get_absolute_url(self) -> str:
        return reverse("charter:signatures", args=[self.association.slug, self.version_id])

    def due_for(self, start: dt.date) -> dt.date:
        """The last day to sign without being late, for somebody first asked on `start`; their own after the opening."""
        if self.opens_on is None or self.due_on is None:
            return start + dt.timedelta(days=self.days)
        return self.due_on if start <= self.opens_on else max(self.due_on, start + dt.timedelta(days=self.days))

    def rights_wait_on(self, start: dt.date) -> dt.date:
        """The first day on which somebody first asked on `start` may no longer publish without having signed."""
        return self.due_for(start) + dt.timedelta(days=self.grace_days)


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    def standing(self, today: dt.date) -> ExemptionQuerySet:
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=today), withdrawn_at=None)


class Exemption(models.Model):
    """Somebody is excused from signing for a reason, until a day or without end. Never by themselves."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="exemptions")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="exemptions")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="exemptions")
    reason = models.CharField(_("motif"), max_length=300)
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)
    granted_by = models.ForeignKey(Membership, models.PROTECT, related_name="exemptions_granted", editable=False)
    granted_at = models.DateTimeField(_("accordée le"), editable=False)
    withdrawn_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="exemptions_withdrawn", editable=False
    )
    withdrawn_at = models.DateTimeField(_("retirée le"), null=True, editable=False)

    objects = ScopedManager(association="association", _manager_class=ExemptionQuerySet.as_manager().__class__)
    unscoped = ExemptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispense de signature")
        verbose_name_plural = _("dispenses de signature")
        base_manager_name = "unscoped"
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "membership"],
                condition=Q(withdrawn_at=None, ends_on=None),
                name="one_exemption_without_end_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(membership=F("granted_by")), name="nobody_exempts_oneself"),
            models.CheckConstraint(condition=~Q(reason=""), name="an_exemption_has_a_reason"),
        ]

    def __str__(self) -> str:
        return _now("Dispense de %(name)s") % {"name": self.membership}

    def get_absolute_url(self) -> str:
        return self.campaign.get_absolute_url()
