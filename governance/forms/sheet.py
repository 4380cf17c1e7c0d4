"""The attendance sheet as it is sent back: one choice a person, and how each stood when the page was drawn."""

from __future__ import annotations

from collections.abc import Container, Mapping

from governance.models import Attendance
from governance.sessions import MARKS

Presence = Attendance.Presence
# One more than what a database can number; a longer number is no membership.
BEYOND = 2**63


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 and int(text) < BEYOND else None


def marks(sent: Mapping[str, str], *, proxied: Container[int] = ()) -> dict[int, str]:
    """Return what the secretary changed: membership id -> presence.

    What stands as the page showed it is left out: another hand may have changed it since. With the button "rest",
    those of whom nothing was noted are marked present, save the `proxied`: they gave their voice, so as not to come.
    """
    shown = {}
    for pair in sent.get("was", "").split(","):
        number, _colon, word = pair.partition(":")
        if (pk := _number(number)) is not None and word in Presence:
            shown[pk] = word
    found = {}
    for name, word in sent.items():
        pk = _number(name[1:]) if name.startswith("p") else None
        if pk is not None and word in (*MARKS, Presence.EXPECTED) and shown.get(pk) != word:
            found[pk] = word
    if "rest" in sent:
        for pk, word in shown.items():
            if word == Presence.EXPECTED and pk not in proxied:
                found.setdefault(pk, str(Presence.PRESENT))
    return found
