"""What a sending is given, and the only ways it ends."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from calendar_app.models import Departure

Trouble = Departure.Trouble


@dataclass(frozen=True)
class Picture:
    """An image as its network takes it, with the words for those who cannot see it."""

    content: bytes
    mime: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class Parcel:
    """One message, ready: the same at each attempt.

    `key` and `record_key` name it for ever, `at` is the moment of its first attempt, `page` its address in Portevoix.
    """

    text: str
    pictures: tuple[Picture, ...]
    key: uuid.UUID
    record_key: str
    at: dt.datetime
    page: str
    title: str
    channel: str
    language: str = "fr"


@dataclass(frozen=True)
class Receipt:
    """It is out: under which name, at which address."""

    remote_id: str
    link: str


class Unsent(Exception):
    """Surely not out. `is_final`: the same message would be refused again. `wait` is what the network asked for."""

    def __init__(self, trouble: str, *, is_final: bool = False, wait: dt.timedelta | None = None) -> None:
        self.trouble, self.is_final, self.wait = trouble, is_final, wait
        super().__init__(trouble)


class Doubtful(Exception):
    """It may be out: the answer was lost, cut or unreadable."""


class CannotLook(Exception):
    """This means has no way to ask whether the message is there."""


class Port(Protocol):
    """One kind of network. Each method ends in a value, Unsent, Doubtful or CannotLook; nothing else."""

    # No name of ours is kept by the network: what is out is known by what it says.
    looks_by_words: bool

    def send(self, parcel: Parcel, leaving: Callable[[], None]) -> Receipt:
        """Make the message public. `leaving` is called just before the one request that may make it so."""

    def look(self, parcel: Parcel, taken: Collection[str]) -> Receipt | None:
        """Return the receipt of `parcel` when it is out already, None when it surely is not.

        `parcel` has no pictures here. `taken` are the names of other messages of the same account.
        """

    def check(self) -> str:
        """Return the name the network gives to the account of the token."""
