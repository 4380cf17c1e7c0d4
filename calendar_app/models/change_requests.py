"""The « not yet » of a second person: what was asked of which words, and why."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from calendar_app.models.posts import Post
from calendar_app.models.revisions import Revision


class ChangeRequest(models.Model):
    """`by` gave `revision` back with a reason. It stays when the post moves on: the next reader sees what was asked."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, related_name="change_requests")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="+")
    reason = models.CharField(_("motif"), max_length=500)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("demandé le"))

    objects = ScopedManager(association="association")
    unscoped: models.Manager[ChangeRequest] = models.Manager()

    class Meta:
        verbose_name = _("demande de changements")
        verbose_name_plural = _("demandes de changements")
        base_manager_name = "unscoped"
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="changes_are_asked_with_a_reason")]

    revision_id: int

    def __str__(self) -> str:
        return self.reason
