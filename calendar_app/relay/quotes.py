"""From the testimonies behind a post to the plain data that rules judge."""

from __future__ import annotations

from calendar_app.models import Testimony, TestimonyUse
from calendar_app.rules.quotes import Quote

Status = Testimony.Status


def of_many(posts: list[int]) -> dict[int, tuple[Quote, ...]]:
    """The leave behind the words of each post, by its id; one whose words are ours is absent. One query."""
    rows = TestimonyUse.unscoped.filter(post__in=posts).values_list(
        "post", "testimony__status", "testimony__consent_until"
    )
    return {
        post: (Quote(until, status == Status.WITHDRAWN, status == Status.ACCEPTED),)
        for post, status, until in rows.order_by()
    }
