"""The networks of this machine, and accounts plugged into them by the verbs of the house."""

from __future__ import annotations

import datetime as dt

import pytest

from calendar_app.connectors import verbs
from calendar_app.connectors.verbs import Means

from ..given import NOW
from .servers import BlueskyHandler, MastodonHandler, Network, ReceiverHandler

SECRET = "secret-partage-de-plus-de-trente-deux"
TOKENS = {"mastodon": "jeton-mastodon", "bluesky": "jeton-bluesky", "webhook": SECRET}
HANDLERS = {"mastodon": MastodonHandler, "bluesky": BlueskyHandler, "webhook": ReceiverHandler}


@pytest.fixture(autouse=True)
def _allowed(settings):
    settings.CONNECTORS, settings.CONNECTOR_LOCAL = True, True
    settings.CONNECTOR_TIMEOUT = (2.0, 0.2)


def _network(kind):
    network = Network(HANDLERS[kind])
    network.kind = kind
    network.now = lambda: dt.datetime.now(dt.UTC).isoformat()  # the clock of the tests
    return network


@pytest.fixture
def mastodon():
    with _network("mastodon") as network:
        yield network


@pytest.fixture
def bluesky():
    with _network("bluesky") as network:
        yield network


@pytest.fixture
def receiver():
    with _network("webhook") as network:
        yield network


@pytest.fixture(params=["mastodon", "bluesky"])
def network(request):
    with _network(request.param) as network:
        yield network


def plugged(given, network, name=None, on=True):
    """An account that sends by itself to `network`: written, tried, switched on."""
    kind = network.kind
    fields = {"name": name, "slug": name.lower().replace(" ", "-")} if name else {}
    channel = given.channel(kind if kind != "webhook" else "blog", **fields)
    handle = "nous.exemple.example" if kind == "bluesky" else ""
    by = given.cast.amina
    connector = verbs.keep(channel, Means(kind, network.url, handle, TOKENS[kind]), by=by, now=NOW)
    if on:
        verbs.check(connector, by=by, now=NOW)
        connector.refresh_from_db()
        verbs.switch_on(connector, by=by, now=NOW)
    return channel
