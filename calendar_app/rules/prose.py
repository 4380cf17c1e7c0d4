"""A text as rules read it: words without accents nor capitals, hashtags, links, emoji, each found in one pass.

Every pattern is possessive or guarded on its left, so that 60,000 characters of anything cost what 60,000 characters
of French cost. One text is read once for all the rules that look at it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

import regex

from calendar_app.networks.links import Found, find_urls

_WORD = regex.compile(r"[\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}\p{Cf}]*+")
_HASHTAG = regex.compile(r"(?<![\p{L}\p{M}\p{Nd}_&/])[#＃]([\p{L}\p{M}\p{Nd}_]++)")
# Past so many marks on one letter nothing is read any more, and sorting them would cost the square of their number.
_PILE = regex.compile(r"(\p{M}{8})\p{M}++")
_LETTER = regex.compile(r"\p{L}")
_PICTURE = r"(?![\u00a9\u00ae\u2122\u203c\u2049\u2139])(?![\u0000-\u25ff](?!\ufe0f))\p{Extended_Pictographic}"
_TAIL = r"[\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*+"
_EMOJI = regex.compile(
    rf"\p{{RI}}\p{{RI}}|[0-9#*]\ufe0f?\u20e3|{_PICTURE}{_TAIL}(?:\u200d\p{{Extended_Pictographic}}{_TAIL})*+"
)
_UNSEEN = regex.compile(r"[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae"})
_QUOTED = 40
# What is longer is no word anybody forbids.
_LONGEST = 100


class Word(NamedTuple):
    """A word at `text[start:end]`; `folded` has neither accents nor capitals."""

    folded: str
    start: int
    end: int


class Prose:
    """One text, composed (NFC), and what is found in it. Positions are those of `text`."""

    def __init__(self, text: str) -> None:
        self.text = unicodedata.normalize("NFC", calm(text))

    @cached_property
    def words(self) -> list[Word]:
        return [Word(fold(match[0][:_LONGEST]), *match.span()) for match in _WORD.finditer(self.text)]

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Ranks in `words` of each folded word."""
        found: dict[str, list[int]] = {}
        for rank, word in enumerate(self.words):
            found.setdefault(word.folded, []).append(rank)
        return found

    @cached_property
    def links(self) -> list[Found]:
        return list(find_urls(self.text))

    @cached_property
    def hashtags(self) -> list[Found]:
        """Hashtags with at least one letter, outside links, without their sign."""
        links = iter([*self.links, Found(len(self.text) + 1, len(self.text) + 1, "")])
        link, found = next(links), []
        for match in _HASHTAG.finditer(self.text):
            while link.end <= match.start():
                link = next(links)
            if match.start() < link.start and _LETTER.search(match[1]):
                found.append(Found(match.start(), match.end(), match[1]))
        return found

    @cached_property
    def emoji(self) -> list[Found]:
        return [Found(match.start(), match.end(), match[0]) for match in _EMOJI.finditer(self.text)]

    @cached_property
    def plain_words(self) -> list[Word]:
        """The words that belong neither to a hashtag nor to a link."""
        return outside(self.words, sorted([*self.links, *self.hashtags]))

    def find(self, phrase: Phrase) -> str:
        """The first place where `phrase` is said, as the text writes it; "" when it is not."""
        if not phrase:
            return ""
        ranks = sorted(rank for form in phrase[0] for rank in self.places.get(form, ()))
        for rank in ranks:
            if len(phrase) == 1 or all(
                rank + i < len(self.words) and self.words[rank + i].folded in forms for i, forms in enumerate(phrase)
            ):
                return self.text[self.words[rank].start : self.words[rank + len(phrase) - 1].end]
        return ""


# Each word of an expression, in the forms it may take.
Phrase = tuple[frozenset[str], ...]


@lru_cache(maxsize=32)
def prose(text: str) -> Prose:
    """`text` read once, however many rules look at it."""
    return Prose(text)


@lru_cache(maxsize=4096)
def phrase(expression: str) -> Phrase:
    """The words of `expression`, each in the singular it is given in and in its simple plural."""
    return tuple(frozenset(_forms(word.folded)) for word in Prose(expression[:200]).words[:12])


@lru_cache(maxsize=4096)
def fold(word: str) -> str:
    """`word` without accents, capitals, ligatures nor invisible characters; letters of fancy alphabets become plain."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFKD", word.translate(_LIGATURES))
    return "".join(c for c in parts if unicodedata.category(c)[0] not in "MC").casefold()


def calm(text: str) -> str:
    """`text` with no more than eight combining marks in a row."""
    return text if text.isascii() else _PILE.sub(r"\1", text)


def outside(words: Sequence[Word], spans: Sequence[Found]) -> list[Word]:
    """The words that touch none of `spans` (both in order)."""
    found, at = [], 0
    for word in words:
        while at < len(spans) and spans[at].end <= word.start:
            at += 1
        if at == len(spans) or word.end <= spans[at].start:
            found.append(word)
    return found


def quoted(text: str) -> str:
    """A short piece of `text` that can be shown: one line, nothing invisible in it."""
    shown = _UNSEEN.sub(" ", text[: 4 * _QUOTED]).strip()
    return shown if len(shown) <= _QUOTED else shown[: _QUOTED - 1].rstrip() + "…"


def _forms(word: str) -> list[str]:
    forms = [word]
    if not word.endswith(("s", "x", "z")):
        forms += [word + "s", word + "x"]
    if word.endswith("al"):
        forms.append(word[:-2] + "aux")
    return forms
