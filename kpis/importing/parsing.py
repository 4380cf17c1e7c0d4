"""From a file to figures: recognised by what it holds, never by its name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from kpis.importing.cells import shown
from kpis.importing.daily import MAX_REFUSED, read_daily
from kpis.importing.decoding import LARGEST_BYTES, check_size
from kpis.importing.doubts import weighed
from kpis.importing.families import known, linkedin, matomo, meta, undated, youtube
from kpis.importing.grids import Document, check_text, read_text
from kpis.importing.lines import PostLine, has_posts, post_lines
from kpis.importing.posts import read_posts
from kpis.importing.shapes import FileRefused, Parsed, Refusal, say
from kpis.importing.shapes import gettext_noop as _
from kpis.importing.specs import Family, families, plain
from kpis.importing.tables import Table, find_table
from kpis.importing.workbooks import is_workbook, read_workbook

UNKNOWN = "unknown"


def parse(data: bytes, name: str = "", *, hint_month: dt.date | None = None, hint_indicator: str = "") -> Parsed:
    """Read an export file: the figures it gives, what it refuses and why. Never raises for what a file holds.

    `name` is only a label. `hint_month` (any day of the month) and `hint_indicator` are a person's answers
    to `Parsed.asks`. A file without any row is refused: see `Parsed.reason`.
    """
    family = UNKNOWN
    month = hint_month.replace(day=1) if hint_month else None
    try:
        check_size(len(data), LARGEST_BYTES)
        workbook = is_workbook(data)
        document = _opened(data)
        found = _recognise(document)
        family = found.family.id if isinstance(found, Table) else found
        if family in known.REASONS:
            totals = _totals(family, document, month)
            if totals:
                return _checked(totals, document)
            raise known.refuse(family, document)
        if not workbook:
            check_text(data)
        if not isinstance(found, Table):
            raise known.unknown(document)
        parsed = _read(document, found, month, hint_indicator)
    except FileRefused as refused:
        return _refused(family, refused)
    return _checked(parsed, document, found)


def posts(data: bytes, family: str, *, hint_month: dt.date | None = None) -> Iterator[PostLine]:
    """The posts of a file that `parse` recognised as `family`, one by one; none when it lists no posts."""
    if not has_posts(family):
        return
    near = hint_month.replace(day=1) if hint_month else None
    try:
        yield from post_lines(_opened(data), family, near=near)
    except FileRefused:
        # `parse` has said why.
        return


def _opened(data: bytes) -> Document:
    return read_workbook(data) if is_workbook(data) else read_text(data)


def _totals(family: str, document: Document, month: dt.date | None) -> Parsed | None:
    """What can still be read of a file that otherwise only shares out its figures, unless it is damaged."""
    if family != undated.AUDIENCE or document.kind != "text" or known.damage(document):
        return None
    return undated.read_totals(document, month=month)


def _recognise(document: Document) -> Table | str:
    """The table to read, or the id of a family that is refused, or UNKNOWN."""
    curve = meta.recognise(document)
    if curve:
        return curve
    for family in families().values():
        if family.shape == "refused" and _is_refused(document, family):
            return family.id
    for family in families().values():
        if family.shape in {"daily", "posts"}:
            # Whatever the names of the sheets and their order: people rename them, and put one of notes in front.
            for sheet in document.sheets:
                if table := find_table(sheet, family):
                    return table
    legacy = find_table(document.sheets[0], families()[undated.LEGACY])
    own = linkedin.recognise(document) or matomo.recognise(document) or youtube.recognise(document)
    return legacy or own or UNKNOWN


def _is_refused(document: Document, family: Family) -> bool:
    if family.titles:
        first = document.sheets[0].lines[:1]
        return bool(first) and plain(document.sheets[0].text_at(0)) in family.titles
    return any(find_table(sheet, family) for sheet in document.sheets)


def _read(document: Document, table: Table, month: dt.date | None, indicator: str) -> Parsed:
    family = table.family
    if family.id == meta.FAMILY:
        return meta.read(document, table, indicator=indicator)
    if family.id == undated.LEGACY:
        return undated.read_legacy(table, year=month.year if month else None)
    if family.id == youtube.FAMILY:
        return youtube.read(table, month=month)
    if family.id == matomo.FAMILY:
        return matomo.read(table, month=month)
    if family.id in {linkedin.CONTENT, linkedin.FOLLOWERS}:
        return linkedin.read(document, table)
    notes = table.notes()
    if family.shape == "posts":
        figures, more = read_posts(table, near=month)
        notes += more
    else:
        figures = read_daily(table, near=month)
    return Parsed(family.id, family.network, table.language, figures.rows, tuple(figures.refused), tuple(notes))


def _checked(parsed: Parsed, document: Document, found: Table | None = None) -> Parsed:
    """The file with what was mended on the way, its long lists cut short, and never an empty answer."""
    refused = parsed.refused[:MAX_REFUSED]
    notes = (*document.notes, *parsed.notes)
    if found and found.sheet is not document.sheets[0]:
        notes = (*notes, say(_("Les chiffres viennent de la feuille « %(sheet)s »."), sheet=shown(found.sheet.name)))
    if len(parsed.refused) > MAX_REFUSED:
        notes = (*notes, say(_("Seuls les %(count)s premiers refus sont montrés."), count=MAX_REFUSED))
    if not parsed.rows and not refused:
        refused = (Refusal(0, "", say(_("Ce fichier est bien reconnu, mais il ne contient aucun chiffre."))),)
    rows = tuple(sorted(weighed(parsed.rows), key=lambda row: (row.start, row.indicator, row.kind)))
    return Parsed(parsed.family, parsed.network, parsed.language, rows, refused, notes, parsed.asks)


def _refused(family: str, refused: FileRefused) -> Parsed:
    network = families()[family].network if family in families() else ""
    return Parsed(family, network, refused=(refused.refusal,), asks=refused.asks)
