"""What the journal calls the objects of this room (settings.JOURNAL_NAMES)."""

from __future__ import annotations

from collections.abc import Mapping

from associations.models import Membership
from charter.models import Clause, Version
from journal.naming import Names


def names(reader: Membership, wanted: Mapping[str, set[str]]) -> Names:
    """Return title and path of what is `wanted` (ids by model label), one query for each kind asked for."""
    found: Names = {}
    if not reader.can("charter.view"):
        return found
    if ids := wanted.get("charter.version"):
        for version in Version.objects.filter(association=reader.association, pk__in=ids).with_charter():
            found["charter.version", str(version.pk)] = str(version), version.get_absolute_url()
    if ids := wanted.get("charter.clause"):
        clauses = Clause.objects.of(reader.association).filter(pk__in=ids)
        for clause in clauses.select_related("version__charter", "version__association"):
            title = f"{clause.title}, {clause.version}"
            found["charter.clause", str(clause.pk)] = title, clause.version.get_absolute_url()
    return found
