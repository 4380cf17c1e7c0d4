"""What members say to each other about a post: never part of its words, never taken back."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from calendar_app.models.posts import Post
from calendar_app.models.revisions import Revision


class PostCommentQuerySet(models.QuerySet["PostComment"]):
    def of(self, association: Association) -> PostCommentQuerySet:
        return self.filter(association=association)

    def with_people(self) -> PostCommentQuerySet:
        return self.select_related("by__user", "settled_by__user", "revision").prefetch_related(
            "addressees__membership__user"
        )

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("A discussion keeps all that was said.")


class PostComment(models.Model):
    """A remark, or the answer to one: a thread is a remark and its answers, settled as a whole."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="post_comments")
    post = models.ForeignKey(Post, models.PROTECT, related_name="comments")
    # The words it is about: a reader sees that they have changed since.
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    thread = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="answers")
    body = models.TextField(_("commentaire"), max_length=2000)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="post_comments")
    at = models.DateTimeField(_("écrit le"))
    settled_at = models.DateTimeField(_("réglé le"), null=True, blank=True)
    settled_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ScopedManager(association="association", _manager_class=PostCommentQuerySet.as_manager().__class__)
    unscoped = PostCommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commentaire d’une publication")
        verbose_name_plural = _("commentaires des publications")
        base_manager_name = "unscoped"
        ordering = ["post", "at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(body=""), name="a_post_comment_says_something"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None)
                | Q(settled_at__isnull=False, settled_by__isnull=False, thread=None),
                name="a_settled_thread_says_when_and_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["post", "at"], name="comments_of_a_post")]

    thread_id: int | None
    by_id: int

    def __str__(self) -> str:
        return f"{self.by}, {self.at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return f"{reverse('calendar:post-detail', args=[self.association.slug, self.post_id])}#commentaire-{self.pk}"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("A discussion keeps all that was said.")

    post_id: int


class Addressee(models.Model):
    """Somebody a comment speaks to by name: it waits in their « À faire » until they answer, or say they have seen."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="+")
    comment = models.ForeignKey(PostComment, models.PROTECT, related_name="addressees")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="comments_addressed")
    seen_at = models.DateTimeField(_("vu le"), null=True, blank=True)

    objects = ScopedManager(association="association")
    unscoped: models.Manager[Addressee] = models.Manager()

    class Meta:
        verbose_name = _("personne prévenue")
        verbose_name_plural = _("personnes prévenues")
        base_manager_name = "unscoped"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["comment", "membership"], name="a_comment_calls_a_person_once")]
        indexes = [models.Index(fields=["membership"], condition=Q(seen_at=None), name="comments_to_answer")]

    def __str__(self) -> str:
        return f"{self.membership_id}"

    membership_id: int
