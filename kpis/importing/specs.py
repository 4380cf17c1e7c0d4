"""The families as data: `families.toml`, read once into frozen dataclasses."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

FILE = Path(__file__).with_name("families.toml")
_BLANKS = re.compile(r"[\s_\u00a0\u202f]+")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its headings in each language, and the indicator it is ("" when it only helps).

    `of_post` is what it is of one post, which may be more: the views of a post's life are not the views of a day.
    """

    field: str
    indicator: str
    of_post: str
    headings: MappingProxyType[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of export file. See the head of families.toml for the words."""

    id: str
    label: str
    shape: str
    network: str
    columns: tuple[Column, ...]
    needs: frozenset[str]
    forbids: frozenset[str]
    date: str
    titles: tuple[str, ...]
    comment: str
    seen: bool


@dataclass(frozen=True, slots=True)
class MetaTitle:
    """What a Meta curve counts, by the title above it."""

    indicator: str
    network: str
    language: str


def plain(text: Any) -> str:
    """A heading as it is compared: no case, one kind of apostrophe, one space, no underscore, no quotes around."""
    return (
        _BLANKS.sub(" ", str(text).replace("’", "'").replace("ʼ", "'").replace("\ufeff", "").strip().strip('"'))
        .strip()
        .casefold()
    )


@cache
def families() -> MappingProxyType[str, Family]:
    """Every family by its id, in the order of the file: the first that fits a file has it."""
    return MappingProxyType({key: _family(key, entry) for key, entry in _facts()["family"].items()})


@cache
def meta_titles() -> MappingProxyType[str, MetaTitle]:
    """What each title of a Meta curve counts, by the plain title."""
    return MappingProxyType(
        {
            plain(title): MetaTitle(entry["indicator"], entry.get("network", ""), language)
            for entry in _facts()["meta_titles"]
            # French first, so that a title alike in both languages reads as English, the most common.
            for language in ("fr", "en")
            for title in entry[language]
        }
    )


@cache
def meta_totals() -> MappingProxyType[str, str]:
    """The network whose followers a title of the audience file counts, by the plain title."""
    return MappingProxyType(
        {plain(title): entry["network"] for entry in _facts()["meta_totals"] for title in (*entry["en"], *entry["fr"])}
    )


@cache
def youtube_dimensions() -> MappingProxyType[str, tuple[frozenset[str], ...]]:
    """For each plain dimension heading, the parts that make up the whole; empty when the lines may not be all there."""
    return MappingProxyType(
        {
            plain(heading): tuple(frozenset(map(plain, part)) for part in entry["parts"])
            for entry in _facts()["youtube_dimensions"]
            for heading in (*entry["en"], *entry["fr"])
        }
    )


@cache
def unit_of(indicator: str) -> str:
    """The catalogue's unit of an indicator that files give: "count" unless the data says otherwise."""
    return _facts()["units"].get(indicator, "%" if indicator.endswith("_rate") else "count")


def is_whole(indicator: str) -> bool:
    """Whether the indicator counts things, and so has no decimals."""
    return unit_of(indicator) in {"count", "accounts"}


@cache
def _facts() -> dict[str, Any]:
    with FILE.open("rb") as file:
        return tomllib.load(file)


def _family(key: str, entry: dict[str, Any]) -> Family:
    columns = tuple(
        Column(
            field,
            column.get("indicator", ""),
            column.get("post", column.get("indicator", "")),
            MappingProxyType({language: tuple(map(plain, column[language])) for language in ("en", "fr")}),
        )
        for field, column in entry.get("columns", {}).items()
    )
    return Family(
        id=key,
        label=entry["label"],
        shape=entry["shape"],
        network=entry.get("network", ""),
        columns=columns,
        needs=frozenset(entry["needs"]),
        forbids=frozenset(entry.get("forbids", ())),
        date=entry.get("date", "date"),
        titles=tuple(map(plain, entry.get("titles", ()))),
        comment=entry.get("comment", ""),
        seen=entry["seen"],
    )
