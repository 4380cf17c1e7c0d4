"""The rhythm of a calendar, judged on plain data: what clashes, what is silent, what is too much, who carries it all.

Posts come in the order of their hours, without those that were cancelled.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

# What we find worth a remark where the editorial line says nothing.
LEAST = dt.timedelta(hours=1)
MOST_A_DAY = 3
LONGEST_SILENCE = 10
HEAVY = 5


class Planned(NamedTuple):
    """A post on its accounts (ids), at `at` in the time of the house, carried by `owner` (an id)."""

    pk: int
    title: str
    at: dt.datetime
    accounts: tuple[int, ...]
    owner: int


class Clash(NamedTuple):
    account: int
    first: Planned
    second: Planned
    minutes: int


class Burst(NamedTuple):
    account: int
    day: dt.date
    number: int


class Silence(NamedTuple):
    """Nothing on `account` from `first` to `last`, both included."""

    account: int
    first: dt.date
    last: dt.date
    days: int


class Load(NamedTuple):
    owner: int
    number: int
    is_heavy: bool


def clashes(posts: Iterable[Planned], least: dt.timedelta = LEAST) -> list[Clash]:
    """Return each pair of posts that follow each other on one account sooner than `least`."""
    found, last = [], {}
    for post in posts:
        for account in post.accounts:
            before = last.get(account)
            # In UTC: between 2 h and 3 h in October there are two hours, not one.
            if before is not None and (apart := _apart(before, post)) < least:
                found.append(Clash(account, before, post, int(apart.total_seconds()) // 60))
            last[account] = post
    return found


def _apart(first: Planned, second: Planned) -> dt.timedelta:
    return second.at.astimezone(dt.UTC) - first.at.astimezone(dt.UTC)


def bursts(posts: Iterable[Planned], most: int = MOST_A_DAY) -> list[Burst]:
    """Return the days on which an account says more than `most` things."""
    numbers = Counter((post.at.date(), account) for post in posts for account in post.accounts)
    return sorted(
        (Burst(account, day, number) for (day, account), number in numbers.items() if number > most),
        key=lambda burst: (burst.day, burst.account),
    )


def silences(
    posts: Iterable[Planned],
    accounts: Iterable[int],
    first: dt.date,
    last: dt.date,
    longest: int = LONGEST_SILENCE,
) -> list[Silence]:
    """Return, between `first` and `last`, the stretches of more than `longest` days without a word on an account.

    The stretches that touch the edges count as far as the edge: what lies beyond is not known here.
    """
    days: dict[int, list[dt.date]] = {account: [] for account in accounts}
    for post in posts:
        for account in post.accounts:
            if account in days and first <= post.at.date() <= last:
                days[account].append(post.at.date())
    one = dt.timedelta(days=1)
    found = []
    for account, spoken in days.items():
        marks = [first - one, *sorted(set(spoken)), last + one]
        for before, after in pairwise(marks):
            if (number := (after - before).days - 1) > longest:
                found.append(Silence(account, before + one, after - one, number))
    return found


def loads(posts: Iterable[Planned], heavy: int = HEAVY) -> list[Load]:
    """Return who carries how many posts, the most first.

    Heavy: at least `heavy` posts and at least twice what the others carry on average, or alone with that many.
    """
    numbers = Counter(post.owner for post in posts)
    total, people = sum(numbers.values()), len(numbers)
    return [
        Load(owner, number, number >= heavy and number * (people - 1) >= 2 * (total - number))
        for owner, number in sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


def named(loads: Sequence[Load], names: Mapping[int, str]) -> list[tuple[str, int]]:
    """Return (name, number) of those we can name."""
    return [(names[load.owner], load.number) for load in loads if load.owner in names]
