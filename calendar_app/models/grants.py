"""Rights on a work, granted by whoever made it (art. L131-3 CPI): each right with its extent, aim, place and time."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from calendar_app.library.querysets import TermQuerySet
from calendar_app.library.storing import document_name


class RightsGrant(models.Model):
    """A cession: who made the work, what may be done with it, where, what for, from when until when, on which paper."""

    class Right(models.TextChoices):
        ONLINE = "online", _("Mettre en ligne")
        PRINT = "print", _("Imprimer")
        ADAPT = "adapt", _("Recadrer ou adapter")

    association = models.ForeignKey(Association, models.PROTECT, related_name="rights_grants")
    author = models.CharField(_("auteur ou autrice"), max_length=200)
    rights: models.JSONField[Any, Any] = models.JSONField(_("droits cédés"), default=list)
    purpose = models.CharField(_("pour quel usage"), max_length=300)
    place = models.CharField(_("où"), max_length=200)
    starts_on = models.DateField(_("à partir du"))
    ends_on = models.DateField(_("jusqu’au"))
    document = models.FileField(_("document signé"), upload_to=document_name, max_length=200, blank=True)
    paper = models.CharField(_("où le papier est gardé"), max_length=200, blank=True)
    given_on = models.DateField(_("signée le"))
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("inscrite le"))

    objects = ScopedManager(association="association", _manager_class=TermQuerySet.as_manager().__class__)
    unscoped = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("cession de droits")
        verbose_name_plural = _("cessions de droits")
        base_manager_name = "unscoped"
        ordering = ["-ends_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_grant_ends_after_it_starts"),
            models.CheckConstraint(
                condition=~Q(author="") & ~Q(purpose="") & ~Q(place="") & ~Q(rights=[]),
                name="a_grant_says_who_what_why_and_where",
            ),
            models.CheckConstraint(condition=~Q(document="") | ~Q(paper=""), name="a_grant_has_a_signed_document"),
        ]

    association_id: int

    def __str__(self) -> str:
        return f"{self.author}, {self.ends_on:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("calendar:grant", kwargs={"association": self.association.slug, "pk": self.pk})

    @property
    def rights_words(self) -> str:
        return ", ".join(str(self.Right(right).label).lower() for right in self.rights)
