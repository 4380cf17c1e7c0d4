"""What the journal calls the objects of this room (settings.JOURNAL_NAMES)."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from associations.models import Membership
from journal.naming import Names
from watch.models import Item


def names(reader: Membership, wanted: Mapping[str, set[str]]) -> Names:
    """Return title and path of the mentions that are `wanted` (ids by model label), in one query."""
    ids = wanted.get("watch.item")
    if not ids or not reader.can("watch.view"):
        return {}
    slug = reader.association.slug
    items = Item.objects.filter(association=reader.association, pk__in=ids)
    return {
        ("watch.item", str(pk)): (
            _("Mention sur %(place)s") % {"place": place},
            reverse("watch:item-detail", args=[slug, pk]),
        )
        for pk, place in items.order_by().values_list("pk", "place")
    }
