"""One slot, one story: its page, the month, the week and the agenda say the same of it."""

import pytest

from calendar_app.duty import turns
from calendar_app.feeds import events

from ..given import NOW
from .given import FRI, a_slot, given_up

PROPOSE = "Proposer pour ce créneau"
PRIMARY = '<a class="btn btn-primary" href="/a/mains-voisines/calendrier/nouvelle/'


def seen(client, path):
    return client.get(path).content.decode()


def drawn(client, address, slot):
    """The free slot in its day, as `address` draws it."""
    return seen(client, address).split(f'href="{slot.page_of(FRI)}"')[1].split("</a>")[0]


@pytest.mark.parametrize("view", [("month", {}), ("week", {"year": 2026, "month": 11, "day": 27})])
def test_the_calendar_says_that_a_substitute_is_asked(as_, url, given, view):
    slot = given_up(given, substitutes=["farid"]).slot
    address = url(f"calendar:{view[0]}", **view[1])
    assert "Relève demandée" in seen(as_("elise"), slot.page_of(FRI))
    assert "Relève demandée" in drawn(as_("elise"), address, slot)
    # Once it is nobody’s, anybody may take it; once it is held again, its holder is named.
    turns.answer(slot.turns.get().asks.get(), yes=False, by=given.cast.farid, now=NOW)
    assert "Créneau à prendre" in drawn(as_("elise"), address, slot)
    turns.take_back(slot, FRI, by=given.cast.chloe, now=NOW)
    assert "À remplir par Chloé Dubreuil" in drawn(as_("elise"), address, slot)


def test_the_agenda_says_that_a_substitute_is_asked(given):
    turn = given_up(given, substitutes=["farid"])
    found = [each for each in events.collect(events.Selection(given.association), NOW) if f"{FRI:%Y%m%d}" in each.uid]
    assert [each.description for each in found] == ["Relève demandée"]
    turns.answer(turn.asks.get(), yes=True, by=given.cast.farid, now=NOW)
    found = [each for each in events.collect(events.Selection(given.association), NOW) if f"{FRI:%Y%m%d}" in each.uid]
    assert "Farid Guermi" in found[0].description


def test_whoever_gave_it_up_is_not_told_to_write_while_somebody_is_asked(as_, given):
    slot = given_up(given, substitutes=["farid"]).slot
    page = seen(as_("chloe"), slot.page_of(FRI))
    assert "Finalement, je peux" in page
    assert PROPOSE not in page
    # Others may still write it, but the answer that is waited for comes first.
    page = seen(as_("farid"), slot.page_of(FRI))
    assert PROPOSE in page
    assert PRIMARY not in page
    as_("chloe").post(slot.page_of(FRI) + "remettre/")
    assert PRIMARY in seen(as_("chloe"), slot.page_of(FRI))


def test_a_week_nobody_was_asked_for_is_still_proposed(as_, given):
    page = seen(as_("chloe"), a_slot(given).page_of(FRI))
    assert PRIMARY in page
