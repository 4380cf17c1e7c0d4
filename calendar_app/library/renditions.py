"""The same image as each network takes it: format, weight, points. Made when asked, kept on disk under its hash."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from calendar_app.models import Media
from calendar_app.networks.facts import Network

# No network shows more; a phone sends less.
LONGEST_SIDE = 2048
PILLOW = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
SUFFIX = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
MIME = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
UNITS = {"MB": 1_000_000, "MiB": 1024 * 1024, "kB": 1000, "KiB": 1024}
QUALITIES = (88, 80, 70, 60, 50)


@dataclass(frozen=True)
class Bounds:
    """What one network takes: bytes (0: no bound known), points, names of formats (empty: any)."""

    most_bytes: int = 0
    most_pixels: int = 0
    formats: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.most_bytes}-{self.most_pixels}-{'-'.join(self.formats)}-{LONGEST_SIDE}"


@dataclass(frozen=True)
class Rendition:
    content: bytes
    mime: str
    suffix: str
    # Where it is kept, in the default storage.
    path: str


def bounds(network: Network) -> Bounds:
    """The bounds of images on `network`, from its dated facts."""
    size, pixels, formats = (network.rule(f"image.{key}") for key in ("size_max", "pixels_max", "formats"))
    return Bounds(
        most_bytes=int(size.value * UNITS.get(size.unit, 1)) if size and size.value else 0,
        most_pixels=int(pixels.value) if pixels and pixels.value else 0,
        formats=tuple(str(name) for name in formats.value if name in PILLOW) if formats and formats.value else (),
    )


def is_needed(media: Media, network: Network) -> bool:
    """Whether `network` would refuse the image as it is kept, or shrink it itself."""
    asked = bounds(network)
    return bool(
        (asked.most_bytes and media.size > asked.most_bytes)
        or (asked.most_pixels and media.width * media.height > asked.most_pixels)
        or (asked.formats and media.mime.removeprefix("image/") not in asked.formats)
        or max(media.width, media.height) > LONGEST_SIDE
    )


def of(media: Media, network: Network) -> Rendition:
    """Return `media` as `network` takes it; made once, then read from the disk. FileNotFoundError without its file."""
    asked = bounds(network)
    wanted = _format(media, asked)
    path = f"calendar/{media.association_id}/renditions/{media.sha256}-{asked.key}.{SUFFIX[wanted]}"
    if default_storage.exists(path):
        with default_storage.open(path) as file:
            content = file.read()
    else:
        content = _made(media, wanted, asked)
        default_storage.save(path, ContentFile(content))
    return Rendition(content, MIME[wanted], SUFFIX[wanted], path)


def forget(media: Media) -> None:
    """Delete what was made of `media`."""
    folder = f"calendar/{media.association_id}/renditions"
    try:
        _folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        if name.startswith(media.sha256):
            default_storage.delete(f"{folder}/{name}")


def _format(media: Media, asked: Bounds) -> str:
    """Its own format where the network takes it, else JPEG, else the first one taken."""
    own = media.mime.removeprefix("image/")
    if not asked.formats or own in asked.formats:
        return PILLOW.get(own, "JPEG")
    return "JPEG" if "jpeg" in asked.formats else PILLOW[asked.formats[0]]


def _made(media: Media, wanted: str, asked: Bounds) -> bytes:
    with media.file.open("rb") as file, Image.open(file) as opened:
        canvas = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
    if wanted == "JPEG" and canvas.mode == "RGBA":
        # JPEG knows no transparency: white, as the page of the network.
        ground = Image.new("RGB", canvas.size, "white")
        ground.paste(canvas, mask=canvas.getchannel("A"))
        canvas = ground
    side = LONGEST_SIDE
    if asked.most_pixels and canvas.width * canvas.height > asked.most_pixels:
        side = min(side, int(max(canvas.size) * math.sqrt(asked.most_pixels / (canvas.width * canvas.height))))
    while True:
        canvas.thumbnail((side, side), Image.Resampling.LANCZOS)
        for quality in QUALITIES:
            content = _encoded(canvas, wanted, quality)
            if not asked.most_bytes or len(content) <= asked.most_bytes:
                return content
            if wanted == "PNG":
                break
        # Still too heavy at the lowest quality: fewer points, until it fits.
        side = max(int(max(canvas.size) * 0.8), 1)


def _encoded(canvas: Image.Image, wanted: str, quality: int) -> bytes:
    written = io.BytesIO()
    canvas.save(written, format=wanted, **({"optimize": True} if wanted == "PNG" else {"quality": quality}))
    return written.getvalue()
