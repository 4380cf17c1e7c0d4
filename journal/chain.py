"""Checking the chain: judgement on rows already read, no database and no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

ZERO = "0" * 64


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold: the entry's number and a sentence for the person who verifies."""

    seq: int
    sentence: str


@dataclass(frozen=True)
class Verdict:
    """What a walk along the chain found. `head` is the hash of the last good entry; `seen` tells whether a hash kept on
    paper was met on the way (None when none was asked for); `lost` are the anchors that were not."""

    count: int
    head: str
    broken: Break | None = None
    seen: bool | None = None
    lost: tuple[str, ...] = ()


def verify(entries: Iterable[Any], kept: str = "", anchors: Iterable[tuple[str, str]] = ()) -> Verdict:
    """Walk `entries` (of one association, in the order of their numbers) and stop at the first that breaks the chain.

    An entry must follow its number, hold the hash of the one before, and hash to what it says. Entries cut from the end
    leave no trace in the rows themselves: only a head kept on paper, passed as `kept`, shows that they are gone.
    `anchors` are
    (name of a paper, the whole head printed on it): as many heads that must all be met.
    """
    count, previous, seen = 0, ZERO, (False if kept else None)
    heads: dict[str, list[str]] = {}
    for name, head in anchors:
        heads.setdefault(head, []).append(name)
    for entry in entries:
        sentence = _fault(entry, count + 1, previous)
        if sentence:
            return Verdict(count, previous, Break(entry.seq, sentence), seen)
        count, previous = count + 1, entry.hash
        if kept and entry.hash.startswith(kept):
            seen = True
        heads.pop(entry.hash, None)
    lost = tuple(name for names in heads.values() for name in names)
    return Verdict(count, previous, None, seen, lost)


def _fault(entry: Any, expected: int, previous: str) -> str:
    words = {"seq": entry.seq, "expected": expected}
    if entry.seq != expected:
        return _("l’écriture n° %(expected)s manque : on passe directement à la n° %(seq)s.") % words
    if entry.previous_hash != previous:
        return _("l’écriture n° %(seq)s ne porte pas l’empreinte de celle qui la précède.") % words
    if entry.computed_hash() != entry.hash:
        return _("l’écriture n° %(seq)s a été modifiée : son empreinte ne correspond plus à ce qu’elle dit.") % words
    return ""
