"""Who is asked to sign what, and by when: the usage charter by everybody, the others by those whose task rests on them.

A minor change does not ask again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from associations.models import Membership, Role
from charter.models import Acknowledgement, Campaign, Charter, Exemption, Version

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
    """The version an association must have signed: any signature from its campaign's version on is good for it."""

    version: Version
    campaign: Campaign

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


@dataclass(frozen=True)
class Asked:
    """One person who owes one signature, first asked on `start_on`: the opening, their joining, or an exemption's end.

    On `waits_on` their rights wait, when the text is the one rights wait for.
    """

    membership: Membership
    duty: Duty
    start_on: dt.date

    @property
    def due_on(self) -> dt.date:
        return self.duty.campaign.due_for(self.start_on)

    @property
    def waits_on(self) -> dt.date:
        return self.duty.campaign.rights_wait_on(self.start_on)

    def is_late(self, today: dt.date) -> bool:
        return today > self.due_on

    def has_lost_rights(self, today: dt.date) -> bool:
        return self.duty.is_required and today >= self.waits_on


def duties(association_ids: Iterable[int], kinds: Iterable[str] = tuple(SIGNATORIES)) -> dict[int, list[Duty]]:
    """Return what each association must have signed, in two queries; absent when none of `kinds` is in force."""
    versions = list(
        Version.objects.filter(association__in=set(association_ids), charter__kind__in=kinds)
        .in_force()
        .with_charter()
        .order_by("charter")
    )
    if not versions:
        return {}
    live = Campaign.objects.live().filter(charter__in=[version.charter_id for version in versions])
    # In the order of the versions: the newest of a text wins over one that was closed by hand before it.
    campaigns = {c.charter_id: c for c in live.select_related("version").order_by("version__number")}
    found: dict[int, list[Duty]] = {}
    for version in versions:
        campaign = campaigns.get(version.charter_id) or _by_default(version)
        found.setdefault(version.association_id, []).append(Duty(version, campaign))
    return found


def _by_default(version: Version) -> Campaign:
    """The campaign a text in force would have: rights wait for it even where nobody opened one."""
    campaign = Campaign(
        association_id=version.association_id, charter=version.charter, version=version, opens_on=version.in_force_on
    )
    campaign.due_on = campaign.opens_on and campaign.opens_on + dt.timedelta(days=campaign.days)
    return campaign


def unsigned(
    memberships: Iterable[Membership], kinds: Iterable[str] = tuple(SIGNATORIES), *, today: dt.date
) -> list[Asked]:
    """Return who of `memberships` owes which signature, in four queries whatever their number."""
    memberships = list(memberships)
    due = duties((m.association_id for m in memberships), kinds)
    if not due:
        return []
    signed = _newest_signed(memberships)
    excused, resumed = _exemptions(memberships, today)
    return [
        Asked(m, duty, _start(m, duty.campaign, resumed))
        for m in memberships
        for duty in due.get(m.association_id, ())
        if duty.falls_on(m)
        and signed.get((m.pk, duty.version.charter_id), 0) < duty.campaign.version.number
        and (m.pk, duty.campaign.pk) not in excused
    ]


def owes_nothing(membership: Membership, kind: str) -> bool:
    """Whether `membership` has signed the text of `kind` that must be, or none must be: `unsigned` in one query.

    False says only that it takes the whole of `unsigned` to know: who is excused, and until when.
    """
    signed = Acknowledgement.unscoped.filter(membership=membership, version__charter=OuterRef("charter"))
    asking = Campaign.unscoped.live().filter(charter=OuterRef("charter"))
    newest = "version__number"
    rows = (
        Version.objects.filter(association=membership.association_id, charter__kind=kind)
        .in_force()
        .values_list(
            Coalesce(Subquery(asking.order_by(f"-{newest}").values(newest)[:1]), F("number")),
            Coalesce(Subquery(signed.order_by(f"-{newest}").values(newest)[:1]), 0),
        )
    )
    return all(has >= needed for needed, has in rows)


Person = tuple[int, int | None]


def _start(membership: Membership, campaign: Campaign, resumed: dict[Person, dt.date]) -> dt.date:
    asked = max(campaign.opens_on or membership.joined_on, membership.joined_on)
    return max(asked, resumed.get((membership.pk, campaign.pk), asked))


def _newest_signed(memberships: list[Membership]) -> dict[tuple[int, int], int]:
    """The highest number each person signed, by person and charter."""
    rows = Acknowledgement.objects.filter(membership__in=memberships)
    newest: dict[tuple[int, int], int] = {}
    for *key, number in rows.values_list("membership_id", "version__charter_id", "version__number"):
        newest[key[0], key[1]] = max(number, newest.get((key[0], key[1]), 0))
    return newest


def _exemptions(memberships: list[Membership], today: dt.date) -> tuple[set[Person], dict[Person, dt.date]]:
    """Who is excused today, and for those who were once, the day they are asked again."""
    excused: set[Person] = set()
    resumed: dict[Person, dt.date] = {}
    for exemption in Exemption.objects.filter(membership__in=memberships):
        key = (exemption.membership_id, exemption.campaign_id)
        again = resumes_on(exemption)
        if again is None or again > today:
            excused.add(key)
        else:
            resumed[key] = max(again, resumed.get(key, again))
    return excused, resumed


def resumes_on(exemption: Exemption) -> dt.date | None:
    """The day the person is asked again; None for an exemption without end."""
    ends = [exemption.ends_on + dt.timedelta(days=1)] if exemption.ends_on else []
    if exemption.withdrawn_at:
        ends.append(timezone.localdate(exemption.withdrawn_at))
    return min(ends) if ends else None
