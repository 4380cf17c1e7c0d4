"""From what a person typed to a formula on ids, and back. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kpis import formulas
from kpis.catalogue import Indicator

_NAME = re.compile(r"\[([^\[\]]+)\]")
_SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-", "–": "-", "\u00a0": " ", "\u202f": " "})
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
# What a person chooses instead of writing a formula; {a} and {b} are ids.
SHAPES: Mapping[str, str] = {
    "share": "100 * {a} / {b}",
    "per": "{a} / {b}",
    "sum": "{a} + {b}",
    "difference": "{a} - {b}",
}


class UnknownName(ValueError):
    """A name between brackets that no indicator has; the argument is the name."""


class NotAFormula(ValueError):
    """What is left once the names are known is no arithmetic."""


def read(typed: str, entries: Iterable[Indicator]) -> str:
    """« 100 × [Dons reçus] / [Visites] » → "100 * donations / visits". Raises UnknownName, NotAFormula."""
    ids = {_folded(name): entry.id for entry in entries for name in (entry.fr, entry.en, entry.id)}

    def known(found: re.Match[str]) -> str:
        try:
            return ids[_folded(found[1])]
        except KeyError:
            raise UnknownName(found[1].strip()) from None

    outside = _NAME.sub(" ", typed)
    if re.search(r"[^\W\d_]", outside):
        raise NotAFormula(typed)
    text = _DECIMAL_COMMA.sub(".", _NAME.sub(known, typed).translate(_SIGNS)).strip()
    try:
        formulas.parse(text)
    except (formulas.NoSuchFormula, RecursionError, MemoryError) as problem:
        raise NotAFormula(typed) from problem
    if not formulas.terms(text):
        raise NotAFormula(typed)
    return text


def written(formula: str, names: Mapping[str, str]) -> str:
    """The formula as a person types it: ids become names between brackets."""
    return formulas.in_words(formula, {term: f"[{name}]" for term, name in names.items()})


def depends_on(indicator: str, formula: str, terms_of: Mapping[str, Iterable[str]]) -> list[str]:
    """The way from `formula` back to `indicator`, as ids; empty when it does not come back.

    `terms_of` gives the terms of the other indicators; a loop that leaves `indicator` out ends too.
    """

    def walk(names: Iterable[str], path: tuple[str, ...]) -> list[str]:
        for name in names:
            if name == indicator:
                return [*path, name]
            if name not in path and (found := walk(terms_of.get(name, ()), (*path, name))):
                return found
        return []

    return walk(formulas.terms(formula), ())


def _folded(name: str) -> str:
    return " ".join(name.replace("\u00a0", " ").replace("\u202f", " ").casefold().split())
