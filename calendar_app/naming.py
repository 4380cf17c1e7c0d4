"""What the journal calls the objects of this room (settings.JOURNAL_NAMES)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from associations.models import Membership
from calendar_app import models
from calendar_app.campaigns import days
from calendar_app.networks import networks, wording
from journal.naming import Names


def _own_page(row: Any) -> str:
    path: str = row.get_absolute_url()
    return path


@dataclass(frozen=True)
class Kind:
    """How the rows of one model are called. `joined` is what `title` and `path` read besides the row itself."""

    model: Any
    joined: tuple[str, ...] = ()
    title: Callable[[Any], str] = str
    path: Callable[[Any], str] = _own_page
    # Whoever may not read the page is told the name alone.
    permission: str = "calendar.view"


def _room(name: str) -> Callable[[Any], str]:
    """The path of a page of the room that shows rows of a kind together."""
    return lambda row: reverse(f"calendar:{name}", args=[row.association.slug])


def _of_network(row: Any) -> str:
    return reverse("calendar:network-detail", args=[row.association.slug, row.network])


def _on_post(row: Any) -> str:
    return _("Remarque sur « %(title)s »") % {"title": row.post.title}


def _slip(row: Any) -> str:
    return _("Message échappé : « %(title)s »") % {"title": row.post.title}


def _relay(row: Any) -> str:
    return _("Relais de « %(title)s »") % {"title": row.post.title}


def _departure(row: Any) -> str:
    words = {"title": row.variant.post.title, "channel": row.variant.channel.name}
    return _("Envoi de « %(title)s » sur %(channel)s") % words


def _connector(row: Any) -> str:
    return _("Envoi automatique de %(channel)s") % {"channel": row.channel.name}


def _hold(row: Any) -> str:
    if row.channel is None:
        return _("Suspension de tous les comptes")
    return _("Suspension de %(channel)s") % {"channel": row.channel.name}


def _fact(row: Any) -> str:
    known = networks().get(row.network)
    return _("%(network)s : %(fact)s") % {
        "network": known.label if known else row.network,
        "fact": wording.title(row.key).lower(),
    }


def _day(row: Any) -> str:
    if row.day == days.ALSACE_MOSELLE:
        return _("Jours fériés d’Alsace et de Moselle")
    known = days.known().get(row.day)
    return known.name if known else row.day


def _confirmed(row: Any) -> str:
    return f"{_day(row)}, {row.year}"


def _export(row: Any) -> str:
    return _("Planning du %(first)s au %(last)s") % {
        "first": f"{row.first_on:%d/%m/%Y}",
        "last": f"{row.last_on:%d/%m/%Y}",
    }


def _import(row: Any) -> str:
    return _("Planning renvoyé : %(name)s") % {"name": row.name}


CONSENTS = "calendar.consents"
# Names of people shown or credited stay out: the journal outlives them.
KINDS = (
    Kind(models.AccountOpening),
    Kind(models.Media, path=lambda row: row.page),
    Kind(
        models.ImageConsent, title=lambda row: _("Autorisation d’une personne montrée"), permission="calendar.consents"
    ),
    Kind(models.RightsGrant, title=lambda row: _("Cession de droits"), permission=CONSENTS),
    Kind(models.Campaign),
    Kind(models.Pillar, path=_room("pillar-list")),
    Kind(models.EventSeries),
    Kind(models.PostTemplate),
    Kind(models.Recurrence),
    Kind(models.CalendarSlot, ("channel",)),
    Kind(models.SlotTurn, ("slot__channel", "slot__association")),
    Kind(
        models.SlotAsk,
        ("turn__slot__channel", "turn__slot__association"),
        title=lambda row: str(row.turn),
        path=lambda row: row.turn.get_absolute_url(),
    ),
    Kind(models.DutyShift),
    Kind(
        models.ShiftSeat,
        ("shift__association",),
        title=lambda row: str(row.shift),
        path=lambda row: row.shift.get_absolute_url(),
    ),
    Kind(models.PostComment, ("post",), title=_on_post),
    Kind(models.Presence),
    Kind(models.Channel),
    Kind(models.Hold, ("channel",), title=_hold, path=_room("month")),
    Kind(models.Connector, ("channel",), title=_connector, permission="calendar.manage"),
    Kind(
        models.Departure,
        ("variant__post", "variant__channel"),
        title=_departure,
        path=lambda row: reverse("calendar:post-detail", args=[row.association.slug, row.variant.post_id]),
    ),
    Kind(models.NetworkRule, title=_fact, path=_of_network),
    Kind(models.DayChoice, title=_day, path=_room("days")),
    Kind(
        models.DayConfirmation,
        title=_confirmed,
        path=lambda row: reverse("calendar:days-year", args=[row.association.slug, row.year]),
    ),
    Kind(models.PlanningExport, title=_export, path=_room("planning")),
    Kind(models.PlanningImport, title=_import, path=_room("planning")),
    Kind(models.Slip, ("post",), title=_slip),
    Kind(models.Relay, ("post",), title=_relay, permission="calendar.relay"),
    Kind(models.Testimony, permission="calendar.testimonies"),
    Kind(
        models.TestimonyCall,
        title=lambda row: _("Formulaire de témoignage"),
        path=_room("testimony-call"),
        permission="calendar.manage",
    ),
    Kind(models.CalendarFeed, title=lambda row: _("Adresse privée d’agenda"), path=_room("feed-list")),
)
BY_LABEL = {kind.model._meta.label_lower: kind for kind in KINDS}


def names(reader: Membership, wanted: Mapping[str, set[str]]) -> Names:
    """Return title and path of the rows of this room that are `wanted` (ids by model label), one query a kind."""
    if not reader.can("calendar.view"):
        return {}
    found = _posts(reader, wanted.get("calendar.post"))
    for label, kind in BY_LABEL.items():
        if ids := wanted.get(label):
            found |= _of(kind, label, reader, ids)
    return found


def _of(kind: Kind, label: str, reader: Membership, ids: set[str]) -> Names:
    rows = kind.model.objects.filter(association=reader.association, pk__in=ids)
    opens = reader.can(kind.permission)
    return {
        (label, str(row.pk)): (kind.title(row), kind.path(row) if opens else "")
        for row in rows.order_by().select_related("association", *kind.joined)
    }


def _posts(reader: Membership, ids: set[str] | None) -> Names:
    if not ids:
        return {}
    slug = reader.association.slug
    posts = models.Post.objects.of(reader.association).filter(pk__in=ids)
    return {
        ("calendar.post", str(pk)): (title, reverse("calendar:post-detail", args=[slug, pk]))
        for pk, title in posts.order_by().values_list("pk", "title")
    }
