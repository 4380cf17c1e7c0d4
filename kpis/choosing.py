"""The catalogue laid out for choosing: what is followed first, the rest by what it is for. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kpis import catalogue
from kpis.catalogue import Indicator
from kpis.tables import definitions


@dataclass(frozen=True, slots=True)
class Choice:
    """One indicator with its definition: (heading, words) pairs."""

    id: str
    name: str
    definition: Sequence[tuple[str, str]]
    followed: bool
    ticked: bool
    headline: bool

    @property
    def own_pk(self) -> str:
        """The number of an indicator that the association wrote; "" for one of the catalogue."""
        return self.id.removeprefix(catalogue.OWN) if self.id.startswith(catalogue.OWN) else ""


@dataclass(frozen=True, slots=True)
class Section:
    """Choices under one heading; `is_open`: shown at once."""

    id: str
    name: str
    choices: Sequence[Choice]
    is_open: bool


def sections(
    followed: Sequence[str],
    ticked: Collection[str],
    headlines: Collection[str],
    language: str,
    offered: Sequence[str] = (),
) -> list[Section]:
    """What is followed or ticked in its order, then the other groups, closed. No indicator is there twice.

    `offered` are the indicators that the association wrote for itself.
    """
    first = list(dict.fromkeys([*followed, *(each for each in ticked if catalogue.exists(each))]))

    def choices(ids: Iterable[str]) -> list[Choice]:
        entries = [catalogue.get(each) for each in ids if catalogue.exists(each)]
        return [_choice(entry, followed, ticked, headlines, language) for entry in entries]

    found = [Section("chosen", _("Ce que l’association suit"), choices(first), is_open=True)] if first else []
    if ours := [each for each in offered if each not in first]:
        found.append(Section("own", _("Écrits par l’association"), choices(ours), is_open=False))
    for group in catalogue.groups():
        rest = [each for each in group.indicators if each not in first]
        if rest:
            found.append(Section(group.id, group.name(language), choices(rest), is_open=False))
    return found


def _choice(
    entry: Indicator, followed: Collection[str], ticked: Collection[str], headlines: Collection[str], language: str
) -> Choice:
    table = definitions.table([entry], language)
    row = next(iter(table.rows))
    pairs = [(head.text, cell.text) for head, cell in zip(table.headings[1:], row.cells, strict=True) if cell.text]
    return Choice(
        entry.id, entry.name(language), pairs, entry.id in followed, entry.id in ticked, entry.id in headlines
    )
