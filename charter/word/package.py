"""Whether a file is a Word document that may be opened: judged by what it holds, before anything is unpacked."""

from __future__ import annotations

import io
import zipfile

from django.utils.translation import gettext as _

BIGGEST = 10 * 1024 * 1024
# What a file may weigh once unpacked, and how many parts it may have: a long charter with pictures stays far below.
UNPACKED = 60 * 1024 * 1024
PARTS = 3000
RATIO = 200
# Under this, a high ratio is a blank page, not a bomb.
SMALL = 2 * 1024 * 1024
TEXT = 20 * 1024 * 1024

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN = "word/document.xml"


class NotReadable(Exception):
    """The file cannot be read; the message says what is wrong and what to do, for the person who chose it."""


def opened(content: bytes) -> zipfile.ZipFile:
    """Return the package of a .docx. Raises NotReadable with a sentence for each thing that a file may be instead."""
    _refuse_other_kinds(content)
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        parts = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise NotReadable(_damaged()) from error
    _refuse_bombs(parts, len(content))
    names = {part.filename for part in parts}
    if any(part.flag_bits & 0x1 for part in parts):
        raise NotReadable(_locked())
    _refuse_macros(names, _read(package, "[Content_Types].xml", names))
    if _MAIN not in names:
        raise NotReadable(
            _("Ce fichier n’est pas un texte Word. Choisissez un fichier dont le nom finit par « .docx ».")
        )
    return package


def _refuse_other_kinds(content: bytes) -> None:
    if not content.strip(b"\x00 \r\n"):
        raise NotReadable(_("Ce fichier est vide. Ouvrez-le dans Word pour vérifier, puis choisissez-le de nouveau."))
    if len(content) > BIGGEST:
        raise NotReadable(
            _("Ce fichier pèse plus de 10 Mo. Retirez-en les images, enregistrez-le, puis choisissez-le de nouveau.")
        )
    if content.startswith(_OLE):
        # A .docx with a password is wrapped in the old format, and says so in UTF-16.
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise NotReadable(_locked())
        raise NotReadable(
            _("C’est l’ancien format de Word (« .doc »). Ouvrez-le dans Word et enregistrez-le au format « .docx ».")
        )
    if content.startswith(b"%PDF"):
        raise NotReadable(_("C’est un fichier PDF. Choisissez le document Word d’où il vient, au format « .docx »."))
    if not content.startswith(b"PK"):
        raise NotReadable(
            _("Ce fichier n’est pas un document Word. Choisissez un fichier dont le nom finit par « .docx ».")
        )


def _refuse_bombs(parts: list[zipfile.ZipInfo], size: int) -> None:
    total = sum(part.file_size for part in parts)
    text = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    if len(parts) > PARTS or total > UNPACKED or text > TEXT or (total > SMALL and total > RATIO * max(size, 1)):
        raise NotReadable(
            _(
                "Une fois déplié, ce fichier serait démesuré : il n’a pas été ouvert. Copiez le texte de votre charte "
                "dans un document neuf, puis choisissez celui-là."
            )
        )


def _refuse_macros(names: set[str], types: bytes) -> None:
    lower = {name.lower() for name in names}
    if any(name.endswith("vbaproject.bin") for name in lower) or b"macroenabled" in types.lower():
        raise NotReadable(
            _(
                "Ce document contient une macro, c’est-à-dire un programme : il n’a pas été ouvert. Enregistrez-le au "
                "format « .docx », sans macro, puis choisissez-le de nouveau."
            )
        )
    if b"opendocument" in types.lower() or "content.xml" in lower:
        raise NotReadable(
            _("C’est un document LibreOffice. Enregistrez-le au format Word « .docx », puis choisissez-le de nouveau.")
        )


def _read(package: zipfile.ZipFile, name: str, names: set[str]) -> bytes:
    if name not in names:
        return b""
    try:
        return package.read(name)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise NotReadable(_damaged()) from error


def _damaged() -> str:
    return _(
        "Ce fichier est abîmé : il ne s’ouvre pas. Ouvrez-le dans Word, enregistrez-le, puis choisissez-le de nouveau."
    )


def _locked() -> str:
    return _("Ce document est protégé par un mot de passe. Retirez-le dans Word, enregistrez, puis recommencez.")
