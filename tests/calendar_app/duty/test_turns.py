"""« Je ne peux pas »: substitutes are asked one after the other, until somebody says yes or nobody is left."""

import pytest
from django.core.exceptions import PermissionDenied

from associations.models import Mandate
from calendar_app.duty import turns
from calendar_app.duty.tasks import ask_substitutes
from calendar_app.models import Hold, SlotAsk, SlotTurn
from journal.models import Entry
from journal.moves import Overtaken, Refused

from ..given import DAY, HOUR, NOW
from .given import FRI, a_slot, again, asks, at, given_up


def test_the_first_substitute_is_asked_with_a_day_to_answer(given):
    turn = given_up(given, substitutes=["farid", "elise"])
    assert turn.status == "asking"
    assert asks(turn) == [("Farid", "asked")]
    assert SlotAsk.objects.get().answer_by == NOW + DAY
    assert list(Entry.objects.filter(after="asking").values_list("before", flat=True)) == ["held"]


def test_half_the_time_left_when_the_hour_is_near(given):
    given_up(given, now=at(FRI, 14), substitutes=["farid"])
    assert SlotAsk.objects.get().answer_by == at(FRI, 16)


def test_a_no_asks_the_next_and_a_yes_takes_the_turn(given):
    turn = given_up(given, substitutes=["farid", "elise"])
    turns.answer(SlotAsk.objects.get(), yes=False, by=given.cast.farid, now=NOW + HOUR)
    assert asks(turn) == [("Farid", "no"), ("Élise", "asked")]
    turns.answer(SlotAsk.objects.get(status="asked"), yes=True, by=given.cast.elise, now=NOW + 2 * HOUR)
    assert (again(turn).status, again(turn).holder) == ("taken", given.cast.elise)


def test_the_task_asks_the_next_when_no_answer_comes_and_twice_changes_nothing(given, time_machine):
    turn = given_up(given, substitutes=["farid", "elise"])
    ask_substitutes()
    assert asks(turn) == [("Farid", "asked")]
    time_machine.move_to(NOW + DAY)
    for _ in range(2):
        ask_substitutes()
    assert asks(turn) == [("Farid", "lapsed"), ("Élise", "asked")]
    time_machine.move_to(NOW + 3 * DAY)
    ask_substitutes()
    assert again(turn).status == "open"
    assert asks(turn) == [("Farid", "lapsed"), ("Élise", "lapsed")]


def test_nobody_to_ask_leaves_the_turn_open(given):
    assert given_up(given).status == "open"


def test_only_those_who_may_publish_are_asked(given):
    """Élise's mandate is over: she is passed over, and Farid, second, is asked."""
    Mandate.objects.filter(membership=given.cast.elise).update(ends_on=NOW.date() - DAY)
    assert asks(given_up(given, substitutes=["elise", "farid"])) == [("Farid", "asked")]


def test_an_unsigned_substitute_is_passed_over(given, settings):
    settings.RIGHT_TO_ACT = ["tests.calendar_app.duty.test_turns.farid_lacks_his_signature"]
    assert asks(given_up(given, substitutes=["farid", "elise"])) == [("Élise", "asked")]


def farid_lacks_his_signature(membership, act):
    from associations.rights import Missing

    return Missing("Charte à signer.") if membership.name.startswith("Farid") and act == "calendar.publish" else None


def test_a_late_yes_counts_while_nobody_took_the_turn(given, time_machine):
    turn = given_up(given, substitutes=["farid", "elise"])
    ask = SlotAsk.objects.get()
    time_machine.move_to(NOW + DAY)
    ask_substitutes()
    turns.answer(ask, yes=True, by=given.cast.farid, now=NOW + DAY)
    assert again(turn).holder == given.cast.farid
    assert asks(turn) == [("Farid", "yes"), ("Élise", "dropped")]
    with pytest.raises(Overtaken, match="Farid Guermi vient de reprendre"):
        turns.answer(SlotAsk.objects.get(to=given.cast.elise), yes=True, by=given.cast.elise, now=NOW + DAY)


def test_one_of_a_pair_leaves_the_turn_to_the_other(given):
    turn = given_up(given, partner="farid", substitutes=["elise"])
    assert (turn.status, turn.holder) == ("taken", given.cast.farid)
    assert asks(turn) == []
    assert turns.give_up(turn.slot, FRI, by=given.cast.farid, now=NOW).status == "asking"
    assert asks(turn) == [("Élise", "asked")]


def test_whoever_took_it_may_give_it_up_too_and_nobody_is_asked_twice(given):
    turn = given_up(given, substitutes=["farid", "elise"])
    turns.answer(SlotAsk.objects.get(), yes=True, by=given.cast.farid, now=NOW)
    turns.give_up(turn.slot, FRI, by=given.cast.farid, now=NOW)
    assert asks(turn) == [("Farid", "yes"), ("Élise", "asked")]


def test_the_owner_can_after_all(given):
    turn = given_up(given, substitutes=["farid"])
    turns.take_back(turn.slot, FRI, by=given.cast.chloe, now=NOW)
    assert (again(turn).status, asks(turn)) == ("held", [("Farid", "dropped")])


def test_a_volunteer_takes_what_nobody_holds(given):
    turn = given_up(given)
    turns.take(turn.slot, FRI, by=given.cast.gilles, now=NOW)
    assert again(turn).holder == given.cast.gilles
    with pytest.raises(Refused, match="est tenu par Chloé"):
        turns.take(turn.slot, FRI + 7 * DAY, by=given.cast.gilles, now=NOW)


def test_somebody_who_wrote_the_post_has_taken_the_turn(given):
    turn = given_up(given, substitutes=["farid"])
    given.draft(due_at=at(FRI, 18), by=given.cast.bruno, owner=given.cast.bruno)
    ask_substitutes()
    assert (again(turn).status, again(turn).holder) == ("taken", given.cast.bruno)
    assert asks(turn) == [("Farid", "dropped")]


def test_nobody_is_asked_while_everything_is_halted(given):
    given.hold()
    turn = given_up(given, substitutes=["farid"])
    assert (turn.status, asks(turn)) == ("asking", [])
    Hold.objects.update(ends_at=NOW)
    ask_substitutes()
    assert asks(turn) == [("Farid", "asked")]


def test_what_is_not_ones_own_is_left_alone(given):
    slot = a_slot(given, substitutes=["farid"])
    with pytest.raises(PermissionDenied):
        turns.give_up(slot, FRI, by=given.cast.elise, now=NOW)
    with pytest.raises(PermissionDenied):
        turns.skip(slot, FRI, reason="Non.", by=given.cast.elise, now=NOW)
    turns.give_up(slot, FRI, by=given.cast.bruno, now=NOW)  # the coordination, for somebody ill
    with pytest.raises(PermissionDenied):
        turns.answer(SlotAsk.objects.get(), yes=True, by=given.cast.elise, now=NOW)


def test_what_is_past_or_not_a_day_of_the_slot_does_not_change(given):
    slot = a_slot(given)
    with pytest.raises(Refused, match="est passé"):
        turns.give_up(slot, FRI, by=given.cast.chloe, now=at(FRI, 18))
    with pytest.raises(Refused, match="n’a pas lieu ce jour-là"):
        turns.give_up(slot, FRI + DAY, by=given.cast.chloe, now=NOW)
    assert not SlotTurn.objects.exists()


def test_two_slots_of_one_account_never_open_at_the_same_hour(given):
    a_slot(given)
    with pytest.raises(Overtaken, match="a déjà un créneau"):
        a_slot(given)
