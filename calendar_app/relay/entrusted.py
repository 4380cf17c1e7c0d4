"""The verbs of a testimony: receive, accept, refuse, take back, erase, make a post of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Association, Membership
from calendar_app import transitions
from calendar_app.hours import instant
from calendar_app.models import Post, Testimony, TestimonyCall, TestimonyUse
from calendar_app.relay import runs
from calendar_app.transitions import Plan, Words
from journal.models import Entry
from journal.moves import HOUSE, House, Overtaken, Refused, move

Status = Testimony.Status
ERASED = {"text": "", "name": "", "email": "", "parent_email": "", "reason": ""}
OPEN = (Post.Status.DRAFT, Post.Status.REVIEW, Post.Status.SCHEDULED)


@transaction.atomic
def call(association: Association, said: Mapping[str, Any], *, by: Membership) -> TestimonyCall:
    """Write what the public form asks, open it or close it."""
    rights.require(by, "calendar.manage")
    made, _is_new = TestimonyCall.objects.update_or_create(association=association, defaults=dict(said))
    Entry.objects.record(made, by=by, action="calendar.manage", after="testimony form")
    return made


def key_of(form: uuid.UUID) -> str:
    """The secret of the private link, made from the form: a lost answer can be shown again, the database cannot."""
    return salted_hmac("calendar_app.relay.testimony", str(form), algorithm="sha256").hexdigest()[:48]


def hash_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def receive(
    association: Association, said: Mapping[str, Any], *, form: uuid.UUID, until: dt.date, now: dt.datetime
) -> tuple[Testimony, bool]:
    """Keep a testimony; return it, and whether it is new: the same form sent twice is kept once."""
    try:
        with transaction.atomic():
            made = Testimony.objects.create(
                association=association,
                form=form,
                key_hash=hash_of(key_of(form)),
                consent_until=until,
                received_at=now,
                **said,
            )
    except IntegrityError:
        known = Testimony.objects.of(association).filter(form=form).first()
        if known is None:
            raise
        return known, False
    Entry.objects.record(made, by=HOUSE, action="calendar.testimonies", at=now)
    return made, True


@transaction.atomic
def accept(testimony: Testimony, *, parent_agreed_on: dt.date | None, by: Membership, now: dt.datetime) -> None:
    """Say that these words may be used. For a child, somebody has asked a parent first."""
    rights.require(by, "calendar.testimonies")
    if testimony.is_minor and parent_agreed_on is None:
        raise Refused(_("Cette personne a moins de 18 ans : notez le jour où un parent a donné son accord."), testimony)
    _still_here(testimony)
    agreed = parent_agreed_on if testimony.is_minor else None
    move(testimony, Status.ACCEPTED, by=by, moderated_by=by, moderated_at=now, parent_agreed_on=agreed)
    runs.keep(testimony)


@transaction.atomic
def refuse(testimony: Testimony, *, reason: str, by: Membership, now: dt.datetime) -> None:
    """Say no, and why: for the other moderators to read, never in the journal."""
    rights.require(by, "calendar.testimonies")
    if not reason.strip():
        raise Refused(_("Dites pourquoi en une phrase."), testimony)
    _still_here(testimony)
    move(testimony, Status.REFUSED, by=by, moderated_by=by, moderated_at=now, reason=reason.strip()[:500])


@transaction.atomic
def withdraw(testimony: Testimony, *, by: Membership | House, now: dt.datetime) -> list[Post]:
    """Take the leave back: the words are erased here, and the open posts that hold them, returned, are stopped.

    Those posts are held first: whoever confirms one right now either ends before, and it is out, or meets the gate.
    """
    if isinstance(by, Membership):
        rights.require(by, "calendar.testimonies")
    if testimony.status == Status.ACCEPTED and not testimony.erased_at:
        runs.keep(testimony)
    _find_its_words(testimony)
    held = Post.objects.of(testimony.association).filter(testimony_uses__testimony=testimony).order_by("pk")
    list(held.select_for_update(of=("self",)).values_list("pk", flat=True))
    testimony = Testimony.objects.select_for_update(of=("self",)).select_related("association").get(pk=testimony.pk)
    erased = {"erased_at": now} if testimony.erased_at is None else {}
    move(testimony, Status.WITHDRAWN, by=by, withdrawn_at=now, **ERASED, **erased)
    return list(held.filter(status__in=OPEN))


@transaction.atomic
def erase(testimony: Testimony, *, by: Membership | House, now: dt.datetime) -> None:
    """Take away the words, the name and the addresses; the row stays, to be counted. Of two hands, one is told."""
    if isinstance(by, Membership):
        rights.require(by, "calendar.testimonies")
    if testimony.status == Status.RECEIVED:
        raise Refused(_("Lisez d’abord ce témoignage : acceptez-le ou refusez-le."), testimony)
    rows = Testimony.objects.of(testimony.association).filter(pk=testimony.pk, erased_at=None)
    if not rows.update(erased_at=now, **ERASED):
        raise Overtaken(_("Ce témoignage est déjà effacé."), testimony)
    Entry.objects.record(testimony, by=by, action="calendar.testimonies", after="erased", at=now)


@transaction.atomic
def draft(testimony: Testimony, *, by: Membership, now: dt.datetime) -> Post:
    """Make a draft with the words of `testimony`, as they were entrusted. Of two hands, one is led to the other's."""
    rights.require(by, "calendar.testimonies")
    testimony = Testimony.objects.of(by.association).select_for_update(of=("self",)).get(pk=testimony.pk)
    today = timezone.localdate(now)
    if testimony.status != Status.ACCEPTED or testimony.erased_at or testimony.has_ended(today):
        raise Refused(_("Ce témoignage ne peut plus être utilisé : son accord n’est pas en cours."), testimony)
    uses = TestimonyUse.objects.filter(testimony=testimony, post__status__in=OPEN, is_found=False)
    used = uses.select_related("post").first()
    if used:
        raise Overtaken(_("Une publication est déjà en préparation avec ce témoignage."), used.post)
    title = _("Témoignage : %(name)s") % {"name": testimony.signature}
    text = f"« {testimony.text} »\n\n{testimony.signature}"
    due = min(today + dt.timedelta(days=7), testimony.consent_until)
    plan = Plan(instant(due, dt.time(18)), Post.Purpose.KNOWN, by)
    post = transitions.create(by.association, Words(title[:120], Post.Kind.TESTIMONY, text, {}), plan, by=by, now=now)
    TestimonyUse.objects.create(association=by.association, testimony=testimony, post=post)
    Entry.objects.record(testimony, by=by, action="calendar.testimonies", after="drafted")
    return post


def _find_its_words(testimony: Testimony) -> None:
    """Write down the posts that say words of `testimony` without being made from it: owners will be told of each.

    What somebody saves at this very moment is not found here, and meets the gate, which compares the words.
    """
    if not testimony.runs.exists():
        return
    shown = Post.objects.of(testimony.association).exclude(status__in=(Post.Status.CANCELLED, Post.Status.WITHDRAWN))
    words = {
        post.pk: list(runs.texts_of(post.revision))
        for post in shown.exclude(testimony_uses__testimony=testimony)
        .select_related("current")
        .prefetch_related("current__texts")
        .order_by("pk")
    }
    found = runs.quoting(testimony.association, [text for texts in words.values() for text in texts])
    TestimonyUse.objects.bulk_create(
        (
            TestimonyUse(association=testimony.association, testimony=testimony, post_id=post, is_found=True)
            for post, texts in words.items()
            if any(testimony.pk in found.get(text, ()) for text in texts)
        ),
        ignore_conflicts=True,
    )


def _still_here(testimony: Testimony) -> None:
    if testimony.erased_at:
        raise Refused(_("Ce témoignage est effacé."), testimony)
