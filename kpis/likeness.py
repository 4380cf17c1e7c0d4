"""Which post of the calendar a line of a file speaks of: judged on plain data, sure or doubtful."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kpis.importing.addresses import address, are_two_posts
from kpis.importing.lines import cleared

# Files write hours without their zone: half a day of shift either way, and the hour somebody noted.
SAME_TIME = dt.timedelta(hours=26)
NEAR = dt.timedelta(days=3)
SAME_HOUR = dt.timedelta(minutes=30)
SAME_WORDS, ALIKE = 0.9, 0.5
# Under this many words, « Bonne année à tous » is the text of every year.
ENOUGH_WORDS = 5
LONG_ENOUGH = 15
COMPARED = 60
_WORD = re.compile(r"\w+")
_LINK = re.compile(r"(?:https?://|www\.)\S+")


@dataclass(frozen=True, slots=True)
class Post:
    """A post of the calendar on one account. `at` is when it went out, else when it was due."""

    pk: int
    at: dt.datetime
    link: str = ""
    title: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file. `has_hour` is false when only the day is known: `at` is then its noon."""

    at: dt.datetime
    has_hour: bool
    link: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Guess:
    """A post that may be the one. `why` is "link", "words" or "hour"; `is_sure` when nobody needs to be asked."""

    pk: int
    why: str
    is_sure: bool
    likeness: float
    gap: dt.timedelta


def guesses(line: Line, posts: Iterable[Post]) -> list[Guess]:
    """The posts `line` may be, the likeliest first. At most one is sure: the link, else the time and all the words."""
    ours = address(line.link) if line.link else ""
    linked: list[Guess] = []
    found: list[Guess] = []
    for post in posts:
        gap = abs(line.at - post.at)
        theirs = address(post.link) if post.link else ""
        if ours and ours == theirs:
            linked.append(Guess(post.pk, "link", True, 1.0, gap))
        elif gap <= NEAR and not are_two_posts(ours, theirs):
            guess = _by_words(line, post, gap)
            if guess:
                found.append(guess)
    if len(linked) == 1:
        return linked
    # One link on two posts of the calendar is a slip of the hand: a person says which.
    found = [Guess(each.pk, "link", False, 1.0, each.gap) for each in linked] + found
    found.sort(key=lambda guess: (-guess.likeness, guess.gap, guess.pk))
    is_alone = not linked and not any(other.likeness >= ALIKE for other in found[1:])
    return [replace(each, is_sure=is_alone and each.is_sure) for each in found[:1]] + [
        replace(each, is_sure=False) for each in found[1:]
    ]


def likeness(one: str, other: str) -> float:
    """How much of the shorter text the longer one holds, word by word: 0 to 1. Links and accounts are left out."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return 0.0
    shorter, longer = sorted((first, second), key=len)
    return len(shorter & longer) / len(shorter)


def _by_words(line: Line, post: Post, gap: dt.timedelta) -> Guess | None:
    """A guess by what is said, or by the hour alone; sure when all of it is said at that time."""
    # The subject of a letter is its title.
    said = max((post.text, post.title), key=lambda text: likeness(line.words, text))
    alike = likeness(line.words, said)
    if alike >= ALIKE:
        is_sure = alike >= SAME_WORDS and gap <= SAME_TIME and _say_as_much(line.words, said)
        return Guess(post.pk, "words", is_sure, alike, gap)
    if line.has_hour and gap <= SAME_HOUR:
        return Guess(post.pk, "hour", False, alike, gap)
    return None


def _say_as_much(one: str, other: str) -> bool:
    """Whether neither text is only a few words of the other: networks cut long texts, people say short things often."""
    shorter, longer = sorted((len(_words(one)), len(_words(other))))
    return shorter >= ENOUGH_WORDS and (shorter * 2 >= longer or shorter >= LONG_ENOUGH)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(_LINK.sub(" ", cleared(text)).casefold())[:COMPARED])


__all__ = ["Guess", "Line", "Post", "address", "guesses", "likeness"]
