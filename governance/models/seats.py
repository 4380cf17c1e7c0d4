from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from governance.models.bodies import Body


class NamedSeatQuerySet(models.QuerySet["Seat"]):
    def of(self, association: Association) -> NamedSeatQuerySet:
        return self.filter(association=association)

    def in_date(self, day: dt.date) -> NamedSeatQuerySet:
        return self.meeting(day, day)

    def meeting(self, first: dt.date, last: dt.date | None) -> NamedSeatQuerySet:
        """Those that share a day with the stretch from `first` to `last` (None: no end)."""
        rows = self.filter(Q(ends_on=None) | Q(ends_on__gte=first))
        return rows.filter(starts_on__lte=last) if last else rows


class Seat(models.Model):
    """A named place in a body between two dates. The last day counts.

    Only a body whose composition is "named" reads its seats; mandates and membership give the others.
    """

    class Function(models.TextChoices):
        CHAIR = "chair", _("Présidence")
        SECRETARY = "secretary", _("Secrétariat")
        MEMBER = "member", _("Membre")

    association = models.ForeignKey(Association, models.PROTECT, related_name="body_seats")
    body = models.ForeignKey(Body, models.PROTECT, related_name="seats", verbose_name=_("instance"))
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="body_seats", verbose_name=_("personne"))
    function = models.CharField(_("fonction"), max_length=20, choices=Function, default=Function.MEMBER)
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"), null=True, blank=True)

    objects = ScopedManager(association="association", _manager_class=NamedSeatQuerySet.as_manager().__class__)
    unscoped = NamedSeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("siège nommé")
        verbose_name_plural = _("sièges nommés")
        base_manager_name = "unscoped"
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="a_seat_ends_after_it_starts"
            ),
            models.UniqueConstraint(fields=["body", "membership", "starts_on"], name="a_seat_is_written_once"),
            models.UniqueConstraint(
                fields=["body", "membership"],
                condition=Q(ends_on=None),
                name="a_person_has_one_endless_seat_in_a_body",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership}"

    def is_in_date(self, day: dt.date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
