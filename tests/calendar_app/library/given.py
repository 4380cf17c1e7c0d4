"""Images, leaves and posts that show them, each made by the verbs of the house. No file of anybody: all is drawn."""

from __future__ import annotations

import datetime as dt
import io

from PIL import Image

from calendar_app import images
from calendar_app import transitions as calendar
from calendar_app.library import transitions
from calendar_app.library.papers import Paper

from ..given import NOW

TODAY = NOW.date()
YEAR = dt.timedelta(days=365)
PDF = Paper(b"%PDF-1.4 signed", "pdf")
OURS = {"licence": "own", "shows": "nobody"}


def drawn(kind="JPEG", size=(40, 30), colour="teal", mode="RGB", **options):
    written = io.BytesIO()
    Image.new(mode, size, colour).save(written, kind, **options)
    return written.getvalue()


def image(by, colour="teal", name="tri.jpg", now=NOW, **facts):
    content = drawn(colour=colour)
    cleaned = images.clean(io.BytesIO(content), len(content))
    media = transitions.add([(cleaned, name)], by.association, by=by, now=now)[0]
    return transitions.describe(media, OURS | facts, by=by)


def bare(by, **kwargs):
    """An image of which nobody said anything."""
    content = drawn(colour=kwargs.pop("colour", "maroon"))
    cleaned = images.clean(io.BytesIO(content), len(content))
    return transitions.add([(cleaned, "brut.jpg")], by.association, by=by, now=kwargs.pop("now", NOW))[0]


def video(by, **facts):
    media = transitions.add_video("https://tube.example/v/1", "Le tri en une minute", 60, by=by, now=NOW)
    return transitions.describe(media, OURS | facts, by=by)


def consent(by, media, person="Jeanne Roux", channels=(), paper=PDF, **said):
    values = {
        "person": person,
        "everywhere": not channels,
        "starts_on": TODAY - YEAR,
        "ends_on": TODAY + YEAR,
        "given_on": TODAY - YEAR,
        "paper": "",
    }
    return transitions.note_consent(values | said, media, channels, paper, by=by, now=NOW)


def grant(by, **said):
    values = {
        "author": "Marc Noël",
        "rights": ["online"],
        "purpose": "Nos comptes",
        "place": "Le monde",
        "starts_on": TODAY - YEAR,
        "ends_on": TODAY + YEAR,
        "given_on": TODAY,
        "paper": "",
    }
    return transitions.note_grant(values | said, PDF, by=by, now=NOW)


def shown(given, **people):
    """An image that shows Jeanne, who agrees."""
    media = image(given.cast.bruno, shows="people", people=1)
    return media, consent(given.cast.bruno, [media], **people)


def approved(given, **fields):
    """Approved by two readers, one of the bureau: what shows people is sensitive."""
    post = given.in_review(**fields)
    calendar.approve(post, expected=1, by=given.cast.farid, now=NOW)
    calendar.approve(given.again(post), expected=1, by=given.cast.amina, now=NOW)
    return given.again(post)


def scheduled(given, **fields):
    post = approved(given, **fields)
    calendar.schedule(post, by=given.cast.bruno, now=NOW)
    return given.again(post)
