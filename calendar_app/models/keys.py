"""Who holds which key: a named, dated right of access to an account. Never the password itself."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Mandate, Membership
from calendar_app.models.channels import Channel


class GrantQuerySet(models.QuerySet["AccessGrant"]):
    def of(self, association: Association) -> GrantQuerySet:
        return self.filter(association=association)

    def live(self) -> GrantQuerySet:
        """Keys that nobody has taken back."""
        return self.filter(revoked_on=None)

    def with_people(self) -> GrantQuerySet:
        """With what a line of the register shows, and the mandates that say whether it still stands."""
        mandates = models.Prefetch("membership__mandates", queryset=Mandate.unscoped.all())
        rows = self.select_related(
            "channel", "membership__user", "granted_by__user", "checked_by__user", "association", "revoked_by__user"
        )
        return rows.prefetch_related(mandates).order_by("channel__position", "channel__name", "kind", "pk")


class AccessGrant(models.Model):
    """A key: one member, one account, from a day until it is taken back (domain I31).

    Holds no secret on purpose: no password, no code, no note in which one could be written.
    """

    class Kind(models.TextChoices):
        ADMINISTRATION = "administration", _("Administration")
        WRITING = "writing", _("Rédaction")
        READING = "reading", _("Lecture")

    class TwoFactor(models.TextChoices):
        YES = "yes", _("Oui")
        NO = "no", _("Non")
        UNKNOWN = "unknown", _("Nous ne savons pas")

    association = models.ForeignKey(Association, models.PROTECT, related_name="access_grants")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="keys", verbose_name=_("compte"))
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="keys", verbose_name=_("personne"))
    kind = models.CharField(_("ce que la clé permet"), max_length=15, choices=Kind)
    two_factor = models.CharField(
        _("double authentification"), max_length=8, choices=TwoFactor, default=TwoFactor.UNKNOWN
    )
    granted_on = models.DateField(_("confiée le"))
    granted_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    checked_on = models.DateField(_("vérifiée le"), null=True, blank=True)
    checked_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_on = models.DateField(_("retirée le"), null=True, blank=True)
    revoked_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ScopedManager(association="association", _manager_class=GrantQuerySet.as_manager().__class__)
    unscoped = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("clé")
        verbose_name_plural = _("clés")
        base_manager_name = "unscoped"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "membership"], condition=Q(revoked_on=None), name="one_key_per_person_and_account"
            ),
            models.CheckConstraint(
                condition=Q(checked_on=None, checked_by=None)
                | Q(checked_on__gte=F("granted_on"), checked_by__isnull=False),
                name="a_check_follows_the_key_and_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(revoked_on=None, revoked_by=None)
                | Q(revoked_on__gte=F("granted_on"), revoked_by__isnull=False),
                name="a_key_is_taken_back_after_it_was_given_and_signed",
            ),
        ]

    def __str__(self) -> str:
        return _now("%(channel)s, %(kind)s") % {"channel": self.channel, "kind": self.get_kind_display().lower()}
