"""A version as it is read: its articles in paragraphs and lists, and what changed from another version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from charter.diff import ClauseChange, ClauseText, Span, by_paragraph, version_diff
from charter.models import Version


@dataclass(frozen=True)
class Change:
    """An article that changed, as the page of a vote shows it."""

    key: str
    state: str
    number: int
    number_old: int | None
    title: list[Span]
    paragraphs: list[list[Span]]


@dataclass(frozen=True)
class Comparison:
    """What leads from one version to another: the articles that changed, the numbers of those that did not."""

    changes: list[Change]
    same: list[ClauseChange]
    total: int

    @property
    def same_numbers(self) -> str:
        """Numbers of the unchanged articles, runs written together: "1 à 6, 8 à 10, 12"."""
        return runs(change.number_new for change in self.same if change.number_new)


def texts(version: Version) -> list[ClauseText]:
    return [clause.as_text() for clause in version.clauses.order_by("position", "pk")]


def compare(old: Iterable[ClauseText], new: Iterable[ClauseText]) -> Comparison:
    """Compare two ordered lists of articles."""
    old, new = list(old), list(new)
    found = version_diff(old, new)
    changes = [
        Change(
            c.key, c.state, c.number_new or c.number_old or 0, c.number_old, c.title_spans, by_paragraph(c.body_spans)
        )
        for c in found
        if c.state != "same"
    ]
    return Comparison(changes, [c for c in found if c.state == "same"], len(new))


def runs(numbers: Iterable[int]) -> str:
    """Write ordered numbers shortly: 1, 2, 3, 7 → "1 à 3, 7"."""
    groups: list[list[int]] = []
    for number in numbers:
        if groups and number == groups[-1][-1] + 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    return ", ".join(_run(group) for group in groups)


def _run(group: list[int]) -> str:
    if len(group) < 3:
        return ", ".join(str(number) for number in group)
    return f"{group[0]} à {group[-1]}"


@dataclass(frozen=True)
class Block:
    """A paragraph (`items` empty) or a list of an article's plain text."""

    text: str
    items: tuple[str, ...] = ()


def blocks(body: str) -> list[Block]:
    """Read plain text into paragraphs and lists.

    A blank line parts paragraphs, lines that begin with "- " make a list.
    """
    found: list[Block] = []
    for part in body.replace("\r\n", "\n").split("\n\n"):
        lines = [line for line in part.split("\n") if line.strip()]
        while lines:
            is_item = lines[0].lstrip().startswith("- ")
            run = []
            while lines and lines[0].lstrip().startswith("- ") == is_item:
                run.append(lines.pop(0).strip())
            found.append(Block("", tuple(line[2:].strip() for line in run)) if is_item else Block("\n".join(run)))
    return found
