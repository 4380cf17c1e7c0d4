"""From bytes to text, or a refusal. No guessing: a byte-order mark, UTF-8, or Windows-1252, in that order."""

from __future__ import annotations

import codecs
import re

from kpis.importing.shapes import FileRefused, say
from kpis.importing.shapes import gettext_noop as _

# Checked by the page and the command before a byte is read: a year of daily figures weighs 30 kB.
MAX_BYTES = 10 * 1024 * 1024
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# What "é", "è", "à", "’" become when UTF-8 is read as Windows-1252 and saved again.
_BROKEN_ACCENTS = re.compile("Ã[©¨ª ´§‰]|â€™")


def check_size(size: int) -> None:
    """Refuse an empty file and one beyond MAX_BYTES, before reading it. Raises FileRefused."""
    if size <= 0:
        raise FileRefused(say(_("Ce fichier est vide. Téléchargez-le à nouveau depuis le réseau, puis renvoyez-le.")))
    if size > MAX_BYTES:
        raise FileRefused(
            say(
                _(
                    "Ce fichier pèse %(size)s Mo ; la limite est de %(limit)s Mo. "
                    "Demandez au réseau une période plus courte, un an par exemple."
                ),
                # Rounded up, so that a file just over the limit does not read "10 Mo, limit 10 Mo".
                size=-(-size // (1024 * 1024)) if size % (1024 * 1024) else size // (1024 * 1024),
                limit=MAX_BYTES // (1024 * 1024),
            )
        )


def decode(data: bytes) -> str:
    """The text of `data`, without its byte-order mark. Raises FileRefused."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        if len(data) % 2:
            raise FileRefused(say(_CUT))
        return _decoded(data, "utf-16")
    if data.startswith(codecs.BOM_UTF8):
        return _decoded(data, "utf-8-sig")
    if b"\x00" in data:
        raise FileRefused(say(_NOT_TEXT))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # Accents were read well up to the very end: the file stops in the middle of a letter.
        if error.reason == "unexpected end of data" and not data[: error.start].isascii():
            raise FileRefused(say(_CUT)) from None
    return _decoded(data, "cp1252")


def check_letters(text: str) -> None:
    """Refuse text whose letters were damaged on the way. Raises FileRefused with the line."""
    found = _CONTROL.search(text)
    if found:
        raise FileRefused(say(_NOT_TEXT), line=text.count("\n", 0, found.start()) + 1)
    broken = _BROKEN_ACCENTS.search(text[:4000])
    if broken:
        raise FileRefused(
            say(
                _(
                    "Les accents de ce fichier sont abîmés (« %(cell)s ») : un logiciel l’a enregistré dans un autre "
                    "alphabet. Renvoyez le fichier d’origine, sans l’ouvrir dans un tableur."
                ),
                cell=broken.group(),
            ),
            line=text.count("\n", 0, broken.start()) + 1,
        )


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        cut = error.reason in {"unexpected end of data", "truncated data"}
        raise FileRefused(say(_CUT if cut else _WRONG_LETTERS)) from None


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
