"""Images, leaves and cessions, for the neighbour's-object test."""

from __future__ import annotations

import datetime as dt
import io

from .neighbours import NOW, TODAY, neighbour

TERM = {"starts_on": TODAY, "ends_on": TODAY + dt.timedelta(days=365), "given_on": TODAY, "paper": ""}


def _image(by):
    from PIL import Image

    from calendar_app import images
    from calendar_app.library import transitions

    written = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(written, "JPEG")
    cleaned = images.clean(io.BytesIO(written.getvalue()), len(written.getvalue()))
    return transitions.add([(cleaned, "a.jpg")], by.association, by=by, now=NOW)[0]


def _paper():
    from calendar_app.library.papers import Paper

    return Paper(b"%PDF-1.4 signed", "pdf")


@neighbour("calendar:library-item")
def library_item(by):
    return {"pk": _image(by).pk}


@neighbour("calendar:library-rendition")
def rendition(by):
    return {"pk": _image(by).pk, "network": "bluesky"}


@neighbour("calendar:library-captions-file")
def captions_file(by):
    from calendar_app.library import captions, transitions

    video = transitions.add_video("https://tube.example/v/1", "Le tri", 60, by=by, now=NOW)
    read = captions.parse(b"WEBVTT\n\n00:01.000 --> 00:02.000\nBonjour\n", "fr")
    transitions.check_captions(video, "file", read, on=TODAY, by=by)
    return {"pk": video.pk}


@neighbour("calendar:consent")
def consent(by):
    from calendar_app.library import transitions

    said = TERM | {"person": "Jeanne Roux", "everywhere": True}
    return {"pk": transitions.note_consent(said, [_image(by)], [], _paper(), by=by, now=NOW).pk}


@neighbour("calendar:grant")
def grant(by):
    from calendar_app.library import transitions

    said = TERM | {"author": "Marc Noël", "rights": ["online"], "purpose": "Nos comptes", "place": "Le monde"}
    return {"pk": transitions.note_grant(said, _paper(), by=by, now=NOW).pk}
