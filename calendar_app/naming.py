"""What the journal calls the objects of this room (settings.JOURNAL_NAMES)."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse

from associations.models import Membership
from calendar_app.models import AccountOpening, Post
from journal.naming import Names


def names(reader: Membership, wanted: Mapping[str, set[str]]) -> Names:
    """Return title and path of the posts and openings that are `wanted` (ids by model label), one query for each."""
    if not reader.can("calendar.view"):
        return {}
    return _posts(reader, wanted.get("calendar.post")) | _openings(reader, wanted.get("calendar.accountopening"))


def _openings(reader: Membership, ids: set[str] | None) -> Names:
    if not ids:
        return {}
    rows = AccountOpening.objects.of(reader.association).filter(pk__in=ids).select_related("association")
    return {("calendar.accountopening", str(row.pk)): (str(row), row.get_absolute_url()) for row in rows}


def _posts(reader: Membership, ids: set[str] | None) -> Names:
    if not ids:
        return {}
    slug = reader.association.slug
    posts = Post.objects.of(reader.association).filter(pk__in=ids)
    return {
        ("calendar.post", str(pk)): (title, reverse("calendar:post-detail", args=[slug, pk]))
        for pk, title in posts.order_by().values_list("pk", "title")
    }
