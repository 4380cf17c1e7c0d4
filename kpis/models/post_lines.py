"""What one post had on one account, as a file of the network says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from kpis.querysets import PostLineQuerySet


class PostLine(models.Model):
    """One post of a network's file: its figures, and the post of the calendar they are of.

    A post has one line per account, whatever the number of files that list it: a later file replaces its
    figures, never adds to them. `excerpt` helps the person who is asked, and is wiped once there is an answer.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("à rapprocher")
        MATCHED = "matched", _("rapprochée")
        APART = "apart", _("hors du calendrier")

    class Why(models.TextChoices):
        LINK = "link", _("même lien")
        WORDS = "words", _("même moment et même texte")
        PERSON = "person", _("choisie par une personne")

    # from -> {to: the permission that opens it}; None is for the house itself.
    MOVES: ClassVar[dict[Status, dict[Status, str | None]]] = {
        Status.WAITING: {Status.MATCHED: "kpis.import", Status.APART: "kpis.import"},
        Status.MATCHED: {Status.WAITING: "kpis.import"},
        Status.APART: {Status.WAITING: "kpis.import", Status.MATCHED: None},
    }

    association = models.ForeignKey("associations.Association", on_delete=models.PROTECT, related_name="+")
    channel = models.ForeignKey("calendar.Channel", on_delete=models.PROTECT, related_name="+")
    # The last file that gave these figures, and where in it.
    file = models.ForeignKey("kpis.ImportFile", on_delete=models.PROTECT, related_name="posts")
    line = models.PositiveIntegerField(_("ligne du fichier"))
    key = models.CharField(_("identifiant donné par le réseau"), max_length=100)
    link = models.URLField(_("lien"), max_length=500, blank=True)
    posted_on = models.DateField(_("jour de publication"))
    posted_at = models.DateTimeField(_("heure de publication"), null=True, blank=True)
    excerpt = models.CharField(_("début du texte"), max_length=200, blank=True)
    # Indicator -> value as text, so that no decimal is lost.
    figures: models.JSONField[Any, Any] = models.JSONField(_("chiffres"), default=dict)
    status = models.CharField(_("état"), max_length=7, choices=Status.choices, default=Status.WAITING)
    variant = models.ForeignKey(
        "calendar.Variant",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("publication"),
    )
    why = models.CharField(_("reconnue par"), max_length=6, choices=Why.choices, blank=True)
    settled_by = models.ForeignKey(
        "associations.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(_("rapprochée le"), null=True, blank=True)

    objects = ScopedManager(association="association", _manager_class=PostLineQuerySet.as_manager().__class__)
    unscoped = PostLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("chiffres d’une publication")
        verbose_name_plural = _("chiffres des publications")
        base_manager_name = "unscoped"
        ordering = ("-posted_on", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["association", "channel", "key"], name="a_post_of_a_network_has_one_line"),
            models.UniqueConstraint(fields=["file", "line"], name="a_line_of_a_file_is_one_post"),
            models.UniqueConstraint(
                fields=["variant"], condition=Q(variant__isnull=False), name="a_post_is_measured_once_per_account"
            ),
            models.CheckConstraint(
                condition=Q(status="matched", variant__isnull=False) & ~Q(why="")
                | ~Q(status="matched") & Q(variant=None, why=""),
                name="a_matched_line_says_which_post_and_why",
            ),
            models.CheckConstraint(
                condition=Q(excerpt="") | Q(status="waiting"), name="an_answered_line_keeps_no_words"
            ),
        )
        indexes = (models.Index(fields=["association", "status", "-posted_on", "-id"], name="post_lines_by_state"),)

    channel_id: int
    file_id: int
    variant_id: int | None

    def __str__(self) -> str:
        return f"{self.key} {self.posted_on}"

    def get_absolute_url(self) -> str:
        return reverse("kpis:pairing", kwargs={"association": self.association.slug}) + f"#p{self.pk}"

    @property
    def values(self) -> dict[str, Decimal]:
        """Indicator -> figure."""
        return {indicator: Decimal(value) for indicator, value in self.figures.items()}
