"""The lines an association's front page borrows from the rooms: what is in force, what is said this week."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from associations.models import Membership
from associations.overview import Line, Part
from calendar_app.models import Hold, Post
from calendar_app.states import shown
from charter.models import Version
from config.templatetags.look import day, moment
from governance.templatetags.fingerprints import fingerprint
from journal.models import Entry

WEEK = dt.timedelta(days=7)
# More than this is a calendar, and the calendar has its own page.
LINES = 8


def in_force(membership: Membership, now: dt.datetime) -> Part:
    """Name the texts in force, with the day they began (one query)."""
    association = membership.association
    versions = Version.objects.of(association).in_force().with_charter().order_by("charter__kind")
    path = reverse("charter:list", args=[association.slug])
    lines = [
        Line(
            title=str(version),
            path=version.get_absolute_url(),
            when=_("depuis le %(day)s") % {"day": day(version.in_force_on, "year")},
            chip="in_force",
        )
        for version in versions
    ]
    return Part(
        _("Ce qui est en vigueur"), _("Aucun texte n’est encore en vigueur."), path, _("Tous les textes"), lines
    )


def this_week(membership: Membership, now: dt.datetime) -> Part | None:
    """Say what goes out from today and for seven days (two queries)."""
    if not membership.can("calendar.view"):
        return None
    association = membership.association
    start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    posts = Post.objects.of(association).due_between(start, start + WEEK).exclude(status="cancelled").with_approval()
    held = Hold.objects.of(association).standing(now).filter(channel=None).exists()
    lines = [_line(post, association.slug, now, held) for post in posts.order_by("due_at", "pk")[:LINES]]
    path = reverse("calendar:month", args=[association.slug])
    return Part(
        _("Cette semaine, l’association dit"),
        _("Rien n’est prévu d’ici sept jours."),
        path,
        _("Ouvrir le calendrier"),
        lines,
    )


def journal(membership: Membership, now: dt.datetime) -> Part | None:
    """Show the head of the journal: whoever writes it down can tell later that nothing was taken out (one query)."""
    if not membership.can("journal.view"):
        return None
    path = reverse("journal:entry-list", args=[membership.association.slug])
    lines = []
    if head := Entry.objects.head(membership.association):
        title = ngettext("%(n)d acte écrit", "%(n)d actes écrits", head.seq) % {"n": head.seq}
        lines = [Line(title, path, _("tête du journal : %(head)s") % {"head": fingerprint(head.hash)})]
    return Part(_("Le journal"), _("Le journal attend sa première ligne."), path, _("Lire le journal"), lines)


def _line(post: Post, slug: str, now: dt.datetime, held: bool) -> Line:
    state = shown(post.status, is_approved=getattr(post, "is_approved", False), is_past=post.due_at < now, is_held=held)
    return Line(
        title=post.title,
        path=reverse("calendar:post-detail", args=[slug, post.pk]),
        when=moment(post.due_at),
        chip=state,
    )
