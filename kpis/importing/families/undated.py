"""Facebook files that count without saying when: the list of posts of 2014, and the totals of followers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from kpis.importing.cells import BadCell, read_number
from kpis.importing.daily import Figures, read_value
from kpis.importing.grids import Document
from kpis.importing.shapes import FileRefused, Parsed, Refusal, Row, say
from kpis.importing.shapes import gettext_noop as _
from kpis.importing.specs import meta_totals, plain, unit_of
from kpis.importing.tables import Table

LEGACY, AUDIENCE = "facebook_legacy", "meta_audience"
# A title, the headings of its table, then its one figure.
_BELOW = 3


def read_legacy(table: Table, *, year: int | None) -> Parsed:
    """Sums by month of the posts of a year the file does not give. Raises FileRefused."""
    if year is None:
        raise FileRefused(say(_NO_YEAR), asks=("year",))
    figures = Figures()
    sums: dict[tuple[str, dt.date], Decimal] = {}
    spoiled: set[tuple[str, dt.date]] = set()
    place, columns = table.places["month"], table.figures()
    for number, cells in table.lines():
        try:
            month = read_number(cells[place] if place < len(cells) else "", language="en", whole=True)
        except BadCell as error:
            figures.refuse(number, table.heading("month"), error)
            continue
        if month is None or not 1 <= month <= 12:
            figures.note(Refusal(number, table.heading("month"), say(_NOT_MONTH, line=number)))
            continue
        start = dt.date(year, int(month), 1)
        sums[("posts", start)] = sums.get(("posts", start), Decimal(0)) + 1
        for column, at in columns:
            key = (column.indicator, start)
            try:
                value = read_value(column.indicator, cells[at] if at < len(cells) else "", "en")
            except BadCell as error:
                # One unreadable post makes the sum of its month unknown, not smaller.
                spoiled.add(key)
                figures.refuse(number, table.headings[at], error)
                continue
            if value is not None:
                sums[key] = sums.get(key, Decimal(0)) + value
    names = {column.indicator: table.headings[at] for column, at in columns}
    for (indicator, start), value in sums.items():
        if (indicator, start) not in spoiled:
            heading = names.get(indicator, table.heading("month"))
            figures.add(Row(indicator, "month", start, value, unit_of(indicator), heading))
    return Parsed(LEGACY, "facebook", "en", figures.rows, tuple(figures.refused), (say(_SUMMED),))


def read_totals(document: Document, *, month: dt.date | None) -> Parsed | None:
    """The followers of each account, for the month the person gives; None when the file only shares them out.

    Raises FileRefused when the month is not known yet.
    """
    figures = Figures()
    lines = document.sheets[0].lines
    for top, (_number, cells) in enumerate(lines):
        filled = [str(cell).strip() for cell in cells if str(cell).strip()]
        network = meta_totals().get(plain(filled[0])) if len(filled) == 1 else None
        found = _figure_below(lines[top + 1 : top + _BELOW]) if network else None
        if network and found:
            start = month or dt.date(2000, 1, 1)
            figures.add(Row("followers", "month", start, found[1], "accounts", filled[0], found[0], network))
    if not figures.rows:
        return None
    if month is None:
        raise FileRefused(say(_NO_MONTH), asks=("month",))
    return Parsed(AUDIENCE, "meta", "", figures.rows, tuple(figures.refused), (say(_SHARES),))


def _figure_below(lines: Sequence[tuple[int, list[Any]]]) -> tuple[int, Decimal] | None:
    for number, cells in lines:
        filled = [cell for cell in cells if str(cell).strip()]
        if len(filled) != 1:
            continue
        try:
            value = read_number(filled[0], language="en", whole=True)
        except BadCell:
            return None
        return (number, value) if value is not None else None
    return None


_NO_YEAR = _(
    "Ce fichier donne le mois, le jour de la semaine et l’heure de chaque publication, sans l’année. "
    "Indiquez-la, puis recommencez."
)
_NOT_MONTH = _("La ligne %(line)s ne dit pas son mois.")
_SUMMED = _("Ce fichier donne une ligne par publication : les chiffres sont additionnés au mois de publication.")
_NO_MONTH = _(
    "Ce fichier donne le nombre d’abonnés sans date. Indiquez le mois où il a été téléchargé, puis recommencez."
)
_SHARES = _("La répartition des abonnés par âge, ville ou pays n’est pas gardée.")
