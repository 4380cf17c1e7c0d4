"""Images: re-encoded when received, shown behind the door only."""

from __future__ import annotations

import uuid

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership


def stored_name(media: Media, filename: str) -> str:
    """Path under MEDIA_ROOT: the association's own folder and a name nobody can guess; the given name is never used."""
    suffix = filename.rsplit(".", 1)[-1]
    return f"calendar/{media.association_id}/{uuid.uuid4().hex}.{suffix}"


class Media(models.Model):
    """One image of the association, as our own encoder wrote it (no EXIF, no position, no script)."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="media")
    file = models.FileField(_("fichier"), upload_to=stored_name, max_length=200)
    name = models.CharField(_("nom"), max_length=120)
    mime = models.CharField(_("type"), max_length=20)
    width = models.PositiveIntegerField(_("largeur"))
    height = models.PositiveIntegerField(_("hauteur"))
    size = models.PositiveIntegerField(_("octets"))
    sha256 = models.CharField(_("empreinte"), max_length=64)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("reçue le"))

    objects = ScopedManager(association="association")
    unscoped: models.Manager[Media] = models.Manager()

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        base_manager_name = "unscoped"
        ordering = ["-at", "-pk"]

    association_id: int

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("calendar:media", kwargs={"association": self.association.slug, "pk": self.pk})
