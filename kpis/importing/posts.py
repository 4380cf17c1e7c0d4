"""Files with one line per post: summed into the day each post was published.

Only figures leave here. What tells a post from another (its link, its words) is read in `lines`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from kpis.importing.cells import BadCell, shown
from kpis.importing.daily import Figures, days, read_value
from kpis.importing.shapes import Refusal, Row, Sentence, say
from kpis.importing.shapes import gettext_noop as _
from kpis.importing.specs import unit_of
from kpis.importing.tables import Table

_ROUNDED_ID = re.compile(r"\d(?:[.,]\d+)?e\+\d+", re.IGNORECASE)
# Mailchimp lists an A/B test as a whole, then each of its versions: "Lettre 12", "Lettre 12 | Combo 1".
_PART = re.compile(r"(.+)\|\s*(?:Combo \d+|Winner)", re.DOTALL)


def read_posts(table: Table, *, near: dt.date | None = None) -> tuple[Figures, list[Sentence]]:
    """The sums of each day with posts, the number of posts, and what to know of them."""
    figures = Figures()
    sums: dict[tuple[str, dt.date], Decimal] = {}
    spoiled: set[tuple[str, dt.date]] = set()
    headings, columns = table.headings, table.figures()
    parts: list[int] = []
    for number, day, cells in whole_posts(table, figures, near=near, parts=parts):
        sums[("posts", day)] = sums.get(("posts", day), Decimal(0)) + 1
        for column, place in columns:
            key = (column.indicator, day)
            try:
                value = read_value(column.indicator, cells[place], table.language)
            except BadCell as error:
                # One unreadable post makes the sum of its day unknown, not smaller.
                spoiled.add(key)
                figures.refuse(number, headings[place], error)
                continue
            if value is not None:
                sums[key] = sums.get(key, Decimal(0)) + value
    names = {column.indicator: headings[place] for column, place in columns}
    for (indicator, day), value in sums.items():
        if (indicator, day) not in spoiled:
            heading = names.get(indicator, table.heading("post"))
            figures.add(Row(indicator, "day", day, value, unit_of(indicator), heading))
    notes = [say(_NOTE)]
    if parts:
        notes.append(say(_PARTS, count=len(parts)))
    return figures, notes


def whole_posts(
    table: Table, figures: Figures, *, near: dt.date | None = None, parts: list[int] | None = None
) -> Iterator[tuple[int, dt.date, list[Any]]]:
    """Line, day and cells of each post, once. Lines of `parts` are versions of another; refusals go to `figures`."""
    seen: dict[str, tuple[int, int]] = {}
    titles = _titles(table)
    for number, day, cells in days(table, figures, table.family.date, near=near):
        if not _is_new(table, number, cells, seen, figures):
            continue
        if not _is_part(table, cells, titles):
            yield number, day, cells
        elif parts is not None:
            parts.append(number)


def is_rounded(identifier: str) -> bool:
    """Whether a spreadsheet rounded this long identifier: two posts would then look like one."""
    return bool(_ROUNDED_ID.fullmatch(identifier))


def _titles(table: Table) -> frozenset[str]:
    """The titles of all posts, in the one family whose posts may be parts of another."""
    return frozenset(str(cell).strip() for cell in table.column("title")) if "title" in table.places else frozenset()


def _is_part(table: Table, cells: list[Any], titles: frozenset[str]) -> bool:
    """Whether this line is one version of an A/B test whose whole is in the file too."""
    if not titles:
        return False
    found = _PART.fullmatch(str(cells[table.places["title"]]).strip())
    return found is not None and found[1].strip() in titles


def _is_new(table: Table, number: int, cells: list[Any], seen: dict[str, tuple[int, int]], figures: Figures) -> bool:
    """Whether this post was not met above; met with other figures, it is refused."""
    if "post" not in table.places:
        return True
    post = str(cells[table.places["post"]]).strip()
    if not post or is_rounded(post):
        return True
    # The cells themselves would fill the memory in a file of 100,000 posts.
    above, before = seen.setdefault(post, (number, hash(tuple(map(str, cells)))))
    if above == number:
        return True
    if before != hash(tuple(map(str, cells))):
        reason = say(_("Cette publication figure déjà à la ligne %(other)s, avec d’autres chiffres."), other=above)
        figures.note(Refusal(number, table.heading("post"), reason, shown(post)))
    return False


_NOTE = _(
    "Ce fichier donne une ligne par publication. Les chiffres sont additionnés au jour de publication, "
    "tel que le fichier l’écrit ; les textes et les noms ne sont pas gardés."
)
_PARTS = _(
    "%(count)s lignes sont des versions d’un essai A/B déjà compté en entier : "
    "elles ne sont pas additionnées une seconde fois."
)
