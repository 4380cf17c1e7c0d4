"""The private address at which a person's own agenda reads the calendar."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from calendar_app.models.channels import Channel


class CalendarFeed(models.Model):
    """One address: what it shows, and the SHA-256 of its secret. The secret itself is shown once and kept nowhere."""

    class Scope(models.TextChoices):
        MINE = "mine", _("Ce qui me concerne")
        ALL = "all", _("Tout le calendrier")
        CHANNEL = "channel", _("Un seul compte")

    association = models.ForeignKey(Association, models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="calendar_feeds")
    scope = models.CharField(_("contenu"), max_length=10, choices=Scope, default=Scope.MINE)
    channel = models.ForeignKey(Channel, models.CASCADE, null=True, blank=True, related_name="+")
    token_hash = models.CharField(_("empreinte du secret"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("créée le"))
    rotated_at = models.DateTimeField(_("changée le"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("fermée le"), null=True, blank=True)

    objects = ScopedManager(association="association")
    unscoped: models.Manager[CalendarFeed] = models.Manager()

    class Meta:
        verbose_name = _("abonnement au calendrier")
        verbose_name_plural = _("abonnements au calendrier")
        base_manager_name = "unscoped"
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="channel", channel__isnull=False) | ~Q(scope="channel") & Q(channel=None),
                name="a_feed_of_one_account_names_it",
            ),
            models.UniqueConstraint(
                fields=["membership", "scope"],
                condition=Q(revoked_at=None, channel=None),
                name="one_live_feed_per_person_and_content",
            ),
            models.UniqueConstraint(
                fields=["membership", "channel"], condition=Q(revoked_at=None), name="one_live_feed_per_account"
            ),
        ]

    membership_id: int
    channel_id: int | None
    association_id: int

    def __str__(self) -> str:
        if self.channel is not None:
            return str(self.channel)
        return str(self.get_scope_display())  # type: ignore[attr-defined]
