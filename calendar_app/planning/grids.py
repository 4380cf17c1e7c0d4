"""From the bytes of a spreadsheet to plain cells: weighed before it is opened, read without running anything."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any

import python_calamine
from django.utils.translation import gettext as _

MAX_BYTES = 10 * 1024 * 1024
MAX_LINES = 10_000
# Titles and blank lines stand around the lines themselves.
_MARGIN = 200
MAX_CELLS = 1_000_000
MAX_SHEETS = 20
MAX_PARTS = 500
# Ten thousand long texts unfold to forty megabytes; a bomb of one megabyte unfolds to a thousand.
MAX_UNFOLDED = 80 * 1024 * 1024
MAX_RATIO = 200
ZIP, OLE2 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Cell = str | int | float | None


class FileRefused(Exception):
    """A file that cannot be read, with a sentence for whoever sent it."""


@dataclass(frozen=True)
class Sheet:
    """A sheet: `first` is the number of its first line, as a spreadsheet counts."""

    name: str
    rows: list[list[Cell]]
    first: int = 1


@dataclass(frozen=True)
class Grid:
    """What a file holds; `notes` are sentences on how it was read."""

    sheets: list[Sheet]
    notes: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {"sheets": [[s.name, s.first, s.rows] for s in self.sheets], "notes": self.notes}


def from_json(kept: dict[str, Any]) -> Grid:
    """What `Grid.to_json` gave, read back."""
    return Grid([Sheet(name, rows, first) for name, first, rows in kept["sheets"]], kept["notes"])


def check_size(size: int) -> None:
    """Refuse an empty file and one beyond MAX_BYTES, before reading it. Raises FileRefused."""
    if size <= 0:
        raise FileRefused(_("Ce fichier est vide. Enregistrez-le à nouveau, puis renvoyez-le."))
    if size > MAX_BYTES:
        raise FileRefused(
            _("Ce fichier pèse plus de %(limit)s Mo. Renvoyez un planning plus court : un mois ou un trimestre.")
            % {"limit": MAX_BYTES // 1024 // 1024}
        )


def read(data: bytes) -> Grid:
    """Every sheet of an Excel, LibreOffice or CSV file, whatever its name says. Raises FileRefused."""
    check_size(len(data))
    grid = _workbook(data) if data.startswith((ZIP, OLE2)) else Grid([_comma_separated(data)])
    grid = Grid([s for s in grid.sheets if s.rows], grid.notes)
    if not grid.sheets:
        raise FileRefused(
            _("Ce fichier ne contient aucune ligne. Vérifiez qu’il est bien enregistré, puis renvoyez-le.")
        )
    for sheet in grid.sheets:
        if len(sheet.rows) > MAX_LINES + _MARGIN:
            raise FileRefused(_too_long(sheet.name))
    return grid


def _too_long(name: str) -> str:
    where = _("La feuille « %(name)s »") % {"name": name} if name else _("Une feuille")
    return _(
        "%(where)s a plus de 10 000 lignes : c’est la limite. Renvoyez un planning plus court, mois par mois par "
        "exemple."
    ) % {"where": where}


def _workbook(data: bytes) -> Grid:
    notes = _weigh(data) if data.startswith(ZIP) else []
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        if len(book.sheet_names) > MAX_SHEETS:
            raise FileRefused(_bomb())
        sheets = [_sheet(book, name, notes) for name in book.sheet_names]
    except python_calamine.PasswordError:
        raise FileRefused(
            _("Ce classeur est protégé par un mot de passe. Enregistrez-le sans mot de passe, puis renvoyez-le.")
        ) from None
    except FileRefused:
        raise
    # The reader is Rust: a damaged file may also end in a panic, which is a BaseException of its own.
    except BaseException as error:
        if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        raise FileRefused(_broken()) from None
    return Grid(sheets, notes)


def _sheet(book: python_calamine.CalamineWorkbook, name: str, notes: list[str]) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    if sheet.height > MAX_LINES + _MARGIN:
        raise FileRefused(_too_long(name))
    if sheet.height * sheet.width > MAX_CELLS:
        raise FileRefused(_bomb())
    rows = [[_cell(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    filled = _unmerge(rows, sheet)
    if filled:
        notes.append(
            _("Feuille « %(name)s » : des cases sont fusionnées. Leur valeur a été reprise sur chaque ligne couverte.")
            % {"name": name}
        )
    while rows and not any(cell is not None for cell in rows[-1]):
        rows.pop()
    return Sheet(name, rows)


def _unmerge(rows: list[list[Cell]], sheet: Any) -> bool:
    """Repeat the value of a merged cell down the lines it covers; True when some were."""
    filled = False
    for (top, left), (bottom, _right) in sheet.merged_cell_ranges or []:
        if bottom == top or bottom - top > MAX_LINES or top >= len(rows) or left >= len(rows[top]):
            continue
        value = rows[top][left]
        for line in rows[top + 1 : bottom + 1]:
            if value is not None and left < len(line) and line[left] is None:
                line[left], filled = value, True
    return filled


def _cell(value: Any) -> Cell:
    """A cell as JSON keeps it: days and hours in ISO words, whole numbers without a point."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return str(_("vrai")) if value else str(_("faux"))
    if isinstance(value, float):
        return int(value) if value == int(value) else value
    if isinstance(value, dt.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None).isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return value if isinstance(value, str | int) else str(value)


def _weigh(data: bytes) -> list[str]:
    """Refuse a zip that would unfold to far more than it weighs; return what is to be said of its formulas."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            unfolded = sum(part.file_size for part in parts)
            if len(parts) > MAX_PARTS or unfolded > MAX_UNFOLDED or unfolded > MAX_RATIO * max(len(data), 50_000):
                raise FileRefused(_bomb())
            names = {part.filename for part in parts}
            if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
                raise FileRefused(
                    _(
                        "Cette archive n’est pas un classeur. Ouvrez-la, et renvoyez le fichier Excel ou CSV "
                        "qu’elle contient."
                    )
                )
            # Read once here: a part heavier than it declares fails its checksum instead of filling the memory.
            formulas = [place for part in parts for place in _look(part.filename, archive.read(part))]
    except _ZIP_TROUBLE:
        raise FileRefused(_broken()) from None
    if not formulas:
        return []
    words = _("Le classeur contient des formules (%(places)s) : c’est leur dernier résultat qui a été lu.")
    return [words % {"places": ", ".join(formulas[:5]) + ("…" if len(formulas) > 5 else "")}]


def _look(name: str, content: bytes) -> list[str]:
    """Refuse a sheet laid out over billions of empty cells; return where its formulas are."""
    if name == "content.xml":
        for count, cells in _ODS_ROWS.findall(content):
            if int(count) > MAX_LINES and b"office:value-type" in cells:
                raise FileRefused(_bomb())
        if any(int(count) > 1000 for count in _ODS_CELLS.findall(content)):
            raise FileRefused(_bomb())
        return ["LibreOffice"] if b"table:formula=" in content else []
    if not (name.startswith("xl/worksheets/") and name.endswith(".xml")):
        return []
    height = width = 1
    for letters, row in _XLSX_CELL.findall(content):
        height, width = max(height, int(row)), max(width, _number_of(letters))
    if width * height > 20 * MAX_CELLS:
        raise FileRefused(_bomb())
    if height > MAX_LINES + _MARGIN:
        raise FileRefused(_too_long(""))
    return [place.decode() for place in _XLSX_FORMULA.findall(content)]


def _number_of(letters: bytes) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _comma_separated(data: bytes) -> Sheet:
    """The lines of a CSV file: UTF-8, UTF-16 or Windows-1252; semicolons, commas or tabs."""
    text = _decoded(data)
    head = next((line for line in text.splitlines() if line.strip()), "")
    comma = max(";\t,", key=head.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=comma))
    except csv.Error:
        raise FileRefused(_broken()) from None
    if len(lines) * max(map(len, lines), default=0) > MAX_CELLS:
        raise FileRefused(_too_long("CSV"))
    rows: list[list[Cell]] = [[cell or None for cell in line] for line in lines]
    return Sheet("CSV", rows)


def _decoded(data: bytes) -> str:
    encodings = ["utf-8-sig", "cp1252"]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
        break
    raise FileRefused(
        _(
            "Ce fichier n’est pas un tableur : ni Excel, ni LibreOffice, ni CSV. Renvoyez le classeur que vous "
            "avez rempli."
        )
    )


def _bomb() -> str:
    return _("Ce classeur est refusé : une fois ouvert, il serait démesuré. Copiez vos lignes dans un classeur neuf.")


def _broken() -> str:
    return _("Ce classeur est abîmé ou coupé : il ne s’ouvre pas. Enregistrez-le à nouveau, puis renvoyez-le.")


_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# Painted cells without a value close at once: they take no place.
_XLSX_CELL = re.compile(rb"""<c\b[^>]*?\br="([A-Z]{1,4})(\d{1,9})"[^>]*(?<!/)>""")
_XLSX_FORMULA = re.compile(rb"""<c\b[^>]*?\br="([A-Z]{1,4}\d{1,9})"[^>]*><f[ >/]""")
_ODS_ROWS = re.compile(rb"""<table:table-row[^>]*number-rows-repeated="(\d{4,9})"[^>]*>(.*?)</table:table-row>""", re.S)
_ODS_CELLS = re.compile(
    rb"""<table:table-cell(?=[^>]*office:value-type)[^>]*number-columns-repeated="(\d{1,9})"[^>]*>"""
)
_ZIP_TROUBLE = (
    zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError, EOFError, RuntimeError, struct.error
)  # fmt: skip
