"""The verbs of a session: mark who is there, open, close, call again when the quorum fails."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from associations import rights
from associations.hands import lock
from associations.models import Association, Membership
from governance import proxies
from governance.meetings import earliest, locked
from governance.models import AgendaItem, Attendance, Ballot, Meeting, MeetingDocument, Movement, Proxy
from governance.presence import counts, expected, here, sheet
from governance.transitions import runs
from journal.models import Entry
from journal.moves import NoSuchMove, Refused, move, only_from

Status = Meeting.Status
Presence = Attendance.Presence
# What the secretary notes on the day, in the order of the sheet.
MARKS = (Presence.PRESENT, Presence.REMOTE, Presence.EXCUSED, Presence.ABSENT)
CALLS_AGAIN = ("without_quorum", "same_quorum")


class NoQuorum(Refused):
    """Too few are here: people may still come, or the secretary says that they will not."""


def keeps_sheet(meeting: Meeting, membership: Membership) -> bool:
    """Whether `membership` keeps the attendance sheet: by right, or as the secretary named at the opening."""
    return membership.can("governance.manage") or runs(meeting, membership)


@dataclass(frozen=True)
class Noted:
    """What a save of the sheet did: how many lines changed, and whose proxies fell because they came."""

    changed: int
    fallen: list[Proxy]


@transaction.atomic
def mark(meeting: Meeting, marks: Mapping[int, str], *, by: Membership, now: dt.datetime) -> Noted:
    """Note on the attendance sheet how each person (membership id -> presence) is there, or not.

    Before the day only excuses are noted. While the session is open each change keeps its hour, and the proxy of who
    comes falls; until the opening a slip of the hand costs nobody their proxy. Raises Refused when somebody does not
    sit, or comes at a distance to a meeting that has none.
    """
    meeting = locked(meeting)
    if not keeps_sheet(meeting, by):
        rights.require(by, "governance.manage")
    meeting = only_from(meeting, Status.CONVENED, Status.HELD)
    _check_marks(meeting, marks, now)
    known = {line.membership_id: line for line in Attendance.objects.filter(meeting=meeting)}
    changed = {pk: word for pk, word in marks.items() if word != (known[pk].presence if pk in known else "expected")}
    new = [
        Attendance(association=meeting.association, meeting=meeting, membership_id=pk, presence=word, noted_at=now)
        for pk, word in changed.items()
        if pk not in known
    ]
    movements = []
    old = [known[pk] for pk in changed if pk in known]
    for line in old:
        if meeting.status == Status.HELD:
            before, after = line.presence, changed[line.membership_id]
            movements.append(
                Movement(association=meeting.association, attendance=line, before=before, after=after, at=now)
            )
        line.presence, line.noted_at = changed[line.membership_id], now
    Attendance.objects.bulk_create(new)
    Attendance.objects.bulk_update(old, ["presence", "noted_at"], batch_size=500)
    Movement.objects.bulk_create(movements)
    fallen = []
    if meeting.status == Status.HELD:
        fallen = proxies.void_of(meeting, {pk for pk, word in changed.items() if word in Attendance.HERE})
        proxies.use(meeting)
    if changed:
        Entry.objects.record(meeting, by=by, action="governance.manage", after="attendance", at=now)
    return Noted(len(changed), fallen)


def _check_marks(meeting: Meeting, marks: Mapping[int, str], now: dt.datetime) -> None:
    people = {person.pk for person in expected(meeting)}
    if not set(marks) <= people:
        raise Refused(
            _("Une des personnes notées ne siège pas dans cette instance : rechargez la feuille et recommencez."),
            meeting,
        )
    words = set(marks.values())
    if Presence.EXPECTED in words and meeting.status == Status.HELD:
        raise Refused(_("La séance est ouverte : notez une présence ou une absence."), meeting)
    if Presence.REMOTE in words and not meeting.is_remote:
        raise Refused(
            _("Cette réunion se tient dans un lieu : personne n’y est à distance. Notez une présence ou une absence."),
            meeting,
        )
    if words - {Presence.EXCUSED, Presence.EXPECTED} and not has_come(meeting, now):
        raise Refused(
            _("Avant le jour de la réunion, seules les excuses se notent. Les présences se notent le jour même."),
            meeting,
        )


def has_come(meeting: Meeting, now: dt.datetime) -> bool:
    """Whether the day of the meeting has come: from midnight on, since people arrive before the hour."""
    return timezone.localdate(now) >= timezone.localdate(meeting.starts_at)


@transaction.atomic
def open_session(
    meeting: Meeting,
    *,
    chair: Membership,
    secretary: Membership,
    by: Membership,
    now: dt.datetime,
    may_fail: bool = False,
) -> Meeting:
    """Open the session under the names of its chair and its secretary, and keep the count of that moment.

    The sheet is frozen: those not marked are absent, the proxies of those who came fall. Without the quorum, raises
    NoQuorum, or with `may_fail` closes the meeting in the same breath: `has_quorum` is then False, and it decided
    nothing. An unknown quorum lets it open, for opinions.
    """
    meeting = only_from(locked(meeting), Status.CONVENED)
    _check_opening(meeting, chair, secretary, now)
    _freeze_sheet(meeting, now)
    meeting.chair, meeting.secretary = chair, secretary
    proxies.void_of(meeting, here(meeting))
    proxies.refuse_over_cap(meeting)
    count = counts(meeting)
    if count.quorum_reached is False and not may_fail:
        raise NoQuorum(
            _("Le quorum n’est pas atteint : attendez encore un peu, ou constatez-le et levez la séance."), meeting
        )
    # Nobody may have come at all: those who find that out still put their names to it.
    if count.quorum_reached is not False:
        _check_here(meeting, chair, secretary)
    move(
        meeting,
        Status.HELD,
        by=by,
        opened_at=now,
        chair=chair,
        secretary=secretary,
        opening=count.as_data(),
        has_quorum=count.quorum_reached,
    )
    proxies.use(meeting)
    if count.quorum_reached is False:
        _close(meeting, by=by, now=now)
    return meeting


def _check_opening(meeting: Meeting, chair: Membership, secretary: Membership, now: dt.datetime) -> None:
    if not has_come(meeting, now):
        raise Refused(_("La séance s’ouvre le jour de la réunion, pas avant."), meeting)
    if chair.pk == secretary.pk:
        raise Refused(
            _("La présidence et le secrétariat de séance sont deux personnes : elles certifient ensemble."), meeting
        )


def _check_here(meeting: Meeting, chair: Membership, secretary: Membership) -> None:
    lines = sheet(meeting).lines
    away = [line.membership for line in lines if not line.is_here and line.membership in (chair, secretary)]
    if away:
        raise Refused(
            _("%(name)s doit être en séance pour y tenir ce rôle : notez d’abord sa présence.") % {"name": away[0]},
            meeting,
        )


def _freeze_sheet(meeting: Meeting, now: dt.datetime) -> None:
    """Give a line to each person who sits today and to nobody else; who was not marked is absent."""
    people = {person.pk for person in expected(meeting)}
    lines = Attendance.objects.filter(meeting=meeting)
    lines.exclude(membership__in=people).delete()
    lines.filter(presence=Presence.EXPECTED).update(presence=Presence.ABSENT, noted_at=now)
    marked = set(lines.values_list("membership_id", flat=True))
    Attendance.objects.bulk_create(
        Attendance(
            association=meeting.association, meeting=meeting, membership_id=pk, presence=Presence.ABSENT, noted_at=now
        )
        for pk in people - marked
    )


@transaction.atomic
def close_session(meeting: Meeting, *, by: Membership, now: dt.datetime) -> Meeting:
    """Close the session. Raises Refused while a ballot of this meeting still runs."""
    meeting = only_from(locked(meeting), Status.HELD)
    if Ballot.objects.filter(meeting=meeting, status=Ballot.Status.OPEN).exists():
        raise Refused(
            _("Un scrutin de cette séance est encore ouvert : terminez-le avant de lever la séance."), meeting
        )
    _close(meeting, by=by, now=now)
    return meeting


def _close(meeting: Meeting, *, by: Membership, now: dt.datetime) -> None:
    proxies.lose(meeting)
    move(meeting, Status.CLOSED, by=by, closed_at=now)


def may_call_again(meeting: Meeting) -> bool:
    """Whether the statutes of the day provide for a second call of this meeting, which failed for want of quorum."""
    provided = meeting.rule.get("second_call") in CALLS_AGAIN
    return meeting.is_without_quorum and meeting.call == 1 and provided


@transaction.atomic
def call_again(meeting: Meeting, *, by: Membership, now: dt.datetime) -> Meeting:
    """Prepare the second meeting: same agenda, same documents, on the first day the statutes allow; once.

    It waits to be convened like any other; its date may still be moved later. Raises Refused when the statutes
    provide for none, or it is already there.
    """
    rights.require(by, "governance.manage")
    lock(Association.objects.filter(pk=meeting.association_id))
    meeting = locked(meeting)
    if not may_call_again(meeting):
        raise NoSuchMove(_("Cette réunion n’appelle pas de deuxième convocation."), meeting)
    if twin := Meeting.objects.filter(first_call=meeting).exclude(status=Status.CANCELLED).first():
        raise Refused(_("La deuxième réunion est déjà préparée : la voici."), twin)
    second = Meeting(
        association=meeting.association,
        body=meeting.body,
        form=meeting.form,
        place=meeting.place,
        video_url=meeting.video_url,
        created_by=by,
        call=2,
        first_call=meeting,
    )
    second.starts_at = _same_hour(meeting, second, now)
    second.save()
    AgendaItem.objects.bulk_create(_copied(item, second) for item in meeting.agenda.all())
    MeetingDocument.objects.bulk_create(_copied(document, second) for document in meeting.documents.all())
    Entry.objects.record(second, by=by, action="governance.manage", after="prepared", at=now)
    return second


def _same_hour(first: Meeting, second: Meeting, now: dt.datetime) -> dt.datetime:
    """The hour of the first meeting on the earliest day the statutes allow, tomorrow at least."""
    tomorrow = timezone.localdate(now) + dt.timedelta(days=1)
    day = max(earliest(second) or tomorrow, tomorrow)
    return timezone.make_aware(dt.datetime.combine(day, timezone.localtime(first.starts_at).time()))


Row = TypeVar("Row", AgendaItem, MeetingDocument)


def _copied(row: Row, meeting: Meeting) -> Row:
    """The same point or document, for another meeting; what was said stays with the first."""
    row.pk, row.meeting = None, meeting
    row._state.adding = True
    if isinstance(row, AgendaItem):
        row.report = ""
    return row
