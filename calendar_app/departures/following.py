"""The verbs of a slip: open it, keep the proof, tell, learn, close. Each step has its hour and its person."""

from __future__ import annotations

import datetime as dt

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Membership
from calendar_app.departures import telling
from calendar_app.images import CleanImage
from calendar_app.models import Post, Slip, SlipProof, SlipStep
from calendar_app.transitions import locked
from journal.models import Entry
from journal.moves import NoSuchMove, Refused, move
from reminders import outbox

Status = Slip.Status


@transaction.atomic
def open_slip(post: Post, *, by: Membership, now: dt.datetime) -> tuple[Slip, bool]:
    """Return (the slip of `post`, whether it was opened now). Asked twice, it is the same slip.

    The words and links of every account that is out are kept at once; presidency, coordination and owner are told.
    """
    rights.require(by, "calendar.slip")
    post = locked(post)
    if found := Slip.objects.of(post.association).open().filter(post=post).first():
        return found, False
    out = [v for v in post.variants.select_related("channel") if v.published_at]
    if not out:
        raise NoSuchMove(_("Ce message n’est pas en ligne : il n’a pas pu échapper."), post)
    slip = Slip.objects.create(association=post.association, post=post, opened_by=by, opened_at=now)
    SlipStep.objects.create(association=post.association, slip=slip, state=Status.DETECTED, by=by, at=now)
    texts = {t.channel_id: t.text for t in post.revision.texts.all()}
    for variant in out:
        SlipProof.objects.create(
            association=post.association,
            slip=slip,
            channel=variant.channel,
            text=texts.get(variant.channel_id) or post.revision.text,
            link=variant.link,
            by=by,
            at=now,
        )
    Entry.objects.record(slip, by=by, action="calendar.slip", after=slip.status)
    outbox.plan(telling.of_slip(slip))
    return slip, True


@transaction.atomic
def capture(
    slip: Slip, *, screenshot: CleanImage | None, link: str, note: str, by: Membership, now: dt.datetime
) -> None:
    """Keep what one sees online, beside the words already kept. Raises Overtaken when somebody did so first."""
    # Moved first: of two people, the second is told before a file is written.
    _step(slip, Status.CAPTURED, note, by=by, now=now)
    if screenshot or link:
        proof = SlipProof(association=slip.association, slip=slip, link=link, by=by, at=now)
        if screenshot:
            proof.sha256 = screenshot.sha256
            proof.file.save(f"proof.{screenshot.suffix}", ContentFile(screenshot.content), save=False)
        proof.save(force_insert=True)


def inform(slip: Slip, *, note: str, by: Membership, now: dt.datetime) -> None:
    """Note who had to know and was told."""
    _step(slip, Status.INFORMED, note, by=by, now=now)


def learn(slip: Slip, *, note: str, by: Membership, now: dt.datetime) -> None:
    """Note what we will do otherwise: about a way of working, never about a person."""
    if not note.strip():
        raise Refused(_("Écrivez ce que vous ferez autrement la prochaine fois, en une phrase."), slip)
    _step(slip, Status.LESSONS, note, by=by, now=now)


def close(slip: Slip, *, by: Membership, now: dt.datetime) -> None:
    _step(slip, Status.CLOSED, "", by=by, now=now)


def mended(post: Post, to: str, *, by: Membership, now: dt.datetime) -> None:
    """Take the open slip of `post`, if any, along a correction or a withdrawal of the locked post."""
    slip = Slip.objects.of(post.association).open().filter(post=post).first()
    if slip is None:
        return
    if slip.status == Status.DETECTED:
        # The words were kept when it was opened: acting fast skips no proof.
        _step(slip, Status.CAPTURED, "", by=by, now=now)
    if slip.status == Status.CAPTURED:
        _step(slip, to, "", by=by, now=now)


@transaction.atomic
def _step(slip: Slip, to: str, note: str, *, by: Membership, now: dt.datetime) -> None:
    move(slip, to, by=by)
    SlipStep.objects.create(association=slip.association, slip=slip, state=to, note=note.strip(), by=by, at=now)
