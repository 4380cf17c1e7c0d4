"""What a person typed and did not save: kept on the server too, for another device or another day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import QueryDict

from associations.models import Membership
from calendar_app.models import Kept, Post

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
    if sum(len(value) for values in fields.values() for value in values) > LONGEST:
        return None
    kept, _is_new = Kept.objects.update_or_create(
        association=membership.association, membership=membership, post=post, defaults={"fields": fields, "at": now}
    )
    return kept


def waiting(membership: Membership, post: Post | None) -> Kept | None:
    """What was typed after the last save of `post` and never saved, or None."""
    kept = Kept.objects.filter(association=membership.association, membership=membership, post=post).first()
    if kept and post and kept.at <= post.revision.at:
        return None
    return kept


def resumed(initial: dict[str, Any], membership: Membership, post: Post | None) -> dict[str, Any]:
    """Return `initial` with the typed text over it. The revision it was typed on is kept: a conflict is still seen."""
    kept = waiting(membership, post)
    if kept is None:
        return initial
    typed = {name: values if name == "channels" else values[-1] for name, values in kept.fields.items() if values}
    if "channels" in typed:
        typed["channels"] = [int(pk) for pk in typed["channels"] if str(pk).isdecimal()]
    return initial | typed


def forget(membership: Membership, post: Post | None) -> None:
    Kept.objects.filter(association=membership.association, membership=membership, post=post).delete()
