"""The verbs on what is out: correct it, withdraw it, or leave one account aside. Each says why."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Membership
from calendar_app.connectors import planning
from calendar_app.departures import following
from calendar_app.models import Correction, Post, Slip, Variant
from calendar_app.transitions import _needed, locked
from journal.models import Entry
from journal.moves import NoSuchMove, Overtaken, Refused, move

Status = Post.Status


def may_mend(post: Post, by: Membership) -> bool:
    """Whether `by` may correct or withdraw `post`: its owner, and the coordination for all of them."""
    return by.can("calendar.correct") and (by.pk == post.owner_id or by.can("calendar.manage"))


def is_out(post: Post) -> bool:
    """Out on one account at least, and not withdrawn."""
    return post.status == Status.PUBLISHED or (
        post.status == Status.SCHEDULED and any(v.published_at for v in post.variants.all())
    )


@transaction.atomic
def correct(post: Post, *, text: str, link: str, reason: str, by: Membership, now: dt.datetime) -> Correction:
    """Note what is right, where it was said and why; the post stays published. An open slip goes along."""
    post = _mendable(post, by)
    if not (text.strip() or link):
        raise Refused(_("Écrivez les mots justes, ou collez le lien du rectificatif."), post)
    made = Correction.objects.create(
        association=post.association,
        post=post,
        kind=Correction.Kind.CORRECTION,
        text=text.strip(),
        link=link,
        reason=_needed(reason, post),
        by=by,
        at=now,
    )
    Entry.objects.record(
        post, by=by, action="calendar.correct", before=post.status, after=post.status, object_hash=post.content_hash
    )
    following.mended(post, Slip.Status.CORRECTED, by=by, now=now)
    return made


@transaction.atomic
def withdraw(post: Post, *, reason: str, by: Membership, now: dt.datetime) -> None:
    """Note that the post was taken down everywhere, and why. Of two people, one is told. An open slip goes along."""
    post = _mendable(post, by)
    why = _needed(reason, post)
    out = post.variants.aggregate(last=Max("published_at"))["last"]
    move(post, Status.WITHDRAWN, by=by, reason=why, withdrawn_at=now, published_at=post.published_at or out)
    Correction.objects.create(
        association=post.association, post=post, kind=Correction.Kind.WITHDRAWAL, reason=why, by=by, at=now
    )
    following.mended(post, Slip.Status.TAKEN_DOWN, by=by, now=now)


@transaction.atomic
def skip(variant: Variant, *, reason: str, by: Membership, now: dt.datetime) -> bool:
    """Leave this account aside, out elsewhere already; True when it was the last waited for: the post is published.

    Nothing goes out by this act, so the gate has nothing to say. Of two people at once, one is told.
    """
    rights.require(by, "calendar.publish")
    post = locked(variant.post)
    if post.status != Status.SCHEDULED or not is_out(post):
        sentence = _("Rien n’est encore en ligne : retirez ce compte du texte, ou annulez la publication.")
        raise NoSuchMove(sentence, post)
    planning.refuse_in_hand(post)
    why = _needed(reason, post)
    waiting = Variant.objects.to_confirm().filter(association=post.association, post=post)
    if not waiting.filter(pk=variant.pk).update(skipped_at=now, skipped_by=by, skip_reason=why):
        raise Overtaken(_("Ce compte n’attend plus : quelqu’un s’en est occupé."), post)
    Entry.objects.record(
        post, by=by, action="calendar.skip", before=post.status, after=post.status, object_hash=post.content_hash
    )
    if waiting.exists():
        return False
    last = post.variants.aggregate(last=Max("published_at"))["last"]
    move(post, Status.PUBLISHED, by=by, published_at=last)
    return True


def _mendable(post: Post, by: Membership) -> Post:
    """The locked post, if it is out and `by` may touch it."""
    rights.require(by, "calendar.correct")
    post = locked(post)
    if not may_mend(post, by):
        raise PermissionDenied
    if not is_out(post):
        word = Status(post.status).label
        raise NoSuchMove(_("Cet acte n’est pas possible : l’état est « %(before)s ».") % {"before": word}, post)
    return post
