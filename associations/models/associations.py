from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Association(models.Model):
    """A tenant: everything below carries its key, and no query leaves it."""

    name = models.CharField(_("nom usuel"), max_length=120)
    legal_name = models.CharField(_("nom dans les statuts"), max_length=200, blank=True)
    slug = models.SlugField(_("adresse"), max_length=60, unique=True)
    seat = models.CharField(_("siège"), max_length=200, blank=True)
    contact_email = models.EmailField(_("adresse de contact"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    host = models.CharField(_("hébergeur de ces pages"), max_length=200, blank=True)
    host_address = models.CharField(_("adresse de l’hébergeur"), max_length=200, blank=True)
    host_phone = models.CharField(_("téléphone de l’hébergeur"), max_length=30, blank=True)
    publishing_director = models.CharField(_("direction de la publication"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("création"), auto_now_add=True)

    class Meta:
        verbose_name = _("association")
        verbose_name_plural = _("associations")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("associations:overview", args=[self.slug])
