"""The weeks of a slot: derived, on the hour of Paris, filled by what stands near."""

import datetime as dt

import pytest

from calendar_app import duty, transitions
from calendar_app.duty import turns
from calendar_app.hours import PARIS, midnight
from calendar_app.models import SlotTurn

from ..given import DAY, HOUR, NOW
from .given import FRI, FRIDAY, WED, a_slot, at, weeks


def empty(given, days=7):
    """What is empty from the Sunday of the tests on, that day included."""
    first = midnight(NOW.date())
    return duty.empty_slots(given.association, first, first + days * DAY)


def test_an_empty_slot_says_where_when_and_who(given):
    slot = a_slot(given)
    (found,) = empty(given)
    assert found == duty.EmptySlot(
        given.channel().pk,
        at(FRI, 18),
        "Chloé Dubreuil",
        f"/a/mains-voisines/calendrier/creneaux/{slot.pk}/2026-11-27/",
    )
    assert SlotTurn.objects.count() == 0


@pytest.mark.parametrize(
    ("sunday", "offset"), [(dt.date(2026, 10, 18), 2), (dt.date(2026, 10, 25), 1), (dt.date(2027, 3, 28), 2)]
)
def test_the_hour_of_the_wall_stays_through_the_clock_changes(given, sunday, offset):
    a_slot(given, weekday=6)
    (found,) = weeks(given, sunday, sunday)
    assert found.starts_at.astimezone(PARIS).hour == 18
    assert found.starts_at.utcoffset() == offset * HOUR


def test_an_hour_the_clocks_jump_over_is_the_next_one(given):
    a_slot(given, weekday=6, hour=2)
    (found,) = weeks(given, dt.date(2027, 3, 28), dt.date(2027, 3, 28))
    assert found.starts_at == at(dt.date(2027, 3, 28), 3)


def test_a_slot_lives_between_its_dates(given):
    a_slot(given, from_on=FRI, until_on=FRI + 7 * DAY)
    assert [each.on for each in weeks(given, FRI - 30 * DAY, FRI + 30 * DAY)] == [FRI, FRI + 7 * DAY]


@pytest.mark.parametrize(
    ("hour", "minute", "fills"), [(18, 0, True), (16, 0, True), (20, 0, True), (15, 59, False), (20, 1, False)]
)
def test_a_post_within_two_hours_fills_the_slot(given, hour, minute, fills):
    a_slot(given)
    given.draft(due_at=at(FRI, hour, minute))
    assert (empty(given) == []) is fills


def test_another_account_another_day_or_a_cancelled_post_fills_nothing(given):
    a_slot(given)
    given.draft(due_at=at(FRI, 18), channels=[given.channel("blog")])
    given.draft(due_at=at(WED, 18))
    post = given.draft(due_at=at(FRI, 18))
    transitions.cancel(post, reason="Le lieu est fermé.", by=given.cast.bruno, now=NOW)
    assert len(empty(given)) == 1


def test_a_day_of_paris_bounds_what_is_near(given):
    """A post at 0 h 30 on Saturday is another day than a slot at 23 h on Friday, though one hour and a half away."""
    a_slot(given, hour=23)
    given.draft(due_at=at(FRI + DAY, 0, 30))
    assert len(empty(given)) == 1


def test_a_post_proposed_from_the_slot_fills_it_at_any_hour_of_the_day(given):
    slot = a_slot(given)
    post = given.draft(due_at=at(FRI, 9))
    turns.fill(slot, FRI, post, by=given.cast.chloe)
    assert empty(given) == []
    transitions.cancel(post, reason="Le lieu est fermé.", by=given.cast.bruno, now=NOW)
    assert len(empty(given)) == 1


def test_a_skipped_week_is_not_empty(given):
    slot = a_slot(given)
    turns.skip(slot, FRI, reason="Vacances.", by=given.cast.chloe, now=NOW)
    assert empty(given) == []
    turns.take_back(slot, FRI, by=given.cast.chloe, now=NOW)
    assert len(empty(given)) == 1


def test_whoever_left_holds_nothing(given):
    a_slot(given)
    given.cast.chloe.left_on = NOW.date()
    given.cast.chloe.save()
    assert [each.owner_name for each in empty(given)] == [""]


def test_three_queries_however_many(given, django_assert_num_queries):
    for weekday in range(7):
        slot = a_slot(given, weekday=weekday, hour=9 + weekday)
        if weekday == FRIDAY:
            turns.skip(slot, FRI, reason="Vacances.", by=given.cast.chloe, now=NOW)
        given.draft(due_at=NOW + weekday * DAY)
    with django_assert_num_queries(3):
        empty(given, days=90)


def test_no_slot_costs_one_query(given, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert empty(given) == []
