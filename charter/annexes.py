"""What is voted with the articles of a version without being one: the rules of the calendar, kept by a room above.

The rooms are named in settings.CHARTER_ANNEXES, read like RIGHT_TO_ACT: each name is a Source. This room knows of an
annex its lines, to show and to compare them, and its rows, which go into the hash of the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from charter import reading
from charter.canonical import content_hash
from charter.diff import ClauseText, Span, word_diff
from charter.models import Version


@dataclass(frozen=True)
class Line:
    """One line of an annex: `key` follows it from version to version, `clause` is the key of the article it cites.

    `words` is the sentence that is voted, `note` what is said beside it ("bloque ; sur X").
    """

    key: str
    clause: str
    words: str
    note: str = ""

    @property
    def whole(self) -> str:
        return f"{self.words} ({self.note})" if self.note else self.words


@dataclass(frozen=True)
class Annex:
    """`rows` are what is hashed: JSON values, in order. `path` is the page where a draft's annex is written."""

    key: str
    title: str
    rows: tuple[dict[str, Any], ...] = ()
    lines: tuple[Line, ...] = ()
    path: str = ""
    permission: str = ""


class Source(Protocol):
    def of(self, version: Version) -> Annex | None:
        """Return the annex of `version`; None when its text has none of this sort."""

    def take_over(self, version: Version, base: Version) -> None:
        """Begin the annex of the new draft `version` as that of `base`."""


@cache
def _sources(names: tuple[str, ...]) -> list[Source]:
    return [import_string(name) for name in names]


def sources() -> list[Source]:
    return _sources(tuple(settings.CHARTER_ANNEXES))


def of(version: Version) -> list[Annex]:
    """Return the annexes of `version`, empty ones included: a draft may still fill them."""
    return [annex for source in sources() if (annex := source.of(version))]


def digest(version: Version, texts: Iterable[ClauseText]) -> str:
    """Return the hash of `texts` as articles of `version`, with its annexes as they stand."""
    return content_hash(version.charter.kind, texts, {annex.key: annex.rows for annex in of(version)})


def take_over(version: Version, base: Version) -> None:
    """Begin every annex of `version` as that of `base`."""
    for source in sources():
        source.take_over(version, base)


def astray(version: Version, keys: Iterable[str]) -> list[str]:
    """Return the words of the lines that cite an article which is not among `keys`."""
    present = set(keys)
    return [line.words for annex in of(version) for line in annex.lines if line.clause not in present]


@dataclass(frozen=True)
class Group:
    """The lines that cite one article; `number` is None when the article is not in the text any more."""

    number: int | None
    title: str
    lines: tuple[Line, ...]


def by_article(annex: Annex, texts: Sequence[ClauseText]) -> list[Group]:
    """Group the lines by the article they cite, in the order of the text; those that lost theirs come last."""
    groups = [
        Group(number, text.title, lines)
        for number, text in enumerate(texts, 1)
        if (lines := tuple(line for line in annex.lines if line.clause == text.key))
    ]
    keys = {text.key for text in texts}
    if lost := tuple(line for line in annex.lines if line.clause not in keys):
        groups.append(Group(None, _("Article retiré"), lost))
    return groups


@dataclass(frozen=True)
class Change:
    """What became of one line: `state` is "added", "removed" or "changed"."""

    state: str
    spans: list[Span]


@dataclass(frozen=True)
class Comparison:
    """What changes in one annex. `is_reordered`: the same lines, told in another order."""

    title: str
    changes: list[Change]
    total: int
    is_reordered: bool = False


def compare(old: Version | None, new: Version) -> list[Comparison]:
    """Compare the annexes of two versions of one text, in words; an annex that does not change is left out."""
    before = {annex.key: annex for annex in of(old)} if old else {}
    found = []
    for annex in of(new):
        was = before.get(annex.key) or Annex(annex.key, annex.title)
        changes = _changes(was, annex)
        is_reordered = not changes and was.rows != annex.rows
        if changes or is_reordered:
            found.append(Comparison(annex.title, changes, len(annex.lines), is_reordered))
    return found


def _changes(old: Annex, new: Annex) -> list[Change]:
    before, after = {line.key: line for line in old.lines}, {line.key: line for line in new.lines}
    # A row may change where its words do not (a number kept under the same sentence): it is said all the same.
    rows_before, rows_after = _rows(old), _rows(new)
    changes = []
    for key, line in after.items():
        if key not in before:
            changes.append(Change("added", [Span("ins", line.whole)]))
        elif before[key] != line or rows_before.get(key) != rows_after.get(key):
            changes.append(Change("changed", word_diff(before[key].whole, line.whole)))
    gone = [line for key, line in before.items() if key not in after]
    return [*changes, *(Change("removed", [Span("del", line.whole)]) for line in gone)]


def _rows(annex: Annex) -> dict[str, dict[str, Any]]:
    return {str(row.get("key")): row for row in annex.rows}


def said(version: Version) -> list[tuple[Annex, list[Group]]]:
    """Return the annexes of `version` that say something, grouped by article: what pages and papers show."""
    told = [annex for annex in of(version) if annex.lines]
    texts = reading.texts(version) if told else []
    return [(annex, by_article(annex, texts)) for annex in told]
