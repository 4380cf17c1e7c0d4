"""The verbs of a relay: offer a post to supporters, take it back, follow a link, count it."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Membership
from calendar_app.departures import tags
from calendar_app.models import ClickSum, Post, Relay, RelayLink
from journal.models import Entry
from journal.moves import Overtaken, Refused

# Neither 0 nor O, 1 nor l: a code is read out and copied by hand.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH = 8
# A text message, a mail, a conversation: what supporters share beside the networks of the post.
MESSAGE = "message"
READY = (Post.Status.SCHEDULED, Post.Status.PUBLISHED)


@transaction.atomic
def offer(post: Post, *, target: str, until: dt.date, by: Membership, now: dt.datetime) -> Relay:
    """Put `post` on the public page until that day, with one counted link per network; offered again, it reopens.

    The target is fixed the first time: a link that people have shared never leads elsewhere. Raises Refused for a post
    nobody has approved yet.
    """
    rights.require(by, "calendar.relay")
    post = Post.objects.of(by.association).select_for_update(of=("self",)).get(pk=post.pk)
    if post.status not in READY:
        raise Refused(_("Seule une publication programmée ou publiée peut être relayée."), post)
    if post.corrections.exists():
        raise Refused(_("Cette publication a été rectifiée ou retirée : ses mots ne se relaient plus."), post)
    if not target.startswith(("https://", "http://")):
        raise Refused(_("L’adresse doit commencer par https://."), post)
    relay, is_new = Relay.objects.get_or_create(
        association=by.association,
        post=post,
        defaults={"target": target, "until": until, "opened_by": by, "opened_at": now},
    )
    if not is_new:
        Relay.objects.filter(pk=relay.pk).update(until=until, closed_at=None, opened_by=by, opened_at=now)
        relay.refresh_from_db()
    known = set(relay.links.values_list("network", flat=True))
    wanted = post.variants.order_by("channel__position", "pk").values_list("channel__network", flat=True)
    for network in dict.fromkeys([*wanted, MESSAGE]):
        if network not in known:
            _link(relay, network)
    Entry.objects.record(relay, by=by, action="calendar.relay")
    return relay


def _link(relay: Relay, network: str) -> RelayLink:
    for _attempt in range(5):
        code = "".join(secrets.choice(ALPHABET) for _sign in range(CODE_LENGTH))
        try:
            with transaction.atomic():
                return RelayLink.objects.create(
                    association_id=relay.association_id, relay=relay, network=network, code=code
                )
        except IntegrityError:
            continue
    raise Refused(_("Le lien n’a pas pu être créé. Essayez de nouveau."), relay)


@transaction.atomic
def close(relay: Relay, *, by: Membership, now: dt.datetime) -> None:
    """Take it off the public page. Links already shared still lead where they led. Of two hands, one is told."""
    rights.require(by, "calendar.relay")
    if not Relay.objects.of(by.association).filter(pk=relay.pk, closed_at=None).update(closed_at=now):
        raise Overtaken(_("Quelqu’un a déjà retiré cette publication des relais."), relay)
    Entry.objects.record(relay, by=by, action="calendar.relay", after="closed")


def destination(link: RelayLink) -> str:
    """Where `link` leads: the fixed target, which tells a site of ours the network it was shared on. One query.

    Nothing is said of who follows it. An address elsewhere, or tagged by hand, stays as it is. Needs the relay's post
    and its campaign loaded, or asks for them.
    """
    relay = link.relay
    tagging = {"utm_source": link.network, "utm_medium": "relais", "utm_campaign": tags.campaign_of(relay.post)}
    return tags.link(relay.target, tags.own_hosts(relay.association), tagging)


def count(link: RelayLink, day: dt.date) -> None:
    """Add one click to the sum of that day: a number, whoever it was. Two clicks at once are two."""
    rows = ClickSum.unscoped.filter(link=link, day=day)
    if rows.update(clicks=F("clicks") + 1):
        return
    try:
        with transaction.atomic():
            ClickSum.unscoped.create(association_id=link.association_id, link=link, day=day, clicks=1)
    except IntegrityError:
        rows.update(clicks=F("clicks") + 1)
