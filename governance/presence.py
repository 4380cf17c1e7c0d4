"""Who is there: the attendance sheet as it reads at this moment, whose voice is carried by whom, and the quorum.

Nothing here writes. What is kept is who was marked how; who is represented follows from who is here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import timezone

from associations.models import Membership
from governance import tally
from governance.models import Attendance, Meeting, Proxy
from governance.rolls import electorate

Presence = Attendance.Presence


@dataclass(frozen=True)
class Counts:
    """How many were called and came. `present` are those here, `remote` those of them at a distance.

    `quorum_needed` is None without a quorum clause, on a second call that needs none, or while the statutes are
    unknown; `quorum_reached` is None only while they are unknown.
    """

    called: int
    present: int
    remote: int
    represented: int
    excused: int
    absent: int
    quorum_needed: int | None = None
    quorum_reached: bool | None = None

    @property
    def taking_part(self) -> int:
        """Present or represented: those who make the quorum of a session."""
        return self.present + self.represented

    @property
    def expected(self) -> int:
        """Those of whom nothing was noted yet."""
        return self.called - self.taking_part - self.excused - self.absent

    def as_data(self) -> dict[str, Any]:
        """The counts as JSON keeps them."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Counts:
        return cls(**data)


@dataclass(frozen=True)
class Line:
    """One person of the sheet: how they were marked, and who holds their voice now (None: nobody)."""

    membership: Membership
    marked: str
    proxy: Proxy | None = None
    carrier: Membership | None = None
    noted_at: dt.datetime | None = None
    # Of who should carry the voice nothing was noted yet: neither here nor away.
    holder_is_awaited: bool = False

    @property
    def presence(self) -> str:
        """How they count at this moment: a word of Attendance.Presence."""
        return Presence.REPRESENTED if self.carrier else Presence(self.marked)

    @property
    def words(self) -> str:
        return str(Presence(self.presence).label)

    @property
    def is_here(self) -> bool:
        return self.marked in Attendance.HERE


@dataclass(frozen=True)
class Sheet:
    """The whole attendance sheet, by name, and its sums."""

    lines: list[Line]
    counts: Counts

    def named(self, *presences: str) -> list[Line]:
        """The lines that count as one of `presences` now."""
        return [line for line in self.lines if line.presence in presences]


def expected(meeting: Meeting) -> list[Membership]:
    """Return who sits: on the day of the meeting until it opens, then those of its frozen sheet; by name."""
    if meeting.opened_at is None:
        return _by_name(electorate(meeting.body, timezone.localdate(meeting.starts_at)))
    return _by_name(line.membership for line in _marks(meeting))


def _by_name(people: Iterable[Membership]) -> list[Membership]:
    return sorted(people, key=lambda member: (member.name.casefold(), member.pk))


def _marks(meeting: Meeting) -> list[Attendance]:
    return list(Attendance.objects.filter(meeting=meeting).select_related("membership__user"))


def _living(meeting: Meeting) -> list[Proxy]:
    living = Proxy.objects.filter(meeting=meeting, status__in=Proxy.LIVE)
    return list(living.select_related("giver__user", "holder__user").order_by("granted_at", "pk"))


def here(meeting: Meeting) -> set[int]:
    """Return the ids of the memberships marked present, in the room or at a distance."""
    marks = Attendance.objects.filter(meeting=meeting, presence__in=Attendance.HERE)
    return set(marks.values_list("membership_id", flat=True))


def carried(meeting: Meeting) -> dict[int, int]:
    """Return whose voice is held by whom at this moment: giver's membership id -> holder's.

    A proxy lives while its holder is here and its giver is not; a blank one goes to the chair when the statutes say
    so, and is lost otherwise.
    """
    return _carried(meeting, _living(meeting), here(meeting))


def _carried(meeting: Meeting, living: Iterable[Proxy], present: set[int]) -> dict[int, int]:
    to_the_chair = meeting.rule.get("blank_proxies") == tally.CHAIR
    found = {}
    for proxy in living:
        holder = proxy.holder_id or (meeting.chair_id if to_the_chair else None)
        if holder in present and proxy.giver_id not in present and holder is not None:
            found[proxy.giver_id] = holder
    return found


def counts(meeting: Meeting) -> Counts:
    """Return the sums of the sheet as it reads now, with the quorum of the rule kept at the convocation."""
    return sheet(meeting).counts


def sheet(meeting: Meeting) -> Sheet:
    """Return the attendance sheet in three queries, whatever the number of people."""
    marks = {mark.membership_id: mark for mark in _marks(meeting)}
    frozen = meeting.opened_at is not None
    people = _by_name(mark.membership for mark in marks.values()) if frozen else expected(meeting)
    members = {person.pk: person for person in people}
    living = {proxy.giver_id: proxy for proxy in _living(meeting)}
    present = {pk for pk, mark in marks.items() if pk in members and mark.presence in Attendance.HERE}
    voices = _carried(meeting, living.values(), present)
    lines = []
    for pk, person in members.items():
        mark = marks.get(pk)
        lines.append(
            Line(
                person,
                mark.presence if mark else Presence.EXPECTED,
                living.get(pk),
                members.get(voices.get(pk, 0)),
                mark.noted_at if mark else None,
                _is_awaited(living.get(pk), members, marks),
            )
        )
    return Sheet(lines, _counts(meeting, lines))


def _is_awaited(proxy: Proxy | None, members: Mapping[int, Membership], marks: Mapping[int, Attendance]) -> bool:
    holder = proxy.holder_id if proxy else None
    if holder is None or holder not in members:
        return False
    return holder not in marks or marks[holder].presence == Presence.EXPECTED


def _counts(meeting: Meeting, lines: list[Line]) -> Counts:
    words = [line.presence for line in lines]
    represented = words.count(Presence.REPRESENTED)
    remote = words.count(Presence.REMOTE)
    present = words.count(Presence.PRESENT) + remote
    needed, reached = quorum(meeting.rule, meeting.call, called=len(lines), taking_part=present + represented)
    return Counts(
        called=len(lines),
        present=present,
        remote=remote,
        represented=represented,
        excused=words.count(Presence.EXCUSED),
        absent=words.count(Presence.ABSENT),
        quorum_needed=needed,
        quorum_reached=reached,
    )


def quorum(rule: dict[str, Any], call: int, *, called: int, taking_part: int) -> tuple[int | None, bool | None]:
    """Return how many the quorum needs, and whether it is reached: (None, True) without one, (None, None) if unknown.

    On a second call the statutes may drop the quorum ("quel que soit le nombre de présents").
    """
    basis, share = rule.get("quorum_basis", tally.UNKNOWN), rule.get("quorum_share", tally.UNKNOWN)
    if basis == tally.NONE or (call == 2 and rule.get("second_call") == "without_quorum"):
        return None, True
    if tally.UNKNOWN in (basis, share):
        return None, None
    needed = tally.threshold(str(share), called)
    return needed, taking_part >= needed
