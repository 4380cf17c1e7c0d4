"""What leaves by itself: once, in its own name, and only while the gate agrees."""

from __future__ import annotations

import datetime as dt

import pytest

from calendar_app import transitions
from calendar_app.connectors import claims, parcels, sending
from calendar_app.connectors.tasks import send_due
from calendar_app.models import Departure, Variant
from journal.models import Entry
from journal.moves import Refused

from ..given import DAY, HOUR, NOW
from .conftest import plugged

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
DUE = NOW + 2 * DAY


def attempt(now, post):
    for departure in Departure.objects.filter(variant__post=post).order_by("pk"):
        sending.attempt(departure.pk, now, lambda: 0.5)
    return Departure.objects.filter(variant__post=post).first()


def about_to_leave(departure):
    """As far as a worker goes before the one request that publishes."""
    claims.load(departure, parcels.written(departure))
    claims.leave(departure)


def faults(network, *words):
    queue = list(words)
    network.faults = lambda: queue.pop(0) if queue else ""


def test_a_scheduled_post_leaves_at_its_hour(given, network, time_machine):
    post = given.scheduled(channels=[plugged(given, network)])
    assert attempt(DUE - MINUTE, post).status == "waiting"
    assert not network.records
    time_machine.move_to(DUE, tick=False)
    departure = attempt(DUE, post)
    assert departure.status == "sent"
    assert len(network.records) == 1
    variant = Variant.objects.get(post=post)
    assert (variant.published_at, variant.confirmed_by) == (DUE, given.cast.bruno)
    assert variant.link.startswith("https://")
    assert given.again(post).status == "published"
    attempt(DUE + DAY, post)
    assert network.writes == 1


@pytest.mark.parametrize("fault", ["500 before", "500 after", "cut before", "cut after", "slow after", "garbage"])
def test_a_doubt_is_looked_at_and_ends_once(given, network, time_machine, fault):
    post = given.scheduled(channels=[plugged(given, network)])
    time_machine.move_to(DUE, tick=False)
    faults(network, fault)
    departure = attempt(DUE, post)
    assert (departure.status, departure.trouble, departure.may_be_out) == ("doubtful", "cut", True)
    writes = network.writes
    assert attempt(DUE, post).status == "doubtful"
    time_machine.move_to(DUE + 2 * MINUTE, tick=False)
    assert attempt(DUE + 2 * MINUTE, post).status == "sent"
    assert len(network.records) == 1
    # Kept the first time, it was found and not written again.
    assert network.writes == max(writes, 1)
    assert Entry.objects.filter(object_type="calendar.departure", after="sent").count() == 1


def test_a_network_that_asks_to_wait_is_obeyed(given, network, time_machine):
    post = given.scheduled(channels=[plugged(given, network)])
    network.faults = lambda: "429"
    time_machine.move_to(DUE, tick=False)
    departure = attempt(DUE, post)
    assert (departure.status, departure.trouble) == ("retry", "busy")
    assert departure.next_attempt_at >= DUE + MINUTE


def test_a_refusal_is_told_at_once(given, network, time_machine):
    post = given.scheduled(channels=[plugged(given, network)])
    faults(network, "422")
    time_machine.move_to(DUE, tick=False)
    departure = attempt(DUE, post)
    assert (departure.status, departure.trouble, departure.may_be_out) == ("given_up", "refused", False)


def test_a_network_that_is_away_is_tried_eight_times_then_told(given, network, time_machine):
    post = given.scheduled(channels=[plugged(given, network)])
    network.knock = lambda: "500 before"
    now = DUE
    for _ in range(8):
        time_machine.move_to(now, tick=False)
        departure = attempt(now, post)
        now = departure.next_attempt_at or now
    assert (departure.status, departure.trouble, departure.attempts) == ("given_up", "unreachable", 8)
    assert now - DUE > HOUR


def test_a_hold_set_between_schedule_and_send_stops_it(given, network, time_machine):
    channel = plugged(given, network)
    post = given.scheduled(channels=[channel])
    given.hold(channel)
    time_machine.move_to(DUE, tick=False)
    departure = attempt(DUE, post)
    assert (departure.status, departure.trouble) == ("given_up", "gate")
    assert not network.records


@pytest.mark.parametrize("left", [True, False])
def test_a_worker_that_died_is_released_and_never_blindly_repeated(given, network, time_machine, left):
    post = given.scheduled(channels=[plugged(given, network)])
    time_machine.move_to(DUE, tick=False)
    departure = claims.claim(Departure.objects.get().pk, DUE)
    if left:
        about_to_leave(departure)
    later = DUE + 20 * MINUTE
    time_machine.move_to(later, tick=False)
    send_due()
    assert Departure.objects.get().status == "sent"
    # The dead one wakes up: it may send nothing more.
    with pytest.raises(claims.Lost):
        claims.leave(departure)
    assert len(network.records) == 1
    assert given.again(post).status == "published"


def test_hands_wait_while_it_leaves(given, network, time_machine):
    post = given.scheduled(channels=[plugged(given, network)])
    time_machine.move_to(DUE, tick=False)
    departure = claims.claim(Departure.objects.get().pk, DUE)
    about_to_leave(departure)
    variant, by = post.variants.get(), given.cast.bruno
    for act in (
        lambda: transitions.cancel(post, reason="Non.", by=by, now=DUE),
        lambda: transitions.reopen(post, by=by, now=DUE),
        lambda: transitions.write(post, given.words(text="Autre."), given.plan(), expected=1, by=by, now=DUE),
        lambda: transitions.confirm(variant, link="https://a.example/1", published_at=DUE, by=by, now=DUE),
    ):
        with pytest.raises(Refused):
            act()
    assert given.again(post).status == "scheduled"


def test_a_hand_that_confirms_first_keeps_the_machine_away(given, network, time_machine):
    post = given.scheduled(channels=[plugged(given, network)])
    link = "https://a.example/1"
    transitions.confirm(post.variants.get(), link=link, published_at=NOW, by=given.cast.bruno, now=NOW)
    time_machine.move_to(DUE, tick=False)
    assert attempt(DUE, post).status == "by_hand"
    assert not network.seen[-1][1].endswith("/statuses")
    assert not network.records
