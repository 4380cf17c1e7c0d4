"""What is said of the association elsewhere, noted by hand, and what was done about it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from watch.querysets import ItemQuerySet


class Item(models.Model):
    """A mention somebody thought worth bringing in. Nobody is asked to list them all."""

    class Status(models.TextChoices):
        NEW = "new", _("À traiter")
        ANSWERED = "answered", _("Répondue")
        LEFT = "left", _("Laissée, avec une raison")

    MOVES = {
        Status.NEW: {Status.ANSWERED: "watch.triage", Status.LEFT: "watch.triage"},
        Status.ANSWERED: {},
        # Leaving a mention may be thought over again; an answer given cannot be taken back.
        Status.LEFT: {Status.NEW: "watch.triage"},
    }

    class Tone(models.TextChoices):
        """Set by a person who has read the text, never worked out by a program."""

        UNKNOWN = "", _("Pas encore dite")
        FAVOURABLE = "favourable", _("Favorable")
        NEUTRAL = "neutral", _("Neutre")
        MIXED = "mixed", _("Partagée")
        CRITICAL = "critical", _("Critique")

    association = models.ForeignKey(Association, models.PROTECT, related_name="watch_items")
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.NEW, editable=False)
    url = models.URLField(_("lien"), max_length=500)
    place = models.CharField(_("où"), max_length=120)
    excerpt = models.TextField(_("extrait"), max_length=1000)
    published_on = models.DateField(_("paru le"), null=True, blank=True)
    tone = models.CharField(_("tonalité"), max_length=12, choices=Tone, default=Tone.UNKNOWN, blank=True)
    tone_by = models.ForeignKey(Membership, models.PROTECT, null=True, editable=False, related_name="+")
    noted_by = models.ForeignKey(Membership, models.PROTECT, editable=False, related_name="noted_items")
    noted_at = models.DateTimeField(_("notée le"), editable=False)
    answer = models.TextField(_("réponse donnée"), max_length=1000, blank=True, editable=False)
    answer_url = models.URLField(_("lien de la réponse"), max_length=500, blank=True, editable=False)
    reason = models.CharField(_("raison"), max_length=300, blank=True, editable=False)
    settled_by = models.ForeignKey(Membership, models.PROTECT, null=True, editable=False, related_name="settled_items")
    settled_at = models.DateTimeField(_("traitée le"), null=True, editable=False)

    objects = ScopedManager(association="association", _manager_class=ItemQuerySet.as_manager().__class__)
    unscoped = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        base_manager_name = "unscoped"
        constraints = [
            models.UniqueConstraint(fields=["association", "url"], name="a_mention_is_noted_once"),
            models.CheckConstraint(
                condition=Q(status="new") | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="a_settled_mention_says_who_and_when",
            ),
            models.CheckConstraint(condition=~Q(status="left") | ~Q(reason=""), name="a_mention_left_has_a_reason"),
            models.CheckConstraint(condition=~Q(status="answered") | ~Q(answer=""), name="an_answer_has_words"),
            models.CheckConstraint(condition=Q(tone="") | Q(tone_by__isnull=False), name="a_tone_is_set_by_a_person"),
        ]
        indexes = [models.Index(fields=["association", "status", "noted_at"], name="mentions_by_state")]

    def __str__(self) -> str:
        return self.place

    def get_absolute_url(self) -> str:
        return reverse("watch:item-detail", args=[self.association.slug, self.pk])
