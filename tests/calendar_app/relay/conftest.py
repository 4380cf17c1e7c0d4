from __future__ import annotations

import datetime as dt

import pytest

from calendar_app.relay import entrusted, sharing

from ..given import NOW

TARGET = "https://exemple.example/tri"


@pytest.fixture
def relay(given, cast):
    """A scheduled post, offered to supporters for ten days."""
    post = given.scheduled(text=f"Samedi, on trie. {TARGET}", channels=[given.channel(), given.channel("x")])
    return sharing.offer(post, target=TARGET, until=dt.date(2026, 12, 2), by=cast.bruno, now=NOW)


@pytest.fixture
def call(given, cast):
    said = {"is_open": True, "question": "Qu’avez-vous trouvé ici ?", "used_for": "notre blog", "months": 12}
    return entrusted.call(given.association, said, by=cast.amina)
