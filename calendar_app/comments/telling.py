"""Who is told that a comment calls them: once by mail, and in « À faire » until they have answered or seen it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from associations.models import Association, Membership
from calendar_app.models import Addressee
from reminders.outbox import Planned
from reminders.todo import Todo

# Later, a comment is old news: it stays in « À faire », it is no longer mailed.
TOLD_FOR = dt.timedelta(days=14)


def waiting(memberships: list[Membership], now: dt.datetime) -> Iterator[Todo]:
    """Yield what calls these memberships of one person, in one query."""
    mine = {m.pk: m for m in memberships}
    for call in _open().filter(membership__in=mine).order_by("comment__at", "pk"):
        comment = call.comment
        yield Todo(
            association=mine[call.membership_id].association,
            title=comment.post.title,
            sentence=_said(call),
            path=comment.get_absolute_url(),
            verb=_("Répondre"),
            state="waiting",
            words=_("On vous demande"),
            urgent=True,
        )


def planned(association: Association, now: dt.datetime) -> Iterator[Planned]:
    """Yield one reminder for each person called lately who has not answered yet."""
    calls = _open().filter(association=association, comment__at__gt=now - TOLD_FOR, membership__left_on=None)
    for call in calls.select_related("membership__user"):
        with translation.override(call.membership.user.language):
            yield Planned(
                key=f"comment:{call.comment_id}:called",
                to=call.membership,
                due_at=call.comment.at,
                subject=_("On vous demande : %(title)s") % {"title": call.comment.post.title},
                sentence=_said(call),
                path=call.comment.get_absolute_url(),
            )


def _open() -> QuerySet[Addressee]:
    return Addressee.objects.filter(seen_at=None).select_related(
        "comment__by__user", "comment__post", "comment__association"
    )


def _said(call: Addressee) -> str:
    words = Truncator(" ".join(call.comment.body.split())).chars(140)
    return _("%(name)s vous écrit : « %(words)s »") % {"name": call.comment.by.name, "words": words}
