"""What the rules say of a text that is still being typed: the judgement of the gate, on words nobody saved yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django import forms
from django.http import QueryDict

from associations.models import Association
from calendar_app import gate, hours, previews, rules
from calendar_app.forms import LONGEST_TEXT, DayField, HourField, PostForm
from calendar_app.library import facts
from calendar_app.models import Channel, Pillar, Post
from calendar_app.rules import Finding, Tier

# The lengths have their own bars just above, and an empty field is seen without being told.
TOLD_ELSEWHERE = frozenset({"too_long", "no_text"})


@dataclass(frozen=True)
class Remarks:
    """Findings on the words as typed, blocking first, and how many readers they would need."""

    notes: tuple[Finding, ...]
    tier: Tier


def of_form(form: PostForm, association: Association, now: dt.datetime) -> Remarks | None:
    """The remarks on what was sent in a form; None for a page first shown: its post has a page that says them."""
    besides = form.post.pk if form.post else None
    return of_data(form.data, form.offered, association, now, besides) if isinstance(form.data, QueryDict) else None


def of_data(
    data: QueryDict, offered: Sequence[Channel], association: Association, now: dt.datetime, besides: int | None = None
) -> Remarks | None:
    """The remarks on what was typed; None while nothing is. A fixed number of queries, whatever the rules."""
    common = _clean(data.get("text", ""))
    ticked = set(data.getlist("channels"))
    texts = [(c, _clean(data.get(f"own_{c.pk}", "")) or common) for c in offered if str(c.pk) in ticked]
    if not common and not any(text for _channel, text in texts):
        return None
    media = previews._named(data, association)
    known = facts.of_media(media)
    own = {
        channel.pk: tuple(
            facts.image(p.media, p.alt, known[p.media.pk]) for p in previews._pictures_on(str(channel.pk), data, media)
        )
        for channel, _text in texts
    }
    law = gate.ruleset(association)
    draft = gate.compose(
        association,
        kind=data.get("kind", "")[:30] if data.get("kind") in Post.Kind.values else "",
        text=common,
        texts=texts,
        images=tuple(facts.image(each, data.get(f"alt_{each.pk}", "").strip(), known[each.pk]) for each in media),
        own_images=own,
        due_at=_moment(data),
        now=now,
        besides=besides,
    )
    if data.get("purpose") in Post.Purpose.values:
        draft = replace(draft, purpose=data["purpose"])
    if pillar := _pillar(data, association):
        draft = replace(draft, pillar=pillar.slug, pillar_name=pillar.name)
    notes = [f for f in rules.check(draft, law, "write") if f.code not in TOLD_ELSEWHERE]
    return Remarks(tuple(notes), rules.tier(draft, law.specs))


def _clean(text: str) -> str:
    return text[:LONGEST_TEXT].replace("\r\n", "\n").strip()


def _moment(data: QueryDict) -> dt.datetime | None:
    """The instant typed, or None while it is none."""
    try:
        day = DayField().clean(data.get("due_on", "")[:30])
        hour = HourField().clean(data.get("due_hour", "")[:30])
        if not hours.FIRST_YEAR <= day.year <= hours.LAST_YEAR:
            return None
        return hours.instant(day, hour)
    except (forms.ValidationError, hours.NoSuchHour):
        return None


def _pillar(data: QueryDict, association: Association) -> Pillar | None:
    pk = data.get("pillar", "")
    return Pillar.objects.of(association).filter(pk=pk).first() if pk.isdecimal() and len(pk) < 19 else None
