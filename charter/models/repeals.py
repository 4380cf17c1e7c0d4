"""Ending a text in force with nothing to replace it is a decision of its own: proposed with its reason, then voted."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from charter.canonical import tidy
from charter.models.versions import Version


class RepealQuerySet(models.QuerySet["Repeal"]):
    def of(self, association: Association) -> RepealQuerySet:
        return self.filter(association=association)

    def live(self) -> RepealQuerySet:
        """Neither refused, given up nor carried out: at most one per version."""
        return self.filter(status__in=Repeal.LIVE)

    def with_version(self) -> RepealQuerySet:
        return self.select_related("association", "version__charter", "version__association", "proposed_by__user")


class Repeal(models.Model):
    """The proposal to end one version in force. Its words are fixed from the first day: they are what is voted."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposée")
        BALLOT = "ballot", _("Au vote")
        ADOPTED = "adopted", _("Adoptée")
        REJECTED = "rejected", _("Rejetée")
        WITHDRAWN = "withdrawn", _("Retirée")
        DONE = "done", _("Faite")
        LAPSED = "lapsed", _("Sans objet")

    MOVES: ClassVar[dict[Status, dict[Status, str | None]]] = {
        # Another version may come into force meanwhile: there is nothing left to repeal.
        Status.PROPOSED: {Status.BALLOT: "charter.freeze", Status.WITHDRAWN: "charter.freeze", Status.LAPSED: None},
        Status.BALLOT: {Status.ADOPTED: None, Status.REJECTED: None, Status.PROPOSED: None, Status.LAPSED: None},
        Status.ADOPTED: {Status.DONE: "charter.enforce", Status.LAPSED: None},
        Status.REJECTED: {},
        Status.WITHDRAWN: {},
        Status.DONE: {},
        Status.LAPSED: {},
    }
    LIVE = (Status.PROPOSED, Status.BALLOT, Status.ADOPTED)

    association = models.ForeignKey(Association, models.PROTECT, related_name="charter_repeals")
    version = models.ForeignKey(Version, models.PROTECT, related_name="repeals", verbose_name=_("version"))
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.PROPOSED, editable=False)
    reason = models.CharField(_("motif"), max_length=500)
    content_hash = models.CharField(_("empreinte"), max_length=64, editable=False)
    proposed_by = models.ForeignKey(Membership, models.PROTECT, related_name="repeals_proposed", verbose_name=_("par"))
    proposed_at = models.DateTimeField(_("proposée le"))
    decided_at = models.DateTimeField(_("décidée le"), null=True, editable=False)

    objects = ScopedManager(association="association", _manager_class=RepealQuerySet.as_manager().__class__)
    unscoped = RepealQuerySet.as_manager()

    class Meta:
        verbose_name = _("abrogation")
        verbose_name_plural = _("abrogations")
        base_manager_name = "unscoped"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(status__in=["proposed", "ballot", "adopted", "done"]),
                name="one_repeal_of_a_text_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(content_hash=""), name="a_repeal_says_why_and_of_which_words"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["adopted", "rejected", "done"]) | Q(decided_at__isnull=False),
                name="a_decided_repeal_has_its_hour",
            ),
        ]

    def __str__(self) -> str:
        return _now("Abrogation : %(version)s") % {"version": self.version}

    def get_absolute_url(self) -> str:
        return reverse("charter:repeal-detail", args=[self.association.slug, self.pk])

    @property
    def chip(self) -> str:
        """The state of the look that fits: shape and icon; the word is the status's own."""
        words = {"proposed": "waiting", "withdrawn": "cancelled", "lapsed": "cancelled", "done": "closed"}
        return words.get(self.status, str(self.status))

    @property
    def decided_on(self) -> dt.date | None:
        return timezone.localdate(self.decided_at) if self.decided_at else None


def repeal_hash(version: Version, reason: str) -> str:
    """SHA-256 of what is voted: which words of which text end, and why, as canonical JSON."""
    told = {
        "repeal": {
            "kind": version.charter.kind,
            "number": version.number,
            "text_hash": version.content_hash,
            "reason": tidy(reason),
        }
    }
    written = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()
