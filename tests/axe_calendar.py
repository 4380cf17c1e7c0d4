"""Pages of the calendar, for axe: accounts and keys, campaigns, the views, slots and duty, networks, what leaves."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from associations.models import Association
from tests.axe_pages import Page, Prepare, _chloe, _neighbourly, _scoped


def _opening(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from tests.calendar_app import opening_given

    return {"pk": opening_given.proposed(cast).pk}


def _key(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from calendar_app import keys
    from calendar_app.models import Channel

    channel = Channel.objects.create(association=association, name="Le mur", slug="le-mur", network="facebook")
    today = timezone.localdate()
    said = {"kind": "administration", "two_factor": "unknown", "granted_on": today, "today": today}
    keys.give(channel, to=cast.chloe, by=cast.amina, **said)
    return {"pk": channel.pk}


def _draft(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from tests.calendar_app.given import Given

    return {"pk": Given(cast).draft().pk}


def _draft_listed(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    _draft(cast, association)
    return {}


def _planning(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from tests.calendar_app.planning.seen import to_look_at

    return {"pk": to_look_at(cast).pk}


def _slot_week(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from tests.house import neighbours_duty

    return neighbours_duty.slot(cast.amina)


def _slots(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    _slot_week(cast, association)
    return {}


def _slot_ask(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from tests.house import neighbours_duty

    return neighbours_duty.ask(cast.amina)


def _connector(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from tests.house import neighbours_connectors

    return neighbours_connectors.connector(cast.amina)


def _shift(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from tests.house import neighbours_duty

    return neighbours_duty.shift(cast.amina)


def _shelf(name: str) -> Prepare:
    """The page that lists what `_neighbourly` makes: the same row, an address without it."""
    made = _neighbourly(name)

    def prepare(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
        made(cast, association)
        return {}

    return prepare


def _relayed(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from tests.house import neighbours_relay

    neighbours_relay.relay(cast.bruno)
    return {"slug": association.slug}


def _listening(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from tests.house import neighbours_relay

    neighbours_relay.listening(cast.bruno)
    return {"slug": association.slug}


def _private_link(cast: SimpleNamespace, association: Association) -> dict[str, Any]:
    from calendar_app.relay import entrusted
    from tests.house import neighbours_relay

    found = neighbours_relay.a_testimony(cast.bruno)
    return {"slug": association.slug, "key": entrusted.key_of(found.form)}


PAGES: list[Page] = [
    # accounts and keys
    Page("calendar:opening-list"),
    Page("calendar:opening-create"),
    Page("calendar:opening-detail", prepare=_scoped(_opening)),
    Page("calendar:opening-discuss", prepare=_scoped(_opening)),
    Page("calendar:days"),
    Page("calendar:campaign-list"),
    Page("calendar:campaign-create"),
    Page("calendar:campaign-detail", prepare=_neighbourly("calendar:campaign")),
    Page("calendar:pillar-list"),
    Page("calendar:series-create"),
    Page("calendar:series-detail", prepare=_neighbourly("calendar:series")),
    Page("calendar:series-move", prepare=_neighbourly("calendar:series")),
    Page("calendar:series-cancel", prepare=_neighbourly("calendar:series")),
    Page("calendar:template-create"),
    Page("calendar:template-use", prepare=_neighbourly("calendar:template")),
    Page("calendar:recurrence-create"),
    Page("calendar:recurrence-detail", prepare=_neighbourly("calendar:recurrence")),
    Page("calendar:day-confirm", path="/a/mains-voisines/calendrier/journees/2027/confirmer/?jour=fete_voisins"),
    Page("calendar:key-list"),
    Page("calendar:channel-keys", prepare=_scoped(_key)),
    Page("calendar:channel-key-check", prepare=_scoped(_key)),
    Page("calendar:channel-review", prepare=_scoped(_key)),
    Page("calendar:keyholder", prepare=_scoped(_chloe)),
    # the calendar seen and moved
    Page("calendar:around", "chloe"),
    Page("calendar:planning", "chloe"),
    Page("calendar:planning-import", "chloe", prepare=_scoped(_planning)),
    Page("calendar:post-move", "chloe", prepare=_scoped(_draft)),
    Page("calendar:week", "chloe", prepare=_scoped(_draft_listed)),
    Page("calendar:board", "chloe", prepare=_scoped(_draft_listed)),
    Page("calendar:bulk", "bruno"),
    # slots, duty, agendas
    Page("calendar:slot-list", prepare=_scoped(_slots)),
    Page("calendar:slot-create"),
    Page("calendar:slot-turn", prepare=_scoped(_slot_week)),
    Page("calendar:slot-ask", prepare=_scoped(_slot_ask)),
    Page("calendar:shift-list"),
    Page("calendar:shift-create"),
    Page("calendar:shift-detail", prepare=_scoped(_shift)),
    Page("calendar:feed-list"),
    Page("calendar:library", prepare=_shelf("calendar:library-item")),
    Page("calendar:library-add"),
    Page("calendar:library-add-video"),
    Page("calendar:library-item", prepare=_neighbourly("calendar:library-item")),
    Page("calendar:library-item-edit", prepare=_neighbourly("calendar:library-item")),
    Page("calendar:library-item-captions", prepare=_neighbourly("calendar:library-captions-file")),
    Page("calendar:consent-list", prepare=_shelf("calendar:consent")),
    Page("calendar:consent-create"),
    Page("calendar:consent", prepare=_neighbourly("calendar:consent")),
    Page("calendar:consent-withdraw", prepare=_neighbourly("calendar:consent")),
    Page("calendar:grant-list", prepare=_shelf("calendar:grant")),
    Page("calendar:grant-create"),
    Page("calendar:grant", prepare=_neighbourly("calendar:grant")),
    # supporters and witnesses
    Page("relay:page", "", _scoped(_relayed)),
    Page("relay:testify", "", _scoped(_listening)),
    Page("relay:testimony", "", _scoped(_private_link)),
    Page("calendar:relay-list"),
    Page("calendar:relay-detail", prepare=_neighbourly("calendar:relay")),
    Page("calendar:post-relay", prepare=_scoped(_draft)),
    Page("calendar:testimony-list"),
    Page("calendar:testimony-call"),
    Page("calendar:testimony-detail", prepare=_neighbourly("calendar:testimony")),
    # networks
    Page("calendar:network-list"),
    Page("calendar:network-choose"),
    Page("calendar:presence-list"),
    Page("calendar:presence-create"),
    Page("calendar:network-detail", prepare=lambda cast, association: {"network": "instagram"}),
    Page(
        "calendar:network-fact",
        prepare=lambda cast, association: {"network": "x", "format": "post", "key": "text.max"},
    ),
    # what leaves by itself
    Page("calendar:connector", prepare=_scoped(_connector)),
]
