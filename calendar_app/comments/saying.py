"""The verbs of a discussion: say, answer, settle, take up again, have seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Membership
from calendar_app.comments.calling import called
from calendar_app.models import Addressee, Post, PostComment
from charter.canonical import tidy
from journal.models import Entry
from journal.moves import Overtaken, Refused


@transaction.atomic
def say(
    post: Post,
    body: str,
    *,
    by: Membership,
    now: dt.datetime,
    thread: PostComment | None = None,
) -> PostComment:
    """Write `body` beside `post`, as an answer in `thread` when given; whoever it calls by name finds it waiting.

    An answer takes a settled thread up again, and counts as seen by whoever writes it. Raises Refused for no words and
    for a name that several people bear.
    """
    rights.require(by, "calendar.edit")
    body = tidy(body)
    if not body:
        raise Refused(_("Écrivez votre commentaire, puis envoyez-le."), post)
    people = dict(_people(post))
    calls = called(body, people.items())
    for name, names in calls.unclear.items():
        raise Refused(
            _("« @%(name)s » peut désigner %(people)s. Écrivez le nom en entier.")
            % {"name": name, "people": ", ".join(names)},
            post,
        )
    said = PostComment.objects.create(
        association=post.association, post=post, revision=post.revision, thread=thread, body=body, by=by, at=now
    )
    if thread is not None:
        _again(thread, by, now)
    wanted = set(calls.people) & set(people) - {by.pk}
    Addressee.objects.bulk_create(
        Addressee(association=post.association, comment=said, membership_id=pk) for pk in sorted(wanted)
    )
    Entry.objects.record(said, by=by, action="calendar.comment", at=now)
    return said


def _people(post: Post) -> Iterable[tuple[int, str]]:
    """Whoever may answer: members of the association of `post` who have not left."""
    members = Membership.objects.of(post.association).filter(left_on=None)
    return members.values_list("pk", "user__name")


def _again(thread: PostComment, by: Membership, now: dt.datetime) -> None:
    PostComment.objects.filter(pk=thread.pk).update(settled_at=None, settled_by=None)
    _seen(thread, by, now)


def _seen(thread: PostComment, by: Membership, now: dt.datetime) -> int:
    mine = Addressee.objects.filter(membership=by, seen_at=None)
    opened = mine.filter(comment=thread) | mine.filter(comment__thread=thread)
    return Addressee.objects.filter(pk__in=list(opened.values_list("pk", flat=True))).update(seen_at=now)


@transaction.atomic
def see(thread: PostComment, *, by: Membership, now: dt.datetime) -> None:
    """Note that `by` has read what calls them in `thread`. Asked twice, it changes nothing."""
    rights.require(by, "calendar.view")
    _seen(thread, by, now)


@transaction.atomic
def settle(thread: PostComment, *, by: Membership, now: dt.datetime) -> None:
    """Fold `thread` away: what it asked is done, and nobody is waited for any more. Of two hands, one is told."""
    rights.require(by, "calendar.edit")
    still = PostComment.objects.filter(pk=thread.pk, thread=None, settled_at=None)
    if not still.update(settled_at=now, settled_by=by):
        raise Overtaken(_("Ce fil est déjà réglé."), thread)
    calls = Addressee.objects.filter(comment=thread) | Addressee.objects.filter(comment__thread=thread)
    pks = list(calls.filter(seen_at=None).values_list("pk", flat=True))
    Addressee.objects.filter(pk__in=pks).update(seen_at=now)
    Entry.objects.record(thread, by=by, action="calendar.comment_settle", at=now)


@transaction.atomic
def reopen(thread: PostComment, *, by: Membership, now: dt.datetime) -> None:
    """Take a settled thread up again. Of two hands, one is told."""
    rights.require(by, "calendar.edit")
    settled = PostComment.objects.filter(pk=thread.pk, thread=None).exclude(settled_at=None)
    if not settled.update(settled_at=None, settled_by=None):
        raise Overtaken(_("Ce fil est déjà repris."), thread)
    Entry.objects.record(thread, by=by, action="calendar.comment_reopen", at=now)
