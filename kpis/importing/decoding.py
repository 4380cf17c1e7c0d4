"""From bytes to text, or a refusal. No guessing: a byte-order mark, UTF-8, or Windows-1252, in that order."""

from __future__ import annotations

import codecs
import io
import re

from kpis.importing.shapes import FileRefused, say
from kpis.importing.shapes import gettext_noop as _

# Checked by the page before a byte is read: a year of daily figures weighs 30 kB, and nobody waits for more.
MAX_BYTES = 10 * 1024 * 1024
# What the command takes: 100,000 posts with their words.
LARGEST_BYTES = 60 * 1024 * 1024
CHUNK = 1024 * 1024
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# What "é", "è", "à", "’" become when UTF-8 is read as Windows-1252 and saved again.
_BROKEN_ACCENTS = re.compile("Ã[©¨ª ´§‰]|â€™")


def check_size(size: int, limit: int = MAX_BYTES) -> None:
    """Refuse an empty file and one beyond `limit`, before reading it. Raises FileRefused."""
    if size <= 0:
        raise FileRefused(say(_("Ce fichier est vide. Téléchargez-le à nouveau depuis le réseau, puis renvoyez-le.")))
    if size > limit:
        raise FileRefused(
            say(
                _(
                    "Ce fichier pèse %(size)s Mo ; la limite est de %(limit)s Mo. "
                    "Demandez au réseau une période plus courte, un an par exemple."
                ),
                # Rounded up, so that a file just over the limit does not read "10 Mo, limit 10 Mo".
                size=-(-size // (1024 * 1024)) if size % (1024 * 1024) else size // (1024 * 1024),
                limit=limit // (1024 * 1024),
            )
        )


def encoding_of(data: bytes) -> str:
    """The alphabet of `data`, every letter of it read once. Raises FileRefused."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        if len(data) % 2:
            raise FileRefused(say(_CUT))
        return _checked(data, "utf-16")
    if data.startswith(codecs.BOM_UTF8):
        return _checked(data, "utf-8-sig")
    if b"\x00" in data:
        raise FileRefused(say(_NOT_TEXT))
    try:
        _read(data, "utf-8")
    except UnicodeDecodeError as error:
        # Accents were read well up to the very end: the file stops in the middle of a letter.
        if error.reason == "unexpected end of data" and not data[:-4].isascii():
            raise FileRefused(say(_CUT)) from None
        return _checked(data, "cp1252")
    return "utf-8"


def check_letters(data: bytes, encoding: str) -> None:
    """Refuse text whose letters were damaged on the way. Raises FileRefused with the line."""
    line = 1
    text = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")
    while piece := text.read(CHUNK):
        found = _CONTROL.search(piece)
        if found:
            raise FileRefused(say(_NOT_TEXT), line=line + piece.count("\n", 0, found.start()))
        broken = _BROKEN_ACCENTS.search(piece[:4000]) if line == 1 else None
        if broken:
            raise FileRefused(
                say(
                    _(
                        "Les accents de ce fichier sont abîmés (« %(cell)s ») : un logiciel l’a enregistré dans un "
                        "autre alphabet. Renvoyez le fichier d’origine, sans l’ouvrir dans un tableur."
                    ),
                    cell=broken.group(),
                ),
                line=piece.count("\n", 0, broken.start()) + 1,
            )
        line += piece.count("\n")


def _checked(data: bytes, encoding: str) -> str:
    try:
        _read(data, encoding)
    except UnicodeDecodeError as error:
        cut = error.reason in {"unexpected end of data", "truncated data"}
        raise FileRefused(say(_CUT if cut else _WRONG_LETTERS)) from None
    return encoding


def _read(data: bytes, encoding: str) -> None:
    """Decode piece by piece and keep nothing: a whole text may weigh four times its bytes."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, len(data), CHUNK):
        decoder.decode(data[start : start + CHUNK])
    decoder.decode(b"", final=True)


_CUT = _(
    "Ce fichier est coupé : il s’arrête au milieu d’un caractère. "
    "Téléchargez-le à nouveau, en entier, puis renvoyez-le."
)
_WRONG_LETTERS = _(
    "Les lettres de ce fichier ne se lisent pas : il n’est ni en UTF-8, ni en UTF-16, ni en Windows-1252. "
    "Renvoyez le fichier d’origine, tel que le réseau le donne."
)
_NOT_TEXT = _(
    "Ce fichier contient des signes qui ne sont pas du texte : il est abîmé ou ce n’est pas un export de chiffres. "
    "Renvoyez le fichier CSV ou Excel tel que le réseau le donne."
)
