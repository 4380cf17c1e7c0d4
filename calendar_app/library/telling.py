"""Who must know that an image may no longer be shown: the owner of each open post, and whoever keeps the consents."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from associations.models import Association, Membership
from calendar_app.hours import PARIS
from calendar_app.library import uses
from calendar_app.models import ImageConsent, Post
from reminders.outbox import Planned
from reminders.todo import Todo


def waiting(memberships: list[Membership], now: dt.datetime) -> Iterator[Todo]:
    """Yield the posts of these memberships of one person that show who does not agree, then leaves that end soon."""
    mine = Post.objects.filter(association__in=[m.association_id for m in memberships], owner__in=memberships)
    for post, finding in uses.stopped(mine, now):
        yield Todo(
            post.association,
            post.title,
            str(finding),
            post.get_absolute_url(),
            _("Changer d’image"),
            post.due_at,
            "blocked",
            urgent=True,
        )
    yield from _ending([m for m in memberships if m.can("calendar.consents")], now)


def _ending(keepers: list[Membership], now: dt.datetime) -> Iterator[Todo]:
    if not keepers:
        return
    today = timezone.localdate(now, PARIS)
    rows = ImageConsent.objects.filter(association__in=[m.association_id for m in keepers]).ending(today)
    counts = Counter(rows.order_by().values_list("association_id", flat=True))
    for keeper in keepers:
        if count := counts[keeper.association_id]:
            said = ngettext(
                "%d autorisation de droit à l’image finit avant trente jours.",
                "%d autorisations de droit à l’image finissent avant trente jours.",
                count,
            )
            path = reverse("calendar:library", args=[keeper.association.slug]) + "?etat=bientot"
            yield Todo(
                keeper.association,
                _("Redemander des accords"),
                said % count,
                path,
                _("Voir les images"),
                None,
                "waiting",
            )


def wanted(association: Association, now: dt.datetime) -> Iterator[Planned]:
    """Tell each owner, at once and by name of the post only: the person shown is named nowhere."""
    for post, finding in uses.stopped(Post.objects.of(association), now):
        if finding.code != "consent_withdrawn" or post.owner.left_on is not None:
            continue
        with translation.override(post.owner.user.language):
            yield Planned(
                key=f"post:{post.pk}:consent:{post.current_id}",
                to=post.owner,
                due_at=now,
                subject=_("À changer : %(title)s") % {"title": post.title},
                sentence=_("« %(title)s » ne peut plus partir telle quelle. %(why)s")
                % {"title": post.title, "why": finding},
                path=post.get_absolute_url(),
                urgent=True,
            )
