"""What comes out of a file: rows, refusals, sentences. Plain data, no Django."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

# Meta's files do not always say which of its two networks they are of.
META = frozenset({"facebook", "instagram"})


def gettext_noop(text: str) -> str:
    """Mark a French sentence for translation; the page translates it, this package does not."""
    return text


@dataclass(frozen=True, slots=True)
class Sentence:
    """A French sentence with its blanks apart, so that a page can translate it before filling them."""

    template: str
    blanks: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def filled(self, template: str) -> str:
        """`template` (this sentence in another language) with the blanks of this one."""
        return template % dict(self.blanks) if self.blanks else template

    def __str__(self) -> str:
        return self.filled(self.template)


def say(template: str, **blanks: Any) -> Sentence:
    """The sentence `template` with its named blanks."""
    return Sentence(template, blanks)


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `kind` is "day", "week" or "month"; `start` is the first day of that period.

    `unit` is the catalogue's ("count", "accounts", "hours", "s", "EUR"); `line` is where it was read,
    counted from 1 as a spreadsheet does, or 0 when it was added up from several lines. `network` is set
    when the file holds curves of several networks, or of one it does not name as a whole.
    """

    indicator: str
    kind: str
    start: dt.date
    value: Decimal
    unit: str
    source_column: str
    line: int = 0
    network: str = ""
    # Why a person should look twice; `asks_yes` when it is only kept on their word.
    doubt: Sentence | None = None
    asks_yes: bool = False

    @property
    def key(self) -> tuple[str, str, str, dt.date]:
        """What makes two rows of a file the same reading."""
        return (self.network, self.indicator, self.kind, self.start)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something not kept: where (0 and "" mean the whole file), why, and the cell as it stands there."""

    line: int
    column: str
    reason: Sentence
    cell: str = ""

    @property
    def reason_fr(self) -> str:
        return str(self.reason)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file holds. Without rows it is refused, and `refused` says why.

    `network` is an id of the networks' catalogue, "meta" when only Facebook or Instagram can be
    told apart by the person, or "". `asks` names what the file does not say: "month", "indicator".
    """

    family: str
    network: str = ""
    language: str = ""
    rows: tuple[Row, ...] = ()
    refused: tuple[Refusal, ...] = ()
    notes: tuple[Sentence, ...] = ()
    asks: tuple[str, ...] = ()

    @property
    def networks(self) -> tuple[str, ...]:
        """The networks its rows are of, in the order they come: one, save for Facebook and Instagram in one file."""
        return tuple(dict.fromkeys(row.network or self.network for row in self.rows))

    def rows_of(self, network: str) -> tuple[Row, ...]:
        """The rows of an account on `network`: its own, and those that any account of Meta may claim."""
        mine = {network, "meta"} if network in META else {network}
        return tuple(row for row in self.rows if (row.network or self.network) in mine)

    @property
    def is_refused(self) -> bool:
        return not self.rows

    @property
    def reason(self) -> Sentence | None:
        """Why the whole file is refused; None when something can be kept."""
        if self.rows or not self.refused:
            return None
        whole = [refusal for refusal in self.refused if not refusal.line]
        return (whole or list(self.refused))[0].reason


class FileRefused(Exception):
    """The whole file is refused. `asks` names the answers that would let it in."""

    def __init__(
        self, reason: Sentence, *, line: int = 0, column: str = "", cell: str = "", asks: tuple[str, ...] = ()
    ):
        self.refusal = Refusal(line, column, reason, cell)
        self.asks = asks
        super().__init__(str(reason))
