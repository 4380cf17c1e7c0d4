from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership

# Under this many answers a result could be guessed back to somebody.
THRESHOLD = 5


class SurveyQuerySet(models.QuerySet["Survey"]):
    def of(self, association: Association) -> SurveyQuerySet:
        return self.filter(association=association)

    def open(self) -> SurveyQuerySet:
        return self.filter(status="open")

    def due(self, today: dt.date) -> SurveyQuerySet:
        """Open surveys whose last day is over."""
        return self.open().filter(closes_on__lt=today)


class Survey(models.Model):
    """What members do on the networks, asked in two minutes before a usage charter is written.

    Answers are kept as sums: no row, no time and no order joins them to the people who gave them.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Ouvert")
        CLOSED = "closed", _("Clos")
        DISCARDED = "discarded", _("Clos sans résultat")

    MOVES = {
        Status.OPEN: {Status.CLOSED: "charter.survey", Status.DISCARDED: "charter.survey"},
        Status.CLOSED: {},
        Status.DISCARDED: {},
    }

    association = models.ForeignKey(Association, models.PROTECT, related_name="surveys")
    status = models.CharField(_("état"), max_length=20, choices=Status, default=Status.OPEN, editable=False)
    opened_on = models.DateField(_("ouvert le"))
    closes_on = models.DateField(_("dernier jour pour répondre"))
    opened_by = models.ForeignKey(Membership, models.PROTECT, related_name="surveys_opened")
    # Everybody who could answer the day it opened.
    audience = models.PositiveIntegerField(_("personnes interrogées"))
    threshold = models.PositiveSmallIntegerField(_("réponses nécessaires"), default=THRESHOLD)
    answered = models.PositiveIntegerField(_("réponses"), default=0, editable=False)
    counts = models.JSONField(_("réponses additionnées"), default=dict, editable=False)
    wishes = models.JSONField(_("souhaits, dans l’ordre alphabétique"), default=list, editable=False)

    objects = ScopedManager(association="association", _manager_class=SurveyQuerySet.as_manager().__class__)
    unscoped = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("questionnaire d’usage")
        verbose_name_plural = _("questionnaires d’usage")
        base_manager_name = "unscoped"
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["association"], condition=Q(status="open"), name="one_open_survey"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opened_on")), name="a_survey_ends_after_it_began"),
            models.CheckConstraint(condition=Q(threshold__gte=THRESHOLD), name="a_survey_keeps_its_threshold"),
            models.CheckConstraint(
                condition=~Q(status="closed") | Q(answered__gte=F("threshold")), name="a_result_has_enough_answers"
            ),
        ]

    def __str__(self) -> str:
        return str(_("Questionnaire d’usage"))

    def get_absolute_url(self) -> str:
        return reverse("charter:survey-detail", args=[self.association.slug, self.pk])

    def is_open(self, today: dt.date) -> bool:
        return self.status == self.Status.OPEN and today <= self.closes_on


class SurveyReply(models.Model):
    """That a member has answered: neither what nor when."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="survey_replies")
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="replies")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="survey_replies")

    objects = ScopedManager(association="association")
    unscoped = QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("participation à un questionnaire")
        verbose_name_plural = _("participations à un questionnaire")
        base_manager_name = "unscoped"
        constraints = [models.UniqueConstraint(fields=["survey", "membership"], name="a_survey_is_answered_once")]

    def __str__(self) -> str:
        return f"{self.membership}"
