"""The images of the demo: drawn here, showing nobody."""

from __future__ import annotations

import datetime as dt
import io

from PIL import Image, ImageDraw

from associations.models import Membership
from calendar_app import images, media
from calendar_app.library import transitions
from calendar_app.models import Media

SIDE = 1080
PAPER, INK, CORAL, PETROL = "#f6f1e7", "#1f2a30", "#c8452f", "#0f5a63"
# What stands on each drawing, for those who do not see it.
WORDS = {
    "portrait": "Dessin : une chaise vide près d’une fenêtre, un manteau sur le dossier.",
    "coulisses": "Dessin : des cartons empilés et un carton ouvert devant une porte.",
}


def of(rubric: str, *, by: Membership, now: dt.datetime) -> list[tuple[Media, str]]:
    """Return the drawing of a rubric with its description, stored once; empty for a rubric without one."""
    if rubric not in WORDS:
        return []
    drawn = _drawing(rubric)
    cleaned = images.clean(drawn, drawn.getbuffer().nbytes)
    kept = media.keep(cleaned, f"{rubric}.jpg", by.association, by=by, now=now)
    if not kept.shows:
        said = {"alt": WORDS[rubric], "credit": by.name, "licence": "own", "shows": "nobody", "is_kept": True}
        transitions.describe(kept, said, by=by)
    return [(kept, WORDS[rubric])]


def _drawing(rubric: str) -> io.BytesIO:
    canvas = Image.new("RGB", (SIDE, SIDE), PAPER)
    pen = ImageDraw.Draw(canvas)
    pen.rectangle((0, 860, SIDE, SIDE), fill=PETROL)
    if rubric == "portrait":
        pen.rectangle((120, 120, 480, 560), outline=INK, width=14)
        pen.line((300, 120, 300, 560), fill=INK, width=10)
        pen.rectangle((620, 420, 900, 460), fill=CORAL)
        for left in (640, 860):
            pen.rectangle((left, 420, left + 24, 900), fill=INK)
        pen.rectangle((620, 660, 900, 700), fill=INK)
    else:
        pen.rectangle((660, 160, 940, 860), outline=INK, width=14)
        for place in ((140, 620, 420, 860), (180, 420, 400, 620), (440, 680, 600, 860)):
            pen.rectangle(place, fill=CORAL, outline=INK, width=10)
    written = io.BytesIO()
    canvas.save(written, format="JPEG", quality=85)
    written.seek(0)
    return written
