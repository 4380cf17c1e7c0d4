from __future__ import annotations

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from charter.models.versions import LONGEST_REVIEW, Version


class Review(models.Model):
    """A text in force was read again: it stays, with the next date, or a new version is prepared."""

    class Outcome(models.TextChoices):
        KEPT = "kept", _("Le texte reste bon")
        CHANGED = "changed", _("Le texte doit changer")

    association = models.ForeignKey(Association, models.PROTECT, related_name="charter_reviews")
    version = models.ForeignKey(Version, models.PROTECT, related_name="reviews", verbose_name=_("version"))
    outcome = models.CharField(_("conclusion"), max_length=10, choices=Outcome)
    note = models.TextField(_("ce qui a été constaté"), max_length=1000, blank=True)
    next_on = models.DateField(_("prochaine revue avant le"), null=True)
    done_on = models.DateField(_("faite le"))
    done_by = models.ForeignKey(Membership, models.PROTECT, related_name="reviews_done", verbose_name=_("par"))

    objects = ScopedManager(association="association")
    unscoped = QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("revue")
        verbose_name_plural = _("revues")
        base_manager_name = "unscoped"
        ordering = ["-done_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "done_on"], name="a_text_is_read_again_once_a_day"),
            models.CheckConstraint(
                condition=~Q(outcome="kept")
                | Q(next_on__isnull=False, next_on__gt=F("done_on"), next_on__lte=F("done_on") + LONGEST_REVIEW),
                name="a_text_that_stays_has_its_next_date",
            ),
            models.CheckConstraint(condition=Q(outcome__in=["kept", "changed"]), name="a_review_concludes"),
        ]

    def __str__(self) -> str:
        return f"{self.version}, {self.done_on:%Y-%m-%d}"
