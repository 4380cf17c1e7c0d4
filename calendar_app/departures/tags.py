"""Tagged links: our own pages learn which account a visitor came from. The words a reader approved stay as they are.

Names of the tags: Google's « UTM » (utm_source, utm_medium, utm_campaign), which Matomo and Plausible read too.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.utils.text import slugify

from associations.models import Association
from calendar_app.models import Channel, Post

# Accounts that are a site of ours: their addresses say which hosts are ours, and a link from there needs no tag.
OWN = ("blog",)
MEDIA = {"newsletter": "email"}
# With their protocol only: the scanner of networks.links also asks for a known ending, and a site may have a new one.
LINK = re.compile(r"https?://[^\s<>\"«»“”]+", re.IGNORECASE)
# What a sentence puts after a link.
TAIL = ".,;:!?…)]}'’*"


def own_hosts(association: Association) -> frozenset[str]:
    """The hosts of the association's own sites, without « www. ». One query."""
    rows = Channel.objects.of(association).filter(network__in=OWN).exclude(url="")
    return frozenset(host for url in rows.values_list("url", flat=True) if (host := _host(url)))


def campaign_of(post: Post) -> str:
    """The campaign's short address, else one made of the title. One query when the campaign was not read yet."""
    return post.campaign.slug if post.campaign else slugify(post.title)[:60].strip("-") or f"publication-{post.pk}"


def tagged(text: str, hosts: Collection[str], *, network: str, campaign: str) -> str:
    """Return `text` with the links to `hosts` tagged; everything else, to the character, as it was."""
    if network in OWN or not hosts:
        return text
    tags = {"utm_source": network, "utm_medium": MEDIA.get(network, "social"), "utm_campaign": campaign}
    for found in reversed(list(LINK.finditer(text))):
        written = _trimmed(found[0])
        text = text[: found.start()] + link(written, hosts, tags) + text[found.start() + len(written) :]
    return text


def link(url: str, hosts: Collection[str], tags: dict[str, str]) -> str:
    """Return `url` with `tags`, its own query and fragment untouched; as it is when not ours or tagged already."""
    try:
        parts = urlsplit(url)
        has_tags = any(name.lower().startswith("utm_") for name, _value in parse_qsl(parts.query, True))
    except ValueError:
        return url
    if parts.scheme.lower() not in ("http", "https") or has_tags or _host(url) not in hosts:
        return url
    query = "&".join(part for part in (parts.query, urlencode(tags)) if part)
    return urlunsplit(parts._replace(query=query))


def _trimmed(url: str) -> str:
    """`url` without the punctuation of its sentence; a parenthesis that it opened itself is its own."""
    while url[-1] in TAIL and not (url[-1] == ")" and url.count("(") >= url.count(")")):
        url = url[:-1]
    return url


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.").rstrip(".")
    except ValueError:
        return ""
