"""Move a post to another moment, or hand it to somebody else: its words stay, and so do the yeses given to them."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Membership
from calendar_app import gate
from calendar_app.duty import turns
from calendar_app.models import Post, Revision
from calendar_app.rules import Finding
from calendar_app.transitions import Conflict, Status, is_out, locked, may_answer_for, must_be
from journal.models import Entry
from journal.moves import Refused

# What the post must still be allowed once it moved, by where it stands; a draft may break what it likes.
ACTS = {Status.REVIEW: "submit", Status.SCHEDULED: "schedule"}


@transaction.atomic
def reschedule(post: Post, *, due_at: dt.datetime, expected: int, by: Membership, now: dt.datetime) -> Post:
    """Give `post` another moment; `expected` is the number of the revision the mover saw. Asked twice, it acts once.

    Raises Conflict when somebody saved it meanwhile, Refused for a moment that is past, a post that is held, out or
    finished, and gate.Stopped when the new moment breaks a rule that the old one did not.
    """
    rights.require(by, "calendar.edit")
    post = locked(post)
    must_be(post, *Post.Status.values[:3])
    if post.due_at == due_at:
        return post
    _check_hands(post, expected, now)
    if due_at <= now:
        raise Refused(_("Ce moment est déjà passé. Choisissez une date et une heure à venir."), post)

    def change() -> None:
        _again(post, due_at=due_at, by=by, now=now)
        post.due_at = due_at
        post.save(update_fields=["current", "due_at"])
        turns.settle(post)

    _without_new_harm(post, change, now)
    Entry.objects.record(post, by=by, action="calendar.move", before=post.status, after=post.status)
    return post


@transaction.atomic
def hand_over(post: Post, *, owner: Membership, expected: int, by: Membership, now: dt.datetime) -> Post:
    """Make `owner` responsible for `post`. Refuses like `reschedule`, and an owner who may not write."""
    rights.require(by, "calendar.edit")
    post = locked(post)
    must_be(post, *Post.Status.values[:3])
    if post.owner_id == owner.pk:
        return post
    _check_hands(post, expected, now)
    may_answer_for(post, owner)

    def change() -> None:
        _again(post, due_at=post.due_at, by=by, now=now)
        post.owner = owner
        post.save(update_fields=["current", "owner"])

    _without_new_harm(post, change, now)
    Entry.objects.record(post, by=by, action="calendar.hand_over", before=post.status, after=post.status)
    return post


def _check_hands(post: Post, expected: int, now: dt.datetime) -> None:
    """Refuse what was seen otherwise, what is out already, and what a hold keeps where it is."""
    if post.revision.number != expected:
        sentence = _("%(name)s a modifié cette publication entre-temps. Regardez-la avant d’y toucher.")
        raise Conflict(sentence % {"name": post.revision.by.name}, post)
    if is_out(post):
        raise Refused(_("Ce texte est déjà publié sur un compte : il ne change plus."), post)
    if post.status == Status.DRAFT:
        return
    holds = gate.standing_holds(post.association, now)
    held = [holds[c] for c in (None, *post.variants.values_list("channel_id", flat=True)) if c in holds]
    if held:
        sentence = _("Cette publication est retenue : %(reason)s Elle ne bouge pas tant que la suspension dure.")
        raise Refused(sentence % {"reason": held[0]}, post)


def _without_new_harm(post: Post, change: Callable[[], None], now: dt.datetime) -> None:
    """Make `change`, unless it brings a refusal that was not there: what was wrong before is no fault of a move."""
    act = ACTS.get(Status(post.status))
    before = {str(finding) for finding in _blocking(post, act, now)}
    change()
    if new := [finding for finding in _blocking(post, act, now) if str(finding) not in before]:
        raise gate.Stopped(new, post)


def _blocking(post: Post, act: str | None, now: dt.datetime) -> list[Finding]:
    return [finding for finding in gate.findings(post, act, now) if finding.blocks] if act else []


def _again(post: Post, *, due_at: dt.datetime, by: Membership, now: dt.datetime) -> None:
    """Point `post` at one more revision that says the same, so that a page opened before cannot undo the move."""
    old = post.revision
    new = copy.copy(old)
    new.pk, new._state = None, type(old._state)()
    new.number, new.due_at, new.by, new.at, new.has_new_words = old.number + 1, due_at, by, now, False
    new.save(force_insert=True)
    for relation in Revision._meta.related_objects:
        part = relation.related_model
        # The parts of a revision carry its name; approvals and requests are about one revision and stay there.
        if not part.__name__.startswith("Revision"):
            continue
        rows = list(part._base_manager.filter(**{relation.field.name: old.pk}))
        for row in rows:
            row.pk = None
            setattr(row, relation.field.attname, new.pk)
        part._base_manager.bulk_create(rows)
    post.current = new
