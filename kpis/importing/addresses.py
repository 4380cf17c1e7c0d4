"""The address of a post, written one way: the same post has the same address whoever copied it."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

# Network -> what its addresses hold of the post, whatever stands around it.
_POSTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("x", re.compile(r"//(?:\w+\.)?(?:twitter|x)\.com/(?:i/web|[^/]+)/status(?:es)?/(\d+)")),
    ("tiktok", re.compile(r"//(?:\w+\.)?tiktok\.com/@[^/]+/(?:video|photo)/(\d+)")),
    ("youtube", re.compile(r"//(?:\w+\.)?youtube\.com/(?:watch\?(?:[^#]*&)?v=|shorts/|live/|embed/)([\w-]{11})")),
    ("youtube", re.compile(r"//youtu\.be/([\w-]{11})")),
    ("instagram", re.compile(r"//(?:\w+\.)?instagram\.com/(?:[^/]+/)?(?:p|reels?|tv)/([\w-]+)")),
    ("linkedin", re.compile(r"linkedin\.com/.*urn(?::|%3A)li(?::|%3A)(?:activity|share|ugcPost)(?::|%3A)(\d+)", re.I)),
    ("linkedin", re.compile(r"linkedin\.com/posts/\S*-(?:activity|share|ugcPost)-(\d+)", re.I)),
    ("facebook", re.compile(r"facebook\.com/(?:[^/?]+/)?(?:posts|videos|reel|photos)/(?:[^/?]+/)?(pfbid\w+|\d+)")),
    ("facebook", re.compile(r"facebook\.com/[^?]*\?(?:[^#]*&)?(?:story_fbid|fbid|v)=(pfbid\w+|\d+)")),
)
# Networks where a post has one number and no other: two numbers are two posts.
ONE_NUMBER = frozenset({"x", "tiktok", "youtube", "instagram"})
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|igshid|mc_[ce]id|ref|ref_src|si|s|t")
_SHELL = re.compile(r"^(?:www|m|mobile)\.")


def address(link: str) -> str:
    """ "x:1091117122825084928" for a post whose number is known, else the bare address; "" for what is no link."""
    link = link.strip()
    for network, pattern in _POSTS:
        found = pattern.search(link)
        if found:
            return f"{network}:{found[1]}"
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host:
        return ""
    asked = [(name, value) for name, value in parse_qsl(parts.query) if not _TRACKING.fullmatch(name)]
    return _SHELL.sub("", host) + parts.path.rstrip("/") + (f"?{urlencode(asked)}" if asked else "")


def are_two_posts(one: str, other: str) -> bool:
    """Whether two addresses are certainly of two posts: one network where a post has one number, and two numbers."""
    network, _, number = one.partition(":")
    return network in ONE_NUMBER and other.startswith(f"{network}:") and other != f"{network}:{number}"
