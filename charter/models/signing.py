"""What a signature is made of: the text opened, the person proven, the hash kept."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from charter.models.versions import Version

CODE_LIFE = dt.timedelta(minutes=15)
CODE_TRIES = 5


class Opening(models.Model):
    """The first time a person said they had the whole of a version before their eyes. Nothing else is noted of it."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="openings")
    version = models.ForeignKey(Version, models.PROTECT, related_name="openings")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="openings")
    opened_at = models.DateTimeField(_("ouvert le"))

    objects = ScopedManager(association="association")
    unscoped = QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("ouverture d’un texte")
        verbose_name_plural = _("ouvertures d’un texte")
        base_manager_name = "unscoped"
        constraints = [models.UniqueConstraint(fields=["version", "membership"], name="a_first_opening_is_noted_once")]

    def __str__(self) -> str:
        return f"{self.membership}, {self.version}"


class SigningCode(models.Model):
    """Six digits sent to a person to sign one text: kept as a keyed hash, for fifteen minutes and five tries."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="signing_codes")
    version = models.ForeignKey(Version, models.PROTECT, related_name="signing_codes")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="signing_codes")
    code_hash = models.CharField(_("empreinte du code"), max_length=64)
    sent_at = models.DateTimeField(_("envoyé le"))
    expires_at = models.DateTimeField(_("valable jusqu’au"))
    tries = models.PositiveSmallIntegerField(_("essais"), default=0)
    used_at = models.DateTimeField(_("utilisé le"), null=True)

    objects = ScopedManager(association="association")
    unscoped = QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("code de signature")
        verbose_name_plural = _("codes de signature")
        base_manager_name = "unscoped"
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(tries__lte=CODE_TRIES), name="a_code_is_tried_five_times_at_most"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("sent_at")), name="a_code_expires_after_it_was_sent"),
        ]
        indexes = [models.Index(fields=["membership", "version", "-sent_at"], name="codes_of_a_person")]

    def __str__(self) -> str:
        return f"{self.membership}, {self.version}"

    def is_alive(self, now: dt.datetime) -> bool:
        """Whether this code may still be tried."""
        return self.used_at is None and self.tries < CODE_TRIES and now < self.expires_at

    def is_code(self, digits: str) -> bool:
        return constant_time_compare(self.code_hash, code_hash(digits, self.version, self.membership))


def code_hash(digits: str, version: Version, membership: Membership) -> str:
    """The keyed hash of a code, good for this person, this version and these very words only."""
    bound = f"{digits}:{membership.pk}:{version.pk}:{version.content_hash}"
    return salted_hmac("charter.signing", bound, algorithm="sha256").hexdigest()


class Acknowledgement(models.Model):
    """« Lu et approuvé »: one person, one version, by its hash. It never carries over to the next version."""

    class Method(models.TextChoices):
        CODE = "code", _("Code reçu par e-mail")
        PASSWORD = "password", _("Mot de passe")
        # Signatures given before identity was asked again; no new one is written so.
        BOX = "box", _("Case cochée")

    association = models.ForeignKey(Association, models.PROTECT, related_name="acknowledgements")
    version = models.ForeignKey(Version, models.PROTECT, related_name="acknowledgements")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="acknowledgements")
    content_hash = models.CharField(_("empreinte du texte signé"), max_length=64)
    signed_at = models.DateTimeField(_("signé le"))
    method = models.CharField(_("identité confirmée par"), max_length=10, choices=Method)

    objects = ScopedManager(association="association")
    unscoped = QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        base_manager_name = "unscoped"
        constraints = [
            models.UniqueConstraint(fields=["version", "membership"], name="a_version_is_signed_once_per_person"),
            models.CheckConstraint(condition=~Q(content_hash=""), name="a_signature_names_its_text"),
            models.CheckConstraint(
                condition=Q(method__in=["code", "password", "box"]), name="a_signature_says_how_identity_was_proven"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership}, {self.version}"
