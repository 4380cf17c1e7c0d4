"""What a person typed and did not save: kept on the server too, for another device or another day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import QueryDict

from associations.models import Membership
from calendar_app.models import Kept, Post, Revision

LONGEST = 200_000
SKIPPED = {"csrfmiddlewaretoken", "image", "submit"}


def keep(data: QueryDict, membership: Membership, post: Post | None, now: dt.datetime) -> Kept | None:
    """Replace what `membership` had kept for `post` (None: a new one); None when it is longer than LONGEST."""
    # PostgreSQL stores no null character, and nobody typed one on purpose.
    fields = {
        name.replace("\0", ""): [value.replace("\0", "") for value in values]
        for name, values in data.lists()
        if name not in SKIPPED
    }
    if sum(len(word) for name, values in fields.items() for word in (name, *values)) > LONGEST:
        return None
    kept, _is_new = Kept.objects.update_or_create(
        association=membership.association, membership=membership, post=post, defaults={"fields": fields, "at": now}
    )
    return kept


def waiting(membership: Membership, post: Post | None) -> Kept | None:
    """What `membership` typed in `post` and never saved, or None.

    Older than somebody else's save it is offered too: the conflict is seen when it is saved.
    """
    kept = Kept.objects.filter(association=membership.association, membership=membership, post=post).first()
    return None if kept and post and _is_saved(kept, post.revision) else kept


def _is_saved(kept: Kept, revision: Revision) -> bool:
    """Whether the revision says what was typed: the last copy may arrive after the save that made it useless."""
    if kept.fields.get("expected") == [str(revision.number)]:
        return False
    said = {"title": revision.title, "kind": revision.kind, "text": revision.text}
    said |= {f"own_{each.channel_id}": each.text for each in revision.texts.all()}
    typed = {name: values[-1].replace("\r\n", "\n").strip() for name, values in kept.fields.items() if values}
    return all(typed.get(name, "") == words for name, words in said.items())


def resumed(initial: dict[str, Any], membership: Membership, post: Post | None) -> dict[str, Any]:
    """Return `initial` with the typed text over it. The revision it was typed on is kept: a conflict is still seen."""
    kept = waiting(membership, post)
    if kept is None:
        return initial
    typed = {
        name: values if name in ("channels", "held", "image_for") or name.startswith("for_") else values[-1]
        for name, values in kept.fields.items()
        if values
    }
    if "channels" in typed:
        typed["channels"] = [int(pk) for pk in typed["channels"] if pk.isdecimal() and len(pk) < 19]
    return initial | typed


def forget(membership: Membership, post: Post | None) -> None:
    Kept.objects.filter(association=membership.association, membership=membership, post=post).delete()
