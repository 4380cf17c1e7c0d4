"""What the pages of slots show, as plain values."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from associations.models import Membership
from calendar_app.duty.occurrences import Occurrence, occurrences
from calendar_app.hours import DAY, PARIS, midnight, spoken_day, spoken_hour
from calendar_app.models import CalendarSlot, SlotAsk, SlotSubstitute, SlotTurn

Status = SlotTurn.Status
# How far the list looks ahead.
WEEKS = 4
# State of an occurrence -> the chip of config/templatetags/look.py.
CHIPS = {"filled": "scheduled", "asking": "waiting", "open": "missing", "skipped": "cancelled"}


def state_of(each: Occurrence) -> tuple[str, str]:
    """Return (chip, words) of an occurrence."""
    if each.post:
        return "scheduled", _("Préparé")
    words = {
        Status.ASKING: _("Relève demandée"),
        Status.OPEN: _("Personne pour l’instant"),
        Status.SKIPPED: _("Sauté cette semaine"),
    }
    if each.status in words:
        return CHIPS[each.status], words[Status(each.status)]
    if not each.holders:
        return "missing", _("Personne pour l’instant")
    return "draft", _("À préparer")


def line(each: Occurrence) -> dict[str, Any]:
    """One occurrence as a row."""
    look, words = state_of(each)
    return {
        "path": each.path,
        "channel": each.slot.channel.name,
        "hour": spoken_hour(each.starts_at),
        "names": each.names,
        "chip": look,
        "words": words,
        "post": each.post[1] if each.post else "",
        "post_path": _page_of(each),
    }


def _page_of(each: Occurrence) -> str:
    """The page of the post that fills it, "" while nothing does."""
    return reverse("calendar:post-detail", args=[each.slot.association.slug, each.post[0]]) if each.post else ""


def slots(membership: Membership, now: dt.datetime) -> dict[str, Any]:
    """The weekly slots and what they owe in the coming weeks. Five queries, however many there are."""
    today = now.astimezone(PARIS).date()
    substitutes = Prefetch("substitutes", SlotSubstitute.unscoped.select_related("membership__user"))
    rows = CalendarSlot.objects.of(membership.association).meeting(today, today + 3650 * DAY).with_people()
    all_slots = list(rows.prefetch_related(substitutes))
    coming = occurrences(membership.association, midnight(today), midnight(today + WEEKS * 7 * DAY), slots=all_slots)
    days = groupby(coming, key=lambda each: each.on)
    return {
        "slots": [_slot(slot) for slot in all_slots],
        "days": [{"day": spoken_day(on), "lines": [line(each) for each in found]} for on, found in days],
        "empty": sum(each.is_empty for each in coming),
        "may_manage": membership.can("calendar.manage"),
    }


def _slot(slot: CalendarSlot) -> dict[str, Any]:
    people = [person.name for person in (slot.owner, slot.partner) if person is not None and person.left_on is None]
    return {
        "row": slot,
        "channel": slot.channel.name,
        "hour": spoken_hour(dt.datetime.combine(slot.from_on, slot.hour, tzinfo=PARIS)),
        "people": people,
        "substitutes": [each.membership.name for each in slot.substitutes.all() if each.membership.left_on is None],
    }


def turn(each: Occurrence, by: Membership, now: dt.datetime) -> dict[str, Any]:
    """The page of one week: who holds it, what was asked of whom, and what the reader may do about it."""
    look, words = state_of(each)
    is_over = each.starts_at <= now
    manages = by.can("calendar.manage")
    is_holder = by.pk in [person.pk for person in each.holders]
    is_owner = by.pk in (each.slot.owner_id, each.slot.partner_id)
    asks = list(each.turn.asks.select_related("to__user")) if each.turn else []
    is_asked = each.status in (Status.ASKING, Status.OPEN) and not each.post
    is_free = not each.holders and not each.post and each.status != Status.SKIPPED
    gave_up = each.turn.given_up_by_id if each.turn and each.status != Status.HELD else None
    # Whoever gave it up says first that they can after all; while somebody is asked, two of them must not write it.
    waits = each.status == Status.ASKING and (is_owner or gave_up == by.pk)
    return {
        "each": each,
        "slot": each.slot,
        "chip": look,
        "words": words,
        "day": spoken_day(each.on),
        "hour": spoken_hour(each.starts_at),
        "asks": asks,
        "my_ask": _mine(asks, by),
        "is_over": is_over,
        "propose": "" if is_over or waits or not by.can("calendar.edit") or each.post else propose_path(each),
        # While somebody is asked, their answer is what is waited for.
        "is_asking": each.status == Status.ASKING,
        "gave_up": gave_up is not None and gave_up not in [person.pk for person in each.holders],
        "may_give_up": not is_over and each.holders and (is_holder or manages) and not each.post,
        "gives_for_another": not is_holder,
        "is_owner": is_owner,
        # Whoever gave it up takes it back in one press, not two that say the same.
        "may_take": not is_over and is_free and by.can("calendar.publish") and not (is_owner and is_asked),
        "may_take_back": not is_over and (is_asked or each.status == Status.SKIPPED) and (is_owner or manages),
        "may_skip": not is_over
        and each.status != Status.SKIPPED
        and not each.post
        and (is_holder or is_owner or manages),
    }


def _mine(asks: list[SlotAsk], by: Membership) -> SlotAsk | None:
    return next((ask for ask in asks if ask.to_id == by.pk and ask.status == SlotAsk.Status.ASKED), None)


def propose_path(each: Occurrence) -> str:
    """A new post, its account, day and hour already chosen."""
    root = reverse("calendar:post-create", kwargs={"association": each.slot.association.slug})
    return f"{root}?jour={each.on.isoformat()}&creneau={each.slot.pk}"
