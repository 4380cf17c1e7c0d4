"""What the library knows of an image or a video, as plain data. No name in it: the findings are read by everybody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Leave:
    """One consent of one person. `person` only tells persons apart; both days of the term are included.

    `channels` are ids of accounts, None for all; `purposes` are values of Post.Purpose, empty for all. `is_complete`:
    the person signed, or for a child whoever holds parental authority.
    """

    person: str
    starts_on: dt.date
    ends_on: dt.date
    withdrawn_on: dt.date | None = None
    channels: frozenset[int] | None = None
    purposes: frozenset[str] = frozenset()
    is_complete: bool = True

    def runs(self, days: frozenset[dt.date]) -> bool:
        return all(self.starts_on <= day <= self.ends_on for day in days)


@dataclass(frozen=True)
class Grant:
    """Rights on the work, from a day to a day; `is_online`: among them, putting it online."""

    starts_on: dt.date
    ends_on: dt.date
    is_online: bool = True


@dataclass(frozen=True)
class Facts:
    """`shows` is a value of Media.Shows, `licence` of Media.Licence; empty while nobody said."""

    shows: str = ""
    people: int = 0
    leaves: tuple[Leave, ...] = ()
    licence: str = ""
    grant: Grant | None = None
    credit: str = ""
    # A machine made or changed it, and one could take it for real.
    is_lifelike: bool = False
