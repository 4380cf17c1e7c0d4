"""One module per kind of network; each imports its client only when it sends."""

from __future__ import annotations

from calendar_app.connectors import sealing
from calendar_app.connectors.outcomes import Port, Trouble, Unsent
from calendar_app.connectors.ports.bluesky import Bluesky
from calendar_app.connectors.ports.mastodon import Mastodon
from calendar_app.connectors.ports.webhook import Webhook
from calendar_app.models import Connector

Kind = Connector.Kind


def port(connector: Connector) -> Port:
    """Return the way out of `connector`, its token opened. Raises Unsent when the token or the address is no good."""
    from calendar_app.connectors import wire

    try:
        token, url = sealing.unseal(connector.sealed), wire.mend(connector.base_url)
    except sealing.Unreadable:
        raise Unsent(Trouble.TOKEN, is_final=True) from None
    except ValueError:
        raise Unsent(Trouble.ADDRESS, is_final=True) from None
    if connector.kind == Kind.MASTODON:
        return Mastodon(url, token)
    if connector.kind == Kind.BLUESKY:
        return Bluesky(url, connector.handle, token)
    return Webhook(url, token, connector.channel.url)
