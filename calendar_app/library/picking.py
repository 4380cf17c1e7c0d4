"""What the composer offers of the library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from associations.models import Association
from calendar_app.models import Media

OFFERED = 12
LISTED = 60


def offered(association: Association, without: Sequence[int]) -> list[Media]:
    """The newest media somebody has described, `without` those already there. One query."""
    rows = Media.objects.of(association).exclude(shows="").exclude(licence="").exclude(pk__in=without)
    return list(rows.select_related("association").newest_first()[:OFFERED])


def pictures(association: Association, kept: int | None) -> Any:
    """The newest images somebody has described, and the one of id `kept` already chosen. Two queries, once read."""
    known = Media.objects.of(association).filter(kind=Media.Kind.IMAGE)
    newest = known.exclude(shows="").exclude(licence="").newest_first().values_list("pk", flat=True)[:LISTED]
    return known.filter(pk__in=[*newest, kept or 0]).newest_first()
