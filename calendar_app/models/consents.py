"""Leave given by a person to show them (art. 9 C. civ.; art. 372-1 for children), as little of it as proof needs."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from calendar_app.library.querysets import TermQuerySet
from calendar_app.library.storing import document_name
from calendar_app.models.channels import Channel
from calendar_app.models.media import Media


class ImageConsent(models.Model):
    """An « autorisation de droit à l’image »: one person, some media, some accounts and purposes, a term, a paper.

    The names are erased five years after the end; what is left says that a leave was given, not by whom.
    """

    class Opinion(models.TextChoices):
        AGREES = "agrees", _("L’enfant est d’accord")
        TOO_YOUNG = "too_young", _("Trop jeune pour donner son avis")

    association = models.ForeignKey(Association, models.PROTECT, related_name="image_consents")
    person = models.CharField(_("personne montrée"), max_length=200, blank=True)
    is_minor = models.BooleanField(_("moins de 18 ans"), default=False)
    first_parent = models.CharField(_("premier parent"), max_length=200, blank=True)
    second_parent = models.CharField(_("second parent"), max_length=200, blank=True)
    # Somebody looked at the judgement or the civil record: the law then asks for one signature.
    sole_parent = models.BooleanField(_("un seul titulaire de l’autorité parentale"), default=False)
    child_opinion = models.CharField(_("avis de l’enfant"), max_length=10, choices=Opinion, blank=True)
    media = models.ManyToManyField(Media, related_name="consents", verbose_name=_("images et vidéos"), blank=True)
    everywhere = models.BooleanField(_("tous nos comptes"), default=False)
    channels = models.ManyToManyField(Channel, related_name="+", verbose_name=_("comptes"), blank=True)
    # Values of Post.Purpose; empty: all of them.
    purposes: models.JSONField[Any, Any] = models.JSONField(_("buts"), default=list, blank=True)
    starts_on = models.DateField(_("à partir du"))
    ends_on = models.DateField(_("jusqu’au"))
    document = models.FileField(_("document signé"), upload_to=document_name, max_length=200, blank=True)
    paper = models.CharField(_("où le papier est gardé"), max_length=200, blank=True)
    given_on = models.DateField(_("signée le"))
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("inscrite le"))
    withdrawn_on = models.DateField(_("retirée le"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    erased_on = models.DateField(_("noms effacés le"), null=True, blank=True)

    objects = ScopedManager(association="association", _manager_class=TermQuerySet.as_manager().__class__)
    unscoped = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("autorisation de droit à l’image")
        verbose_name_plural = _("autorisations de droit à l’image")
        base_manager_name = "unscoped"
        ordering = ["ends_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_consent_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(erased_on=None) & ~Q(person="")
                | Q(erased_on__isnull=False, person="", first_parent="", second_parent="", document="", paper=""),
                name="a_consent_names_a_person_until_it_is_erased",
            ),
            models.CheckConstraint(
                condition=Q(erased_on__isnull=False)
                | Q(is_minor=False, first_parent="", second_parent="", child_opinion="")
                | Q(is_minor=True)
                & ~Q(first_parent="")
                & ~Q(child_opinion="")
                & (Q(sole_parent=True, second_parent="") | Q(sole_parent=False) & ~Q(second_parent="")),
                name="both_parents_sign_for_a_child",
            ),
            models.CheckConstraint(
                condition=Q(erased_on__isnull=False) | ~Q(document="") | ~Q(paper=""),
                name="a_consent_has_a_signed_document",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_by=None)
                | Q(withdrawn_on__gte=F("given_on"), withdrawn_by__isnull=False),
                name="a_consent_is_withdrawn_after_it_was_given_and_signed",
            ),
        ]

    association_id: int

    def __str__(self) -> str:
        return self.person or _now("Noms effacés")

    def get_absolute_url(self) -> str:
        return reverse("calendar:consent", kwargs={"association": self.association.slug, "pk": self.pk})
