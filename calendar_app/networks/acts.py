"""The verbs of the network facts: write a value of one's own, go back to the published one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from associations import rights
from associations.models import Membership
from calendar_app.models import NetworkRule
from calendar_app.networks.facts import Rule
from journal.models import Entry


@transaction.atomic
def amend(network: str, rule: Rule, value: Any, *, reason: str, by: Membership, now: dt.datetime) -> NetworkRule:
    """Write `value` over the published fact `rule` of `network` for the association of `by`; the last one stands."""
    rights.require(by, "calendar.manage")
    own, _is_new = NetworkRule.objects.update_or_create(
        association=by.association,
        network=network,
        format=rule.format,
        key=rule.key,
        defaults={"value": list(value) if isinstance(value, tuple) else value, "reason": reason, "by": by, "at": now},
    )
    Entry.objects.record(own, by=by, action="calendar.manage", after="network fact changed")
    return own


@transaction.atomic
def restore(network: str, rule: Rule, *, by: Membership) -> bool:
    """Go back to the published fact; False when nothing was changed any more."""
    rights.require(by, "calendar.manage")
    own = NetworkRule.objects.of(by.association).select_for_update()
    found = own.filter(network=network, format=rule.format, key=rule.key).first()
    if found is None:
        return False
    Entry.objects.record(found, by=by, action="calendar.manage", before="network fact changed", after="published fact")
    found.delete()
    return True
