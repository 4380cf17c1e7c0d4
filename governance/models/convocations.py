from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from governance.models.meetings import Meeting

# A claim older than this is that of a worker that died with the mail in hand (no task outlives CELERY_TASK_TIME_LIMIT).
CLAIM = dt.timedelta(minutes=40)


def stored_name(document: MeetingDocument, filename: str) -> str:
    """Path under MEDIA_ROOT: the association's own folder and a name nobody can guess; the given name is never used."""
    suffix = filename.rsplit(".", 1)[-1]
    return f"meetings/{document.association_id}/{uuid.uuid4().hex}.{suffix}"


class MeetingDocument(models.Model):
    """A file joined to an agenda, as it was received: shown to members only, always as a download."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="meeting_documents")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="documents")
    file = models.FileField(_("fichier"), upload_to=stored_name, max_length=200)
    name = models.CharField(_("nom"), max_length=120)
    mime = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("octets"))
    sha256 = models.CharField(_("empreinte"), max_length=64)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("reçu le"))

    objects = ScopedManager(association="association")
    unscoped = QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("document de réunion")
        verbose_name_plural = _("documents de réunion")
        base_manager_name = "unscoped"
        ordering = ["meeting", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "sha256"], name="a_document_is_joined_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("governance:document", args=[self.association.slug, self.pk])


class Notice(models.Model):
    """A mail about a meeting to everybody who sits: the convocation, what changed since, or the cancellation."""

    class Kind(models.TextChoices):
        CONVENED = "convened", _("Convocation")
        CHANGED = "changed", _("Changement après la convocation")
        CANCELLED = "cancelled", _("Annulation")

    association = models.ForeignKey(Association, models.PROTECT, related_name="meeting_notices")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="notices")
    kind = models.CharField(_("nature"), max_length=20, choices=Kind)
    # [code, before, after] for each change: put into words in the language of each reader (convocations.words).
    changes = models.JSONField(_("ce qui change"), default=list)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("le"))

    objects = ScopedManager(association="association")
    unscoped = QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("avis de réunion")
        verbose_name_plural = _("avis de réunion")
        base_manager_name = "unscoped"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(kind="convened"), name="a_meeting_is_convened_once"
            ),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(kind="cancelled"), name="a_meeting_is_cancelled_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class ConvocationQuerySet(models.QuerySet["Convocation"]):
    def waiting(self, now: dt.datetime) -> ConvocationQuerySet:
        """Neither sent nor refused, and in no worker's hands."""
        free = Q(leaving_at=None) | Q(leaving_at__lte=now - CLAIM)
        return self.filter(free, sent_at=None, refused_at=None)


class Convocation(models.Model):
    """One notice to one person: written with the notice, claimed, sent and stamped."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="convocations")
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="convocations")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="convocations")
    leaving_at = models.DateTimeField(_("confiée à l’envoi le"), null=True, editable=False)
    sent_at = models.DateTimeField(_("envoyée le"), null=True, editable=False)
    refused_at = models.DateTimeField(_("refusée par le courrier le"), null=True, editable=False)

    objects = ScopedManager(association="association", _manager_class=ConvocationQuerySet.as_manager().__class__)
    unscoped = ConvocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("convocation")
        verbose_name_plural = _("convocations")
        base_manager_name = "unscoped"
        ordering = ["notice", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "membership"], name="one_convocation_per_person_and_notice"),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(refused_at=None), name="a_convocation_is_sent_or_refused_not_both"
            ),
        ]
        indexes = [
            models.Index(fields=["notice"], condition=Q(sent_at=None, refused_at=None), name="convocations_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.membership}"
