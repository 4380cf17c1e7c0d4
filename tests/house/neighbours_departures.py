"""What is out, and messages that slipped, for the neighbour's-object test."""

from __future__ import annotations

import io

from .neighbours import NOW, _post, neighbour


def _shot():
    from PIL import Image

    from calendar_app import images

    written = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(written, "JPEG")
    return images.clean(io.BytesIO(written.getvalue()), len(written.getvalue()))


def _out(by):
    """A post that lived its way out, on its only account, with its screenshot."""
    from associations.models import Role
    from calendar_app import transitions
    from calendar_app.models import Channel
    from tests.conftest import make_member

    made = _post(by)
    email = f"relecture-{by.association.slug}@exemple.example"
    reader = make_member(by.association, email, "Ève Jourdan", [Role.PRESIDENT])
    Channel.objects.of(by.association).update(opened_by_decision="Conseil du 7 septembre 2026")
    transitions.submit(made, by=by, now=NOW)
    transitions.approve(made, expected=1, by=reader, now=NOW)
    transitions.schedule(made, by=by, now=NOW)
    link = "https://exemple.example/1"
    transitions.confirm(made.variants.get(), link=link, published_at=NOW, by=by, now=NOW, screenshot=_shot())
    return made


@neighbour("calendar:post-skip")
def skip(by):
    made = _post(by)
    return {"pk": made.pk, "variant": made.variants.get().pk}


@neighbour("calendar:post-screenshot")
def screenshot(by):
    made = _out(by)
    return {"pk": made.pk, "variant": made.variants.get().pk}


@neighbour("calendar:slip")
def slip(by):
    from calendar_app.departures import following

    return {"pk": following.open_slip(_out(by), by=by, now=NOW)[0].pk}


@neighbour("calendar:slip-proof")
def proof(by):
    from calendar_app.departures import following

    slip = following.open_slip(_out(by), by=by, now=NOW)[0]
    following.capture(slip, screenshot=_shot(), link="", note="", by=by, now=NOW)
    return {"pk": slip.pk, "proof": slip.proofs.exclude(file="").get().pk}
