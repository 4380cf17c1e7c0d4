"""Accounts that could send by themselves, in the demo: written, and off. Nothing of the demo talks to a network."""

from __future__ import annotations

import datetime as dt

from associations.models import Association
from calendar_app.connectors import verbs
from calendar_app.connectors.verbs import Means
from calendar_app.models import Channel
from config.demo.clock import at, on
from config.demo.people import Cast

# Account, means, address, days since it was written. These addresses exist nowhere (RFC 2606), nor do these tokens.
WRITTEN = (
    ("mastodon", "mastodon", "https://mastodon.example", 16),
    ("blog", "webhook", "https://mains-voisines.example/entree", 9),
)
OPENS_NOTHING = "jeton-de-la-demonstration-qui-n-ouvre-rien"


def live(association: Association, cast: Cast, channels: dict[str, Channel], today: dt.date) -> None:
    """Write the means of two accounts; neither is tried nor switched on."""
    for slug, kind, address, days in WRITTEN:
        moment = on(today - dt.timedelta(days=days), 14)
        with at(moment):
            verbs.keep(channels[slug], Means(kind, address, "", OPENS_NOTHING), by=cast["ines"], now=moment)
