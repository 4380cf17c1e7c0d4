"""The yes of a second person, about words and nothing else."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from calendar_app.models.posts import Post
from calendar_app.models.revisions import Revision


class Approval(models.Model):
    """`by` said yes to the words of `revision`. `writer` is copied here: the database refuses one's own yes."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="approvals")
    post = models.ForeignKey(Post, models.CASCADE, related_name="approvals")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="approvals")
    content_hash = models.CharField(_("empreinte approuvée"), max_length=64)
    writer = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="given_approvals")
    at = models.DateTimeField(_("approuvée le"))
    # The roles held when the yes was given; None for a yes older than this field.
    roles: models.JSONField[Any, Any] = models.JSONField(_("rôles tenus"), null=True, blank=True)
    # The highest `Post.Tier` for which the yeses to these words, this one included, were enough; 0 for none.
    reaches = models.PositiveSmallIntegerField(_("niveau atteint"), default=1)
    # Whose yes was waited for after this one: a value of rules.risk ("anyone", "bureau", "president"), "" for nobody.
    awaits = models.CharField(_("accord encore attendu"), max_length=10, blank=True)

    objects = ScopedManager(association="association")
    unscoped: models.Manager[Approval] = models.Manager()

    class Meta:
        verbose_name = _("approbation")
        verbose_name_plural = _("approbations")
        base_manager_name = "unscoped"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "by"], name="a_person_approves_a_revision_once"),
            models.CheckConstraint(condition=~models.Q(by=F("writer")), name="nobody_approves_their_own_words"),
        ]
        indexes = [models.Index(fields=["post", "content_hash"], name="approvals_by_words")]

    post_id: int

    def __str__(self) -> str:
        return self.content_hash[:12]
