"""The facts as one association reads them: the published ones, with its own values written over."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from associations.models import Association
from calendar_app.models import NetworkRule
from calendar_app.networks.facts import Book, networks


def book(association: Association) -> Book:
    """Every network by its id, with the values of `association`. One query, whatever it changed."""
    changes: dict[str, dict[tuple[str, str], Any]] = defaultdict(dict)
    rows = NetworkRule.objects.of(association).values_list("network", "format", "key", "value")
    for network, format, key, value in rows:
        changes[network][format, key] = tuple(value) if isinstance(value, list) else value
    published = networks()
    if not changes:
        return published
    own = {name: published[name].amended(values) for name, values in changes.items() if name in published}
    return dict(published) | own
