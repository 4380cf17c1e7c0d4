"""The questions of a campaign, each about one article, and what people answered."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from charter.models.campaigns import Campaign
from charter.models.clauses import Clause

CHOICES_MAX = 6


class Question(models.Model):
    """A question with its choices, one or several of them right, and the article that answers it.

    `right` is a set of choices as bits: the first choice is 1, the second 2, the third 4. So the database can say
    that no question goes without a right answer.
    """

    association = models.ForeignKey(Association, models.PROTECT, related_name="questions")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="questions")
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="questions", verbose_name=_("article"))
    position = models.PositiveSmallIntegerField(_("numéro"))
    text = models.CharField(_("question"), max_length=300)
    choices = models.JSONField(_("réponses proposées"))
    right = models.PositiveSmallIntegerField(_("réponses justes"))
    explanation = models.CharField(_("explication"), max_length=500, blank=True)

    objects = ScopedManager(association="association")
    unscoped = QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        base_manager_name = "unscoped"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(right__gt=0, right__lt=2**CHOICES_MAX), name="a_question_has_a_right_answer"
            ),
        ]

    def __str__(self) -> str:
        return _now("Question %(number)d") % {"number": self.position}

    def get_absolute_url(self) -> Any:
        return self.campaign.get_absolute_url()

    @property
    def has_several(self) -> bool:
        """Whether more than one choice is right."""
        return self.right.bit_count() > 1

    def rights(self) -> list[bool]:
        """For each choice, whether it is right."""
        return [bool(self.right >> place & 1) for place in range(len(self.choices))]


class Attempt(models.Model):
    """One go at the questions, kept as it was answered: by question, the chosen bits."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="attempts")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="attempts")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="attempts")
    at = models.DateTimeField(_("le"))
    answers = models.JSONField(_("réponses données"))
    right_count = models.PositiveSmallIntegerField(_("réponses justes"))
    total = models.PositiveSmallIntegerField(_("questions"))
    is_passed = models.BooleanField(_("réussi"))

    objects = ScopedManager(association="association")
    unscoped = QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("tentative")
        verbose_name_plural = _("tentatives")
        base_manager_name = "unscoped"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(right_count__lte=F("total")), name="no_more_right_than_asked"),
        ]
        indexes = [models.Index(fields=["campaign", "membership"], name="attempts_of_a_person")]

    def __str__(self) -> str:
        return f"{self.membership}, {self.right_count}/{self.total}"
