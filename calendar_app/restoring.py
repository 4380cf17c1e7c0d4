"""Taking an earlier version up again: its words become a new revision, which asks for its own yes."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Membership
from calendar_app import transitions
from calendar_app.models import Media, Post, Revision
from calendar_app.transitions import Plan, Words
from journal.moves import Refused


@transaction.atomic
def restore(post: Post, number: int, *, expected: int, by: Membership, now: dt.datetime) -> Revision:
    """Write the words of version `number` of `post` again, over version `expected`; day, owner and purpose stay.

    Raises Refused when nothing would change, Conflict when somebody saved another version meanwhile, and whatever
    `transitions.write` refuses: a text read again must still obey the rules of today.
    """
    rights.require(by, "calendar.edit")
    revision = post.revisions.filter(number=number).get()
    if revision.content_hash == post.revision.content_hash:
        raise Refused(_("Cette version dit déjà ce que dit la dernière : il n’y a rien à reprendre."), post)
    return transitions.write(
        post,
        words_of(revision),
        Plan(due_at=post.due_at, purpose=post.purpose, owner=post.owner),
        expected=expected,
        by=by,
        now=now,
    )


def words_of(revision: Revision) -> Words:
    """Return what `revision` says, ready to be written again: it has the same hash (two queries)."""
    texts, shown = list(revision.texts.all()), list(revision.images.select_related("media"))

    def on(channel: int | None) -> list[tuple[Media, str]]:
        return [(each.media, each.alt) for each in shown if each.channel_id == channel]

    return Words(
        title=revision.title,
        kind=revision.kind,
        text=revision.text,
        texts={each.channel_id: each.text for each in texts},
        images=on(None),
        own_images={each.channel_id: on(each.channel_id) for each in texts if each.has_own_images},
    )
