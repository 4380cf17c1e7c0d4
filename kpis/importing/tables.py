"""The table inside a sheet: where its headings are, what each column is, which lines follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kpis.importing.grids import Sheet
from kpis.importing.shapes import Sentence, say
from kpis.importing.shapes import gettext_noop as _
from kpis.importing.specs import Column, Family, plain

# Headings are looked for under at most this many lines of titles and comments.
TITLE_LINES = 20


@dataclass(frozen=True)
class Table:
    """A family's table in a sheet. `places` gives the column of each field; `top` is the place of the headings."""

    sheet: Sheet
    family: Family
    top: int
    places: dict[str, int]
    doubled: tuple[str, ...]
    language: str

    @property
    def headings(self) -> list[str]:
        return [str(cell).strip() for cell in self.sheet.lines[self.top][1]]

    def heading(self, field: str) -> str:
        """The heading of a field as the file writes it."""
        return self.headings[self.places[field]]

    def lines(self) -> Iterator[tuple[int, list[Any]]]:
        """Line number and cells of each line under the headings that holds something."""
        for number, cells in self.sheet.lines[self.top + 1 :]:
            if any(str(cell).strip() for cell in cells):
                yield number, cells

    def column(self, field: str) -> Iterator[Any]:
        """The cells of one field, absent ones left out."""
        place = self.places[field]
        return (cells[place] for _number, cells in self.lines() if place < len(cells))

    def figures(self) -> list[tuple[Column, int]]:
        """The columns that are indicators, with their place."""
        return [
            (column, self.places[column.field])
            for column in self.family.columns
            if column.indicator and column.field in self.places
        ]

    def notes(self) -> list[Sentence]:
        """What a person should know of the columns."""
        return [
            say(
                _(
                    "La colonne « %(column)s » figure plusieurs fois : elle n’est pas lue, "
                    "car on ne sait laquelle croire."
                ),
                column=heading,
            )
            for heading in self.doubled
        ]


def find_table(sheet: Sheet, family: Family) -> Table | None:
    """The table of `family` in `sheet`, or None when its needed headings are not on one line."""
    for top, (_number, cells) in enumerate(sheet.lines[:TITLE_LINES]):
        if family.comment and str(cells[0] if cells else "").startswith(family.comment):
            continue
        if top + 1 > TITLE_LINES:
            break
        places, doubled, languages = _places(cells, family)
        if family.needs <= places.keys() and not family.forbids & places.keys():
            language = "fr" if languages.get("fr", 0) > languages.get("en", 0) else "en"
            return Table(sheet, family, top, places, tuple(doubled), language)
    return None


def _places(cells: list[Any], family: Family) -> tuple[dict[str, int], list[str], dict[str, int]]:
    """Where each field is, the headings that come twice, and how many headings each language explains."""
    headings = [plain(cell) for cell in cells]
    places: dict[str, int] = {}
    doubled: list[str] = []
    languages: dict[str, int] = {}
    for column in family.columns:
        for language, names in column.headings.items():
            found = [place for place, heading in enumerate(headings) if heading in names]
            if not found:
                continue
            languages[language] = languages.get(language, 0) + 1
            if len(found) > 1:
                doubled.append(str(cells[found[0]]).strip())
            elif column.field not in places:
                places[column.field] = found[0]
    return places, sorted(set(doubled)), languages
