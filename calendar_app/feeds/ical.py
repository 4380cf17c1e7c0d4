"""Write iCalendar text (RFC 5545). Plain strings on purpose: docs/decisions/0024 has the measure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from calendar_app.hours import PARIS

# The rules of Europe/Paris since 1996, as every reader of agendas knows them.
TIMEZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:DAYLIGHT
DTSTART:19810329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE""".splitlines()
LONGEST = 75  # octets of a line, its end left out (RFC 5545, 3.1)
# What no text may hold (RFC 5545, 3.1), and what would turn the direction of a line around.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `status` is CONFIRMED, TENTATIVE or CANCELLED; `sequence` only grows; texts are plain words."""

    uid: str
    sequence: int
    status: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    summary: str
    description: str
    url: str
    categories: tuple[str, ...]
    modified_at: dt.datetime


def calendar(name: str, events: Iterable[Event], *, method: str = "PUBLISH") -> bytes:
    """Return a whole VCALENDAR in UTF-8, its lines folded and ended as the standard asks."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Portevoix//Calendrier//FR", "CALSCALE:GREGORIAN"]
    lines += [f"METHOD:{method}", f"NAME:{escaped(name)}", f"X-WR-CALNAME:{escaped(name)}"]
    lines += ["X-WR-TIMEZONE:Europe/Paris", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H", *TIMEZONE]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    # The instant of what is said here, not of who asks: the same data gives the same bytes.
    yield f"DTSTAMP:{_utc(event.modified_at)}"
    yield f"LAST-MODIFIED:{_utc(event.modified_at)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTART;TZID=Europe/Paris:{_local(event.starts_at)}"
    yield f"DTEND;TZID=Europe/Paris:{_local(event.ends_at)}"
    yield f"SUMMARY:{escaped(event.summary)}"
    yield f"DESCRIPTION:{escaped(event.description)}"
    yield f"URL:{event.url}"
    yield f"CATEGORIES:{','.join(map(escaped, event.categories))}"
    yield f"STATUS:{event.status}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """Return `text` as a TEXT value: nothing in it can begin a line or a property of its own."""
    text = _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _utc(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _local(moment: dt.datetime) -> str:
    return f"{moment.astimezone(PARIS):%Y%m%dT%H%M%S}"


def _folded(line: str) -> bytes:
    """The line in UTF-8, cut between characters so that no piece is longer than the standard allows."""
    whole = line.encode()
    if len(whole) <= LONGEST:
        return whole + b"\r\n"
    pieces, start, room = [], 0, LONGEST
    while start < len(whole):
        end = min(start + room, len(whole))
        while end < len(whole) and whole[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(whole[start:end])
        # The space that marks a continuation counts.
        start, room = end, LONGEST - 1
    return b"\r\n ".join(pieces) + b"\r\n"
