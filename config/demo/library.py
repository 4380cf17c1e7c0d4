"""The library of the demo: four images drawn here, one person whose leave ends soon, one video with captions."""

from __future__ import annotations

import datetime as dt
import io

from PIL import Image, ImageDraw

from associations.models import Association
from calendar_app import images
from calendar_app.library import captions, transitions
from calendar_app.models import Media
from config.demo.clock import at, on
from config.demo.people import Cast

DAY = dt.timedelta(days=1)
# name, sky, ground, credit, what one sees
PICTURES = (
    ("Tri des jouets.jpg", "#d8e8ea", "#e0603f", "Léa", "Des jouets en bois rangés par couleur sur une grande table."),
    (
        "Atelier couture.jpg",
        "#f4efe2",
        "#2f6f73",
        "Nour",
        "Deux mains guident un tissu sous une machine à coudre.",
    ),
    (
        "Local rue du Port.jpg",
        "#cfdde8",
        "#8a5a3b",
        "Yanis",
        "La porte rouge du local, un matin, volets ouverts.",
    ),
    ("Repas partagé.jpg", "#fbe9d0", "#a33b2c", "Nour", "Une longue tablée dehors, vue de loin, sous les guirlandes."),
)
CAPTIONS = "WEBVTT\n\n00:01.000 --> 00:04.000\nBienvenue au local.\n\n00:04.500 --> 00:08.000\nOn répare ensemble.\n"


def fill(association: Association, cast: Cast, today: dt.date) -> None:
    """Add the pictures, say who is shown, note one leave that ends soon and one video."""
    moment = on(today - 40 * DAY, 17)
    with at(moment):
        rows = [_drawn(*picture) for picture in PICTURES]
        kept = transitions.add(rows, association, by=cast["lea"], now=moment)
        for media, (_name, _sky, _ground, credit, alt) in zip(kept, PICTURES, strict=True):
            said = {"alt": alt, "credit": credit, "licence": "own", "shows": "nobody", "is_kept": True}
            transitions.describe(media, said, by=cast["lea"])
        transitions.describe(kept[3], {"shows": "crowd"}, by=cast["lea"])
        _consent(kept[1], cast, today, moment)
        video = transitions.add_video(
            "https://tube.mains-voisines.example/w/local", "Visite du local", 10, by=cast["nour"], now=moment
        )
        transitions.describe(video, {"shows": "nobody", "licence": "own", "is_kept": True}, by=cast["nour"])
        read = captions.parse(CAPTIONS.encode(), "fr", 10)
        transitions.check_captions(video, "file", read, on=today - 40 * DAY, by=cast["nour"])


def _consent(media: Media, cast: Cast, today: dt.date, moment: dt.datetime) -> None:
    said = {
        "person": "Odile Marchand",
        "everywhere": True,
        "starts_on": today - 350 * DAY,
        "ends_on": today + 15 * DAY,
        "given_on": today - 350 * DAY,
        "paper": "Classeur bleu, armoire du local",
    }
    transitions.note_consent(said, [media], [], None, by=cast["ines"], now=moment)


def _drawn(name: str, sky: str, ground: str, credit: str, alt: str) -> tuple[images.CleanImage, str]:
    """A quiet picture: a sky, a ground, three shapes."""
    canvas = Image.new("RGB", (960, 640), sky)
    pen = ImageDraw.Draw(canvas)
    pen.rectangle((0, 430, 960, 640), fill=ground)
    for place, colour in enumerate(("#f2c14e", "#1f4e5f", "#ffffff")):
        left = 140 + place * 240
        pen.rounded_rectangle((left, 260 + place * 30, left + 180, 470), 28, fill=colour)
    written = io.BytesIO()
    canvas.save(written, "JPEG", quality=85)
    return images.clean(io.BytesIO(written.getvalue()), written.tell()), name
