"""What an association says of the days of the year: which it wants to see, which date somebody confirmed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from calendar_app.models.campaigns import NamedQuerySet


class DayChoice(models.Model):
    """Show or hide one day of the built-in calendar; without a row, a day is as `days.shown_at_first` says."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="+")
    # An id of awareness_days.toml, or of campaigns/days.py for the public holidays.
    day = models.SlugField(_("journée"), max_length=60)
    is_shown = models.BooleanField(_("montrée"))

    objects = ScopedManager(association="association", _manager_class=NamedQuerySet.as_manager().__class__)
    unscoped = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = _("choix d’une journée")
        verbose_name_plural = _("choix de journées")
        base_manager_name = "unscoped"
        constraints = [models.UniqueConstraint(fields=["association", "day"], name="one_choice_per_day")]

    def __str__(self) -> str:
        return self.day


class DayConfirmation(models.Model):
    """Somebody looked up when a day really takes place one year, and says where it is written."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="+")
    day = models.SlugField(_("journée"), max_length=60)
    year = models.PositiveSmallIntegerField(_("année"))
    starts_on = models.DateField(_("premier jour"))
    ends_on = models.DateField(_("dernier jour"))
    source = models.URLField(_("page qui donne la date"), max_length=300)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("vérifié le"))

    objects = ScopedManager(association="association", _manager_class=NamedQuerySet.as_manager().__class__)
    unscoped = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = _("date confirmée")
        verbose_name_plural = _("dates confirmées")
        base_manager_name = "unscoped"
        constraints = [
            models.UniqueConstraint(fields=["association", "day", "year"], name="one_confirmation_per_day_and_year"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="a_confirmed_day_ends_after_its_start"
            ),
        ]

    by_id: int

    def __str__(self) -> str:
        return f"{self.day} {self.year}"
