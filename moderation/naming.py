"""What the journal calls the objects of this room (settings.JOURNAL_NAMES)."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from associations.models import Membership
from journal.naming import Names
from moderation.models import Case


def names(reader: Membership, wanted: Mapping[str, set[str]]) -> Names:
    """Return title and path of the cases that are `wanted` (ids by model label), in one query.

    What a case is about is for those who may open it: to others it stays a number of the journal.
    """
    ids = wanted.get("moderation.case")
    if not ids or not reader.can("moderation.view"):
        return {}
    slug = reader.association.slug
    cases = Case.objects.of(reader.association).filter(pk__in=ids)
    return {
        ("moderation.case", str(pk)): (
            _("Dossier %(number)d : %(summary)s") % {"number": number, "summary": summary},
            reverse("moderation:case-detail", args=[slug, pk]),
        )
        for pk, number, summary in cases.order_by().values_list("pk", "number", "summary")
    }
