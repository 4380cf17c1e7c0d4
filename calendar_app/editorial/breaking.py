"""What is planned and does not follow the editorial line in force: listed on a page, told once to its owners.

Computed from the version in force, never announced by the room of the texts: news does not travel up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from associations.models import Association, Membership
from calendar_app import gate
from calendar_app.editorial.dispensing import NEXT_ACT
from calendar_app.hours import DAY, PARIS, midnight
from calendar_app.models import Post
from calendar_app.querysets import PostQuerySet
from calendar_app.rules import Draft, Finding, Ruleset
from calendar_app.rules.editorial import follows_the_line
from calendar_app.rules.readers import is_approved
from charter.models import Charter, Version
from reminders.outbox import Planned
from reminders.todo import Todo

# After this, a line is no news any more: its list stays on its page, nobody is told again.
NEWS = 14 * DAY


@dataclass(frozen=True)
class Row:
    """A post and what holds it back, in the order of the rules."""

    post: Post
    findings: list[Finding]


def line_in_force(association: Association) -> Version | None:
    lines = Version.objects.of(association).of_kind(Charter.Kind.EDITORIAL).in_force()
    return lines.with_charter().first()


def broken(association: Association, now: dt.datetime) -> list[Row]:
    """Posts in review or scheduled, not out yet, that the line in force holds back; as many queries for many as one.

    Judged on the drafts of the gate itself. What was scheduled under a line that asked for fewer readers is here too.
    """
    law = gate.ruleset(association)
    if not law.specs:
        return []
    posts = list(_planned(association, now))
    drafts = gate.drafts_of(posts, now, law)
    found = ((post, _held_back(post, draft, law)) for post, draft in zip(posts, drafts, strict=True))
    return [Row(post, findings) for post, findings in found if findings]


def _held_back(post: Post, draft: Draft, law: Ruleset) -> list[Finding]:
    act = NEXT_ACT[Post.Status(post.status)]
    findings = list(follows_the_line(draft, law, act))
    if post.status == Post.Status.SCHEDULED:
        findings += is_approved(draft, law, act)
    return [finding for finding in findings if finding.blocks]


def _planned(association: Association, now: dt.datetime) -> PostQuerySet:
    # What is scheduled may still go out once its hour has passed; a text in review must first find another hour.
    coming = Q(status=Post.Status.SCHEDULED) | Q(status=Post.Status.REVIEW, due_at__gt=now)
    posts = Post.objects.of(association).filter(coming)
    return (
        posts.select_related("association", "owner__user", "current", "pillar")
        .prefetch_related("owner__mandates")
        .order_by("due_at", "pk")
    )


def page(association: Association, now: dt.datetime) -> dict[str, Any]:
    return {"version": line_in_force(association), "rows": broken(association, now)}


def _is_news(version: Version, now: dt.datetime) -> bool:
    today = timezone.localdate(now, PARIS)
    return version.in_force_on is not None and version.in_force_on <= today <= version.in_force_on + NEWS


def _was_there_before(post: Post, version: Version) -> bool:
    """Whether it went to review under the line before: what came after met the gate on its way."""
    asked = post.submitted_at or post.created_at
    return version.in_force_on is not None and timezone.localdate(asked, PARIS) <= version.in_force_on


def wanted(association: Association, now: dt.datetime) -> Iterator[Planned]:
    """Tell each owner, once per post and line, that the new line holds their post back (settings.REMINDER_SOURCES)."""
    version = line_in_force(association)
    if version is None or version.in_force_on is None or not _is_news(version, now):
        return
    for row in broken(association, now):
        post = row.post
        if post.owner.left_on is not None or not _was_there_before(post, version):
            continue
        with translation.override(post.owner.user.language):
            yield Planned(
                key=f"post:{post.pk}:line:{version.pk}",
                to=post.owner,
                due_at=midnight(version.in_force_on),
                subject=_("La ligne éditoriale a changé : %(title)s") % {"title": post.title},
                sentence=_("« %(title)s » ne suit pas la nouvelle ligne éditoriale : %(why)s")
                % {"title": post.title, "why": row.findings[0]},
                path=reverse("calendar:post-detail", args=[association.slug, post.pk]),
            )


def waiting(memberships: list[Membership], now: dt.datetime) -> Iterator[Todo]:
    """Bring it up to owners while the line is news (settings.TODO_SOURCES); one query where no line is."""
    today = timezone.localdate(now, PARIS)
    lines = Version.objects.filter(
        association__in=[m.association_id for m in memberships],
        charter__kind=Charter.Kind.EDITORIAL,
        status=Version.Status.IN_FORCE,
        in_force_on__range=(today - NEWS, today),
    )
    fresh = set(lines.values_list("association", flat=True))
    for membership in memberships:
        if membership.association_id not in fresh:
            continue
        count = sum(row.post.owner_id == membership.pk for row in broken(membership.association, now))
        if count:
            words = ngettext(
                "%(count)d de vos publications ne suit pas la nouvelle ligne.",
                "%(count)d de vos publications ne suivent pas la nouvelle ligne.",
                count,
            )
            yield Todo(
                association=membership.association,
                title=_("Reprendre ce que la nouvelle ligne éditoriale change"),
                sentence=words % {"count": count},
                path=reverse("calendar:line-broken", args=[membership.association.slug]),
                verb=_("Voir lesquelles"),
                state="late",
                words=_("À reprendre"),
                urgent=True,
            )
