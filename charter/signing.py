"""Who is asked to sign what: the usage charter by everybody, the others by those whose task rests on them.

A minor change does not ask again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from associations.models import Membership, Role
from charter.models import Acknowledgement, Charter, Version
from charter.models.versions import GRACE

# Without this one, signed, nobody publishes.
REQUIRED = Charter.Kind.USAGE
# Anybody may sign any text in force; these people are asked to. None is everybody.
SIGNATORIES: dict[str, frozenset[Role] | None] = {
    REQUIRED: None,
    Charter.Kind.MODERATION: frozenset({Role.MODERATOR, Role.COORDINATOR}),
    Charter.Kind.EDITORIAL: frozenset({Role.CONTRIBUTOR, Role.REVIEWER, Role.SPOKESPERSON, Role.COORDINATOR}),
    Charter.Kind.CRISIS: frozenset({Role.PRESIDENT, Role.SECRETARY, Role.COORDINATOR, Role.SPOKESPERSON}),
}


@dataclass(frozen=True)
class Duty:
    """The version an association must have signed: any signature from `floor` on is good for it."""

    version: Version
    floor: Version

    @property
    def kind(self) -> str:
        return self.version.charter.kind

    @property
    def is_required(self) -> bool:
        """Whether rights wait for this signature."""
        return self.kind == REQUIRED

    def falls_on(self, membership: Membership) -> bool:
        """Whether `membership` is asked to sign."""
        roles = SIGNATORIES[self.kind]
        return roles is None or bool(membership.roles & roles)

    def starts_on(self, membership: Membership) -> dt.date:
        """The day the question was first put to `membership`."""
        return max(self.floor.in_force_on or membership.joined_on, membership.joined_on)

    def grace_ends_on(self, membership: Membership) -> dt.date:
        return self.starts_on(membership) + GRACE


def duties(association_ids: Iterable[int], kinds: Iterable[str] = tuple(SIGNATORIES)) -> dict[int, list[Duty]]:
    """Return what each association must have signed, in one query; absent when none of `kinds` is in force."""
    versions = Version.objects.filter(
        association__in=set(association_ids),
        charter__kind__in=kinds,
        status__in=Version.APPLIED,
    )
    found: dict[int, list[Duty]] = {}
    floors: dict[int, Version] = {}
    for version in versions.with_charter().order_by("charter", "number"):
        if version.is_material or version.charter_id not in floors:
            floors[version.charter_id] = version
        if version.status == Version.Status.REPEALED:
            # What was signed went with it: the next text, minor change or not, asks everybody.
            del floors[version.charter_id]
        if version.status == Version.Status.IN_FORCE:
            found.setdefault(version.association_id, []).append(Duty(version, floors[version.charter_id]))
    return found


def unsigned(
    memberships: Iterable[Membership], kinds: Iterable[str] = tuple(SIGNATORIES)
) -> list[tuple[Membership, Duty]]:
    """Return who of `memberships` has not signed what they are asked to, in two queries whatever their number."""
    memberships = list(memberships)
    due = duties((m.association_id for m in memberships), kinds)
    if not due:
        return []
    signatures = Acknowledgement.objects.filter(membership__in=memberships)
    newest: dict[tuple[int, int], int] = {}
    for *key, number in signatures.values_list("membership_id", "version__charter_id", "version__number"):
        newest[key[0], key[1]] = max(number, newest.get((key[0], key[1]), 0))
    return [
        (m, duty)
        for m in memberships
        for duty in due.get(m.association_id, ())
        if duty.falls_on(m) and newest.get((m.pk, duty.version.charter_id), 0) < duty.floor.number
    ]
