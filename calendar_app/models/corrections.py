"""What was said about a message once it was out: new words, or its withdrawal."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from calendar_app.models.posts import Post


class Correction(models.Model):
    """One act on a published post, never changed after. A withdrawal has no words of its own, only its reason."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("Rectificatif")
        WITHDRAWAL = "withdrawal", _("Retrait")

    association = models.ForeignKey(Association, models.PROTECT, related_name="corrections")
    post = models.ForeignKey(Post, models.PROTECT, related_name="corrections")
    kind = models.CharField(_("sorte"), max_length=10, choices=Kind)
    text = models.TextField(_("nouveaux mots"), max_length=5000, blank=True)
    link = models.URLField(_("lien du rectificatif"), max_length=500, blank=True)
    reason = models.CharField(_("motif"), max_length=500)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("le"))

    objects = ScopedManager(association="association")
    unscoped: models.Manager[Correction] = models.Manager()

    class Meta:
        verbose_name = _("rectificatif ou retrait")
        verbose_name_plural = _("rectificatifs et retraits")
        base_manager_name = "unscoped"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_correction_says_why"),
            models.CheckConstraint(
                condition=Q(kind="withdrawal", text="", link="") | Q(kind="correction") & (~Q(text="") | ~Q(link="")),
                name="a_correction_says_what_is_right",
            ),
            models.UniqueConstraint(fields=["post"], condition=Q(kind="withdrawal"), name="a_post_is_withdrawn_once"),
        ]

    def __str__(self) -> str:
        return self.reason
