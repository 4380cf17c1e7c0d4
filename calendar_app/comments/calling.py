"""Who a comment calls by name: « @Chloé » or « @Chloé Dubreuil ». Plain data, no database."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

# Names have no more words than this.
MOST_WORDS = 5


@dataclass(frozen=True)
class Called:
    """`people` are the ids called, in order; `unclear` maps a name that fits several people to their full names."""

    people: tuple[int, ...] = ()
    unclear: dict[str, list[str]] = field(default_factory=dict)


def fold(text: str) -> str:
    """Lower case, without accents or double spaces: people type « @chloe »."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(bare.replace("’", "'").split())


def called(body: str, people: Iterable[tuple[int, str]]) -> Called:
    """Return whom `body` calls among `people` (id, full name). The longest name that fits wins.

    A first name that one person bears is enough. What fits nobody is left alone: it may be the name of an account.
    """
    full: dict[str, list[tuple[int, str]]] = {}
    first: dict[str, list[tuple[int, str]]] = {}
    for pk, name in people:
        full.setdefault(fold(name), []).append((pk, name))
        first.setdefault(fold(name).split(" ", 1)[0], []).append((pk, name))
    found: list[int] = []
    unclear: dict[str, list[str]] = {}
    for piece in body.split("@")[1:]:
        words = [fold(word.strip('.,;:!?()«»"…')) for word in piece.split()[:MOST_WORDS]]
        names = [" ".join(words[:size]) for size in range(len(words), 0, -1)]
        fits = next((full[name] for name in names if name in full), None) or (first.get(words[0], []) if words else [])
        if len(fits) == 1:
            found.append(fits[0][0])
        elif fits:
            unclear[words[0]] = sorted(name for _pk, name in fits)
    return Called(tuple(dict.fromkeys(found)), unclear)
