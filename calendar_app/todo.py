"""What waits for a person in the calendar (settings.TODO_SOURCES)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from associations.models import Membership
from calendar_app import gate
from calendar_app.hours import DAY
from calendar_app.models import Channel, Post, Revision
from calendar_app.transitions import Status
from reminders.todo import Todo

# A draft is brought up when its day comes near: before, it is only an idea.
NEAR = 7 * DAY


def waiting(memberships: list[Membership], now: dt.datetime) -> Iterator[Todo]:
    """Yield what waits for these memberships of one person, in three queries whatever their number."""
    yield from _first_account([m for m in memberships if m.can("calendar.manage")])
    by_association = {m.association_id: m for m in memberships}
    mine = Q(owner__in=[m.pk for m in memberships])
    wanted = (
        Q(status=Status.REVIEW)
        | mine & Q(status=Status.SCHEDULED, due_at__lt=now + 2 * DAY)
        | mine & Q(status=Status.DRAFT, due_at__lt=now + NEAR)
        | mine & Q(status=Status.DRAFT) & ~Q(reason="")
    )
    posts = list(
        Post.objects.filter(wanted, association__in=list(by_association))
        .with_approval()
        .with_hold(now)
        .with_readers({m.user_id for m in memberships})
        .select_related("association", "owner__user")
        .order_by("due_at", "pk")
    )
    written = _written(posts, memberships)
    for post in posts:
        todo = _todo(post, by_association[post.association_id], now, post.pk in written)
        if todo:
            yield todo


def _first_account(managers: list[Membership]) -> Iterator[Todo]:
    """An association that speaks from nowhere yet."""
    if not managers:
        return
    channels = Channel.objects.filter(association__in=[m.association_id for m in managers])
    speaking = set(channels.order_by().values_list("association_id", flat=True).distinct())
    for membership in managers:
        if membership.association_id not in speaking:
            yield Todo(
                association=membership.association,
                title=_("Inscrire un compte"),
                sentence=_(
                    "Dites où l’association parle : son blog, sa lettre, une page. Les publications y partiront."
                ),
                path=reverse("calendar:channel-create", args=[membership.association.slug]),
                verb=_("Inscrire un compte"),
                state="draft",
                words=_("À commencer"),
            )


def _written(posts: list[Post], memberships: list[Membership]) -> set[int]:
    """Posts in which this person wrote some of the words."""
    users = {m.user_id for m in memberships}
    rows = Revision.objects.filter(
        association__in=[m.association_id for m in memberships],
        post__in=[p.pk for p in posts if p.status == Status.REVIEW],
        has_new_words=True,
        by__user__in=users,
    )
    return set(rows.values_list("post_id", flat=True))


def _todo(post: Any, membership: Membership, now: dt.datetime, is_writer: bool) -> Todo | None:
    # The front page prints the date beside: the sentence need not.
    if post.status == Status.DRAFT:
        if post.reason:
            return _line(
                post,
                "edit",
                _("Des changements sont demandés : %(reason)s") % {"reason": post.reason},
                _("Reprendre le texte"),
                "draft",
            )
        return _line(post, "edit", _("Un brouillon à finir."), _("Finir le texte"), "draft")
    if post.status == Status.SCHEDULED:
        # Nothing to do while it is held back: asking to publish it would be asking for the mistake.
        if post.is_held:
            return None
        if post.is_late(now):
            return _line(post, "kit", _("Son heure est passée."), _("Publier ou annuler"), "late")
        return _line(post, "kit", _("Tout est prêt pour la publier."), _("Publier à la main"), "scheduled")
    if not membership.can("calendar.approve"):
        return None
    if post.is_approved:
        if post.owner_id != membership.pk or post.is_held:
            return None
        return _line(post, "detail", _("Texte approuvé."), _("Programmer"), "approved")
    if is_writer or post.has_yes or not gate.is_asked(post.awaits, membership.roles):
        return None
    sentence = _("%(name)s demande une relecture.") % {"name": post.owner.name}
    return _line(post, "detail", sentence, _("Relire et approuver"), "review")


def _line(post: Post, page: str, sentence: str, verb: str, state: str) -> Todo:
    # A late post leads to its page: publishing it is one way out, cancelling it another.
    name = "detail" if state == "late" else page
    path = reverse(f"calendar:post-{name}", kwargs={"association": post.association.slug, "pk": post.pk})
    return Todo(post.association, post.title, sentence, path, verb, post.due_at, state, urgent=state == "late")
