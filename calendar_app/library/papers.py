"""Signed documents: a scan or a PDF, kept for those who may see names, never shown inside a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from calendar_app import images

MAX_BYTES = 8 * 1024 * 1024


class BadPaper(Exception):
    """The document cannot be kept; the text is the sentence for the person."""


@dataclass(frozen=True)
class Paper:
    content: bytes
    suffix: str


def receive(file: Any) -> Paper:
    """Return `file` as it is kept: a PDF as it came, a picture written again. Raises BadPaper, with the way out."""
    if file.size > MAX_BYTES:
        raise BadPaper(_("Ce document pèse plus de 8 Mo. Numérisez-le en moins grand, puis choisissez-le à nouveau."))
    head = file.read(1024)
    file.seek(0)
    if b"%PDF-" in head:
        return Paper(file.read(), "pdf")
    try:
        scan = images.clean(file, file.size)
    except images.BadImage:
        refusal = _("Ce document n’est ni un PDF ni une image lisible. Choisissez un PDF, un JPEG ou un PNG.")
        raise BadPaper(refusal) from None
    return Paper(scan.content, scan.suffix)
