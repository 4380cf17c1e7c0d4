from __future__ import annotations

from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from governance.models.ballots import Ballot
from governance.models.boxes import Capacity
from governance.models.meetings import Meeting


class Minutes(models.Model):
    """The procès-verbal of a meeting, or of a ballot held without one: signed by two, numbered, never altered.

    A mistake found later is corrected by further minutes that cite these.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("En préparation")
        SUBMITTED = "submitted", _("À signer")
        SIGNED = "signed", _("Signé")
        FILED = "filed", _("Versé au registre")

    MOVES = {
        Status.DRAFT: {Status.SUBMITTED: "governance.manage"},
        Status.SUBMITTED: {Status.DRAFT: "governance.manage", Status.SIGNED: None},
        Status.SIGNED: {Status.FILED: None},
        Status.FILED: {},
    }

    association = models.ForeignKey(Association, models.PROTECT, related_name="minutes")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="minutes")
    ballot = models.ForeignKey(Ballot, models.PROTECT, null=True, blank=True, related_name="minutes")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")
    status = models.CharField(_("état"), max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    number = models.PositiveIntegerField(_("numéro au registre"), null=True, editable=False)
    opening = models.TextField(_("ouverture de la séance"), max_length=4000, blank=True)
    closing = models.TextField(_("ce qu’il faut ajouter"), max_length=8000, blank=True)
    # What the paper says, fixed when it is submitted: names, counts, hashes, in plain data.
    content = models.JSONField(_("contenu"), default=dict, editable=False)
    content_hash = models.CharField(_("empreinte"), max_length=64, blank=True, editable=False)
    journal_head = models.CharField(_("tête du journal"), max_length=64, blank=True, editable=False)
    pdf = models.BinaryField(_("PDF"), null=True, editable=False)
    pdf_hash = models.CharField(_("empreinte du PDF"), max_length=64, blank=True, editable=False)
    # Counts the times the draft was written: who writes over somebody else's words is told.
    revision = models.PositiveIntegerField(_("réécritures"), default=1, editable=False)
    created_by = models.ForeignKey(Membership, models.PROTECT, related_name="minutes_created")
    created_at = models.DateTimeField(_("commencé le"), auto_now_add=True)
    submitted_at = models.DateTimeField(_("soumis le"), null=True, editable=False)
    filed_at = models.DateTimeField(_("versé au registre le"), null=True, editable=False)

    objects = ScopedManager(association="association")
    unscoped = QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("procès-verbal")
        verbose_name_plural = _("procès-verbaux")
        base_manager_name = "unscoped"
        ordering = ["-number", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["association", "number"], name="register_numbers_are_unique"),
            models.CheckConstraint(
                condition=Q(meeting=None, ballot__isnull=False) | Q(meeting__isnull=False, ballot=None),
                name="minutes_are_of_a_meeting_or_of_a_ballot",
            ),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(corrects=None), name="one_minutes_per_meeting_corrected_by_others"
            ),
            models.UniqueConstraint(
                fields=["ballot"], condition=Q(corrects=None), name="one_minutes_per_ballot_corrected_by_others"
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | ~Q(content_hash=""), name="submitted_minutes_have_their_hash"
            ),
            models.CheckConstraint(
                condition=~Q(status="filed")
                | (
                    Q(number__isnull=False, filed_at__isnull=False, pdf__isnull=False)
                    & ~Q(pdf_hash="")
                    & ~Q(journal_head="")
                ),
                name="filed_minutes_have_number_paper_and_head",
            ),
        ]

    def __str__(self) -> str:
        if self.number:
            return _now("Procès-verbal n° %(number)d") % {"number": self.number}
        return _now("Procès-verbal en préparation")

    def get_absolute_url(self) -> str:
        return reverse("governance:minutes-detail", args=[self.association.slug, self.pk])

    @property
    def chip(self) -> str:
        """The state of the look that fits: shape and icon; the word is the status's own."""
        return {"submitted": "waiting", "signed": "adopted", "filed": "adopted"}.get(self.status, "draft")

    @property
    def subject(self) -> str:
        """What they are about: the meeting, or the question of the ballot."""
        return self.meeting.dated if self.meeting else str((self.ballot and self.ballot.question) or "")


class MinutesSignature(models.Model):
    """One of the two names under the minutes, for the very content they saw."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="minutes_signatures")
    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="signatures")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="minutes_signatures")
    capacity = models.CharField(_("en qualité de"), max_length=20, choices=Capacity)
    content_hash = models.CharField(_("empreinte du contenu signé"), max_length=64)
    signed_at = models.DateTimeField(_("signé le"))

    objects = ScopedManager(association="association")
    unscoped = QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("signature de procès-verbal")
        verbose_name_plural = _("signatures de procès-verbal")
        base_manager_name = "unscoped"
        constraints = [
            models.UniqueConstraint(fields=["minutes", "capacity"], name="one_signature_per_capacity"),
            models.UniqueConstraint(fields=["minutes", "membership"], name="two_distinct_people_sign_minutes"),
        ]

    def __str__(self) -> str:
        return f"{self.membership}"
