from __future__ import annotations

import datetime as dt
import hashlib

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models.associations import Association
from associations.models.memberships import Membership
from associations.roles import Role

LIFETIME = dt.timedelta(days=14)


def fresh_nonce() -> str:
    return get_random_string(32)


def hashed(token: str) -> str:
    """SHA-256 of a link's token, in hexadecimal: the only form in which it is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def of(self, association: Association) -> InvitationQuerySet:
        return self.filter(association=association)

    def unanswered(self) -> InvitationQuerySet:
        """Neither accepted nor withdrawn; it may have expired."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def open(self, now: dt.datetime) -> InvitationQuerySet:
        return self.unanswered().filter(expires_at__gt=now)

    def unsent(self, now: dt.datetime) -> InvitationQuerySet:
        """Open, and its mail has not left yet."""
        return self.open(now).filter(sent_at=None)

    def with_token(self, token: str) -> InvitationQuerySet:
        return self.filter(token_hash=hashed(token))


class Invitation(models.Model):
    """A place kept for an e-mail address, with roles and dates, opened once by the link in the mail.

    The link's token is never stored: it is derived from the row's nonce and the secret key, and the row keeps its hash.
    So the mail task needs the row's id only, and whoever reads the database holds no key.
    """

    association = models.ForeignKey(Association, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("adresse e-mail"))
    name = models.CharField(_("nom et prénom"), max_length=120, blank=True)
    roles = models.JSONField(_("rôles"), default=list)
    starts_on = models.DateField(_("début du mandat"))
    ends_on = models.DateField(_("fin du mandat"), null=True, blank=True)
    invited_by = models.ForeignKey(Membership, models.PROTECT, related_name="invitations_sent")
    invited_at = models.DateTimeField(_("invitation du"))
    expires_at = models.DateTimeField(_("valable jusqu’au"))
    nonce = models.CharField(max_length=32, default=fresh_nonce, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    sent_at = models.DateTimeField(_("mail parti le"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("acceptée le"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="invitations_accepted"
    )
    withdrawn_at = models.DateTimeField(_("retirée le"), null=True, blank=True)

    objects = ScopedManager(association="association", _manager_class=InvitationQuerySet.as_manager().__class__)
    # Whoever opens the link belongs to no association yet: the token is what they prove.
    unscoped = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        base_manager_name = "unscoped"
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                F("association"),
                Lower("email"),
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="an_address_is_invited_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None), name="an_invitation_is_accepted_or_withdrawn"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="an_accepted_invitation_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="an_invitation_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def get_absolute_url(self) -> str:
        return reverse("associations:members", args=[self.association.slug])

    @property
    def role_set(self) -> frozenset[Role]:
        return frozenset(Role(role) for role in self.roles)

    @property
    def role_labels(self) -> list[str]:
        return [str(role.label) for role in Role if role in self.roles]

    @property
    def token(self) -> str:
        """The secret of the link, rebuilt from the nonce; changing the nonce kills the old link."""
        return salted_hmac("associations.invitation", self.nonce, algorithm="sha256").hexdigest()

    @property
    def link(self) -> str:
        return settings.SITE_URL + reverse("associations:invitation", args=[self.token])

    def renew(self, now: dt.datetime) -> None:
        """Give the invitation a new link and a new fortnight; the caller saves."""
        self.nonce = fresh_nonce()
        self.token_hash = hashed(self.token)
        self.expires_at = now + LIFETIME
        self.sent_at = None
