from __future__ import annotations

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from charter.models.versions import Version


class Acknowledgement(models.Model):
    """« Lu et approuvé »: one person, one version, by its hash. It never carries over to the next version."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="acknowledgements")
    version = models.ForeignKey(Version, models.PROTECT, related_name="acknowledgements")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="acknowledgements")
    content_hash = models.CharField(_("empreinte du texte signé"), max_length=64)
    signed_at = models.DateTimeField(_("signé le"))

    objects = ScopedManager(association="association")
    unscoped = QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        base_manager_name = "unscoped"
        constraints = [
            models.UniqueConstraint(fields=["version", "membership"], name="a_version_is_signed_once_per_person"),
            models.CheckConstraint(condition=~models.Q(content_hash=""), name="a_signature_names_its_text"),
        ]

    def __str__(self) -> str:
        return f"{self.membership}, {self.version}"
