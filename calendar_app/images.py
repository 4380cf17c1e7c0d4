"""Images received from a person: checked before they are decoded, then written again by our own encoder."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

MAX_BYTES = 8 * 1024 * 1024
# Asked of the header, before a single pixel is decoded: a few kilobytes may announce gigabytes.
MAX_PIXELS = 50_000_000
MAX_SIDE = 12_000
# Brands of the HEIF family whose pictures are coded in HEVC.
HEIC = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
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
    if sentence := _known_otherwise(file):
        raise BadImage(sentence)
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
    if getattr(opened, "n_frames", 1) > 1:
        raise BadImage(
            _("Cette image est animée : une seule vue resterait. Choisissez une image fixe, ou inscrivez une vidéo.")
        )
    upright = _in_screen_colours(ImageOps.exif_transpose(opened))
    mode = "RGBA" if image_format != "JPEG" and upright.has_transparency_data else "RGB"
    # A fresh canvas: comments, profiles and positions stay with the old one.
    canvas = Image.new(mode, upright.size)
    canvas.paste(upright.convert(mode))
    written = io.BytesIO()
    canvas.save(written, format=image_format, **({} if image_format == "PNG" else {"quality": 88}))
    mime, suffix = FORMATS[image_format]
    return CleanImage(written.getvalue(), mime, suffix, *canvas.size)


def _known_otherwise(file: BinaryIO) -> str:
    """What to do with a file of a kind we know and do not take; empty for any other. Reads the first bytes only."""
    head = file.read(512)
    file.seek(0)
    if head[4:8] == b"ftyp" and head[8:12] in HEIC:
        return _(
            "C’est une photo HEIC, le format des iPhone. Ouvrez-la puis enregistrez-la en JPEG, ou réglez l’appareil "
            "sur « Le plus compatible », et choisissez-la à nouveau."
        )
    if head[4:12] in (b"ftypavif", b"ftypavis"):
        return _("C’est une image AVIF. Enregistrez-la en JPEG, en PNG ou en WebP, puis choisissez-la à nouveau.")
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return _("C’est une image GIF. Fixe, enregistrez-la en PNG ; animée, inscrivez-la comme vidéo.")
    if b"<svg" in head.lower():
        return _("C’est un dessin SVG, qui peut cacher un programme. Exportez-le en PNG, puis choisissez-le à nouveau.")
    return ""


def _in_screen_colours(image: Image.Image) -> Image.Image:
    """Eight bits of sRGB: a printer's or a camera's own colours are translated before their profile is dropped."""
    if image.mode.startswith("I"):
        # Sixteen bits of grey: convert() would turn all but the darkest into white.
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK", "L"):
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB") or image
        except (ImageCms.PyCMSError, OSError, ValueError):
            # A forged profile says nothing: the plain colours will do.
            return image
    return image


def _too_large() -> str:
    return _("Cette image a trop de points (plus de 50 millions). Réduisez-la, puis choisissez-la à nouveau.")
