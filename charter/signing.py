"""Who must sign what: the usage charter in force, by everybody; a minor change does not ask again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from associations.models import Membership
from charter.models import Acknowledgement, Charter, Version
from charter.models.versions import GRACE

# Everybody who may speak for the association signs this one; the others may be signed, and nobody is chased for them.
REQUIRED = Charter.Kind.USAGE


@dataclass(frozen=True)
class Duty:
    """The version an association must have signed: any signature from `floor` on is good for it."""

    version: Version
    floor: Version

    def starts_on(self, membership: Membership) -> dt.date:
        """The day the question was first put to `membership`."""
        return max(self.floor.in_force_on or membership.joined_on, membership.joined_on)

    def grace_ends_on(self, membership: Membership) -> dt.date:
        return self.starts_on(membership) + GRACE


def duties(association_ids: Iterable[int]) -> dict[int, Duty]:
    """Return what each association must have signed, in one query; absent when no usage charter is in force."""
    versions = Version.objects.filter(
        association__in=set(association_ids), status__in=[Version.Status.IN_FORCE, Version.Status.SUPERSEDED]
    )
    found: dict[int, Duty] = {}
    floors: dict[int, Version] = {}
    for version in versions.of_kind(REQUIRED).with_charter().order_by("number"):
        if version.is_material or version.association_id not in floors:
            floors[version.association_id] = version
        if version.status == Version.Status.IN_FORCE:
            found[version.association_id] = Duty(version, floors[version.association_id])
    return found


def unsigned(memberships: Iterable[Membership]) -> list[tuple[Membership, Duty]]:
    """Return those of `memberships` who have not signed what they must, in two queries whatever their number."""
    memberships = list(memberships)
    due = duties(m.association_id for m in memberships)
    if not due:
        return []
    signatures = Acknowledgement.objects.filter(membership__in=memberships, version__charter__kind=REQUIRED)
    newest: dict[int, int] = {}
    for membership_id, number in signatures.values_list("membership_id", "version__number"):
        newest[membership_id] = max(number, newest.get(membership_id, 0))
    return [
        (m, duty)
        for m in memberships
        if (duty := due.get(m.association_id)) and newest.get(m.pk, 0) < duty.floor.number
    ]
