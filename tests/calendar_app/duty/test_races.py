"""Two hands on one turn, one seat, one address: in real threads, on PostgreSQL."""

import pytest
from django_scopes import scope

from calendar_app.duty import shifts, turns
from calendar_app.duty.tasks import ask_substitutes
from calendar_app.feeds import addresses
from calendar_app.models import CalendarFeed, Post, ShiftSeat, SlotAsk, SlotTurn
from journal.models import Entry

from ..given import DAY, NOW, Given
from ..test_races import race, refused
from .given import FRI, a_shift, a_slot, at, given_up

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ready(transactional_db, cast):
    with scope(association=cast.amina.association):
        yield Given(cast)


def test_two_people_take_the_same_turn_and_one_has_it(ready):
    turn, cast = given_up(ready), ready.cast
    acts = (lambda by=by: turns.take(turn.slot, FRI, by=by, now=NOW) for by in (cast.gilles, cast.elise))
    results = race(ready.association, *acts)
    assert len(refused(results)) == 1
    assert "vient de reprendre" in str(refused(results)[0])
    assert Entry.objects.filter(after="taken").count() == 1


def test_a_late_yes_and_a_yes_at_once_give_one_holder(ready):
    turn, cast = given_up(ready, substitutes=["farid", "elise"]), ready.cast
    turns.ask_on(turn, NOW + DAY)
    pair = list(SlotAsk.objects.select_related("turn__slot__association", "to"))
    acts = (lambda ask=ask: turns.answer(ask, yes=True, by=ask.to, now=NOW + DAY) for ask in pair)
    results = race(ready.association, *acts)
    assert len(refused(results)) == 1
    turn = SlotTurn.objects.get()
    assert turn.holder_id in (cast.farid.pk, cast.elise.pk)
    assert SlotAsk.objects.filter(status="yes").count() == 1


def test_a_yes_and_a_post_written_at_once_give_one_holder(ready):
    turn, cast = given_up(ready, substitutes=["farid"]), ready.cast
    question = SlotAsk.objects.select_related("turn__slot__association", "to").get()
    answer = lambda: turns.answer(question, yes=True, by=cast.farid, now=NOW)  # noqa: E731
    write = lambda: ready.draft(due_at=at(FRI, 18), by=cast.bruno, owner=cast.bruno)  # noqa: E731
    refusals = refused(race(ready.association, answer, write))
    turn = SlotTurn.objects.get()
    # The post is always written; a yes that came second is told who holds the slot.
    assert Post.objects.count() == 1
    assert (turn.status, turn.holder_id) == ("taken", cast.bruno.pk if refusals else cast.farid.pk)
    assert not SlotAsk.objects.filter(status="asked").exists()


def test_two_tasks_at_once_ask_one_person(ready, time_machine):
    given_up(ready, substitutes=["farid", "elise", "gilles"])
    time_machine.move_to(NOW + DAY)
    race(ready.association, ask_substitutes, ask_substitutes)
    assert sorted(SlotAsk.objects.values_list("status", flat=True)) == ["asked", "lapsed"]


def test_giving_up_twice_at_once_asks_once(ready):
    slot = a_slot(ready, substitutes=["farid", "elise"])
    act = lambda: turns.give_up(slot, FRI, by=ready.cast.chloe, now=NOW)  # noqa: E731 - the same act, twice
    assert len(refused(race(ready.association, act, act))) == 1
    assert SlotTurn.objects.count() == SlotAsk.objects.count() == 1


def test_two_people_want_the_last_seat(ready):
    shift, cast = a_shift(ready, capacity=1), ready.cast
    acts = (lambda by=by: shifts.sign_up(shift, by=by, now=NOW) for by in (cast.chloe, cast.elise))
    assert len(refused(race(ready.association, *acts))) == 1
    assert ShiftSeat.objects.count() == 1


def test_an_address_asked_for_twice_is_opened_once(ready):
    act = lambda: addresses.open_feed(scope="mine", channel=None, by=ready.cast.chloe, now=NOW)  # noqa: E731
    assert len(refused(race(ready.association, act, act))) == 1
    assert CalendarFeed.objects.count() == 1
