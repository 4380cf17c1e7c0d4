"""Meta Business Suite: one or several daily curves in a file, each under its title."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kpis.importing.cells import BadCell, read_number, shown
from kpis.importing.daily import Figures, days
from kpis.importing.grids import Document, Sheet
from kpis.importing.shapes import FileRefused, Parsed, Refusal, Row, say
from kpis.importing.shapes import gettext_noop as _
from kpis.importing.specs import MetaTitle, families, is_whole, meta_titles, plain, unit_of
from kpis.importing.tables import Table, find_table

FAMILY = "meta_daily"


@dataclass(frozen=True)
class _Curve:
    """One curve: its title ("" when the file has none), the line of the title, and the lines under it."""

    title: str
    line: int
    sheet: Sheet


def recognise(document: Document) -> Table | None:
    """The first curve of the file, if it begins with one."""
    if document.kind != "text":
        return None
    table = find_table(document.sheets[0], families()[FAMILY])
    # Under more than a title, the curve is a part of another report.
    return table if table and table.top <= 2 else None


def read(document: Document, table: Table, *, indicator: str = "") -> Parsed:
    """Every curve of the file. `indicator` is the person's answer for a curve without title. Raises FileRefused."""
    figures = Figures()
    known: list[tuple[_Curve, MetaTitle]] = []
    for curve in _curves(document.sheets[0]):
        what = _what(curve, indicator)
        if isinstance(what, Refusal):
            figures.note(what)
        else:
            known.append((curve, what))
    notes = []
    for curve, what in known:
        network = what.network
        # "Follows" above "Instagram follows" is the other account's: Meta puts both in one file, Facebook first.
        if not network and any(
            other.network == "instagram" and other.indicator == what.indicator for _, other in known
        ):
            network = "facebook"
            notes.append(say(_OTHER_CURVE, title=curve.title))
        _read_curve(curve, what, network or "meta", figures)
    networks = {row.network for row in figures.rows}
    one = networks.pop() if len(networks) == 1 else "meta"
    return Parsed(FAMILY, one, table.language, figures.rows, tuple(figures.refused), tuple(notes))


def _curves(sheet: Sheet) -> list[_Curve]:
    """The sheet cut at each "Date, Primary" line."""
    family = families()[FAMILY]
    values = {name for column in family.columns if column.field == "value" for name in column.headings["en"]}
    values |= {name for column in family.columns if column.field == "value" for name in column.headings["fr"]}
    curves: list[_Curve] = []
    title: tuple[int, str] = (0, "")
    lines: list[tuple[int, list[Any]]] = []
    for number, cells in sheet.lines:
        filled = [str(cell).strip() for cell in cells if str(cell).strip()]
        if len(filled) > 1 and plain(filled[1]) in values and find_table(Sheet("", [(number, cells)]), family):
            lines = [(number, cells)]
            curves.append(_Curve(title[1], title[0], Sheet("", lines)))
            title = (0, "")
        elif len(filled) == 1:
            # A line alone is the title of the next curve.
            title, lines = (number, filled[0]), []
        elif filled and curves:
            lines.append((number, cells))
    return curves


def _what(curve: _Curve, indicator: str) -> MetaTitle | Refusal:
    if not curve.title:
        if not indicator:
            raise FileRefused(say(_NO_TITLE), asks=("indicator",))
        return MetaTitle(indicator, "", "fr")
    found = meta_titles().get(plain(curve.title))
    if found is None:
        return Refusal(curve.line, "", say(_UNKNOWN_TITLE, title=shown(curve.title)), shown(curve.title))
    return found


def _read_curve(curve: _Curve, what: MetaTitle, network: str, figures: Figures) -> None:
    table = find_table(curve.sheet, families()[FAMILY])
    if table is None:
        return
    place, source = table.places["value"], curve.title or table.heading("value")
    for number, day, cells in days(table, figures, at_midnight=True):
        try:
            whole = is_whole(what.indicator)
            value = read_number(cells[place], language=what.language, whole=whole, signed=True)
        except BadCell as error:
            figures.refuse(number, source, error)
            continue
        if value is not None:
            figures.add(Row(what.indicator, "day", day, value, unit_of(what.indicator), source, number, network))


_NO_TITLE = _(
    "Ce fichier ne dit pas ce qu’il compte : la ligne de titre manque au-dessus de « Date ». "
    "Indiquez l’indicateur, puis recommencez."
)
_OTHER_CURVE = _("La courbe « %(title)s » est à côté d’une courbe Instagram : elle est lue comme celle de Facebook.")
_UNKNOWN_TITLE = _("« %(title)s » n’est pas une courbe que nous savons lire : ses lignes ne sont pas gardées.")
