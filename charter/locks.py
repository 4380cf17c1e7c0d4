"""The one way this room holds a version: the association, then the version, until the transaction ends."""

from __future__ import annotations

from associations.hands import lock
from associations.models import Association
from charter.models import Version

ROWS = ("charter", "association")


def locked(version: Version, *people: str) -> Version:
    """Return the row as it is now, held until the transaction ends; `people` are further names for select_related."""
    # Locked before reading: the text must not change between its check and its move. The association comes first,
    # always: the journal locks it too, and two hands that take two locks in two orders would wait for each other
    # for ever.
    lock(Association.objects.filter(pk=version.association_id))
    return Version.objects.select_for_update(of=("self",)).select_related(*ROWS, *people).get(pk=version.pk)
