"""What changed between two texts, by whole words, and between two versions of a charter, article by article.

Pure: strings in, spans out. Spans always tell the whole story: `same` and `del` joined give the old text, `same` and
`ins` the new one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "del", "ins"]
State = Literal["same", "changed", "added", "removed", "moved"]

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_PARAGRAPH = re.compile(r"[^\n]*\n+|[^\n]+")
# What one comparison may look at: pieces, and pairs of equal pieces. difflib walks all of them again for each block it
# finds, so an odd text costs the square of this (about a second at this value); an article of six hundred words stays
# below, longer ones go by paragraph first.
_AFFORDABLE = 12_000


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text that is in both texts ("same"), only in the old one ("del") or only in the new one ("ins")."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class ClauseText:
    """What is compared of an article: `key` is stable from one version to the next and unique within a version."""

    key: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """What became of an article. Numbers are its place, from 1, in each version; None where it is absent.

    An article is `moved` when it passed others, not when an insertion above merely shifted its number; when words
    changed too, it is `changed`.
    """

    key: str
    state: State
    title_spans: list[Span]
    body_spans: list[Span]
    number_old: int | None
    number_new: int | None


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word or a sign, and the white space behind it. Only words are compared: a space does not amend a charter."""

    word: str
    space: str


_Chunk = tuple[bool, Sequence[_Piece], Sequence[_Piece]]  # (is equal, old pieces, new pieces)


def word_diff(old: str, new: str) -> list[Span]:
    """Return the spans that lead from `old` to `new`.

    Whole words, neighbouring changes kept together, each deletion before the insertion that replaces it.
    """
    if old == new:
        return [Span("same", old)] if old else []
    chunks = _compare(_pieces(old), _pieces(new))
    if chunks is None:
        chunks = list(_compare_paragraphs(old, new))
    return _spans(_without_islands(_at_line_starts(chunks)))


def version_diff(old: Sequence[ClauseText], new: Sequence[ClauseText]) -> list[ClauseChange]:
    """Return one change per article of either version, in the new order.

    A removed article stands after the one it used to follow.
    """
    before = {clause.key: (number, clause) for number, clause in enumerate(old, 1)}
    after = {clause.key: (number, clause) for number, clause in enumerate(new, 1)}
    in_place = _in_place([before[key][0] for key in after if key in before])
    order: list[str] = list(after)
    for number, clause in enumerate(old):
        if clause.key not in after:
            previous = old[number - 1].key if number else None
            order.insert(order.index(previous) + 1 if previous else 0, clause.key)
    return [_clause_change(key, before.get(key), after.get(key), in_place) for key in order]


def by_paragraph(spans: Sequence[Span]) -> list[list[Span]]:
    """Cut spans at line breaks, for a page that draws paragraphs; the breaks and empty paragraphs are left out."""
    paragraphs: list[list[Span]] = [[]]
    for span in spans:
        for number, line in enumerate(span.text.split("\n")):
            if number:
                paragraphs.append([])
            if line:
                paragraphs[-1].append(Span(span.kind, line))
    return [paragraph for paragraph in paragraphs if paragraph]


def _clause_change(
    key: str, before: tuple[int, ClauseText] | None, after: tuple[int, ClauseText] | None, in_place: set[int]
) -> ClauseChange:
    number_old, was = before or (None, ClauseText(key, "", ""))
    number_new, now = after or (None, ClauseText(key, "", ""))
    state: State = "same"
    if before is None:
        state = "added"
    elif after is None:
        state = "removed"
    elif (was.title, was.body) != (now.title, now.body):
        state = "changed"
    elif number_old not in in_place:
        state = "moved"
    return ClauseChange(
        key, state, word_diff(was.title, now.title), word_diff(was.body, now.body), number_old, number_new
    )


def _in_place(numbers: Sequence[int]) -> set[int]:
    """Return the largest set of old numbers still in order: the fewest articles are then said to have moved."""
    tails: list[int] = []
    links: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(tails, number)
        links[number] = tails[at - 1] if at else None
        tails[at : at + 1] = [number]
    kept: set[int] = set()
    last = tails[-1] if tails else None
    while last is not None:
        kept.add(last)
        last = links[last]
    return kept


def _pieces(text: str) -> list[_Piece]:
    """Cut `text` into words with the space behind them; a leading space hangs on an empty word."""
    pieces: list[_Piece] = []
    for token in _TOKEN.findall(text):
        if not token.isspace():
            pieces.append(_Piece(token, ""))
        elif pieces:
            pieces[-1] = _Piece(pieces[-1].word, token)
        else:
            pieces.append(_Piece("", token))
    return pieces


def _compare(old: list[_Piece], new: list[_Piece]) -> list[_Chunk] | None:
    """Compare two runs of words, or return None when that would cost too much."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    chunks: list[_Chunk] = [(True, old[:head], new[:head])]
    if a and b:
        opcodes = _opcodes([piece.word for piece in a], [piece.word for piece in b])
        if opcodes is None:
            return None
        chunks += [(tag == "equal", a[i:j], b[k:m]) for tag, i, j, k, m in opcodes]
    else:
        chunks.append((False, a, b))
    chunks.append((True, old[len(old) - tail :], new[len(new) - tail :]))
    return [chunk for chunk in chunks if chunk[1] or chunk[2]]


def _compare_paragraphs(old: str, new: str) -> Iterator[_Chunk]:
    """Compare whole paragraphs, then words where paragraphs differ; what is still too long is replaced in one go."""
    a, b = _PARAGRAPH.findall(old), _PARAGRAPH.findall(new)
    for tag, i, j, k, m in _opcodes(a, b) or [("replace", 0, len(a), 0, len(b))]:
        was, now = _pieces("".join(a[i:j])), _pieces("".join(b[k:m]))
        if tag == "equal":
            yield True, was, now
        else:
            yield from _compare(was, now) or [(False, was, now)]


def _opcodes(a: list[str], b: list[str]) -> Sequence[tuple[str, int, int, int, int]] | None:
    """Return difflib's opcodes, or None when the two lists are too long or too repetitive to be compared in time."""
    in_b = Counter(b)
    if sum(in_b[item] for item in a) + len(a) + len(b) > _AFFORDABLE:
        return None
    return SequenceMatcher(None, a, b, autojunk=False).get_opcodes()


def _common(a: Sequence[_Piece], b: Sequence[_Piece]) -> int:
    """Return how many pieces `a` and `b` share from the start."""
    number = 0
    for one, other in zip(a, b, strict=False):
        if one.word != other.word:
            break
        number += 1
    return number


def _at_line_starts(chunks: list[_Chunk]) -> list[_Chunk]:
    """Slide what was only added or removed back to the start of a line: a new list item is marked from its own dash."""
    slid = list(chunks)
    for position in range(1, len(slid)):
        is_equal, old, new = slid[position]
        pieces = list(old or new)
        if is_equal or (old and new) or not any("\n" in piece.space for piece in pieces):
            continue
        _, was, now = slid[position - 1]
        steps = _steps_back(list(now if new else was), pieces)
        if steps:
            rest = slid[position + 1] if position + 1 < len(slid) else (True, [], [])
            moved = [*pieces[-steps:], *pieces[:-steps]]
            slid[position - 1] = (True, was[:-steps], now[:-steps])
            slid[position] = (False, moved if old else [], moved if new else [])
            follow = (True, [*was[-steps:], *rest[1]], [*now[-steps:], *rest[2]])
            slid[position + 1 : position + 2] = [follow]
    return [chunk for chunk in slid if chunk[1] or chunk[2]]


def _steps_back(before: list[_Piece], pieces: list[_Piece]) -> int:
    """Return how many equal pieces to slide over to start after a line break; 0 when already there or out of reach."""
    for steps in range(min(len(before), len(pieces))):
        if "\n" in before[-1 - steps].space:
            return steps
        if before[-1 - steps] != pieces[-1 - steps]:
            break
    return 0


def _without_islands(chunks: list[_Chunk]) -> list[_Chunk]:
    """Drown the few unchanged words left between two changes: a reader compares phrases, not confetti."""
    kept: list[_Chunk] = []
    for position, (is_equal, old, new) in enumerate(chunks):
        between = 0 < position < len(chunks) - 1
        if is_equal and between and kept and not kept[-1][0] and _is_island(old, new, kept[-1], chunks[position + 1]):
            is_equal = False
        if kept and not is_equal and not kept[-1][0]:
            kept[-1] = (False, [*kept[-1][1], *old], [*kept[-1][2], *new])
        else:
            kept.append((is_equal, old, new))
    return kept


def _is_island(old: Sequence[_Piece], new: Sequence[_Piece], before: _Chunk, after: _Chunk) -> bool:
    if any("\n" in piece.space for piece in (*old, *new)):
        return False  # Paragraphs are never sewn together.
    words = [piece.word for piece in old if piece.word[:1].isalnum()]
    if len(words) <= 2 and all(len(word) <= 3 for word in words):
        return True
    # Up to three longer words drown only between two changes that are each at least as long.
    return len(words) <= 3 and all(len("".join(words)) <= _weight(change) for change in (before, after))


def _weight(chunk: _Chunk) -> int:
    """Return the letters of the longer side of a change."""
    return max(sum(len(piece.word) for piece in side) for side in (chunk[1], chunk[2]))


def _spans(chunks: list[_Chunk]) -> list[Span]:
    spans: list[Span] = []
    for is_equal, old, new in chunks:
        if is_equal:
            for was, now in zip(old, new, strict=True):
                _add(spans, "same", was.word)
                _add_change(spans, was.space, now.space)
        else:
            _add_change(spans, _join(old), _join(new))
    return spans


def _join(pieces: Sequence[_Piece]) -> str:
    return "".join(piece.word + piece.space for piece in pieces)


def _add_change(spans: list[Span], old: str, new: str) -> None:
    """Add `old` as deleted and `new` as inserted, leaving out of both the white space they end with alike."""
    tail = ""
    if old.strip() and new.strip():
        space = old[len(old.rstrip()) :]
        tail = space if space == new[len(new.rstrip()) :] else ""
    elif old == new:
        old, new, tail = "", "", old
    _add(spans, "del", old.removesuffix(tail) if tail else old)
    _add(spans, "ins", new.removesuffix(tail) if tail else new)
    _add(spans, "same", tail)


def _add(spans: list[Span], kind: Kind, text: str) -> None:
    if not text:
        return
    if spans and spans[-1].kind == kind:
        spans[-1] = Span(kind, spans[-1].text + text)
    else:
        spans.append(Span(kind, text))
