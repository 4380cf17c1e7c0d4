"""The dated facts of `data/networks.toml`, as frozen dataclasses."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.utils.translation import get_language, gettext

DATA = Path(__file__).resolve().parent.parent / "data"

# The rules that bound the text of a post, in the order they are shown.
_TEXT_LIMITS = ("text.max", "text.bytes_max")


class UnknownNetwork(KeyError):
    """There is no such network in the data file; the message is the id asked for."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read. `page` is its address, or "" when it has none."""

    id: str
    title: str
    page: str
    kind: str
    year: int

    @property
    def verified(self) -> bool:
        return self.kind != "unverified"

    def __str__(self) -> str:
        return self.title


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the file: what `key` is worth for this format, who says so, and when it was read."""

    format: str
    key: str
    value: Any
    unit: str
    level: str
    source: Source
    year: int
    note: str = ""
    # The published fact, where an association wrote another value of its own over it.
    published: "Rule | None" = None

    @property
    def is_ours(self) -> bool:
        """Whether the association changed this fact."""
        return self.published is not None

    @property
    def verified(self) -> bool:
        """False when nobody checked it: the pages then say so (see `mark`). An association vouches for its own."""
        return self.is_ours or self.source.verified

    @property
    def refuses(self) -> bool:
        """Whether the network takes no more: what nobody checked never blocks a post."""
        return self.level == "error" and self.verified

    @property
    def mark(self) -> str:
        """« à vérifier » for a fact nobody checked, else nothing."""
        return "" if self.verified else gettext("à vérifier")


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a text may be. `unit` is a method of `counting.COUNTERS`; `value` is at least 1.

    `level` is "error" when the network refuses or cuts beyond the value, and
    "warning" when it is only likely to: a warning never blocks a post, nor does a fact nobody checked (`refuses`).
    """

    value: int
    unit: str
    source: Source
    year: int
    verified: bool
    level: str = "error"

    @property
    def mark(self) -> str:
        """« à vérifier » for a limit nobody checked, else nothing."""
        return "" if self.verified else gettext("à vérifier")

    @property
    def refuses(self) -> bool:
        return self.level == "error" and self.verified

    @property
    def unit_name(self) -> str:
        """The word to show after the value."""
        return gettext("octets") if self.unit == "utf8_bytes" else gettext("caractères")


@dataclass(frozen=True, slots=True)
class Network:
    """A network, or another place where an association publishes (blog, newsletter)."""

    id: str
    label_fr: str
    label_en: str
    count: str
    formats: tuple[str, ...]
    rules: tuple[Rule, ...]

    @property
    def label(self) -> str:
        """The name to show, in the language of the page."""
        return self.label_en if (get_language() or "fr").startswith("en") else self.label_fr

    def rule(self, key: str, format: str | None = None) -> Rule | None:
        """The rule `key` of this format; of the first format that has one when none is named."""
        for name in (format,) if format else self.formats:
            for rule in self.rules:
                if rule.key == key and rule.format == name:
                    return rule
        return None

    def amended(self, values: Mapping[tuple[str, str], Any]) -> "Network":
        """This network with the values an association wrote itself, by (format, key); unknown ones are left."""
        return replace(
            self,
            rules=tuple(
                replace(rule, value=values[rule.format, rule.key], published=rule)
                if (rule.format, rule.key) in values
                else rule
                for rule in self.rules
            ),
        )

    def __str__(self) -> str:
        return self.label


# Networks by their id: as published, or as an association amended them (`amended.book`).
Book = Mapping[str, Network]


@cache
def networks() -> MappingProxyType[str, Network]:
    """Every network by its id, in the order of the file. Read once, cannot be written to."""
    with (DATA / "networks.toml").open("rb") as file:
        facts = tomllib.load(file)
    sources = {key: Source(id=key, **source) for key, source in facts["sources"].items()}
    return MappingProxyType({key: _network(key, entry, sources) for key, entry in facts["networks"].items()})


def network(network_id: str, book: Book | None = None) -> Network:
    """The network of this id, in `book` or as published; UnknownNetwork when there is none."""
    try:
        return (book or networks())[network_id]
    except KeyError:
        raise UnknownNetwork(network_id) from None


def limit(network_id: str, format: str | None = None, book: Book | None = None) -> Limit | None:
    """The bound of a text on this network, or None when it sets none (blog, newsletter, image-only formats)."""
    return next(iter(limits(network_id, format, book)), None)


def limits(network_id: str, format: str | None = None, book: Book | None = None) -> tuple[Limit, ...]:
    """Every bound of a text: Bluesky has two, graphemes and bytes. `format` is one of the network's formats."""
    asked = network(network_id, book)
    rules = (asked.rule(key, format) for key in _TEXT_LIMITS)
    return tuple(
        Limit(
            value=rule.value,
            # "chars" means "counted the way this network counts" (see [count_methods] in the file).
            unit=asked.count if rule.unit in ("", "chars") else rule.unit,
            source=rule.source,
            year=rule.year,
            verified=rule.verified,
            level=rule.level,
        )
        for rule in rules
        if rule and rule.value  # 0 means "no limit" in the file
    )


def _network(key: str, entry: dict[str, Any], sources: dict[str, Source]) -> Network:
    return Network(
        id=key,
        label_fr=entry["label"],
        label_en=entry["label_en"],
        count=entry["count"],
        formats=tuple(entry["formats"]),
        rules=tuple(_rule(rule, sources) for rule in entry["rules"]),
    )


def _rule(entry: dict[str, Any], sources: dict[str, Source]) -> Rule:
    value = entry["value"]
    return Rule(
        format=entry["format"],
        key=entry["key"],
        value=tuple(value) if isinstance(value, list) else value,
        unit=entry["unit"],
        level=entry["level"],
        source=sources[entry["src"]],
        year=entry["year"],
        note=entry["note"],
    )
