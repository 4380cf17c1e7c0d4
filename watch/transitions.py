"""The verbs of the watch: note, answer, leave, take back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from associations import rights
from associations.hands import lock
from associations.models import Association, Membership
from journal.models import Entry
from journal.moves import Refused, move
from watch.models import Item

Status = Item.Status


@transaction.atomic
def note(item: Item, *, by: Membership, now: dt.datetime) -> Item:
    """Keep an unsaved mention. Raises Refused, with the one already there, when the link was noted before."""
    rights.require(by, "watch.note")
    # Two people may bring the same article at once.
    lock(Association.objects.filter(pk=by.association_id))
    if twin := Item.objects.of(by.association).filter(url=item.url).first():
        raise Refused(_("Cette mention a déjà été notée : la voici."), twin)
    item.association, item.noted_by, item.noted_at = by.association, by, now
    item.tone_by = by if item.tone else None
    item.save(force_insert=True)
    Entry.unscoped.record(item, by=by, action="watch.note", after=item.status)
    return item


def answer(item: Item, *, by: Membership, words: str, url: str = "", tone: str = "", now: dt.datetime) -> None:
    """Write down the answer that was given, with its address if it has one."""
    move(item, Status.ANSWERED, by=by, answer=words, answer_url=url, **_settled(item, by, tone, now))


def leave(item: Item, *, by: Membership, reason: str, tone: str = "", now: dt.datetime) -> None:
    """Leave a mention without an answer: a full decision, with its reason."""
    move(item, Status.LEFT, by=by, reason=reason, **_settled(item, by, tone, now))


def take_back(item: Item, *, by: Membership) -> None:
    """Think again about a mention that was left."""
    move(item, Status.NEW, by=by, reason="", settled_by=None, settled_at=None)


def _settled(item: Item, by: Membership, tone: str, now: dt.datetime) -> dict[str, object]:
    """Who, when, and the tone if this person read it otherwise than it was noted."""
    changed = {"tone": tone, "tone_by": by} if tone and tone != item.tone else {}
    return {"settled_by": by, "settled_at": now, **changed}
