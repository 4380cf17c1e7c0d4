"""Who said yes to the words of posts, and whose voice they are: as the gate asks it, at each act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence, Set

from associations.models import Membership, Role
from associations.permissions import BUREAU
from calendar_app.models import Approval, Post, Revision
from calendar_app.rules import Reader, Voice


def readers_of(posts: Sequence[Post], today: dt.date) -> dict[int, tuple[Reader, ...]]:
    """Who said yes to exactly the current words of each post, in the order of the yeses. One query.

    Places count when held at the yes and still today; a yes given before we wrote them counts with those of today.
    """
    words = {post.pk: post.revision.content_hash for post in posts}
    given = Approval.objects.filter(association=posts[0].association, post__in=list(words)).order_by("at", "pk")
    yes, mandate = (
        ("pk", "post", "content_hash", "by", "roles"),
        ("by__mandates__role", "by__mandates__starts_on", "by__mandates__ends_on"),
    )
    held_today: dict[tuple[int, int, int], set[str]] = {}
    held_then: dict[int, list[str] | None] = {}
    for pk, post, said, by, held, role, start, end in given.values_list(*yes, *mandate):
        if said == words[post]:
            held_then[pk] = held
            places = held_today.setdefault((pk, post, by), set())
            if role and start <= today and (end is None or today <= end):
                places.add(role)
    found: dict[int, tuple[Reader, ...]] = dict.fromkeys(words, ())
    for (pk, post, by), places in held_today.items():
        held = held_then[pk]
        found[post] += (reader(by, places if held is None else places & set(held)),)
    return found


def reader(by: int, roles: Set[str]) -> Reader:
    """The membership `by` as a reader who holds `roles`."""
    return Reader(by, bool(BUREAU & roles), Role.PRESIDENT in roles)


def voices_of(posts: Sequence[Post], readers: Mapping[int, tuple[Reader, ...]], today: dt.date) -> dict[int, Voice]:
    """Whose voice each post is, by its id; absent where the association speaks. Three queries, none without a voice."""
    speaking = {post.pk: post.voice_id for post in posts if post.voice_id}
    if not speaking:
        return {}
    rows = Membership.objects.of(posts[0].association).select_related("user").prefetch_related("mandates")
    people = rows.in_bulk(set(speaking.values()))
    words = Revision.objects.of(posts[0].association).filter(post__in=list(speaking), has_new_words=True)
    wrote = set(words.values_list("post", "by"))
    found = {}
    for post in posts:
        if person := people.get(post.voice_id or 0):
            found[post.pk] = Voice(
                person.name,
                is_mandated=person.left_on is None and Role.SPOKESPERSON in person.roles_on(today),
                agrees=person.pk == post.owner_id
                or (post.pk, person.pk) in wrote
                or any(each.pk == person.pk for each in readers[post.pk]),
            )
    return found
