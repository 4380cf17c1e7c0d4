"""Who was told: a reminder is a row before it is a mail."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership

# A claim older than this is that of a worker that died with the mail in hand (no task outlives CELERY_TASK_TIME_LIMIT).
CLAIM = dt.timedelta(minutes=40)


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def of(self, association: Association) -> ReminderQuerySet:
        return self.filter(association=association)

    def due(self, now: dt.datetime) -> ReminderQuerySet:
        """Neither sent nor dropped, and their hour has come."""
        return self.filter(sent_at=None, dropped_at=None, due_at__lte=now)

    def claimed(self, now: dt.datetime) -> ReminderQuerySet:
        """In the hands of a worker that is sending them."""
        return self.filter(sent_at=None, leaving_at__gt=now - CLAIM)

    def unclaimed(self, now: dt.datetime) -> ReminderQuerySet:
        return self.filter(Q(leaving_at=None) | Q(leaving_at__lte=now - CLAIM))


class Reminder(models.Model):
    """Something one member is told once. `key` says what about: asking twice plans once."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="reminders")
    to = models.ForeignKey(Membership, models.CASCADE, related_name="reminders")
    key = models.CharField(_("clé"), max_length=120)
    due_at = models.DateTimeField(_("prévue le"))
    subject = models.CharField(_("objet"), max_length=200)
    sentence = models.TextField(_("texte"))
    path = models.CharField(_("page"), max_length=300)
    # What goes with it: "calendar_app.feeds.attaching.post:12", a function of the code and its key; made at sending.
    attachment = models.CharField(_("pièce jointe"), max_length=120, blank=True)
    is_urgent = models.BooleanField(_("part seule et tout de suite"), default=False)
    leaving_at = models.DateTimeField(_("confiée à l’envoi le"), null=True, blank=True)
    sent_at = models.DateTimeField(_("envoyée le"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("devenue inutile le"), null=True, blank=True)

    objects = ScopedManager(association="association", _manager_class=ReminderQuerySet.as_manager().__class__)
    unscoped = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("relance")
        verbose_name_plural = _("relances")
        base_manager_name = "unscoped"
        constraints = [
            models.UniqueConstraint(fields=["key", "to"], name="a_reminder_is_sent_once"),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(dropped_at=None), name="a_reminder_is_sent_or_dropped_not_both"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(sent_at=None, dropped_at=None), name="reminders_waiting"),
            models.Index(fields=["sent_at"], condition=Q(is_urgent=False, sent_at__isnull=False), name="digests_sent"),
        ]

    def __str__(self) -> str:
        return self.subject
