"""LinkedIn Page: the "Content" and "Followers" workbooks."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from kpis.importing.cells import BadCell
from kpis.importing.daily import Figures, days, read_daily, read_value
from kpis.importing.grids import Document
from kpis.importing.shapes import Parsed, Row, Sentence, say
from kpis.importing.shapes import gettext_noop as _
from kpis.importing.specs import families, unit_of
from kpis.importing.tables import Table, find_table

CONTENT, FOLLOWERS, POSTS = "linkedin_content", "linkedin_followers", "linkedin_posts"
# LinkedIn counts every click as an engagement: its rate is their sum over the impressions.
_ENGAGED = ("clicks", "reactions", "comments", "shares")


def recognise(document: Document) -> Table | None:
    """The daily table of either workbook."""
    for family in (CONTENT, FOLLOWERS):
        for sheet in document.sheets:
            table = find_table(sheet, families()[family])
            if table:
                return table
    return None


def read(document: Document, table: Table) -> Parsed:
    """The daily figures, and the number of posts a day. Raises FileRefused."""
    figures = read_daily(table)
    notes: list[Sentence] = table.notes()
    if table.family.id == CONTENT:
        _add_engagements_and_reach(table, figures)
        _add_posts(document, figures)
        notes.append(say(_NAMES))
    else:
        notes.append(say(_NEW_ONLY, column=table.heading("new_followers")))
        if len(document.sheets) > 1:
            notes.append(say(_SPREAD))
    return Parsed(table.family.id, "linkedin", table.language, figures.rows, tuple(figures.refused), tuple(notes))


def _add_engagements_and_reach(table: Table, figures: Figures) -> None:
    """What LinkedIn does not write but defines: engagements; and reach, on days without advertising."""
    again = Figures()
    for number, day, cells in days(table, again):
        values = [_value(table, field, cells) for field in _ENGAGED]
        if None not in values:
            total = sum((value for value in values if value is not None), Decimal(0))
            heading = " + ".join(table.heading(field) for field in _ENGAGED)
            figures.add(Row("engagements", "day", day, total, "count", heading, number))
        reach = _value(table, "unique", cells)
        # The column counts unpaid displays only: it is the reach when nothing was paid.
        if reach is not None and _value(table, "sponsored", cells) == 0:
            figures.add(Row("reach", "day", day, reach, unit_of("reach"), table.heading("unique"), number))


def _value(table: Table, field: str, cells: list[Any]) -> Decimal | None:
    """A helping figure, or None when absent, unreadable (told elsewhere) or without column."""
    if field not in table.places:
        return None
    try:
        return read_value("engagements", cells[table.places[field]], table.language)
    except BadCell:
        return None


def _add_posts(document: Document, figures: Figures) -> None:
    """Posts per day, from the list of posts. Only the date is read: the list also names people."""
    for sheet in document.sheets:
        table = find_table(sheet, families()[POSTS])
        if table is None:
            continue
        counted: dict[dt.date, int] = {}
        for _number, day, _cells in days(table, figures, "created"):
            counted[day] = counted.get(day, 0) + 1
        for day, count in counted.items():
            figures.add(Row("posts", "day", day, Decimal(count), "count", table.heading("created")))


_NAMES = _(
    "La feuille des publications ne sert qu’à les compter : les textes et les noms de personnes ne sont pas gardés."
)
_NEW_ONLY = _(
    "Malgré son titre, la colonne « %(column)s » compte les abonnés gagnés chaque jour : "
    "elle est gardée comme « Nouveaux abonnés »."
)
_SPREAD = _("Les feuilles de répartition (lieux, métiers, secteurs…) ne sont pas gardées.")
