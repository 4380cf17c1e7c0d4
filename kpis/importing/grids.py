"""From text or a workbook to sheets of cells, with the line each one came from."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, overload

from kpis.importing.decoding import check_letters, encoding_of
from kpis.importing.shapes import FileRefused, Sentence, say
from kpis.importing.shapes import gettext_noop as _

# A row counts the lines of text as a spreadsheet does; a cell is text, or what Excel typed.
Line = tuple[int, list[Any]]
MAX_LINES = 200_000
# Lines kept at hand, and letters looked at to know what parts the cells.
HEAD, SAMPLE = 200, 20_000
_DELIMITERS = (",", ";", "\t")
MAX_COLUMNS = 2_000
_LINE_END = re.compile(r"\r\n|\r|\n")
_SEP = re.compile(r"sep=(.)", re.IGNORECASE)
# A quote still open where the sample stops is quoted text too.
_QUOTED = re.compile(r'"(?:[^"]|"")*(?:"|$)')


@dataclass
class Sheet:
    """One table as it stands, title lines included. `name` is "" for a text file."""

    name: str
    lines: Sequence[Line]

    def text_at(self, line: int, column: int = 0) -> str:
        """The cell as stripped text; "" outside the sheet. `line` is a position in `lines`, not a line number."""
        if line >= len(self.lines) or column >= len(self.lines[line][1]):
            return ""
        return str(self.lines[line][1][column]).strip()


@dataclass
class Document:
    """All sheets of a file, and what was mended on the way in."""

    sheets: list[Sheet]
    notes: list[Sentence] = field(default_factory=list)
    kind: str = "text"

    def named(self, *names: str) -> Sheet | None:
        """The first sheet with one of these names, whatever the case."""
        wanted = {name.casefold() for name in names}
        return next((sheet for sheet in self.sheets if sheet.name.strip().casefold() in wanted), None)


class Lines(Sequence[Line]):
    """The lines of a text, parsed again each time they are walked: a file of 100,000 posts is never whole in memory.

    The first ones are kept, for they are looked at by every family. Raises FileRefused where a line cannot be read.
    """

    def __init__(self, data: bytes, encoding: str, delimiter: str, *, declared: bool) -> None:
        self._data, self._encoding, self._delimiter, self._declared = data, encoding, delimiter, declared
        self._head = list(islice(self._walk(), HEAD))
        self._count: int | None = len(self._head) if len(self._head) < HEAD else None

    def __iter__(self) -> Iterator[Line]:
        return iter(self._head) if self._is_short else self._walk()

    def __len__(self) -> int:
        if self._count is None:
            self._count = sum(1 for _line in self._walk())
        return self._count

    @overload
    def __getitem__(self, place: int) -> Line: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Line]: ...

    def __getitem__(self, place: int | slice) -> Line | Sequence[Line]:
        if isinstance(place, slice):
            start, stop = place.start or 0, place.stop
            if self._is_short or (stop is not None and stop <= HEAD):
                return self._head[place]
            return _Rest(self, start) if stop is None else list(islice(iter(self), start, stop))
        if place < len(self._head):
            return self._head[place]
        return next(islice(iter(self), place, None))

    @property
    def _is_short(self) -> bool:
        return len(self._head) < HEAD

    def _walk(self) -> Iterator[Line]:
        # The bytes are shared, not copied; letters are decoded as they come.
        text = io.TextIOWrapper(io.BytesIO(self._data), self._encoding, newline="")
        first = 1
        if self._declared:
            text.readline()
            first = 2
        return _numbered(csv.reader(text, delimiter=self._delimiter, strict=True), first)


class _Rest(Sequence[Line]):
    """The lines from one on."""

    def __init__(self, lines: Lines, start: int) -> None:
        self._lines, self._start = lines, start

    def __iter__(self) -> Iterator[Line]:
        return islice(iter(self._lines), self._start, None)

    def __len__(self) -> int:
        return len(self._lines) - self._start

    def __getitem__(self, place: Any) -> Any:
        return list(self)[place]


def read_text(data: bytes) -> Document:
    """The one sheet of a CSV file. Raises FileRefused."""
    encoding = encoding_of(data)
    head = _beginning(data, encoding).lstrip("\ufeff")
    first = _LINE_END.split(head, maxsplit=1)
    declared = _SEP.match(first[0].strip('"'))
    rest = (first[1] if len(first) > 1 else "") if declared else head
    if not rest.strip() and len(head) < SAMPLE:
        raise FileRefused(
            say(_("Ce fichier ne contient aucune ligne. Téléchargez-le à nouveau depuis le réseau, puis renvoyez-le."))
        )
    delimiter = declared.group(1) if declared else _delimiter(head)
    notes: list[Sentence] = []
    lines: Sequence[Line] = Lines(data, encoding, delimiter or ",", declared=bool(declared))
    if not delimiter and _is_wrapped(lines):
        lines = _unwrapped(lines)
        notes.append(say(_("Chaque ligne était entourée de guillemets en trop : ils ont été retirés.")))
    return Document([Sheet("", lines)], notes)


def check_text(data: bytes) -> None:
    """Refuse a text whose letters are damaged. Apart from `read_text`, so that a known family can say it better."""
    check_letters(data, encoding_of(data))


def _beginning(data: bytes, encoding: str) -> str:
    return io.TextIOWrapper(io.BytesIO(data), encoding, newline="").read(SAMPLE)


def _delimiter(text: str) -> str:
    """What parts the cells: the candidate found on most of the first lines, "" when there is none."""
    bare = _QUOTED.sub('""', text[:SAMPLE]).splitlines()[:40]
    scores = [(sum(mark in line for line in bare), -rank, mark) for rank, mark in enumerate(_DELIMITERS)]
    best = max(scores)
    return best[2] if best[0] else ""


def _cells(text: str, delimiter: str, first_line: int) -> list[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    return list(_numbered(reader, first_line))


def _numbered(reader: Any, first_line: int) -> Iterator[Line]:
    """Rows with the line they begin on. A quote left open at the end means a file cut short."""
    line = first_line
    try:
        for count, row in enumerate(reader):
            if count >= MAX_LINES:
                raise FileRefused(_too_long())
            if len(row) > MAX_COLUMNS:
                raise FileRefused(say(_TOO_WIDE, line=line), line=line)
            yield line, row
            line = first_line + reader.line_num
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise FileRefused(say(_CUT), line=line) from None
        # A cell of more than 131,072 letters is the limit of the reader itself.
        if "field larger" in str(error):
            raise FileRefused(say(_TOO_WIDE, line=line), line=line) from None
        raise FileRefused(
            say(
                _(
                    "La ligne %(line)s ne se lit pas : ses guillemets sont abîmés. "
                    "Renvoyez le fichier d’origine, sans l’ouvrir dans un tableur."
                ),
                line=line,
            ),
            line=line,
        ) from None


def _is_wrapped(lines: Sequence[Line]) -> bool:
    """Whether a careless save put each whole line in one pair of quotes more."""
    filled = [cells for _line, cells in lines if cells and cells != [""]]
    if not filled or any(len(cells) != 1 for cells in filled):
        return False
    # Titles have no comma: nearly all lines is enough.
    return sum("," in cells[0] for cells in filled) * 10 >= len(filled) * 9


def _unwrapped(lines: Sequence[Line]) -> list[Line]:
    inner = "\n".join(cells[0] if cells else "" for _line, cells in lines)
    return _cells(inner, ",", lines[0][0])


def _too_long() -> Sentence:
    return say(
        _("Ce fichier dépasse %(limit)s lignes. Demandez au réseau une période plus courte."),
        limit=f"{MAX_LINES:,}".replace(",", "\u202f"),
    )


_TOO_WIDE = _("La ligne %(line)s est démesurée : ce n’est pas un export de chiffres. Renvoyez le fichier d’origine.")
_CUT = _(
    "Ce fichier est coupé : il s’arrête au milieu d’une cellule. Téléchargez-le à nouveau, en entier, puis renvoyez-le."
)
