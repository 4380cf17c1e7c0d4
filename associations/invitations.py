"""Inviting somebody: the verbs, and the link's single use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from associations import trace
from associations.models import Association, Invitation, Mandate, Membership, Role, User
from associations.models.invitations import LIFETIME
from associations.rules import grantable
from associations.tasks import send_invitation

# A second mail within this time is a double click, or a way to bother somebody.
QUIET = dt.timedelta(minutes=10)
# A large association invites its board and volunteers in a morning; more in one day is somebody writing to strangers.
MOST_A_DAY = 100


class Declined(Exception):
    """The invitation cannot serve now. `reason` is a word for the page, the text a sentence for the person."""

    def __init__(self, reason: str, sentence: str) -> None:
        self.reason = reason
        super().__init__(sentence)


def may_give(membership: Membership, today: dt.date) -> frozenset[Role]:
    """Return the roles `membership` may give on the day `today` (one query)."""
    mandates = Mandate.unscoped.in_date(today).filter(association=membership.association_id, membership__left_on=None)
    held = {Role(role) for role in mandates.values_list("role", flat=True).order_by().distinct()}
    return grantable(membership.roles_on(today), held)


@transaction.atomic
def invite(
    association: Association,
    *,
    email: str,
    roles: Iterable[str],
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    name: str = "",
    by: Membership,
    now: dt.datetime,
) -> Invitation:
    """Keep a place for `email` and send the link. Raise PermissionDenied for a role `by` may not give."""
    if not set(roles) <= may_give(by, timezone.localdate(now)):
        raise PermissionDenied("associations.invite")
    if Invitation.objects.of(association).filter(invited_at__gt=now - dt.timedelta(days=1)).count() >= MOST_A_DAY:
        raise Declined(
            "too_many", _("Cent invitations sont parties depuis hier, c’est le plus possible. Reprenez demain.")
        )
    invitation = Invitation(
        association=association,
        email=email.lower(),
        name=name,
        roles=[role.value for role in Role if role in set(roles)],
        starts_on=starts_on,
        ends_on=ends_on,
        invited_by=by,
        invited_at=now,
    )
    invitation.renew(now)
    try:
        with transaction.atomic():
            invitation.save(force_insert=True)
    except IntegrityError as error:
        # Two people invited the same address at the same second.
        raise Declined(
            "twice", _("Une invitation vient de partir à cette adresse. Rien n’a été envoyé en double.")
        ) from error
    trace.record(invitation, by=by, action="associations.invite", after="sent")
    _mail_later(invitation)
    return invitation


@transaction.atomic
def resend(invitation: Invitation, *, by: Membership, now: dt.datetime) -> Invitation:
    """Send a new link, valid for a new fortnight; the old one stops working."""
    locked = _locked(invitation)
    _still_unanswered(locked)
    if not locked.role_set <= may_give(by, timezone.localdate(now)):
        raise PermissionDenied("associations.invite")
    if now - (locked.expires_at - LIFETIME) < QUIET:
        raise Declined(
            "too_soon", _("Cette invitation est partie il y a moins de dix minutes. Laissez-lui le temps d’arriver.")
        )
    locked.renew(now)
    locked.invited_by = by
    locked.save()
    trace.record(locked, by=by, action="associations.invite", before="sent", after="sent again")
    _mail_later(locked)
    return locked


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Membership, now: dt.datetime) -> Invitation:
    """Close the link for good."""
    locked = _locked(invitation)
    _still_unanswered(locked)
    locked.withdrawn_at = now
    locked.save(update_fields=["withdrawn_at"])
    trace.record(locked, by=by, action="associations.invite", before="sent", after="withdrawn")
    return locked


def check(invitation: Invitation, now: dt.datetime) -> None:
    """Raise Declined unless the invitation can still be accepted at `now`."""
    _still_unanswered(invitation)
    if now >= invitation.expires_at:
        raise Declined("expired", _("Cette invitation n’est plus valable : elle durait quatorze jours."))
    if invitation.ends_on and invitation.ends_on < timezone.localdate(now):
        raise Declined("expired", _("Le mandat proposé par cette invitation est déjà terminé."))
    # A right held on Monday is asked again on Friday: the inviter may have left, or lost the seat, since.
    if not invitation.role_set <= _inviter_may_give(invitation, now):
        raise Declined("inviter", _("La personne qui vous a écrit ne peut plus donner ce rôle."))


@transaction.atomic
def accept(invitation: Invitation, *, user: User, now: dt.datetime) -> Membership:
    """Make `user` a member with the promised mandates. Of two clicks, one wins, the other raises Declined."""
    locked = _locked(invitation)
    check(locked, now)
    membership = _membership_of(user, locked, now)
    locked.accepted_at, locked.accepted_by = now, membership
    locked.save(update_fields=["accepted_at", "accepted_by"])
    for role in locked.roles:
        Mandate.unscoped.get_or_create(
            association_id=locked.association_id,
            membership=membership,
            role=role,
            starts_on=locked.starts_on,
            defaults={"ends_on": locked.ends_on},
        )
    trace.record(locked, by=membership, action="associations.join", before="sent", after="accepted")
    return membership


def account_of(invitation: Invitation) -> User | None:
    """Return who already has an account at the invited address, be it their second address."""
    proven = EmailAddress.objects.filter(email__iexact=invitation.email, verified=True).values("user")
    return User.objects.filter(Q(email__iexact=invitation.email) | Q(pk__in=proven)).first()


@transaction.atomic
def accept_as_new(invitation: Invitation, *, name: str, now: dt.datetime) -> Membership:
    """Create the account of somebody who has none, its address proven by the link, and accept for them."""
    locked = _locked(invitation)
    check(locked, now)
    try:
        with transaction.atomic():
            user = User.objects.create_user(locked.email, name=name, language=locked.invited_by.user.language)
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    except IntegrityError as error:
        # They signed up in another window since the page was drawn.
        raise Declined(
            "account", _("Un compte existe maintenant à cette adresse. Connectez-vous, puis rouvrez le lien.")
        ) from error
    return accept(locked, user=user, now=now)


def _mail_later(invitation: Invitation) -> None:
    send_invitation.delay_on_commit(invitation.pk)


def _locked(invitation: Invitation) -> Invitation:
    rows = Invitation.unscoped.select_for_update(of=("self",)).select_related("association", "invited_by__user")
    return rows.get(pk=invitation.pk, association=invitation.association_id)


def _still_unanswered(invitation: Invitation) -> None:
    if invitation.accepted_at:
        raise Declined("used", _("Cette invitation a déjà servi. Un lien ne sert qu’une fois."))
    if invitation.withdrawn_at:
        raise Declined("withdrawn", _("Cette invitation a été retirée."))


def _inviter_may_give(invitation: Invitation, now: dt.datetime) -> frozenset[Role]:
    inviter = Membership.unscoped.current().filter(pk=invitation.invited_by_id).first()
    return may_give(inviter, timezone.localdate(now)) if inviter else frozenset()


def _membership_of(user: User, invitation: Invitation, now: dt.datetime) -> Membership:
    """The person's current membership, or a new one: who had left comes back with a new row, their old acts stay."""
    membership, _created = Membership.unscoped.get_or_create(
        association_id=invitation.association_id,
        user=user,
        left_on=None,
        defaults={"joined_on": timezone.localdate(now)},
    )
    return membership
