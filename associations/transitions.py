"""What people do to their association: found it, give and end mandates, leave."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django_scopes import scope

from associations import trace
from associations.hands import lock
from associations.invitations import may_give
from associations.models import Association, Mandate, Membership, Role, User
from associations.rules import keeps_a_key

LIGATURES = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae", "’": " ", "'": " "})
LONGEST_SLUG = 50


def slug_for(name: str) -> str:
    """Return a free address word for `name`: "les-mains-voisines", then "les-mains-voisines-2"."""
    base = slugify(name.translate(LIGATURES))[:LONGEST_SLUG].strip("-") or "association"
    taken = set(Association.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


@transaction.atomic
def found(
    user: User, *, role: str, ends_on: dt.date | None = None, today: dt.date, **fields: Any
) -> tuple[Association, Membership]:
    """Create an association with `user` as its first member, holding `role` from `today`."""
    association = _created(fields)
    with scope(association=association):
        membership = Membership.objects.create(association=association, user=user, joined_on=today)
        Mandate.objects.create(
            association=association, membership=membership, role=role, starts_on=today, ends_on=ends_on
        )
        trace.record(association, by=membership, action="associations.found", after="founded")
    return association, membership


def _created(fields: dict[str, Any]) -> Association:
    # Two people may found "Les Amis du parc" at the same second: the loser takes the next number.
    for _attempt in range(5):
        try:
            with transaction.atomic():
                return Association.objects.create(slug=slug_for(fields["name"]), **fields)
        except IntegrityError:
            continue
    raise ValidationError(_("L’adresse de l’association n’a pas pu être réservée. Recommencez dans un instant."))


# What an association says of itself, and of who publishes its pages.
DESCRIBED = (
    "name",
    "legal_name",
    "seat",
    "contact_email",
    "phone",
    "host",
    "host_address",
    "host_phone",
    "publishing_director",
)


@transaction.atomic
def describe(association: Association, *, by: Membership) -> Association:
    """Keep what the settings page changed."""
    association.save(update_fields=[*DESCRIBED])
    trace.record(association, by=by, action="associations.manage", after="described")
    return association


@transaction.atomic
def give_mandate(
    membership: Membership, *, role: str, starts_on: dt.date, ends_on: dt.date | None, by: Membership, today: dt.date
) -> Mandate:
    """Give `membership` a role between two dates.

    Raise PermissionDenied for a role `by` may not give, ValidationError when the person holds it already or has left.
    """
    _lock(membership.association_id)
    if role not in may_give(by, today):
        raise PermissionDenied("associations.manage")
    if not Membership.objects.current().filter(pk=membership.pk).exists():
        raise ValidationError(_("Cette personne vient de quitter l’association."))
    # Asked again under the lock: a double click sends the same mandate twice.
    if Mandate.objects.meeting(starts_on, ends_on).filter(membership=membership, role=role).exists():
        raise ValidationError(_("Cette personne tient déjà ce rôle à cette date. Prolongez plutôt son mandat."))
    mandate = Mandate.objects.create(
        association=membership.association, membership=membership, role=role, starts_on=starts_on, ends_on=ends_on
    )
    trace.record(mandate, by=by, action="associations.mandate", after=f"until {ends_on or 'further notice'}")
    return mandate


@transaction.atomic
def change_end(mandate: Mandate, *, ends_on: dt.date | None, by: Membership, today: dt.date) -> Mandate:
    """End or extend a mandate. `ends_on` is its last day, None for no end.

    Raise PermissionDenied for a role `by` may not give, ValidationError if nobody could invite afterwards.
    """
    _lock(mandate.association_id)
    if Role(mandate.role) not in may_give(by, today):
        raise PermissionDenied("associations.manage")
    before = mandate.ends_on
    mandate.ends_on = ends_on
    mandate.save(update_fields=["ends_on"])
    _refuse_to_lock_out(mandate.association, today)
    trace.record(
        mandate,
        by=by,
        action="associations.mandate",
        before=f"until {before or 'further notice'}",
        after=f"until {ends_on or 'further notice'}",
    )
    return mandate


@transaction.atomic
def leave(membership: Membership, *, by: Membership, today: dt.date) -> Membership:
    """Take `membership` out of the association on `today`; their mandates stop, their acts stay.

    Raise PermissionDenied when `by` removes somebody whose roles they may not give, ValidationError if nobody could
    invite afterwards.
    """
    _lock(membership.association_id)
    membership = Membership.objects.current().select_for_update(of=("self",)).get(pk=membership.pk)
    if membership.pk != by.pk and not membership.roles_from(today) <= may_give(by, today):
        raise PermissionDenied("associations.manage")
    for mandate in Mandate.objects.in_date(today).filter(membership=membership):
        # The last day of a mandate counts: stopping today at the latest keeps what was done this morning.
        mandate.ends_on = max(today, mandate.starts_on)
        mandate.save(update_fields=["ends_on"])
    membership.mandates.filter(starts_on__gt=today).delete()
    membership.left_on = max(today, membership.joined_on)
    membership.save(update_fields=["left_on"])
    _refuse_to_lock_out(membership.association, today)
    trace.record(membership, by=by, action="associations.leave", before="member", after="left")
    return membership


def _lock(association_id: int) -> None:
    # Two people ending each other's mandates at the same second must not leave the house without a key.
    lock(Association.objects.filter(pk=association_id))


def _refuse_to_lock_out(association: Association, today: dt.date) -> None:
    tomorrow = today + dt.timedelta(days=1)
    people = Membership.objects.of(association).current()
    if not keeps_a_key(person.roles_on(tomorrow) for person in people):
        raise ValidationError(
            _(
                "Il ne resterait personne pour inviter et gérer les membres. "
                "Donnez d’abord un mandat de présidence, de secrétariat ou de coordination à quelqu’un d’autre."
            )
        )
