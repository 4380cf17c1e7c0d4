"""What waits for a person before a meeting: convene it, hold its sheet, give a proxy if they cannot come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.models import Membership
from governance import meeting_words
from governance.models import Attendance, Convocation, Meeting, Proxy
from governance.wording import moment
from reminders.todo import Todo

Status = Meeting.Status


def waiting(memberships: list[Membership], now: dt.datetime) -> Iterator[Todo]:
    """Yield what meetings ask of `memberships`, in five queries whatever their number."""
    keepers = [m for m in memberships if m.can("governance.manage")]
    meetings = Meeting.objects.filter(association__in=[m.association_id for m in keepers], status__in=Meeting.COMING)
    for meeting in meetings.select_related("association", "body") if keepers else []:
        yield from _of_keepers(meeting, now)
    yield from _proxies([m for m in memberships if m.can("governance.vote")], now)


def _of_keepers(meeting: Meeting, now: dt.datetime) -> Iterator[Todo]:
    body, slug = {"body": meeting.body}, meeting.association.slug
    hour = moment(meeting.starts_at)
    if meeting.status == Status.DRAFT:
        yield Todo(
            association=meeting.association,
            title=_("Convoquer : %(body)s") % body,
            sentence=_("Réunion prévue %(hour)s. Relisez l’ordre du jour, puis prévenez les personnes qui siègent.")
            % {"hour": hour},
            path=meeting.get_absolute_url(),
            verb=_("Préparer la convocation"),
            due_at=meeting.starts_at,
            state="draft",
            words=_("En préparation"),
        )
    elif timezone.localdate(now) >= timezone.localdate(meeting.starts_at):
        yield Todo(
            association=meeting.association,
            title=_("Tenir la séance : %(body)s") % body,
            sentence=_("La séance est ouverte : tenez la feuille de présence, puis levez la séance.")
            if meeting.status == Status.HELD
            else _("C’est aujourd’hui, %(hour)s. Notez qui est là, puis ouvrez la séance.") % {"hour": hour},
            path=reverse("governance:meeting-sheet", args=[slug, meeting.pk]),
            verb=_("Ouvrir la feuille de présence"),
            due_at=meeting.starts_at,
            state="scheduled",
            words=_("En séance") if meeting.status == Status.HELD else _("Aujourd’hui"),
            urgent=True,
        )


def _proxies(memberships: list[Membership], now: dt.datetime) -> Iterator[Todo]:
    """One line per meeting this person was called to, until they gave a proxy, were excused or the hour came."""
    called = Convocation.objects.filter(
        membership__in=memberships, notice__kind="convened", notice__meeting__status=Status.CONVENED
    ).select_related("notice__meeting__association", "notice__meeting__body")
    coming = [row for row in called.order_by("pk") if row.notice.meeting.starts_at > now]
    given = Proxy.objects.filter(giver__in=memberships, status__in=Proxy.LIVE)
    settled = set(given.values_list("meeting_id", "giver_id")) if coming else set()
    noted = Attendance.objects.filter(membership__in=memberships).exclude(presence=Attendance.Presence.EXPECTED)
    settled |= set(noted.values_list("meeting_id", "membership_id")) if coming else set()
    for row in coming:
        meeting = row.notice.meeting
        if (meeting.pk, row.membership_id) in settled:
            continue
        takes = meeting_words.takes_proxies(meeting.rule)
        yield Todo(
            association=meeting.association,
            title=_("Vous êtes convoqué ou convoquée : %(body)s") % {"body": meeting.body},
            sentence=_("%(hour)s. Lisez l’ordre du jour ; si vous ne pouvez pas venir, donnez votre pouvoir.")
            % {"hour": _first_capital(moment(meeting.starts_at))}
            if takes
            else _("%(hour)s. Lisez l’ordre du jour avant de venir.")
            % {"hour": _first_capital(moment(meeting.starts_at))},
            path=meeting.get_absolute_url(),
            verb=_("Lire l’ordre du jour"),
            due_at=meeting.starts_at,
            state="scheduled",
            words=_("Convocation"),
        )


def _first_capital(words: str) -> str:
    return words[:1].upper() + words[1:]
