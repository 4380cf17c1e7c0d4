"""The words as plain data: everything a rule may look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from calendar_app.networks.facts import Network
from calendar_app.rules.findings import Article, Finding
from calendar_app.rules.leaves import Facts
from calendar_app.rules.quotes import Quote
from calendar_app.rules.spec import Spec

POSITION = "position"
X = "x"
# A stand taken on X is signed by a spokesperson and approved by so many members of the bureau.
BUREAU_READERS = 2


@dataclass(frozen=True)
class Count:
    """A text against one bound of a network, both in the unit of that network. `refuses`: the network takes no more."""

    length: int
    limit: int
    refuses: bool = True

    @property
    def left(self) -> int:
        return self.limit - self.length

    @property
    def is_over(self) -> bool:
        return self.length > self.limit


@dataclass(frozen=True)
class Image:
    """An image or a video of the draft. `people` are shown on it; `lacks_consent` names those who have not agreed."""

    name: str
    alt: str
    is_video: bool = False
    has_captions: bool = False
    people: int = 0
    lacks_consent: tuple[str, ...] = ()
    # The file: its type ("image/jpeg"), its sides in points, its bytes; 0 where they are not known.
    mime: str = ""
    width: int = 0
    height: int = 0
    size: int = 0
    # What the library says of it; None where nobody asked the library.
    facts: Facts | None = None
    # Its number in the library, so that a remark leads to its page; 0 where it has none yet.
    media: int = 0


@dataclass(frozen=True)
class Outlet:
    """The draft on one account: what it would say there, and whether that account may speak."""

    name: str
    network: str
    network_name: str
    text: str
    counts: tuple[Count, ...] = ()
    is_active: bool = True
    has_decision: bool = True
    # Why the account is suspended or closed, as a sentence; empty while it speaks.
    stopped: str = ""
    hold: str = ""
    channel_id: int = 0
    # Where the words of this account carry an address of their own, beside those of the text (a card, a button).
    link: str = ""
    # None: the images of the draft.
    images: tuple[Image, ...] | None = None
    # What the network accepts, as the association reads it; None for a network without facts.
    facts: Network | None = None


@dataclass(frozen=True)
class Neighbour:
    """Another post on the same account, near in time. `due_at` is aware."""

    channel_id: int
    due_at: dt.datetime
    pillar: str = ""
    post_id: int = 0


@dataclass(frozen=True)
class Reader:
    """Somebody who said yes to exactly these words, and the places they held when they said it."""

    pk: int
    is_of_the_bureau: bool = False
    presides: bool = False


@dataclass(frozen=True)
class Voice:
    """Whose voice a message is. `is_mandated`: a spokesperson today; `agrees`: wrote it, read it or answers for it."""

    name: str
    is_mandated: bool = True
    agrees: bool = True


@dataclass(frozen=True)
class Draft:
    """Everything a rule may look at. `bureau_agrees`: signed by a spokesperson, approved by BUREAU_READERS.

    `is_approved`: the yeses its tier needs are there. `judged_at` is the moment of the judgement: rules have no clock.
    """

    kind: str
    outlets: tuple[Outlet, ...] = ()
    images: tuple[Image, ...] = ()
    is_approved: bool = False
    is_past: bool = False
    bureau_agrees: bool = False
    due_at: dt.datetime | None = None
    judged_at: dt.datetime | None = None
    purpose: str = ""
    # Slug and name of the pillar; empty without one.
    pillar: str = ""
    pillar_name: str = ""
    # The common text, for a draft that goes out nowhere yet.
    text: str = ""
    # Asked of a stand taken on X only.
    owner_is_spokesperson: bool = False
    # None: the association speaks.
    voice: Voice | None = None
    neighbours: tuple[Neighbour, ...] = ()
    # Keys of the specs for which a dispensation, or a justification, of exactly these words stands.
    dispensed: frozenset[str] = frozenset()
    readers: tuple[Reader, ...] = ()
    # Leaves of the people whose testimony these words hold.
    testimonies: tuple[Quote, ...] = ()
    # The president wrote some of the words, and cannot approve them (asked of a crisis only).
    is_of_the_president: bool = False


@dataclass(frozen=True)
class Ruleset:
    """The texts in force, by topic: "position" is the article on taking a stand, "image" the one on accessibility.

    `specs` are the editorial rules of the line in force, as data.
    """

    articles: Mapping[str, Article] = field(default_factory=dict)
    specs: tuple[Spec, ...] = ()


Rule = Callable[[Draft, Ruleset, str], Iterator[Finding]]


def place(outlet: Outlet) -> str:
    """Say "X", or "Annonces (X)" when the account does not bear its network's name."""
    network = outlet.network_name.split(" (")[0]
    return outlet.name if network.casefold() in outlet.name.casefold() else f"{outlet.name} ({network})"
