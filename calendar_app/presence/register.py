"""The verb of the register, what its page shows, and what is to be looked at again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from associations import rights
from associations.models import Association, Membership
from calendar_app.hours import PARIS
from calendar_app.models import Presence
from calendar_app.networks import Network, networks
from journal.models import Entry
from journal.moves import Overtaken
from reminders.todo import Todo

# A name that was free in spring may be taken in autumn.
STALE = dt.timedelta(days=183)


@dataclass(frozen=True)
class Row:
    """One network of the register with the names looked for there; none: nobody looked yet."""

    network: Network
    presences: list[Presence]


@transaction.atomic
def note(presence: Presence, *, by: Membership) -> Presence:
    """Write what was seen. Of two people noting the same name at once, one is told."""
    rights.require(by, "calendar.manage")
    presence.association, presence.by = by.association, by
    try:
        with transaction.atomic():
            presence.save()
    except IntegrityError as error:
        raise Overtaken(
            _("Quelqu’un vient de noter ce nom sur ce réseau : le voici dans la liste."), presence
        ) from error
    Entry.objects.record(presence, by=by, action="calendar.manage", after="presence noted")
    return presence


def rows(association: Association) -> list[Row]:
    """Every network with the names noted there, those with something to do first. One query."""
    found: dict[str, list[Presence]] = {key: [] for key in networks()}
    for presence in Presence.objects.of(association).select_related("by__user"):
        found.setdefault(presence.network, []).append(presence)
    drawn = [Row(networks()[key], names) for key, names in found.items() if key in networks()]
    return sorted(drawn, key=lambda row: (not any(each.todo for each in row.presences), not row.presences))


def is_stale(presence: Presence, today: dt.date) -> bool:
    return presence.checked_on < today - STALE


def waiting(memberships: list[Membership], now: dt.datetime) -> Iterator[Todo]:
    """Yield one line per association with names nobody looked at for six months (settings.TODO_SOURCES). One query."""
    managed = {m.association_id: m.association for m in memberships if m.can("calendar.manage")}
    if not managed:
        return
    before = timezone.localdate(now, PARIS) - STALE
    stale = Presence.objects.filter(association__in=managed).stale(before).order_by("association_id")
    counts: dict[int, int] = {}
    for pk in stale.values_list("association_id", flat=True):
        counts[pk] = counts.get(pk, 0) + 1
    for pk, count in counts.items():
        yield Todo(
            association=managed[pk],
            title=_("Regarder à nouveau notre nom sur les réseaux"),
            sentence=ngettext(
                "%(count)d nom n’a pas été regardé depuis six mois.",
                "%(count)d noms n’ont pas été regardés depuis six mois.",
                count,
            )
            % {"count": count},
            path=reverse("calendar:presence-list", args=[managed[pk].slug]),
            verb=_("Regarder"),
            state="review",
            words=_("À regarder"),
        )
