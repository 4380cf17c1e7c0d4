"""What the journal calls the objects of this room (settings.JOURNAL_NAMES)."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from associations.models import Membership
from governance.models import Ballot
from journal.naming import Names


def names(reader: Membership, wanted: Mapping[str, set[str]]) -> Names:
    """Return title and path of what is `wanted` (ids by model label), one query for each kind asked for."""
    found: Names = {}
    if not reader.can("governance.view"):
        return found
    slug = reader.association.slug
    for pk in wanted.get("governance.decisionrule", ()):
        found["governance.decisionrule", pk] = (
            _("Comment les statuts décident"),
            reverse("governance:statutes", args=[slug]),
        )
    if ids := wanted.get("governance.ballot"):
        ballots = Ballot.objects.of(reader.association).filter(pk__in=ids)
        for pk, title in ballots.values_list("pk", "title"):
            found["governance.ballot", str(pk)] = title, reverse("governance:ballot-detail", args=[slug, pk])
    return found
