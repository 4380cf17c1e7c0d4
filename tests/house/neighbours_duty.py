"""Slots, the question put to a substitute, and online duty, for the neighbour's-object test."""

from __future__ import annotations

import datetime as dt

from .neighbours import NOW, TODAY, neighbour

# The Sunday after the clock of the tests.
ON = dt.date(2026, 11, 29)


def _slot(by, owner=None, substitutes=()):
    from calendar_app.duty import turns
    from calendar_app.models import CalendarSlot, Channel

    channel = Channel.objects.create(association=by.association, name="Le mur", slug="le-mur", network="facebook")
    sheet = turns.Sheet(channel, 6, dt.time(18), owner or by, None, TODAY, None, substitutes)
    return turns.keep_slot(CalendarSlot(), sheet, by=by)


@neighbour("calendar:slot")
def slot(by):
    return {"pk": _slot(by).pk, "on": ON.isoformat()}


@neighbour("calendar:slot-ask")
def ask(by):
    from associations.models import Role
    from calendar_app.duty import turns
    from calendar_app.models import SlotAsk
    from tests.conftest import make_member

    email = f"creneau-{by.association.slug}@exemple.example"
    owner = make_member(by.association, email, "Léo Garnier", [Role.CONTRIBUTOR])
    turns.give_up(_slot(by, owner, [by]), ON, by=owner, now=NOW)
    return {"pk": SlotAsk.objects.get(to=by).pk}


@neighbour("calendar:shift")
def shift(by):
    from calendar_app.duty import shifts

    start = NOW + dt.timedelta(days=3)
    words = {"purpose": "Répondre aux questions", "channels": [], "capacity": 2}
    return {"pk": shifts.open_shift(starts_at=start, ends_at=start + dt.timedelta(hours=2), by=by, **words).pk}


@neighbour("calendar:feed")
def feed(by):
    from calendar_app.feeds import addresses

    return {"pk": addresses.open_feed(scope="all", channel=None, by=by, now=NOW)[0].pk}
