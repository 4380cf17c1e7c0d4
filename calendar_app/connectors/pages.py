"""What the pages show of what leaves by itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from associations.models import Membership
from calendar_app.models import Channel, Connector, Departure, Post

LAST = 10
# The chip of each state.
CHIPS = {
    "waiting": "scheduled",
    "sending": "scheduled",
    "sent": "published",
    "retry": "late",
    "doubtful": "late",
    "given_up": "missing",
    "by_hand": "done",
}


def connector(channel: Channel) -> Connector | None:
    rows = Connector.objects.filter(association=channel.association_id, channel=channel)
    return rows.select_related("association", "channel", "changed_by__user").first()


def page(channel: Channel, known: Connector | None) -> dict[str, Any]:
    """The page of one account: its means and the last departures. Three queries."""
    rows = Departure.objects.filter(association=channel.association_id, variant__channel=channel)
    last = rows.select_related("variant__post__association").order_by("-pk")[:LAST]
    return {
        "channel": channel,
        "connector": known,
        "is_allowed": settings.CONNECTORS,
        "departures": [line(each) for each in last],
    }


def line(departure: Departure) -> dict[str, Any]:
    status = Departure.Status(departure.status)
    return {
        "departure": departure,
        "chip": CHIPS[status],
        "words": status.label,
        "why": Departure.Trouble(departure.trouble).label if departure.trouble else "",
    }


def of_post(post: Post, membership: Membership) -> dict[str, Any]:
    """What became of each account of `post` that sends by itself. One query."""
    rows = Departure.objects.filter(association=post.association_id, variant__post=post)
    found = [line(each) for each in rows.select_related("variant__channel", "by__user").order_by("pk")]
    return {"departures": found, "may_send_again": membership.can("calendar.publish")}
