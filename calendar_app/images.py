"""Images received from a person: checked before they are decoded, then written again by our own encoder."""

from __future__ import annotations

import hashlib
import io
import struct
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError

MAX_BYTES = 8 * 1024 * 1024
# Asked of the header, before a single pixel is decoded: a few kilobytes may announce gigabytes.
MAX_PIXELS = 50_000_000
MAX_SIDE = 12_000
# Brands of the HEIF family whose pictures are coded in HEVC.
HEIC = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
# How a camera was held (Exif 2.32, tag 0x0112) -> what sets its photo upright.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
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
            # A phone joins a second view to its photo (depth, brightness): the first one is the photo, a plain JPEG.
            is_many = opened.format != "MPO" and getattr(opened, "n_frames", 1) > 1
            return _encoded(opened, "JPEG" if opened.format == "MPO" else opened.format or "", is_many=is_many)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadImage(_too_large()) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        # Pillow raises all of these for truncated or forged files.
        raise BadImage(_("Ce fichier n’est pas une image lisible. Choisissez une image JPEG, PNG ou WebP.")) from None


def _encoded(opened: Image.Image, image_format: str, *, is_many: bool) -> CleanImage:
    width, height = opened.size
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise BadImage(_too_large())
    if is_many:
        raise BadImage(
            _("Cette image est animée : une seule vue resterait. Choisissez une image fixe, ou inscrivez une vidéo.")
        )
    upright = _in_screen_colours(_upright(opened))
    mode = "RGBA" if image_format != "JPEG" and upright.has_transparency_data else "RGB"
    # A fresh canvas: comments, profiles and positions stay with the old one.
    canvas = Image.new(mode, upright.size)
    canvas.paste(upright.convert(mode))
    written = io.BytesIO()
    canvas.save(written, format=image_format, **({} if image_format == "PNG" else {"quality": 88}))
    mime, suffix = FORMATS[image_format]
    return CleanImage(written.getvalue(), mime, suffix, *canvas.size)


def _upright(opened: Image.Image) -> Image.Image:
    """The image as it was seen. Not `ImageOps.exif_transpose`, which writes the Exif again and chokes on an odd one."""
    try:
        turn = TURNS.get(opened.getexif().get(ExifTags.Base.Orientation, 1))
    except (struct.error, OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError):
        # A damaged note beside the photo says nothing of how it was held; the photo itself may be whole.
        turn = None
    return opened if turn is None else opened.transpose(turn)


def _known_otherwise(file: BinaryIO) -> str:
    """What to do with a file of a kind we know and do not take; empty for any other. Reads the first bytes only."""
    head = file.read(512)
    file.seek(0)
    if head[4:8] == b"ftyp" and head[8:12] in HEIC:
        return _(
            "C’est une photo HEIC, le format des iPhone. Ouvrez-la puis enregistrez-la en JPEG, ou réglez l’appareil "
            "sur « Le plus compatible », et choisissez-la à nouveau."
        )
    if head[4:12] in (b"ftypavif", b"ftypavis"):
        return _("C’est une image AVIF. Enregistrez-la en JPEG, en PNG ou en WebP, puis choisissez-la à nouveau.")
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return _("C’est une image GIF. Fixe, enregistrez-la en PNG ; animée, inscrivez-la comme vidéo.")
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
