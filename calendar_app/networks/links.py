"""Find the links and the hashtags of a text, the way X does.

X turns into a link any name that ends in a top-level domain, with or without
"http://" before it: « adhérent.es » is a link (Spain) and counts 23. The rules
are those its conformance suite tests; the scanner is ours and reads a text in
one pass, because a page asks for a count at each pause in typing.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import regex

from calendar_app.networks.facts import DATA

MAX_URL_LENGTH = 4096
_MAX_SHORT_LINK_SLUG = 40
_MAX_LABEL = 63  # RFC 1035, in the encoded form

_DIRECTIONAL = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_SPACES = "\t-\r \u0085\u00a0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_INVALID = "\ufffe\ufeff\uffff"
_NOT_IN_A_NAME = r"!'#%&()*+,\\/:;<=>?@\[\]^{|}~$" + _SPACES + _INVALID + _DIRECTIONAL
_ACCENTED = (
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0100-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268"
    "\u026f\u0272\u0289\u028b\u02bb\u0300-\u036f\u1e00-\u1eff"
)

# Characters a host name could be made of, dots included.
_RUN = regex.compile(rf"[^{_NOT_IN_A_NAME}]++")
_LATIN_RUN = regex.compile(rf"(?i)[-.a-z0-9{_ACCENTED}]++")
_BEFORE_NAME = regex.compile(r"(?i)https?://\Z")
_PROTOCOL = regex.compile(r"(?i)https?://")
# A link may not start right after one of these.
_NO_LINK_AFTER = regex.compile(rf"[A-Za-z0-9@＠$#＃{_INVALID}]")
_LATIN_WORD = regex.compile("[A-Za-z0-9]*+")
_PUNYCODE = regex.compile(r"(?i)xn--[-0-9a-z]++")

_PATH_CHARS = rf"[-a-z0-9\u0400-\u04ff!*';:=+,.$/%#\[\]\u2013_~@|&{_ACCENTED}]"
_IN_PARENS = rf"\((?:{_PATH_CHARS}*+\({_PATH_CHARS}++\){_PATH_CHARS}*+|{_PATH_CHARS}++)\)"
_PATH = regex.compile(rf"(?i)(?:{_PATH_CHARS}++|{_IN_PARENS})++")
# A path may hold these but does not end with them: « voir exemple.fr/page. »
_NOT_AT_THE_END = "!*';:,.$%[]\u2013~@|&"
_PORT = regex.compile(r":[0-9]++")
_QUERY = regex.compile(r"(?i)\?[-a-z0-9!?*'@();:&=+$/%#\[\]_.,~|]*[-a-z0-9_&=#/]")
_SHORT_LINK = regex.compile(r"(?i)https?://t\.co/([a-z0-9]++)(?:\?[-a-z0-9!?*'@();:&=+$/%#\[\]_.,~|]*[-a-z0-9_&=#/])?")

_TAG_EXTRA = "_\u200c\u200d\ua67e\u05be\u05f3\u05f4\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003\u0f0b\u0f0c\u00b7"
_TAG_CHAR = rf"[\p{{L}}\p{{M}}\p{{Nd}}{_TAG_EXTRA}]"
_HASHTAG = regex.compile(
    rf"(?<=^|\ufe0e|\ufe0f|(?!{_TAG_CHAR}|&).)[#＃](?![\ufe0f\u20e3])({_TAG_CHAR}++)", regex.DOTALL
)


class Found(NamedTuple):
    """A piece of a text, at `text[start:end]`."""

    start: int
    end: int
    value: str


def urls(text: str) -> list[str]:
    """The links of `text`, as typed, in order. At most 4,096 characters each (encoded)."""
    return [found.value for found in find_urls(text)]


def hashtags(text: str) -> list[str]:
    """The hashtags of `text` without their sign, in order. One inside a link is part of the link."""
    if "#" not in text and "＃" not in text:
        return []
    links = [(link.start, link.end) for link in find_urls(text)]
    return [
        match[1]
        for match in _HASHTAG.finditer(text)
        if _has_a_letter(match[1])
        and not text.startswith(("#", "＃", "://"), match.end())
        and not any(start < match.end() and match.start() < end for start, end in links)
    ]


def find_urls(text: str, *, bare: bool = True) -> Iterator[Found]:
    """Each link with its place. `bare=False` keeps those written with http:// or https:// only."""
    if "." not in text:
        return
    cursor = 0  # what comes before belongs to a link already looked at
    run = _RUN.search(text)
    while run:
        if "." in run[0]:
            links, cursor = _links_of_run(text, run.span(), cursor)
            yield from (link for link in links if bare or _PROTOCOL.match(link.value))
        run = _RUN.search(text, max(cursor, run.end()))


def _links_of_run(text: str, run: tuple[int, int], cursor: int) -> tuple[list[Found], int]:
    """The links whose name lies in `run`, and where the next one may be looked for."""
    start, stop = run
    protocol = _BEFORE_NAME.search(text, max(cursor, start - len("https://")), start)
    if protocol and _may_start(text, protocol.start(), cursor):
        end = _host_end(text, start, stop)
        if end:
            link = _with_protocol(text, protocol.start(), start, end)
            return ([link], link.end) if link else ([], _tail(text, end))
    while start < stop and not _may_start(text, start, cursor):
        start += 1
    if start == 0 and not _NO_LINK_AFTER.match(text):
        # X takes a first letter such as É for what comes before the link, when the rest makes one.
        start = 1 if _host_end(text, 1, stop) else 0
    end = _host_end(text, start, stop)
    if not end:
        return [], cursor
    # After one of these it is the end of something else: « -exemple.fr ».
    glued = text[start - 1 : start] in ("-", "_", ".", "/") and start > 0
    return [] if glued else _bare(text, start, end), _tail(text, end)


def _bare(text: str, start: int, end: int) -> list[Found]:
    """Links without protocol: only the parts of the name in Latin letters; the last one takes the path."""
    names = []
    for part in _LATIN_RUN.finditer(text, start, end):
        at = part.start() + (len(part[0]) - len(part[0].lstrip(".")))
        name_end = _host_end(text, at, part.end(), any_label=True)
        if name_end:
            names.append(Found(at, name_end, text[at:name_end]))
    port = _PORT.match(text, end)
    if names and text.startswith("/", port.end() if port else end):
        tail = _tail(text, end)
        names[-1] = Found(names[-1].start, tail, names[-1].value + text[end:tail])
    return names


def _with_protocol(text: str, start: int, host: int, end: int) -> Found | None:
    short = _SHORT_LINK.match(text, start)
    if short:
        return None if len(short[1]) > _MAX_SHORT_LINK_SLUG else Found(start, short.end(), short[0])
    extra = _encoded_growth(text[host:end])
    last = _tail(text, end)
    if extra is None or last - start + extra > MAX_URL_LENGTH:
        return None
    return Found(start, last, text[start:last])


def _may_start(text: str, at: int, cursor: int) -> bool:
    """True when a link may start at `at`: the character before is free, and is not a letter, a digit, @, $ or #."""
    if at == 0:
        return True
    return at > cursor and not _NO_LINK_AFTER.match(text, at - 1)


def _host_end(text: str, start: int, stop: int, *, any_label: bool = False) -> int:
    """Where the longest host name that starts at `start` ends, or 0 when none does.

    `any_label` takes every label, as X does when it looks for Latin names inside a longer one.
    """
    end, dot = 0, text.find(".", start, stop)
    while dot > start:
        label = text[start:dot]
        if not any_label and (label[0] in "-_" or label[-1] in "-_"):
            break
        # The name just before the top-level domain takes no underscore; a sub-domain may.
        if any_label or "_" not in label:
            end = _top_level_end(text, dot + 1) or end
        start, dot = dot + 1, text.find(".", dot + 1, stop)
    return end


def _top_level_end(text: str, at: int) -> int:
    """Where the top-level domain that starts at `at` ends, or 0 when none does."""
    word = _LATIN_WORD.match(text, at)
    end = word.end()
    if end > at and _is_over(text, end) and word[0].lower() in _top_levels():
        return end
    for size in range(min(_longest_top_level(), len(text) - at), 0, -1):
        name = text[at : at + size]
        if not name.isascii() and name.lower() in _top_levels() and _is_over(text, at + size):
            return at + size
    punycode = _PUNYCODE.match(text, at)
    return punycode.end() if punycode else 0


def _is_over(text: str, at: int) -> bool:
    """True when the character at `at` may follow a top-level domain."""
    following = text[at : at + 1]
    return not (following and (following in "@+-" or (following.isascii() and following.isalnum())))


def _tail(text: str, at: int) -> int:
    """Where port, path and query that follow the host at `at` end."""
    port = _PORT.match(text, at)
    if port:
        at = port.end()
    if text.startswith("/", at):
        at += 1
        path = _PATH.match(text, at)
        if path:
            at += len(path[0].rstrip(_NOT_AT_THE_END))
    query = _QUERY.match(text, at)
    return query.end() if query else at


def _encoded_growth(host: str) -> int | None:
    """Characters a host gains in its encoded form (RFC 3492); None when a label is not valid."""
    growth = 0
    for label in host.split("."):
        encoded = len(label)
        if not label.isascii():
            if label.lower().startswith("xn--"):
                return None
            try:
                encoded = len("xn--") + len(label.lower().encode("punycode"))
            except UnicodeError:  # half a surrogate pair
                return None
        if encoded > _MAX_LABEL:
            return None
        growth += encoded - len(label)
    return growth


def _has_a_letter(tag: str) -> bool:
    return regex.search(r"[\p{L}\p{M}]", tag) is not None


@cache
def _top_levels() -> frozenset[str]:
    lines = (DATA / "tlds.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def _longest_top_level() -> int:
    return max(len(name) for name in _top_levels() if not name.isascii())
