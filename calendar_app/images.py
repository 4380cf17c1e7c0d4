"""Images received from a person: checked before they are decoded, then written again by our own encoder."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 8 * 1024 * 1024
# Asked of the header, before a single pixel is decoded: a few kilobytes may announce gigabytes.
MAX_PIXELS = 50_000_000
MAX_SIDE = 12_000
FORMATS = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png"), "WEBP": ("image/webp", "webp")}


class BadImage(Exception):
    """The file cannot be kept; the text is the sentence for the person."""


@dataclass(frozen=True)
class CleanImage:
    """What is kept: pixels and nothing else (no EXIF, no position, no comment)."""

    content: bytes
    mime: str
    suffix: str
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def clean(file: BinaryIO, size: int) -> CleanImage:
    """Return `file` (of `size` bytes) as a new image of the same format. Raises BadImage, with the way out."""
    if size == 0:
        raise BadImage(_("Ce fichier est vide. Choisissez l’image à nouveau."))
    if size > MAX_BYTES:
        raise BadImage(_("Cette image pèse plus de 8 Mo. Réduisez-la, puis choisissez-la à nouveau."))
    try:
        with Image.open(file, formats=list(FORMATS)) as opened:
            return _encoded(opened, opened.format or "")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadImage(_too_large()) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        # Pillow raises all of these for truncated or forged files.
        raise BadImage(_("Ce fichier n’est pas une image lisible. Choisissez une image JPEG, PNG ou WebP.")) from None


def _encoded(opened: Image.Image, image_format: str) -> CleanImage:
    width, height = opened.size
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise BadImage(_too_large())
    upright = ImageOps.exif_transpose(opened)
    mode = "RGBA" if image_format != "JPEG" and upright.has_transparency_data else "RGB"
    # A fresh canvas: comments, profiles and positions stay with the old one.
    canvas = Image.new(mode, upright.size)
    canvas.paste(upright.convert(mode))
    written = io.BytesIO()
    canvas.save(written, format=image_format, **({} if image_format == "PNG" else {"quality": 88}))
    mime, suffix = FORMATS[image_format]
    return CleanImage(written.getvalue(), mime, suffix, *canvas.size)


def _too_large() -> str:
    return _("Cette image a trop de points (plus de 50 millions). Réduisez-la, puis choisissez-la à nouveau.")
