"""What the composer offers of the library."""

from __future__ import annotations

from collections.abc import Sequence

from associations.models import Association
from calendar_app.models import Media

OFFERED = 12


def offered(association: Association, without: Sequence[int]) -> list[Media]:
    """The newest media somebody has described, `without` those already there. One query."""
    rows = Media.objects.of(association).exclude(shows="").exclude(licence="").exclude(pk__in=without)
    return list(rows.select_related("association").newest_first()[:OFFERED])
