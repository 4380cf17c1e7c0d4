"""What the journal calls the objects of this room (settings.JOURNAL_NAMES)."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse

from associations.models import Membership
from calendar_app.models import Post
from journal.naming import Names


def names(reader: Membership, wanted: Mapping[str, set[str]]) -> Names:
    """Return title and path of the posts that are `wanted` (ids by model label), in one query."""
    ids = wanted.get("calendar.post")
    if not ids or not reader.can("calendar.view"):
        return {}
    slug = reader.association.slug
    posts = Post.objects.of(reader.association).filter(pk__in=ids)
    return {
        ("calendar.post", str(pk)): (title, reverse("calendar:post-detail", args=[slug, pk]))
        for pk, title in posts.order_by().values_list("pk", "title")
    }
