"""The four French texts an association may start from, written for this product.

Each text is a TOML file beside this module: a title, an introduction, and its articles in order. What the association
must decide for itself stands inside the text between square brackets, so that an editor meets it while reading and a
draft can count what is left to adapt.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

#: In the order in which an association usually writes them.
KINDS = ("usage", "moderation", "editorial", "crisis")

# The space before the colon is a no-break space in our texts and an ordinary one when a person types the marker.
TO_ADAPT = re.compile(r"\[à adapter[\s\u00a0\u202f]*:[\s\u00a0\u202f]*([^\[\]]+?)[\s\u00a0\u202f]*\]", re.IGNORECASE)

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class TemplateClause:
    """One article. `body` is plain text: paragraphs apart by a blank line, list items on lines that begin with "- ".

    `note` tells the board why the article is there ("" when it speaks for itself); it is not part of what is voted.
    `to_adapt` holds what each marker of the body asks for, in order.
    """

    key: str
    title: str
    body: str
    note: str
    to_adapt: list[str]


@dataclass(frozen=True, slots=True)
class Template:
    """A whole text. `intro` speaks to the people who adapt it and is not an article."""

    kind: str
    title: str
    intro: str
    clauses: list[TemplateClause]


def to_adapt(text: str) -> list[str]:
    """Return what each "[à adapter : …]" marker of `text` asks for, in order; an empty list once all are answered."""
    return TO_ADAPT.findall(text)


def template(kind: str) -> Template:
    """Return the template of `kind`, one of KINDS; raise KeyError for anything else."""
    if kind not in KINDS:
        raise KeyError(kind)
    return _load(kind)


def templates() -> list[Template]:
    """Return the four templates, in the order of KINDS."""
    return [_load(kind) for kind in KINDS]


@cache
def _load(kind: str) -> Template:
    data = tomllib.loads((_FOLDER / f"{kind}.toml").read_text(encoding="utf-8"))
    return Template(
        kind=data["kind"],
        title=data["title"],
        intro=data["intro"].strip(),
        clauses=[_clause(row) for row in data["clauses"]],
    )


def _clause(row: dict[str, str]) -> TemplateClause:
    body = row["body"].strip()
    return TemplateClause(row["key"], row["title"], body, row.get("note", "").strip(), to_adapt(body))
