"""The catalogue of indicators: what each figure is, and how it may be added up.

Facts live in kpis.toml beside this file. Nothing here knows the database: an
association's own indicators (ids that begin with OWN) come from whoever `provide_own` named.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from kpis import formulas

FILE = Path(__file__).with_name("kpis.toml")

# Decimals a person reads, by unit; the database keeps four.
DECIMALS = {"%": 1, "points": 1, "hours": 1, "h": 1, "EUR": 2}
# Ids of indicators that an association wrote for itself.
OWN = "own_"
_STOCK_TERM = re.compile(r"(\w+)_(start|end)")


class UnknownIndicator(KeyError):
    """No indicator of the catalogue has this id."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a definition or a benchmark comes from."""

    id: str
    title: str
    fr: str
    url: str
    kind: str
    year: int

    def in_words(self, language: str) -> str:
        """The title with its year, in the language when we have it; what nobody checked has no year to show."""
        if self.kind == "unverified":
            words = self.title if language == "en" else self.fr
            return words[:1].upper() + words[1:]
        return f"{self.title if language == 'en' else self.fr or self.title} ({self.year})"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One entry of the catalogue. See the head of kpis.toml for each field."""

    id: str
    fr: str
    en: str
    formula: str
    unit: str
    direction: str
    aggregation: str
    across: str
    scope: str
    src: str
    pitfall_fr: str = ""
    pitfall_en: str = ""
    rises_fr: str = ""
    falls_fr: str = ""
    rises_en: str = ""
    falls_en: str = ""
    # Where an own indicator is defined, in the words of who wrote it; the others name a source of the file.
    source_words: str = ""
    terms: tuple[str, ...] = field(default=(), compare=False)

    @property
    def is_raw(self) -> bool:
        """Whether it is read somewhere, not worked out."""
        return self.formula == "raw"

    @property
    def is_computed(self) -> bool:
        """Whether its value for a month can be worked out from other readings of the month."""
        return bool(self.terms) and self.aggregation in ("sum", "ratio_of_sums", "recompute")

    @property
    def is_plain_sum(self) -> bool:
        """Whether it only adds its terms: networks give such a figure ready made as often as not."""
        return self.is_computed and not self.id.startswith(OWN) and not set(self.formula) & set("-*/()")

    @property
    def weight(self) -> str:
        """The id of the indicator that weighs its days, or ""."""
        return self.aggregation.removeprefix("weighted_by_") if "weighted_by_" in self.aggregation else ""

    @property
    def decimals(self) -> int:
        """Decimals shown and accepted."""
        return DECIMALS.get(self.unit, 0)

    def name(self, language: str | None = None) -> str:
        """Its name in `language`, or in that of the page."""
        return self.en if (language or get_language() or "fr").startswith("en") else self.fr

    def pitfall(self, language: str | None = None) -> str:
        """What to beware of when reading it."""
        english = (language or get_language() or "fr").startswith("en")
        return self.pitfall_en if english else self.pitfall_fr

    def finding(self, rises: bool, language: str | None = None) -> str:
        """What a rise (or a fall) means, as a title says it; "" when nobody wrote it."""
        english = (language or get_language() or "fr").startswith("en")
        return getattr(self, f"{'rises' if rises else 'falls'}_{'en' if english else 'fr'}")

    def __str__(self) -> str:
        return self.name()


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A published figure of others, by network: never shown without its source and year."""

    id: str
    title: str
    unit: str
    src: str
    year: int
    values: dict[str, float]


@dataclass(frozen=True, slots=True)
class NetworkBreak:
    """A day from which networks count a figure otherwise."""

    indicators: tuple[str, ...]
    networks: tuple[str, ...]
    on: date
    fr: str
    en: str
    src: str

    def words(self, language: str) -> str:
        """What changed, in `language`."""
        return self.en if language == "en" else self.fr


@dataclass(frozen=True, slots=True)
class Group:
    """Indicators that serve one purpose, those a small association needs first."""

    id: str
    fr: str
    en: str
    indicators: tuple[str, ...]

    def name(self, language: str | None = None) -> str:
        """Its name in `language`, or in that of the page."""
        return self.en if (language or get_language() or "fr").startswith("en") else self.fr


@dataclass(frozen=True, slots=True)
class Beginning:
    """What to follow first; `headline` are those at the head of the month."""

    follow: tuple[str, ...]
    headline: tuple[str, ...]


@cache
def _data() -> dict:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def indicators() -> dict[str, Indicator]:
    """The whole catalogue by id, raw indicators first."""
    return {
        row["id"]: Indicator(**row, terms=() if row["formula"] == "raw" else formulas.terms(row["formula"]))
        for row in _data()["kpi"]
    }


@cache
def sources() -> dict[str, Source]:
    """Sources by id."""
    return {
        key: Source(id=key, fr=row.get("fr", ""), **{k: v for k, v in row.items() if k != "fr"})
        for key, row in _data()["sources"].items()
    }


@cache
def groups() -> tuple[Group, ...]:
    """The indicators by what they are for, in the order a page shows them."""
    return tuple(Group(row["id"], row["fr"], row["en"], tuple(row["indicators"])) for row in _data()["group"])


@cache
def beginning() -> Beginning:
    """The eight figures to begin with."""
    row = _data()["beginning"]
    return Beginning(tuple(row["follow"]), tuple(row["headline"]))


@cache
def benchmarks() -> tuple[Benchmark, ...]:
    """Published figures."""
    return tuple(Benchmark(**row) for row in _data()["benchmark"])


@cache
def network_breaks() -> tuple[NetworkBreak, ...]:
    """The breaks that networks made, as published."""
    return tuple(
        NetworkBreak(tuple(row.pop("indicators")), tuple(row.pop("networks")), **row)
        for row in map(dict, _data()["break"])
    )


_own: list[Callable[[], Mapping[str, Indicator]]] = []


def provide_own(reader: Callable[[], Mapping[str, Indicator]]) -> None:
    """Name who knows the indicators of the association at hand, by id (kpis.own.registry, when the room opens)."""
    _own[:] = [reader]


def own() -> Mapping[str, Indicator]:
    """The indicators that the association at hand wrote for itself, by id; empty outside an association."""
    return _own[0]() if _own else {}


def get(indicator_id: str) -> Indicator:
    """The indicator with this id. Raises UnknownIndicator."""
    try:
        return (own() if indicator_id.startswith(OWN) else indicators())[indicator_id]
    except KeyError:
        raise UnknownIndicator(indicator_id) from None


def exists(indicator_id: str) -> bool:
    """Whether the catalogue, or the association at hand, knows this id."""
    return indicator_id in (own() if indicator_id.startswith(OWN) else indicators())


def source_in_words(entry: Indicator, language: str) -> str:
    """Where its definition comes from; "" when the association did not say."""
    return entry.source_words if entry.id.startswith(OWN) else sources()[entry.src].in_words(language)


def is_unverified(entry: Indicator) -> bool:
    """Whether nobody checked its definition; an own one is as its association says."""
    return not entry.id.startswith(OWN) and sources()[entry.src].kind == "unverified"


def stock_term(term: str) -> tuple[str, str] | None:
    """("followers", "start") for "followers_start"; None for an ordinary term."""
    found = _STOCK_TERM.fullmatch(term)
    return (found[1], found[2]) if found and exists(found[1]) else None


def needed_for(ids: Iterable[str]) -> list[str]:
    """Ids of the readings needed to show `ids`: themselves and, all the way down, their terms."""
    needed: dict[str, None] = {}

    def add(indicator_id: str) -> None:
        if indicator_id in needed or not exists(indicator_id):
            return
        needed[indicator_id] = None
        entry = get(indicator_id)
        for term in entry.terms:
            stock = stock_term(term)
            add(stock[0] if stock else term)
        if entry.weight:
            add(entry.weight)

    for indicator_id in ids:
        add(indicator_id)
    return list(needed)


def typed_for(ids: Iterable[str], read: Iterable[str] = ()) -> list[Indicator]:
    """What a person has to type so that `ids` can be shown: readings, not results.

    A plain sum is typed as such, unless its terms are what was `read` lately.
    """
    read, typed = set(read), {}

    def add(indicator_id: str) -> None:
        if not exists(indicator_id):
            return
        entry = get(indicator_id)
        ready_made = entry.is_plain_sum and (entry.id in read or not read & set(entry.terms))
        if ready_made or not entry.is_computed:
            typed[entry.id] = entry
            return
        for term in entry.terms:
            stock = stock_term(term)
            add(stock[0] if stock else term)

    for indicator_id in ids:
        add(indicator_id)
        if exists(indicator_id) and (weight := get(indicator_id).weight):
            add(weight)
    return list(typed.values())


def formula_in_words(entry: Indicator, language: str = "fr") -> str:
    """The formula with names instead of ids; "" for what is read as it stands."""
    if entry.is_raw:
        return ""
    names = {}
    for term in entry.terms:
        stock = stock_term(term)
        if stock:
            base = get(stock[0]).name(language)
            ends = {
                "fr": {"start": "au début", "end": "à la fin"},
                "en": {"start": "at the start", "end": "at the end"},
            }
            names[term] = f"{base} {ends[language][stock[1]]}"
        elif exists(term):
            names[term] = get(term).name(language)
    return formulas.in_words(entry.formula, names)
