"""What the journal calls the objects of this room (settings.JOURNAL_NAMES)."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse

from associations.models import Membership
from journal.naming import Names
from training.models import Attendance, Workshop


def names(reader: Membership, wanted: Mapping[str, set[str]]) -> Names:
    """Return title and path of what is `wanted` (ids by model label), one query for each kind asked for."""
    found: Names = {}
    if not reader.can("training.view"):
        return found
    house, slug = reader.association, reader.association.slug
    if ids := wanted.get("training.workshop"):
        for pk, title in Workshop.objects.filter(association=house, pk__in=ids).values_list("pk", "title"):
            found["training.workshop", str(pk)] = title, reverse("training:workshop-detail", args=[slug, pk])
    if ids := wanted.get("training.attendance"):
        places = Attendance.objects.filter(association=house, pk__in=ids).order_by()
        for pk, workshop, title in places.values_list("pk", "workshop", "workshop__title"):
            found["training.attendance", str(pk)] = title, reverse("training:workshop-detail", args=[slug, workshop])
    return found
