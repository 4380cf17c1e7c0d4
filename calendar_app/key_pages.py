"""What the pages of the register show, in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from associations.models import Association, Membership
from calendar_app import gate, keys, standing
from calendar_app.models import AccessGrant, Channel


@dataclass(frozen=True)
class Line:
    """One key, and why it must be taken back ("" when it stands)."""

    grant: AccessGrant
    doubt: str = ""


@dataclass(frozen=True)
class Ring:
    """The keys of one account. `administrators` is None while there are enough of them, or while it is silent."""

    channel: Channel
    network: str
    lines: list[Line]
    administrators: int | None
    check_on: dt.date | None
    is_check_due: bool
    stopped: str


@dataclass(frozen=True)
class Account:
    """One line of the page of accounts. `administrators` is None while there are enough of them."""

    channel: Channel
    network: str
    decision: str
    path: str
    keys: int
    administrators: int | None


def accounts(association: Association, today: dt.date, *, with_keys: bool) -> list[Account]:
    """Every account with its decision and, for who may see them, its keys. Three queries, or one without keys."""
    channels = list(Channel.objects.of(association).with_opening())
    grants = list(AccessGrant.objects.of(association).live().with_people()) if with_keys else []
    few = keys.short_of_administrators(channels, grants, today)
    held = Counter(grant.channel_id for grant in grants)
    return [
        Account(
            channel,
            gate.network_name(channel.network),
            standing.decision(channel),
            channel.opening.get_absolute_url() if channel.opening else "",
            held[channel.pk],
            few.get(channel.pk),
        )
        for channel in channels
    ]


def register(association: Association, today: dt.date) -> dict[str, Any]:
    """Every account with its keys, and first those to take back. Four queries, whatever their number."""
    grants = list(AccessGrant.objects.of(association).live().with_people())
    channels = list(Channel.objects.of(association).with_opening())
    found = keys.doubts(grants, today)
    rings = _rings(channels, grants, today)
    # A closed account without a key has nothing left to say here.
    return {"doubts": found, "rings": [ring for ring in rings if ring.lines or ring.channel.is_active]}


def _rings(channels: list[Channel], grants: list[AccessGrant], today: dt.date) -> list[Ring]:
    why = {doubt.grant.pk: doubt.why for doubt in keys.doubts(grants, today)}
    few = keys.short_of_administrators(channels, grants, today)
    return [_ring(channel, grants, why, few, today) for channel in channels]


def _ring(
    channel: Channel, grants: list[AccessGrant], why: dict[int, str], few: dict[int, int], today: dt.date
) -> Ring:
    mine = [grant for grant in grants if grant.channel_id == channel.pk]
    check_on = keys.check_due_on(channel, mine)
    return Ring(
        channel,
        gate.network_name(channel.network),
        [Line(grant, why.get(grant.pk, "")) for grant in mine],
        few.get(channel.pk),
        check_on,
        bool(check_on and check_on <= today),
        standing.stopped(channel),
    )


def of_channel(channel: Channel, today: dt.date) -> dict[str, Any]:
    """The keys of one account, and those it had."""
    rows = AccessGrant.objects.of(channel.association).with_people().filter(channel=channel)
    ring = _rings([channel], list(rows.live()), today)[0]
    past = list(rows.exclude(revoked_on=None).order_by("-revoked_on", "-pk"))
    return {"channel": channel, "ring": ring, "past": past}


def of_person(person: Membership, today: dt.date) -> dict[str, Any]:
    """The keys of one person, to take back at departure, and those already taken back."""
    rows = AccessGrant.objects.of(person.association).with_people().filter(membership=person)
    grants = list(rows.live())
    why = {doubt.grant.pk: doubt.why for doubt in keys.doubts(grants, today)}
    past = list(rows.exclude(revoked_on=None).order_by("-revoked_on", "-pk"))
    lines = [Line(grant, why.get(grant.pk, "")) for grant in grants]
    return {"person": person, "lines": lines, "past": past, "today": today, "doubts": sorted(set(why.values()))}


def is_last_administrators(grant: AccessGrant, today: dt.date) -> bool:
    """Whether fewer than two administrators would be left without this key: said, never refused."""
    if grant.kind != keys.Kind.ADMINISTRATION:
        return False
    rows = AccessGrant.objects.of(grant.association).live().with_people()
    others = list(rows.filter(channel=grant.channel_id).exclude(pk=grant.pk))
    return grant.channel_id in keys.short_of_administrators([grant.channel], others, today)
