"""The verbs of an account that sends by itself: write its means, try them, switch on and off, forget the token."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Membership
from calendar_app.connectors import sealing
from calendar_app.connectors.outcomes import Unsent
from calendar_app.connectors.ports import port
from calendar_app.models import Channel, Connector, Departure
from journal.models import Entry
from journal.moves import Refused, move


@dataclass(frozen=True)
class Means:
    """What a person typed. An empty `token` keeps the one we have, for the same server and the same account only."""

    kind: str
    base_url: str
    handle: str
    # Never printed, not even in the report of an error.
    token: str = field(repr=False)


@transaction.atomic
def keep(channel: Channel, means: Means, *, by: Membership, now: dt.datetime) -> Connector:
    """Write the means of `channel`, switched off until they are tried. The token is sealed before it is stored."""
    rights.require(by, "calendar.manage")
    Channel.objects.filter(pk=channel.pk).select_for_update().values_list("pk").get()
    before = Connector.objects.filter(channel=channel).first()
    sealed = sealing.seal(means.token) if means.token else ""
    if not sealed:
        same = before and (before.kind, before.base_url, before.handle) == (means.kind, means.base_url, means.handle)
        # The token of one server is never shown to another.
        if not before or not before.sealed or not same:
            raise Refused(_("Collez aussi le jeton : il n’est jamais envoyé à un autre serveur que le sien."), before)
        sealed = before.sealed
    values = {
        "association": channel.association,
        "kind": means.kind,
        "base_url": means.base_url,
        "handle": means.handle,
        "sealed": sealed,
        "is_on": False,
        "account": "",
        "checked_at": None,
        "changed_by": by,
        "changed_at": now,
    }
    connector, _is_new = Connector.objects.update_or_create(channel=channel, defaults=values)
    Entry.objects.record(connector, by=by, action="calendar.manage", after="connector written")
    return connector


def check(connector: Connector, *, by: Membership, now: dt.datetime) -> str:
    """Ask the network who we are; nothing is published. Return the name it gives. Raises Refused with its trouble."""
    rights.require(by, "calendar.manage")
    _must_be_allowed(connector)
    if not connector.sealed:
        raise Refused(_("Il n’y a plus de jeton : collez-en un."), connector)
    try:
        name = port(connector).check()
    except Unsent as unsent:
        raise Refused(
            _("L’essai n’a pas abouti. %(why)s") % {"why": Departure.Trouble(unsent.trouble).label}, connector
        ) from None
    _change(connector, "connector tried", by, now, account=name[:200], checked_at=now)
    return name


def switch_on(connector: Connector, *, by: Membership, now: dt.datetime) -> None:
    """From now on, what is scheduled on this account leaves by itself."""
    rights.require(by, "calendar.manage")
    _must_be_allowed(connector)
    if not connector.sealed or not connector.checked_at:
        raise Refused(_("Essayez d’abord la connexion."), connector)
    _change(connector, "connector on", by, now, is_on=True)


def switch_off(connector: Connector, *, by: Membership, now: dt.datetime) -> None:
    """Nothing leaves any more; what was scheduled is told to its owner when its hour comes."""
    rights.require(by, "calendar.manage")
    _change(connector, "connector off", by, now, is_on=False)


def forget(connector: Connector, *, by: Membership, now: dt.datetime) -> None:
    """Erase the token here. On the network, it is to be revoked too."""
    rights.require(by, "calendar.manage")
    _change(connector, "connector token forgotten", by, now, is_on=False, sealed="", checked_at=None, account="")


@transaction.atomic
def again(departure: Departure, *, by: Membership, now: dt.datetime) -> None:
    """Let a departure given up try again; `by` answers for it from now on. Refused while it may be out."""
    rights.require(by, "calendar.publish")
    if departure.may_be_out:
        raise Refused(
            _("Le message est peut-être déjà en ligne : regardez le compte, puis confirmez-le à la main."),
            departure.variant.post,
        )
    fields = {"attempts": 0, "next_attempt_at": now, "trouble": "", "ended_at": None}
    # Surely not out: what was refused is written anew, in case somebody mended it.
    move(departure, Departure.Status.WAITING, by=by, carried="", **fields)
    Departure.objects.filter(pk=departure.pk).update(by=by)


def _must_be_allowed(connector: Connector) -> None:
    if not settings.CONNECTORS:
        raise Refused(_("L’envoi automatique n’est pas permis sur ce serveur."), connector)


@transaction.atomic
def _change(connector: Connector, deed: str, by: Membership, now: dt.datetime, **fields: object) -> None:
    """Change the row if its token is still the one we saw."""
    row = Connector.objects.filter(pk=connector.pk, sealed=connector.sealed)
    if not row.update(changed_by=by, changed_at=now, **fields):
        raise Refused(_("Quelqu’un vient de modifier cet envoi automatique. Regardez où il en est."), connector)
    Entry.objects.record(connector, by=by, action="calendar.manage", after=deed)
