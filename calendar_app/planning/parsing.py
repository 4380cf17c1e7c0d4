"""From the cells of a file to lines of a planning: each with its values, its refusals and its notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from associations.models import Association
from calendar_app.planning import columns, typed
from calendar_app.planning.columns import BY_KEY, folded
from calendar_app.planning.directory import Directory
from calendar_app.planning.grids import Cell, Grid, Sheet
from calendar_app.planning.seal import Left, identified, unseal

# A text that a spreadsheet would run: our CSV files put a quote before it.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")


@dataclass
class Line:
    """One line of the file. `values` holds what it gives, in plain words; a column it lacks gives nothing."""

    number: int
    values: dict[str, str] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    # The columns that could not be read.
    refused: set[str] = field(default_factory=set)
    post: int | None = None
    key: str = ""
    left: Left | None = None
    # A new line that has a text and no title is called by its first words.
    is_title_made: bool = False


@dataclass(frozen=True)
class Parsed:
    """Every line of a file, with what was said of the file as a whole. `called`: the headings that answer ours."""

    sheet: str
    lines: list[Line]
    notes: list[str]
    is_ours: bool
    export: int | None
    called: dict[str, str]

    def at(self, line: int, key: str, sentence: str, label: str = "") -> str:
        """Where `sentence` belongs, the column of `key` called as the file calls it; else `label`, else our word."""
        return at(self.sheet, line, self.called.get(key) or label or str(BY_KEY[key].label), sentence)


@dataclass(frozen=True)
class Found:
    """Where the planning stands in a file: its sheet, the place of its headings, and the columns guessed."""

    sheet: Sheet
    headings: int
    columns: dict[str, int]

    @property
    def is_ours(self) -> bool:
        return {"identifier", "seal"} <= self.columns.keys()


def locate(grid: Grid) -> Found:
    """The sheet that looks most like a planning; ours wins."""
    candidates = []
    for sheet in grid.sheets:
        place = columns.heading_row(sheet.rows)
        guessed = columns.guess(sheet.rows[place])
        ours = {"identifier", "seal"} <= guessed.keys()
        candidates.append(((ours, len(guessed), len(sheet.rows)), Found(sheet, place, guessed)))
    best = max(candidates, key=lambda pair: pair[0])[1]
    return best


def whose(grid: Grid) -> dict | None:
    """The identity printed in the workbook, {} when it has one nobody here signed, None without any."""
    label = folded(_("Identité du classeur"))
    for sheet in grid.sheets:
        for row in sheet.rows[:60]:
            for place, cell in enumerate(row[:3]):
                if isinstance(cell, str) and folded(cell) == label:
                    return identified(row[place + 1] if place + 1 < len(row) else "") or {}
    return None


def parse(grid: Grid, places: dict[str, int], names: Directory, association: Association) -> Parsed:
    """Read every line of `grid`; `places` says which column answers each of ours."""
    found = locate(grid)
    sheet, notes = found.sheet, list(grid.notes)
    # PostgreSQL gives the keys of a JSON object back in an order of its own: fields are read and shown in ours.
    known = {key: places[key] for key in BY_KEY if key in places}
    own = _own_columns(sheet.rows[found.headings], names)
    notes += _ignored(sheet.rows[found.headings], known, own)
    called = _called(sheet.rows[found.headings], known)
    is_quoted = sheet.name == "CSV" and found.is_ours
    reader = _Reader(sheet.name, known, own, names, association, called=called, quoted=is_quoted)
    rows = enumerate(sheet.rows[found.headings + 1 :], sheet.first + found.headings + 1)
    lines = [reader.line(number, row) for number, row in rows if _holds(row, known)]
    _own_sheet(grid, found.sheet, lines, reader, notes)
    _told_twice(lines, reader)
    exports = {line.left.export for line in lines if line.left}
    identity = whose(grid) or {}
    export = identity.get("e") or (max(exports) if exports else None)
    return Parsed(sheet.name, lines, notes, found.is_ours, export, called)


def _holds(row: list[Cell], known: dict[str, int]) -> bool:
    """Whether a line says something: blank ones are passed over."""
    return any(place < len(row) and row[place] not in (None, "") for place in known.values())


def _ignored(headings: list[Cell], known: dict[str, int], own: dict[int, str]) -> list[str]:
    used = set(known.values()) | set(own)
    others = [str(h) for place, h in enumerate(headings) if h not in (None, "") and place not in used]
    if not others:
        return []
    return [_("Colonnes laissées de côté : %(names)s.") % {"names": ", ".join(others[:12])}]


def _called(headings: list[Cell], known: dict[str, int]) -> dict[str, str]:
    """What the file calls the column of each of our keys; one without a heading keeps our word."""
    said = {key: " ".join(str(headings[n]).split()) for key, n in known.items() if n < len(headings) and headings[n]}
    return {key: words if len(words) < 60 else f"{words[:59]}…" for key, words in said.items() if words}


def _own_columns(headings: list[Cell], names: Directory) -> dict[int, str]:
    """Columns of texts of their own: {place: account}."""
    found = {}
    for place, heading in enumerate(headings):
        account = names.accounts.folds.get(columns.own_account(heading)) if heading else None
        if account:
            found[place] = account
    return found


class _Reader:
    def __init__(
        self,
        sheet: str,
        places: dict[str, int],
        own: dict[int, str],
        names: Directory,
        association: Association,
        *,
        called: dict[str, str],
        quoted: bool,
    ) -> None:
        self.sheet, self.places, self.own = sheet, places, own
        self.names, self.association, self.called, self.quoted = names, association, called, quoted

    def line(self, number: int, row: list[Cell]) -> Line:
        line = Line(number)
        cells = {key: self._said(row[place]) for key, place in self.places.items() if place < len(row)}
        self._identify(line, cells.get("identifier"), cells.get("seal"))
        for key in self.places:
            if key not in ("identifier", "version", "seal"):
                self._value(line, key, cells.get(key))
        if "hour" not in self.places and (carried := typed.hour_of_day(cells.get("day"))):
            try:
                line.values["hour"] = typed.hour(carried)
            except typed.BadCell as refusal:
                self.refuse(line, "day", str(refusal))
        self._name(line, cells.get("title"))
        for place, account in self.own.items():
            cell = self._said(row[place]) if place < len(row) else None
            if cell is not None or line.post:
                self.own_text(line, account, cell, self.sheet, number, str(_("Texte propre")))
        return line

    def _name(self, line: Line, cell: Cell) -> None:
        """Make the title of a new line that says none; a title that cannot be read is left to its writer."""
        if line.post is None and typed.plain("" if cell is None else cell) == "" and line.values.get("text"):
            line.values["title"] = typed.title_of(line.values["text"])
            line.is_title_made = True

    def _said(self, cell: Cell) -> Cell:
        if self.quoted and isinstance(cell, str) and cell.startswith("'") and cell[1:].startswith((*RISKY, "'")):
            return cell[1:]
        return None if cell == "" else cell

    def _identify(self, line: Line, cell: Cell, mark: Cell) -> None:
        text = str(cell).strip() if cell is not None else ""
        if text.isdecimal() and len(text) < 19:
            line.post = int(text)
        elif text:
            line.key = folded(text)
        line.left = unseal(self.association, mark) if mark else None
        if line.left and line.post is None and not text:
            # The identifier was wiped on purpose: a copied line becomes a new one.
            line.left = None
        elif line.left and line.left.post != line.post:
            self.refuse(
                line,
                "identifier",
                _(
                    "L’identifiant ne va pas avec l’empreinte de la ligne. Remettez-le, ou videz-le pour une "
                    "publication nouvelle."
                ),
            )
        elif mark and line.left is None and line.post:
            self.refuse(
                line,
                "seal",
                _(
                    "Cette ligne vient d’un autre espace, ou son empreinte a été modifiée. Téléchargez un "
                    "nouveau classeur."
                ),
            )

    def _value(self, line: Line, key: str, cell: Cell) -> None:
        readers = {
            "day": lambda: typed.day(cell, line.notes.append),
            "hour": lambda: typed.hour(cell),
            "title": lambda: typed.title(cell),
            "text": lambda: typed.words(cell),
            "state": lambda: folded("" if cell is None else cell),
        }
        try:
            line.values[key] = readers.get(key, lambda: typed.chosen(key, cell, self.names))()
        except typed.BadCell as refusal:
            self.refuse(line, key, str(refusal))

    def own_text(self, line: Line, account: str, cell: Cell, sheet: str, number: int, label: str) -> None:
        try:
            line.values[f"own:{account}"] = typed.words(cell)
        except typed.BadCell as refusal:
            line.refusals.append(at(sheet, number, label, str(refusal)))

    def refuse(self, line: Line, key: str, sentence: str) -> None:
        line.refused.add(key)
        line.refusals.append(at(self.sheet, line.number, self.called.get(key, str(BY_KEY[key].label)), sentence))


def at(sheet: str, number: int, column: str, sentence: str) -> str:
    """« Planning, ligne 12, colonne Date : … »"""
    return _("%(sheet)s, ligne %(line)s, colonne %(column)s : %(sentence)s") % {
        "sheet": sheet,
        "line": number,
        "column": column,
        "sentence": sentence,
    }


def _own_sheet(grid: Grid, main: Sheet, lines: list[Line], reader: _Reader, notes: list[str]) -> None:
    """Take in the sheet of texts by account: identifier, account, text."""
    by_key = {str(line.post) if line.post else line.key: line for line in lines if line.post or line.key}
    lost, label = 0, str(BY_KEY["text"].label)
    for sheet, number, key, account, text in _own_rows(grid, main):
        line = by_key.get(key)
        if line is None:
            lost += text is not None
            continue
        value = reader.names.accounts.find(account)
        if value is None:
            if text is not None:
                sentence = _("Le compte « %(cell)s » n’existe pas.") % {"cell": account}
                line.refusals.append(at(sheet, number, str(BY_KEY["accounts"].label), sentence))
            continue
        reader.own_text(line, value, text, sheet, number, label)
    if lost:
        notes.append(
            _(
                "« Textes par compte » : des textes n’ont pas de ligne dans la feuille « Planning ». Ils sont "
                "laissés de côté."
            )
        )


def _own_rows(grid: Grid, main: Sheet) -> Iterator[tuple[str, int, str, str, Cell]]:
    wanted = folded(columns.TEXTS)
    sheet = next((s for s in grid.sheets if s is not main and folded(s.name) == wanted), None)
    if sheet is None:
        return
    place = columns.heading_row(sheet.rows)
    places = columns.guess(sheet.rows[place])
    if not {"identifier", "accounts", "text"} <= places.keys():
        return
    for number, row in enumerate(sheet.rows[place + 1 :], sheet.first + place + 1):
        cells = [row[places[key]] if places[key] < len(row) else None for key in ("identifier", "accounts", "text")]
        if cells[0] is not None and cells[1] is not None:
            yield sheet.name, number, folded(cells[0]), str(cells[1]), cells[2]


def _told_twice(lines: list[Line], reader: _Reader) -> None:
    """The second line of one post is refused: it was meant to be a new one."""
    first: dict[int, int] = {}
    for line in lines:
        if line.post is None:
            continue
        if line.post in first:
            sentence = _(
                "L’identifiant %(post)s est déjà ligne %(line)s. Pour une publication nouvelle, videz cette case."
            )
            reader.refuse(line, "identifier", sentence % {"post": line.post, "line": first[line.post]})
        else:
            first[line.post] = line.number
