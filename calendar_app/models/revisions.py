"""The words, frozen at each save: what a reader reads and what an approval is about."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from calendar_app.models.channels import Channel
from calendar_app.models.media import Media
from calendar_app.models.posts import Post
from calendar_app.querysets import RevisionQuerySet


def content_hash(
    *,
    title: str,
    kind: str,
    text: str,
    texts: Iterable[tuple[int, str]],
    images: Iterable[tuple[str, str]],
    own_images: Iterable[tuple[int, Iterable[tuple[str, str]]]] = (),
) -> str:
    """SHA-256, in hexadecimal, of everything that goes out.

    `texts` are (channel id, own text or ""), `images` (SHA-256 of the file, alternative text) in order. `own_images`
    are (channel id, its images in their place); where no account has any, the hash is what it was before they existed.
    The day and the hour are not words: moving a post does not undo a yes.
    """
    said: dict[str, Any] = {"title": title, "kind": kind, "text": text, "texts": sorted(texts), "images": list(images)}
    if own := sorted((channel, list(shown)) for channel, shown in own_images):
        said["own_images"] = own
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


class Revision(models.Model):
    """One save of a post: numbered, signed, never changed again (triggers of `frozen.py`)."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="revisions")
    post = models.ForeignKey(Post, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("numéro"))
    title = models.CharField(_("titre"), max_length=120)
    kind = models.CharField(_("nature"), max_length=15)
    text = models.TextField(_("texte"), blank=True)
    due_at = models.DateTimeField(_("date et heure prévues"))
    content_hash = models.CharField(_("empreinte"), max_length=64)
    # False when only the day, the owner or the purpose moved: whoever saved it wrote no words and may approve them.
    has_new_words = models.BooleanField(_("texte nouveau"), default=True)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("enregistrée le"))

    objects = ScopedManager(association="association", _manager_class=RevisionQuerySet.as_manager().__class__)
    unscoped = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("révision")
        verbose_name_plural = _("révisions")
        base_manager_name = "unscoped"
        ordering = ["post", "number"]
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="revisions_are_numbered_once")]

    post_id: int
    by_id: int

    def __str__(self) -> str:
        return f"{self.number}"

    def words(self) -> str:
        """The hash of what this revision says, computed again from its rows (two queries)."""
        texts, shown = list(self.texts.all()), list(self.images.select_related("media"))
        return content_hash(
            title=self.title,
            kind=self.kind,
            text=self.text,
            texts=[(t.channel_id, t.text) for t in texts],
            images=[(i.media.sha256, i.alt) for i in shown if i.channel_id is None],
            own_images=[
                (t.channel_id, [(i.media.sha256, i.alt) for i in shown if i.channel_id == t.channel_id])
                for t in texts
                if t.has_own_images
            ],
        )

    def images_on(self, channel_id: int) -> list[RevisionMedia]:
        """The images shown on one account: its own, maybe none, or those of every account. No query when prefetched."""
        has_own = any(text.channel_id == channel_id and text.has_own_images for text in self.texts.all())
        return [image for image in self.images.all() if image.channel_id == (channel_id if has_own else None)]

    def all_images(self) -> list[RevisionMedia]:
        """Each image once, wherever it is shown. No query when prefetched."""
        found: dict[int, RevisionMedia] = {}
        for image in self.images.all():
            found.setdefault(image.media_id, image)
        return list(found.values())


class RevisionText(models.Model):
    """The words for one account; empty means the common text."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="texts")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+")
    text = models.TextField(_("texte propre à ce compte"), blank=True)
    # The account shows its own images, or none, instead of those of every account.
    has_own_images = models.BooleanField(_("images propres à ce compte"), default=False)

    objects = ScopedManager(association="association")
    unscoped: models.Manager[RevisionText] = models.Manager()

    class Meta:
        verbose_name = _("texte par compte")
        verbose_name_plural = _("textes par compte")
        base_manager_name = "unscoped"
        ordering = ["channel__position", "channel__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "channel"], name="one_text_per_revision_and_channel")
        ]

    channel_id: int
    revision_id: int

    def __str__(self) -> str:
        return self.text


class RevisionMedia(models.Model):
    """An image of a revision, with the words for those who cannot see it."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="images")
    media = models.ForeignKey(Media, models.PROTECT, related_name="uses")
    # Empty: every account that has no images of its own.
    channel = models.ForeignKey(Channel, models.PROTECT, null=True, blank=True, related_name="+")
    alt = models.CharField(_("description de l’image"), max_length=1000, blank=True)
    position = models.PositiveSmallIntegerField(_("rang"), default=0)

    objects = ScopedManager(association="association")
    unscoped: models.Manager[RevisionMedia] = models.Manager()

    class Meta:
        verbose_name = _("image d’une révision")
        verbose_name_plural = _("images d’une révision")
        base_manager_name = "unscoped"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "media"],
                condition=Q(channel=None),
                name="an_image_is_shown_once_per_revision",
            ),
            models.UniqueConstraint(fields=["revision", "media", "channel"], name="an_image_is_shown_once_per_account"),
        ]

    channel_id: int | None
    media_id: int
    revision_id: int

    def __str__(self) -> str:
        return self.alt


class Kept(models.Model):
    """What a person has typed and not saved yet: their own safety copy, shown to nobody else."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, null=True, blank=True, related_name="kept")
    fields: models.JSONField[Any, Any] = models.JSONField(_("saisie"))
    at = models.DateTimeField(_("gardée le"))

    objects = ScopedManager(association="association")
    unscoped: models.Manager[Kept] = models.Manager()

    class Meta:
        verbose_name = _("saisie gardée")
        verbose_name_plural = _("saisies gardées")
        base_manager_name = "unscoped"
        constraints = [
            models.UniqueConstraint(fields=["membership", "post"], name="one_kept_entry_per_person_and_post"),
            models.UniqueConstraint(fields=["membership"], condition=Q(post=None), name="one_kept_new_post_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.post_id}"

    membership_id: int
    post_id: int | None
