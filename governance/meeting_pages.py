"""What the pages of meetings show, gathered once for the reading and for a form sent back."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from associations.models import Membership, Role
from governance import meeting_words, meetings, proxies, sessions, subjects
from governance.answers import answers
from governance.models import AgendaItem, Attendance, Meeting, Movement, Notice, Proxy
from governance.presence import Counts, Line, Sheet, expected, sheet
from governance.rolls import chairs

Status = Meeting.Status
# People a page: an assembly may be of two thousand.
PAGE = 50


def called(meeting: Meeting) -> int:
    """Return how many people hear of a change made now; 0 while nobody was called."""
    return len(expected(meeting)) if meeting.status == Status.CONVENED else 0


def told(meeting: Meeting) -> str:
    """Say what a change did: saved, and to how many people a notice leaves."""
    if people := called(meeting):
        sent = ngettext(
            "C’est enregistré. Un avis part à %(n)d personne.",
            "C’est enregistré. Un avis part à %(n)d personnes.",
            people,
        )
        return sent % {"n": people}
    return _("C’est enregistré.")


def _agenda(meeting: Meeting) -> list[AgendaItem]:
    """The points with their ballots, and the address of the text each is about."""
    items = list(
        AgendaItem.objects.filter(meeting=meeting).prefetch_related("ballots__association").order_by("position", "pk")
    )
    if any(item.subject_type for item in items):
        texts = {(text.subject_type, text.subject_id): text for text in subjects.offered(meeting.association)}
        for item in items:
            item.about = texts.get((item.subject_type, item.subject_id))  # type: ignore[attr-defined]
    return items


def meeting_context(meeting: Meeting, me: Membership, now: dt.datetime, number: str | None) -> dict[str, Any]:
    """Return the context of meeting_detail.html; names of the sheet only for those who keep it."""
    manages = me.can("governance.manage")
    found = sheet(meeting)
    mine = next((line for line in found.lines if line.membership.pk == me.pk), None)
    editable = manages and meeting.status in (Status.DRAFT, Status.CONVENED)
    context: dict[str, Any] = {
        "meeting": meeting,
        "agenda": _agenda(meeting),
        "documents": list(meeting.documents.all()),
        "notices": _notices(meeting),
        "sheet": found,
        **people(found, number),
        "counts": found.counts,
        "mine": mine,
        "held": _held_by(found, me),
        "may_manage": manages,
        "keeps_sheet": sessions.keeps_sheet(meeting, me),
        "may_edit": editable,
        "may_give": mine is not None and meeting.status == Status.CONVENED and me.can("governance.vote"),
        "proxies": meeting_words.proxies(meeting.rule) if meeting.rule else "",
        "takes_proxies": meeting_words.takes_proxies(meeting.rule),
        "has_come": sessions.has_come(meeting, now),
        "second": meeting.second_calls.exclude(status=Status.CANCELLED).first(),
        "may_call_again": manages and sessions.may_call_again(meeting),
    }
    if meeting.rule:
        context["answers"] = answers(meeting.rule)
    if meeting.opening:
        count = Counts.from_data(meeting.opening)
        context |= {"arithmetic": meeting_words.arithmetic(meeting, count), "verdict": meeting_words.verdict(count)}
        context["movements"] = _movements(meeting)
    if editable and meeting.status == Status.DRAFT:
        context["lacks"] = meetings.lacks(meeting, now)
    return context


def _held_by(found: Sheet, me: Membership) -> list[Membership]:
    """Whose proxy `me` was given by name."""
    return [line.membership for line in found.lines if line.proxy and line.proxy.holder_id == me.pk]


def _notices(meeting: Meeting) -> list[Notice]:
    """What was sent, with the sums of each mailing and what it said had changed."""
    notices = Notice.objects.filter(meeting=meeting).annotate(
        people=Count("convocations"),
        sent=Count("convocations", filter=Q(convocations__sent_at__isnull=False)),
        refused=Count("convocations", filter=Q(convocations__refused_at__isnull=False)),
    )
    found = list(notices)
    for notice in found:
        notice.words = meeting_words.changes(notice.changes)  # type: ignore[attr-defined]
    return found


def _movements(meeting: Meeting) -> list[Movement]:
    """Arrivals and departures while the session was open, in order."""
    movements = Movement.objects.filter(attendance__meeting=meeting)
    return list(movements.select_related("attendance__membership__user"))


def convene_context(meeting: Meeting, now: dt.datetime) -> dict[str, Any]:
    """Return what the secretary reads before calling people: what lacks, to whom, how late, under which rule."""
    rule = meetings.rule_of(meeting)
    late = meetings.short_notice(meeting, rule, now) if meetings.is_short(meeting, rule, now) else ""
    return {
        "meeting": meeting,
        "people": expected(meeting),
        "agenda": list(meeting.agenda.all()),
        "documents": list(meeting.documents.all()),
        "lacks": meetings.lacks(meeting, now),
        "late": late,
        "unsettled": meeting_words.unsettled(rule),
        "proxies": meeting_words.proxies(rule),
        "answers": answers(rule),
    }


def people(found: Sheet, number: str | None) -> dict[str, Any]:
    """Return the page `number` of who came and who did not (_meeting_people.html): groups with their whole sums."""
    lines = sorted(found.lines, key=lambda line: line.words)
    page = Paginator(lines, PAGE).get_page(number)
    sums = Counter(line.words for line in lines)
    groups = [(words, sums[words], list(group)) for words, group in groupby(page.object_list, lambda line: line.words)]
    return {"page": page, "groups": groups}


def sheet_context(meeting: Meeting, now: dt.datetime, number: str | None) -> dict[str, Any]:
    """Return the context of the page `number` of the attendance sheet: its lines, and the sums of all of it."""
    found = sheet(meeting)
    page = Paginator(found.lines, PAGE).get_page(number)
    marks = [word for word in sessions.MARKS if meeting.is_remote or word != Attendance.Presence.REMOTE]
    has_come = sessions.has_come(meeting, now)
    if not has_come:
        marks = [Attendance.Presence.EXPECTED, Attendance.Presence.EXCUSED]
    return {
        "meeting": meeting,
        "sheet": found,
        "counts": found.counts,
        "marks": [(word.value, SHORT[word]()) for word in marks],
        # What is sent back is about the lines of this page, and no other.
        "was": ",".join(f"{line.membership.pk}:{line.marked}" for line in page.object_list),
        **(people(found, number) if meeting.status == Status.CLOSED else {"page": page}),
        "has_come": has_come,
        "may_mark": meeting.status in (Status.CONVENED, Status.HELD),
        "may_open": meeting.status == Status.CONVENED and has_come,
        "arithmetic": meeting_words.arithmetic(meeting, found.counts),
        "verdict": meeting_words.verdict(found.counts),
        "movements": _movements(meeting),
        "rest": _rest(page.object_list) if has_come and meeting.status == Status.CONVENED else 0,
    }


def _rest(lines: Iterable[Line]) -> int:
    """How many of `lines` may be noted here at once: nothing was noted of them, nobody else holds their voice."""
    return sum(line.marked == Attendance.Presence.EXPECTED and line.proxy is None for line in lines)


# The words of the sheet, short enough for four in a row on a phone.
SHORT = {
    Attendance.Presence.EXPECTED: lambda: _("Pas d’excuse"),
    Attendance.Presence.PRESENT: lambda: _("Ici"),
    Attendance.Presence.REMOTE: lambda: _("À distance"),
    Attendance.Presence.EXCUSED: lambda: _("Excuse"),
    Attendance.Presence.ABSENT: lambda: _("Absence"),
}


def opening_context(meeting: Meeting, now: dt.datetime) -> dict[str, Any]:
    """Return what is read before a session opens, and who usually presides and keeps the minutes (`initial`)."""
    found, today = sheet(meeting), timezone.localdate(now)
    here = {line.membership.pk: line.membership for line in found.lines if line.is_here}
    away = {line.membership.pk for line in found.lines if line.marked in proxies.AWAY}
    # Who presides is proposed before they are noted; the opening itself asks that they be here.
    usual = sorted((person.pk for person in chairs(meeting.body, today)), key=lambda pk: pk not in here)
    presiding = [pk for pk in usual if pk not in away]
    sitting = [line.membership for line in found.lines]
    members = Membership.objects.of(meeting.association).current()
    keepers = [person for person in members if Role.SECRETARY in person.roles_on(today)]
    secretaries = [pk for pk in (person.pk for person in keepers) if pk in here]
    return {
        "meeting": meeting,
        "counts": found.counts,
        "arithmetic": meeting_words.arithmetic(meeting, found.counts),
        "verdict": meeting_words.verdict(found.counts),
        "has_come": sessions.has_come(meeting, now),
        "lost": _lost(found),
        "people": [*sitting, *keepers],
        "initial": {
            "chair": presiding[0] if presiding else None,
            "secretary": secretaries[0] if secretaries else None,
        },
    }


def _lost(found: Sheet) -> list[Proxy]:
    """The living proxies nobody carries at this moment."""
    return [line.proxy for line in found.lines if line.proxy and line.carrier is None and not line.is_here]


def lost_words(meeting: Meeting) -> list[str]:
    """Say which proxies fell at the opening: their giver came, nobody is there to carry them, or the cap is full."""
    fell = Proxy.objects.filter(meeting=meeting, status=Proxy.Status.VOID_PRESENT).select_related("giver__user")
    came = [str(proxy.giver) for proxy in fell]
    refused = Proxy.objects.filter(meeting=meeting, status=Proxy.Status.REFUSED_CAP).select_related("giver__user")
    over = [str(proxy.giver) for proxy in refused]
    kept = Proxy.objects.filter(meeting=meeting, status__in=(Proxy.Status.GRANTED, Proxy.Status.LOST))
    lost = [str(proxy.giver) for proxy in kept.select_related("giver__user")]
    sentences = []
    if came:
        sentences.append(_("Pouvoir sans effet, la personne est venue : %(names)s.") % {"names": ", ".join(came)})
    if lost:
        sentences.append(
            _("Pouvoir perdu, la personne qui devait le porter n’est pas là : %(names)s.") % {"names": ", ".join(lost)}
        )
    if over:
        sentences.append(
            _("Pouvoir sans nom refusé, la présidence a atteint son plafond : %(names)s.") % {"names": ", ".join(over)}
        )
    return sentences


def proxy_context(meeting: Meeting, me: Membership) -> dict[str, Any]:
    """Return the context of the page where a person gives their proxy."""
    found = sheet(meeting)
    mine = next((line for line in found.lines if line.membership.pk == me.pk), None)
    return {
        "meeting": meeting,
        "mine": mine,
        "proxy": mine.proxy if mine else None,
        "held": _held_by(found, me),
        "words": meeting_words.proxies(meeting.rule),
        "takes_proxies": meeting_words.takes_proxies(meeting.rule),
    }


def proxies_context(meeting: Meeting) -> dict[str, Any]:
    """Return the context of the secretary's list of proxies."""
    given = Proxy.objects.filter(meeting=meeting).select_related("giver__user", "holder__user", "recorded_by__user")
    return {
        "meeting": meeting,
        "given": list(given),
        "words": meeting_words.proxies(meeting.rule) if meeting.rule else "",
        "may_record": meeting.status in (Status.CONVENED, Status.HELD) and meeting_words.takes_proxies(meeting.rule),
        "may_take_back": meeting.status == Status.CONVENED,
        "held": proxies.held(meeting),
    }
