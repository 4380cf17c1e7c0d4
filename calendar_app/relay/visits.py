"""Who follows a link: a person, or a machine that looks at it before them."""

from __future__ import annotations

import re

from django.http import HttpRequest

# Roughly: previews of networks and messengers, search engines, scanners of mails, command lines. None is told apart.
_MACHINE = re.compile(
    r"bot|crawl|spider|slurp|preview|facebookexternalhit|facebot|whatsapp|telegram|skype|discord|slack|mastodon|"
    r"pleroma|misskey|akkoma|friendica|bluesky|cardyb|linkedin|pinterest|embed|scan|monitor|check|fetch|proxy|"
    r"curl|wget|python|java/|okhttp|go-http|ruby|perl|php|libwww|axios|headless|lighthouse",
    re.IGNORECASE,
)


def is_a_person(request: HttpRequest) -> bool:
    """Whether a click is worth counting: a GET, asked for now, by what says it is a browser."""
    purposes = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"))
    if request.method != "GET" or any(re.search("prefetch|preview|prerender", word, re.I) for word in purposes):
        return False
    agent = request.headers.get("User-Agent", "")
    return bool(agent) and not _MACHINE.search(agent)
