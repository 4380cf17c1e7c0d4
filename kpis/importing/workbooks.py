"""Excel files, old (.xls) and new (.xlsx): weighed before they are opened, read without evaluating anything."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

import python_calamine

from kpis.importing.decoding import check_size
from kpis.importing.grids import MAX_LINES, Document, Sheet
from kpis.importing.shapes import FileRefused, say
from kpis.importing.shapes import gettext_noop as _

ZIP = b"PK\x03\x04"
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# An honest export unfolds to ten times its weight; a bomb of 0.8 MB unfolds to 321 MB.
MAX_UNFOLDED = 60 * 1024 * 1024
MAX_RATIO = 100
MAX_PARTS = 500
MAX_SHEETS = 40
MAX_CELLS = 2_000_000


def is_workbook(data: bytes) -> bool:
    """Whether `data` begins as an Excel file does, whatever its name says."""
    return data.startswith((ZIP, OLE2))


def read_workbook(data: bytes) -> Document:
    """Every sheet of the workbook. Formulas give the value Excel last saved, and are never run. Raises FileRefused."""
    # Unlike a text, a workbook is laid out whole.
    check_size(len(data))
    if data.startswith(OLE2) and _is_locked(data):
        raise FileRefused(say(_LOCKED))
    notes = [say(_PROTECTED)] if data.startswith(ZIP) and _weigh(data) else []
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names[: MAX_SHEETS + 1]
        if len(names) > MAX_SHEETS:
            raise FileRefused(say(_BOMB))
        return Document([_sheet(book, name) for name in names], notes, kind="workbook")
    except python_calamine.PasswordError:
        raise FileRefused(say(_LOCKED)) from None
    except FileRefused:
        raise
    # The reader is Rust: a damaged file may also end in a panic, which is a BaseException of its own.
    except BaseException as error:
        if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        raise FileRefused(say(_BROKEN)) from None


def _is_locked(data: bytes) -> bool:
    """Whether a password is asked: an enciphered .xlsx stands in the old container, an .xls says so near its start.

    The reader does not tell: it tries each format in turn, and only says that none fits.
    """
    if _ENCIPHERED in data:
        return True
    place = data.find(_BIFF8)
    for _record in range(_FIRST_RECORDS):
        if place < 0 or place + 4 > len(data):
            return False
        kind, size = struct.unpack_from("<HH", data, place)
        if kind == _FILEPASS:
            return True
        place += 4 + size
    return False


def _sheet(book: python_calamine.CalamineWorkbook, name: str) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    if sheet.height > MAX_LINES or sheet.height * sheet.width > MAX_CELLS:
        raise FileRefused(say(_BOMB))
    rows = sheet.to_python(skip_empty_area=False)
    return Sheet(name, [(number, list(cells)) for number, cells in enumerate(rows, start=1)])


def _weigh(data: bytes) -> bool:
    """Refuse a zip that would unfold to far more than it weighs, before unfolding any of it. True when protected."""
    protected = False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            unfolded = sum(part.file_size for part in parts)
            if len(parts) > MAX_PARTS or unfolded > MAX_UNFOLDED or unfolded > MAX_RATIO * max(len(data), 10_000):
                raise FileRefused(say(_BOMB))
            for part in parts:
                # Read once here: a part heavier than it declares fails its checksum instead of filling the memory.
                content = archive.read(part)
                _check_part(part.filename, content)
                protected = protected or bool(part.filename.startswith("xl/w") and _LOCK.search(content))
    except _ZIP_TROUBLE:
        raise FileRefused(say(_BROKEN)) from None
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise FileRefused(
            say(
                _(
                    "Cette archive n’est pas un classeur Excel. Ouvrez-la, et renvoyez un par un "
                    "les fichiers CSV ou Excel qu’elle contient."
                )
            )
        )
    return protected


def _check_part(name: str, content: bytes) -> None:
    """Refuse a sheet with one cell so far away that the reader would lay out billions of empty ones."""
    if not name.startswith("xl/worksheets/") or not name.endswith(".xml"):
        return
    width = height = 1
    for column, row in _CELL.findall(content):
        width, height = max(width, _column_number(column)), max(height, int(row))
    if height > MAX_LINES or width * height > MAX_CELLS:
        raise FileRefused(say(_BOMB))


def _column_number(letters: bytes) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


_CELL = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,4})(\d{1,9})["']""")
# Protection of a sheet or of the whole against changes: everything can still be read.
_LOCK = re.compile(rb"""<(?:\w+:)?(?:sheet|workbook)Protection\b[^>]*\b(?:sheet|lockStructure)\s*=\s*["'](?:1|true)""")
_ENCIPHERED = "EncryptedPackage".encode("utf-16-le")
# The first record of an .xls of 1997 and after, and the one that says that the rest is enciphered.
_BIFF8, _FILEPASS, _FIRST_RECORDS = b"\x09\x08\x10\x00\x00\x06", 0x2F, 8
_ZIP_TROUBLE = (
    zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError, EOFError, RuntimeError, struct.error
)  # fmt: skip
_LOCKED = _("Ce classeur est protégé par un mot de passe. Enregistrez-le sans mot de passe, puis renvoyez-le.")
_PROTECTED = _("Ce classeur est protégé contre les modifications : il se lit quand même, et nous n’y changeons rien.")
_BROKEN = _(
    "Ce classeur est abîmé ou coupé : il ne s’ouvre pas. Téléchargez-le à nouveau, en entier, puis renvoyez-le."
)
_BOMB = _(
    "Ce classeur est refusé : une fois ouvert, il serait démesuré. "
    "Renvoyez l’export d’origine, tel que le réseau le donne."
)
