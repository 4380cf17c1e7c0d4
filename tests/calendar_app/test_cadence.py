"""The rhythm of a calendar, by examples: no database, no clock."""

import datetime as dt

from calendar_app import cadence
from calendar_app.cadence import Planned
from calendar_app.hours import PARIS


def post(pk, day, hour=18, minute=0, accounts=(1,), owner=1, fold=0, month=11):
    at = dt.datetime(2026, month, day, hour, minute, tzinfo=PARIS, fold=fold)
    return Planned(pk, f"Message {pk}", at, accounts, owner)


def test_two_posts_of_one_account_within_the_hour_clash():
    first, second = post(1, 24, 18), post(2, 24, 18, 20, accounts=(2, 1))
    (clash,) = cadence.clashes([first, second])
    assert (clash.account, clash.first, clash.second, clash.minutes) == (1, first, second, 20)


def test_an_hour_apart_or_elsewhere_is_no_clash():
    assert not cadence.clashes([post(1, 24, 18), post(2, 24, 19), post(3, 24, 19, accounts=(2,))])


def test_between_two_and_three_in_october_there_are_two_hours():
    before, again = post(1, 25, 2, 30, month=10), post(2, 25, 2, 30, fold=1, month=10)
    assert not cadence.clashes([before, again])
    assert cadence.clashes([before, again], dt.timedelta(minutes=61))[0].minutes == 60


def test_the_hour_lost_in_march_brings_posts_nearer():
    first, second = post(1, 29, 1, 30, month=3), post(2, 29, 3, 15, month=3)
    assert cadence.clashes([first, second])[0].minutes == 45


def test_more_than_three_a_day_is_a_burst():
    day = [post(n, 24, 8 + 2 * n) for n in range(4)]
    (burst,) = cadence.bursts([*day, post(9, 25)])
    assert (burst.account, burst.day, burst.number) == (1, dt.date(2026, 11, 24), 4)
    assert not cadence.bursts(day[:3])


def test_a_silence_is_counted_between_two_words_and_to_the_edges():
    first, last = dt.date(2026, 11, 1), dt.date(2026, 11, 30)
    found = cadence.silences([post(1, 3), post(2, 15), post(3, 20)], [1, 2], first, last)
    assert [(s.account, s.first.day, s.last.day, s.days) for s in found] == [(1, 4, 14, 11), (2, 1, 30, 30)]
    assert not cadence.silences([post(1, 5), post(2, 16), post(3, 26)], [1], first, last)
    assert not cadence.silences([], [], first, last)


def test_who_carries_twice_the_others_is_told():
    posts = [post(n, 24, owner=1) for n in range(6)] + [
        post(7, 24, owner=2),
        post(8, 24, owner=3),
        post(9, 24, owner=3),
    ]
    assert [(load.owner, load.number, load.is_heavy) for load in cadence.loads(posts)] == [
        (1, 6, True),
        (3, 2, False),
        (2, 1, False),
    ]


def test_a_fair_share_or_a_small_one_is_not_heavy():
    fair = [post(n, 24, owner=n % 2) for n in range(12)]
    assert not any(load.is_heavy for load in cadence.loads(fair))
    assert not cadence.loads([post(n, 24) for n in range(4)])[0].is_heavy
    assert cadence.loads([post(n, 24) for n in range(5)])[0].is_heavy
    assert cadence.loads([]) == []
