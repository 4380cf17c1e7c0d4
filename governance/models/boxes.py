from __future__ import annotations

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from governance.models.ballots import Ballot


class BallotBox(models.Model):
    """The voices of a ballot, added up and nothing more: a secret vote, or a show of hands.

    A row per voice would keep its order, and on PostgreSQL its transaction, beside those of the roll: sums cannot be
    joined to anybody (domain I18).
    """

    association = models.ForeignKey(Association, models.PROTECT, related_name="ballot_boxes")
    ballot = models.OneToOneField(Ballot, models.PROTECT, related_name="box")
    for_count = models.PositiveIntegerField(_("pour"), default=0)
    against_count = models.PositiveIntegerField(_("contre"), default=0)
    abstain_count = models.PositiveIntegerField(_("abstentions"), default=0)
    blank_count = models.PositiveIntegerField(_("blancs"), default=0)

    objects = ScopedManager(association="association")
    unscoped = QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("urne")
        verbose_name_plural = _("urnes")
        base_manager_name = "unscoped"

    def __str__(self) -> str:
        return f"{self.ballot}"


class Capacity(models.TextChoices):
    """In what capacity a person vouches for a result or for minutes."""

    CHAIR = "chair", _("Présidence de séance")
    SECRETARY = "secretary", _("Secrétariat de séance")


class Certification(models.Model):
    """One of the two people who vouch for a result, by the hash of the count they saw (domain I21)."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="certifications")
    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="certifications")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="certifications")
    capacity = models.CharField(_("en qualité de"), max_length=20, choices=Capacity)
    result_hash = models.CharField(_("empreinte du résultat"), max_length=64)
    certified_at = models.DateTimeField(_("le"))

    objects = ScopedManager(association="association")
    unscoped = QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("proclamation")
        verbose_name_plural = _("proclamations")
        base_manager_name = "unscoped"
        constraints = [
            models.UniqueConstraint(fields=["ballot", "capacity"], name="one_certification_per_capacity"),
            models.UniqueConstraint(fields=["ballot", "membership"], name="two_distinct_people_certify"),
        ]

    def __str__(self) -> str:
        return f"{self.membership}"
