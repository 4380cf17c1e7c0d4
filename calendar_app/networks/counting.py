"""Count a text as each network counts it. Sources: `data/networks.toml`, [count_methods]."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import regex

from calendar_app.networks.facts import Book, Limit, UnknownNetwork, limit, limits, network
from calendar_app.networks.links import find_urls

__all__ = ["COUNTERS", "Measure", "UnknownNetwork", "count", "measures", "text_length"]

LINK_LENGTH = 23  # X (transformedURLLength) and Mastodon (characters_reserved_per_url)

# Emoji sequences (UTS 51). ©, ®, ™ and ♟ are emoji only when a variation selector asks for it.
_ONE_EMOJI = r"""
    (?: \p{Emoji_Modifier_Base}\p{Emoji_Modifier}\ufe0f?
      | [\p{Emoji}--[0-9\#*]]\ufe0f
      | [\p{Emoji}--[0-9\#*©®™♟]--\p{Regional_Indicator}](?!\ufe0e) )
"""
_EMOJI = regex.compile(
    rf"""
      [0-9\#*]\ufe0f?\u20e3
    | \p{{Regional_Indicator}}{{2}}
    | \U0001f3f4[\U000e0020-\U000e007e]+\U000e007f
    | {_ONE_EMOJI} (?: \u200d {_ONE_EMOJI} )*
    """,
    regex.VERBOSE | regex.VERSION1,
)
# X (twitter-text v3): these code points weigh 1, an emoji and anything else 2.
_LIGHT = regex.compile("[\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
_GRAPHEME = regex.compile(r"\X")
# A flag is one grapheme like any letter; left as it is, a text of flags alone would take a time that grows squared.
_FLAG = regex.compile(r"\p{Regional_Indicator}{2}")
# Normalising sorts the marks on a letter one by one: nobody writes that many, and sixty thousand would take seconds.
_TOWER = regex.compile(r"\p{M}{65}")
_STOREYS = regex.compile(r"\P{M}*+\p{M}{1,64}+|\P{M}++")
# Mastodon: the server part of a mention is free. A name keeps letters, digits and _, with . or - inside.
_MASTODON_MENTION = regex.compile(
    r"(?<![=/\w])@([A-Za-z0-9_]++(?:[.-]++[A-Za-z0-9_]++)*+)@[\w-]++(?:\.++[\w-]++)*+",
)


@dataclass(frozen=True, slots=True)
class Measure:
    """A text held against one limit: `length` and `limit.value` are in the unit of `limit`."""

    length: int
    limit: Limit

    @property
    def left(self) -> int:
        """What may still be written; negative when the text is too long."""
        return self.limit.value - self.length

    @property
    def over(self) -> bool:
        return self.left < 0

    @property
    def refused(self) -> bool:
        """True when the network would refuse or cut the text; a mere warning never blocks."""
        return self.over and self.limit.refuses


def text_length(network_id: str, text: str, format: str | None = None) -> int:
    """How long `text` is for this network, in the unit of its `limit()`. UnknownNetwork if it is not ours."""
    bound = limit(network_id, format)
    return count(bound.unit if bound else network(network_id).count, text)


def measures(network_id: str, text: str, format: str | None = None, book: Book | None = None) -> tuple[Measure, ...]:
    """The text against every limit of the network (Bluesky has two); empty when it sets none."""
    return tuple(Measure(count(bound.unit, text), bound) for bound in limits(network_id, format, book))


def count(method: str, text: str) -> int:
    """Count by one method of `COUNTERS`. The end of a line is one character however the browser sent it."""
    return COUNTERS[method](text.replace("\r\n", "\n").replace("\r", "\n"))


def _code_points(text: str) -> int:
    return len(_nfc(text))


def _nfc(text: str) -> str:
    if not _TOWER.search(text):
        return unicodedata.normalize("NFC", text)
    return "".join(unicodedata.normalize("NFC", part) for part in _STOREYS.findall(text))


def _graphemes(text: str) -> int:
    return sum(1 for _ in _GRAPHEME.finditer(_FLAG.sub("x", text)))


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _utf8_bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _x_weighted(text: str) -> int:
    text = _nfc(text)
    total = at = 0
    for link in find_urls(text):
        total += _weight(text[at : link.start]) + LINK_LENGTH
        at = link.end
    return total + _weight(text[at:])


def _weight(text: str) -> int:
    without, emoji = _EMOJI.subn("", text)
    return 2 * (emoji + len(without)) - len(_LIGHT.findall(without))


def _mastodon(text: str) -> int:
    parts, at = [], 0
    for link in find_urls(text, bare=False):
        parts += [text[at : link.start], "x" * LINK_LENGTH]
        at = link.end
    parts.append(text[at:])
    return _graphemes(_MASTODON_MENTION.sub(r"@\1", "".join(parts)))


def _threads(text: str) -> int:
    text = _nfc(text)
    emoji = "".join(_EMOJI.findall(text))
    return len(text) - len(emoji) + _utf8_bytes(emoji)


COUNTERS: dict[str, Callable[[str], int]] = {
    "code_points": _code_points,
    "graphemes": _graphemes,
    "utf16": _utf16,
    "utf8_bytes": _utf8_bytes,
    "x_weighted": _x_weighted,
    "weighted": _x_weighted,
    "mastodon": _mastodon,
    "threads": _threads,
}
