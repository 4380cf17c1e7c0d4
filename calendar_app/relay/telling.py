"""Who is told about testimonies: those who read them, and the owners of posts that lost their leave."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from associations.models import Association, Membership
from associations.permissions import PERMISSIONS
from calendar_app.hours import DAY, PARIS, midnight
from calendar_app.models import Post, Testimony, TestimonyUse
from calendar_app.relay import runs
from calendar_app.relay.entrusted import OPEN
from reminders.outbox import Planned
from reminders.todo import Todo

# Later, a withdrawal is old news: the post stays stopped, nobody is mailed again.
NEWS = 14 * DAY
# Time to ask for a new leave, or to let the words go.
SOON = 30 * DAY
LEFT_OUT = (Post.Status.CANCELLED, Post.Status.WITHDRAWN)


def planned(association: Association, now: dt.datetime) -> Iterator[Planned]:
    """Yield the mails of `association`: leaves taken back, to owners; leaves that end soon, to readers."""
    yield from _taken_back(association, now)
    yield from _ending(association, now)


def _taken_back(association: Association, now: dt.datetime) -> Iterator[Planned]:
    uses = TestimonyUse.objects.filter(association=association, testimony__withdrawn_at__gt=now - NEWS)
    uses = uses.exclude(post__status__in=LEFT_OUT).filter(post__owner__left_on=None)
    uses = uses.select_related("testimony", "post__owner__user", "post__association", "post__current")
    for use in runs.still(uses):
        post = use.post
        with translation.override(post.owner.user.language):
            if post.status in OPEN and use.is_found:
                words = _("« %(title)s » reprend des mots dont l’accord est retiré : écrivez-les autrement.")
            elif post.status in OPEN:
                words = _("« %(title)s » reprend un témoignage dont l’accord est retiré : annulez cette publication.")
            else:
                words = _("« %(title)s » reprend un témoignage dont l’accord est retiré : retirez-la du réseau.")
            yield Planned(
                key=f"testimony:{use.testimony_id}:withdrawn:{post.pk}",
                to=post.owner,
                due_at=use.testimony.withdrawn_at or now,
                subject=_("Accord retiré : %(title)s") % {"title": post.title},
                sentence=words % {"title": post.title},
                path=post.get_absolute_url(),
                urgent=True,
            )


def _ending(association: Association, now: dt.datetime) -> Iterator[Planned]:
    today = timezone.localdate(now, PARIS)
    rows = list(Testimony.objects.of(association).ending(today, SOON).select_related("association"))
    if not rows:
        return
    readers = Membership.objects.of(association).holding(PERMISSIONS["calendar.testimonies"], today)
    for reader in readers:
        for row in rows:
            with translation.override(reader.user.language):
                yield Planned(
                    key=f"testimony:{row.pk}:ending",
                    to=reader,
                    due_at=midnight(row.consent_until - SOON),
                    subject=_("L’accord d’un témoignage se termine bientôt"),
                    sentence=_("L’accord se termine le %(day)s. Demandez-en un nouveau, ou laissez les mots s’effacer.")
                    % {"day": f"{row.consent_until:%d/%m/%Y}"},
                    path=row.get_absolute_url(),
                )


def waiting(memberships: list[Membership], now: dt.datetime) -> Iterator[Todo]:
    """Yield what waits in « À faire »: testimonies to read, posts whose leave is taken back. Four queries at most."""
    reading = {m.association_id: m for m in memberships if m.can("calendar.testimonies")}
    if reading:
        rows = Testimony.objects.filter(association__in=list(reading)).to_moderate().order_by()
        for pk, count in sorted(Counter(rows.values_list("association", flat=True)).items()):
            yield _to_read(reading[pk], count)
    mine = [m.pk for m in memberships]
    uses = TestimonyUse.objects.filter(testimony__status="withdrawn", post__owner__in=mine)
    uses = uses.exclude(post__status__in=LEFT_OUT).exclude(post__published_at__lt=now - NEWS)
    for use in runs.still(uses.select_related("post__association", "post__current").order_by("pk")):
        yield _stopped(use)


def _to_read(membership: Membership, count: int) -> Todo:
    words = ngettext("%(count)d témoignage attend d’être lu.", "%(count)d témoignages attendent d’être lus.", count)
    return Todo(
        association=membership.association,
        title=_("Lire les témoignages reçus"),
        sentence=words % {"count": count},
        path=reverse("calendar:testimony-list", args=[membership.association.slug]),
        verb=_("Lire"),
        state="review",
        words=_("À lire"),
    )


def _stopped(use: TestimonyUse) -> Todo:
    post = use.post
    sentence = _("L’accord du témoignage est retiré : annulez cette publication.")
    if use.is_found:
        sentence = _("L’accord d’un témoignage est retiré : écrivez autrement les mots que ce texte en reprend.")
    if post.status == Post.Status.PUBLISHED:
        sentence = _("L’accord du témoignage est retiré : retirez-la du réseau.")
    return Todo(
        association=post.association,
        title=post.title,
        sentence=sentence,
        path=post.get_absolute_url(),
        verb=_("Voir la publication"),
        state="late",
        words=_("Accord retiré"),
        urgent=True,
    )
