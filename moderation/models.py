"""What is said to us: a message somebody questions, the proof of it, and what was decided under which article."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from calendar_app.models import Channel
from charter.models import Clause
from moderation.measures import GRAVE, HARMLESS, Measure, Seriousness
from moderation.querysets import CaseQuerySet


class Case(models.Model):
    """A message questioned under the moderation charter. The proof is kept first and never rewritten."""

    class Status(models.TextChoices):
        RECEIVED = "received", _("Reçu")
        ASSIGNED = "assigned", _("Pris en charge")
        SECOND_READING = "second_reading", _("Attend une deuxième personne")
        DECIDED = "decided", _("Décidé")
        CLOSED = "closed", _("Clos")

    MOVES = {
        Status.RECEIVED: {Status.ASSIGNED: "moderation.decide"},
        # Back to received: the person passes the case on.
        Status.ASSIGNED: {
            Status.RECEIVED: "moderation.decide",
            Status.SECOND_READING: "moderation.decide",
            Status.DECIDED: "moderation.decide",
        },
        Status.SECOND_READING: {Status.DECIDED: "moderation.decide", Status.RECEIVED: "moderation.decide"},
        Status.DECIDED: {Status.CLOSED: "moderation.decide"},
        Status.CLOSED: {},
    }

    class Notice(models.TextChoices):
        TOLD = "told", _("L’auteur ou l’autrice a reçu la décision et la façon de la contester")
        UNREACHABLE = "unreachable", _("Il n’est pas possible de joindre cette personne")
        NOT_NEEDED = "not_needed", _("Rien n’a été changé : il n’y a rien à annoncer")

    association = models.ForeignKey(Association, models.PROTECT, related_name="cases")
    number = models.PositiveIntegerField(_("dossier"))
    status = models.CharField(_("état"), max_length=20, choices=Status, default=Status.RECEIVED, editable=False)
    summary = models.CharField(_("en une ligne"), max_length=120)
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="cases")
    address = models.URLField(_("adresse du message"), max_length=500, blank=True)
    author_handle = models.CharField(_("compte de l’auteur ou de l’autrice"), max_length=120, blank=True)
    evidence = models.TextField(_("ce qui a été écrit"), max_length=5000)
    evidence_hash = models.CharField(_("empreinte de la preuve"), max_length=64, editable=False)
    written_at = models.DateTimeField(_("paru le"), null=True, blank=True)
    # The law counts from here: recorded once, no page changes it (domain I36).
    known_at = models.DateTimeField(_("connu le"), editable=False)
    seriousness = models.CharField(_("à première vue"), max_length=12, choices=Seriousness)
    due_at = models.DateTimeField(_("à décider avant le"), editable=False)
    reported_by = models.ForeignKey(Membership, models.PROTECT, related_name="reported_cases")
    assigned_to = models.ForeignKey(
        Membership, models.PROTECT, null=True, editable=False, related_name="assigned_cases"
    )
    measure = models.CharField(_("mesure"), max_length=12, choices=Measure, blank=True, editable=False)
    article = models.ForeignKey(Clause, models.PROTECT, null=True, editable=False, related_name="cases")
    reason = models.TextField(_("motif"), max_length=1000, blank=True, editable=False)
    decided_by = models.ForeignKey(Membership, models.PROTECT, null=True, editable=False, related_name="decided_cases")
    decided_at = models.DateTimeField(_("décidé le"), null=True, editable=False)
    second_reader = models.ForeignKey(
        Membership, models.PROTECT, null=True, editable=False, related_name="reread_cases"
    )
    notice = models.CharField(_("suite donnée"), max_length=12, choices=Notice, blank=True, editable=False)
    closed_at = models.DateTimeField(_("clos le"), null=True, editable=False)

    objects = ScopedManager(association="association", _manager_class=CaseQuerySet.as_manager().__class__)
    unscoped = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier de modération")
        verbose_name_plural = _("dossiers de modération")
        base_manager_name = "unscoped"
        constraints = [
            models.UniqueConstraint(fields=["association", "number"], name="one_case_per_number"),
            models.UniqueConstraint(fields=["association", "evidence_hash"], name="a_message_is_reported_once"),
            models.CheckConstraint(condition=~Q(evidence=""), name="a_case_begins_with_its_evidence"),
            models.CheckConstraint(
                condition=Q(status="received") | Q(assigned_to__isnull=False), name="a_case_under_way_has_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["second_reading", "decided", "closed"])
                | (~Q(measure="") & ~Q(reason="") & Q(decided_by__isnull=False)),
                name="a_decision_has_measure_reason_and_person",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["decided", "closed"]) | Q(decided_at__isnull=False),
                name="a_decided_case_says_when",
            ),
            models.CheckConstraint(
                condition=Q(measure__in=["", *HARMLESS]) | Q(article__isnull=False),
                name="a_measure_cites_an_article",
            ),
            models.CheckConstraint(
                condition=~(Q(status__in=["decided", "closed"]) & Q(measure__in=GRAVE))
                | Q(second_reader__isnull=False),
                name="a_grave_measure_has_a_second_reader",
            ),
            models.CheckConstraint(
                condition=Q(second_reader=None) | ~Q(second_reader=F("decided_by")),
                name="nobody_rereads_their_own_decision",
            ),
            models.CheckConstraint(
                condition=~Q(status="closed") | (~Q(notice="") & Q(closed_at__isnull=False)),
                name="a_closed_case_says_who_was_told",
            ),
        ]
        indexes = [models.Index(fields=["association", "status", "due_at"], name="cases_by_due")]

    def __str__(self) -> str:
        return str(_("Dossier %(number)d") % {"number": self.number})

    def get_absolute_url(self) -> str:
        return reverse("moderation:case-detail", args=[self.association.slug, self.pk])

    @property
    def content_hash(self) -> str:
        """What the journal notes beside each move: the deed is about this proof."""
        return self.evidence_hash

    @property
    def decision_hash(self) -> str:
        """Which decision the second reader has before their eyes: another measure, article or reason is another one."""
        words = [self.measure, self.article_id, self.reason, self.decided_by_id]
        return hashlib.sha256(json.dumps(words).encode()).hexdigest()

    @property
    def is_waiting(self) -> bool:
        return self.status in (self.Status.RECEIVED, self.Status.ASSIGNED, self.Status.SECOND_READING)

    def is_late(self, now: dt.datetime) -> bool:
        return self.is_waiting and self.due_at < now
