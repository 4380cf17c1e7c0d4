"""A post proposed from a slot: it begins on the right account, day and hour, and fills the slot once saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from associations.models import Membership
from calendar_app.duty import turns
from calendar_app.duty.occurrences import is_due_on, occurrences, starts_at
from calendar_app.hours import DAY, PARIS, spoken_day, spoken_hour
from calendar_app.models import CalendarSlot, Post
from journal.moves import Refused

AHEAD = 28 * DAY


def asked(query: Mapping[str, Any], by: Membership) -> tuple[CalendarSlot, dt.date] | None:
    """Return the (slot, day) named in the address of the form, or None when it names none of this association."""
    number = str(query.get("creneau", ""))
    if not (number.isdecimal() and len(number) < 19):
        return None
    try:
        on = dt.date.fromisoformat(str(query.get("jour", "")))
    except ValueError:
        return None
    slot = CalendarSlot.objects.of(by.association).with_people().filter(pk=int(number)).first()
    return (slot, on) if slot and is_due_on(slot, on) else None


def initial(query: Mapping[str, Any], by: Membership) -> dict[str, Any]:
    """What the form of a new post begins with."""
    found = asked(query, by)
    return {"due_hour": found[0].hour, "channels": [found[0].channel_id]} if found else {}


def words(query: Mapping[str, Any], by: Membership) -> str:
    """« Mastodon, mardi 24 novembre à 18 h », the slot a new post is written for; "" when it is for none."""
    found = asked(query, by)
    return _named(*found) if found else ""


def next_one(by: Membership, now: dt.datetime) -> tuple[str, str] | None:
    """The (words, address) of the next slot that `by` holds and nothing fills yet, within four weeks; else None."""
    coming = occurrences(by.association, now, now + AHEAD)
    mine = (each for each in coming if each.is_empty and by.pk in [person.pk for person in each.holders])
    first = next(mine, None)
    return (_named(first.slot, first.on), first.path) if first else None


def told(sentence: str, query: Mapping[str, Any], by: Membership, now: dt.datetime) -> SafeString | str:
    """`sentence`, and after a post written for a slot the way to the next one."""
    if asked(query, by) is None:
        return sentence
    if following := next_one(by, now):
        lead = _("Votre prochain créneau à préparer :")
        return format_html('{} {} <a href="{}">{}</a>', sentence, lead, following[1], following[0])
    path = reverse("calendar:slot-list", args=[by.association.slug])
    return format_html('{} {} <a href="{}">{}</a>', sentence, _("Vos créneaux sont prêts."), path, _("Voir les autres"))


def _named(slot: CalendarSlot, on: dt.date) -> str:
    said = {"channel": slot.channel.name, "day": spoken_day(on), "hour": spoken_hour(starts_at(slot, on))}
    return _("%(channel)s, %(day)s à %(hour)s") % said


def note(query: Mapping[str, Any], post: Post, *, by: Membership) -> None:
    """Link a post just saved to the slot it was proposed for; a slot that changed meanwhile is left alone.

    So is the slot of a day that its writer put another day in place of.
    """
    found = asked(query, by)
    if found is None or post.due_at.astimezone(PARIS).date() != found[1]:
        return
    try:
        turns.fill(found[0], found[1], post, by=by)
    except Refused:
        return
