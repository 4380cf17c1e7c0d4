"""What the calendar wants told (settings.REMINDER_SOURCES): due tomorrow, late, waiting for a reader."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from associations.models import Association, Membership
from associations.permissions import PERMISSIONS
from calendar_app import gate
from calendar_app.hours import DAY, PARIS, midnight, spoken, spoken_hour
from calendar_app.models import Post, Revision
from reminders.models import Reminder
from reminders.outbox import Planned

# After this, a late post is old news: it stays in « À faire », it is no longer mailed.
STALE = 14 * DAY


def wanted(association: Association, now: dt.datetime) -> Iterator[Planned]:
    """Yield every reminder of `association` whose time has come, each in its reader's language."""
    yield from _scheduled(association, now)
    yield from _to_approve(association, now)
    yield from _called_off(association, now)


def _called_off(association: Association, now: dt.datetime) -> Iterator[Planned]:
    """Whoever had the .ics of a post in a mail is sent its cancellation: their agenda would still show it."""
    posts = Post.objects.of(association).filter(
        status=Post.Status.CANCELLED, cancelled_at__gt=now - 2 * DAY, due_at__gt=now
    )
    by_file = {attached(post): post for post in posts.select_related("association")}
    if not by_file:
        return
    told = Reminder.objects.of(association).filter(attachment__in=by_file, sent_at__isnull=False)
    for row in told.exclude(key__endswith=":cancelled").select_related("to__user"):
        post = by_file[row.attachment]
        with translation.override(row.to.user.language):
            said = {"title": post.title, "when": spoken(post.due_at), "reason": post.reason}
            yield Planned(
                key=f"post:{post.pk}:cancelled",
                to=row.to,
                due_at=post.cancelled_at or now,
                subject=_("Annulée : %(title)s") % said,
                sentence=_("« %(title)s », prévue %(when)s, est annulée : %(reason)s") % said,
                path=_path(post),
                urgent=True,
                attachment=attached(post),
            )


def attached(post: Post) -> str:
    """The name of the .ics of `post`, for the outbox."""
    return f"calendar_app.feeds.attaching.post:{post.pk}"


def _scheduled(association: Association, now: dt.datetime) -> Iterator[Planned]:
    """The owner is told the day before, and an hour after a missed one."""
    today = timezone.localdate(now, PARIS)
    end = midnight(today + 2 * DAY)
    posts = Post.objects.of(association).scheduled().due_between(now - STALE, end).with_hold(now)
    for post in posts.select_related("association", "owner__user", "current"):
        if post.owner.left_on is not None:
            continue
        with translation.override(post.owner.user.language):
            if post.due_at + dt.timedelta(hours=1) <= now:
                # A hold keeps it, nobody is late; once it is lifted, the owner is told.
                if not post.is_held:
                    yield _late(post)
            elif post.due_at > now and post.due_at >= midnight(today + DAY):
                yield _tomorrow(post, today, now)


def _tomorrow(post: Post, today: dt.date, now: dt.datetime) -> Planned:
    sentence = _("« %(title)s » est à publier demain à %(hour)s.") % {
        "title": post.title,
        "hour": spoken_hour(post.due_at),
    }
    blocking = [finding for finding in gate.findings(post, "publish", now) if finding.blocks]
    if blocking:
        # The charter may have changed since the text was scheduled: better known today than at the hour.
        sentence = f"{sentence} {_('Un point bloque :')} {blocking[0]}"
    return Planned(
        key=f"post:{post.pk}:tomorrow:{post.due_at.astimezone(PARIS):%Y-%m-%d}",
        to=post.owner,
        due_at=midnight(today),
        subject=_("À publier demain : %(title)s") % {"title": post.title},
        sentence=sentence,
        path=_path(post),
        attachment=attached(post),
    )


def _late(post: Post) -> Planned:
    return Planned(
        key=f"post:{post.pk}:late:{post.due_at:%Y-%m-%dT%H:%M}",
        to=post.owner,
        due_at=post.due_at + dt.timedelta(hours=1),
        subject=_("En retard : %(title)s") % {"title": post.title},
        sentence=_("« %(title)s » devait partir %(when)s. Publiez-la, déplacez-la ou annulez-la.")
        % {"title": post.title, "when": spoken(post.due_at)},
        path=_path(post),
    )


def _to_approve(association: Association, now: dt.datetime) -> Iterator[Planned]:
    """Everyone who may approve and wrote nothing in it is told once per request for review."""
    posts = list(
        Post.objects.of(association)
        .in_review()
        .with_approval()
        .with_readers()
        .filter(is_approved=False)
        .select_related("association", "owner__user")
    )
    if not posts:
        return
    writers: dict[int, set[int]] = defaultdict(set)
    rows = Revision.objects.of(association).filter(post__in=[p.pk for p in posts], has_new_words=True)
    for post_id, user_id in rows.values_list("post_id", "by__user_id"):
        writers[post_id].add(user_id)
    readers = list(
        Membership.objects.of(association).holding(PERMISSIONS["calendar.approve"], timezone.localdate(now, PARIS))
    )
    for post in posts:
        for reader in readers:
            asked = reader.user_id not in writers[post.pk] and gate.is_asked(post.awaits, reader.roles)
            if post.submitted_at and asked:
                yield _waiting(post, reader)


def _waiting(post: Post, reader: Membership) -> Planned:
    submitted = post.submitted_at or post.created_at
    with translation.override(reader.user.language):
        return Planned(
            key=f"post:{post.pk}:review:{submitted:%Y-%m-%dT%H:%M:%S}",
            to=reader,
            due_at=submitted,
            subject=_("À relire : %(title)s") % {"title": post.title},
            sentence=_("%(name)s demande une relecture de « %(title)s », prévue %(when)s.")
            % {"name": post.owner.name, "title": post.title, "when": spoken(post.due_at)},
            path=_path(post),
        )


def _path(post: Post) -> str:
    return reverse("calendar:post-detail", kwargs={"association": post.association.slug, "pk": post.pk})
