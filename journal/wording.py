"""An entry in words. The chain holds codes only; what they mean is said here, and may be said better one day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from associations.wording import ACTS
from journal.models import Entry

# Deeds that are no permission of the table.
DEEDS = {
    "associations.found": _("Créer l’association"),
    "associations.join": _("Rejoindre l’association"),
    "associations.leave": _("Quitter l’association"),
    "associations.mandate": _("Donner ou changer un mandat"),
    "house.move": _("Appliquer une règle à sa date"),
}
# Words of the ground floor, which moves no status; the others are the labels of the object's own statuses.
STATES = {
    "founded": _("créée"),
    "described": _("réglages enregistrés"),
    "sent": _("envoyée"),
    "sent again": _("renvoyée"),
    "accepted": _("acceptée"),
    "withdrawn": _("retirée"),
    "member": _("membre"),
    "left": _("partie"),
}


def deed(entry: Entry, names: dict[str, str]) -> dict[str, Any]:
    """Return the ready strings of one row; `names` maps pseudonyms to names."""
    return {
        "seq": entry.seq,
        "at": entry.at,
        "who": _("Portevoix, selon la règle")
        if entry.actor == "house"
        else names.get(entry.actor, _("Une personne effacée")),
        "what": DEEDS.get(entry.action) or ACTS.get(entry.action) or entry.action,
        "object": f"{_object_word(entry.object_type)} {entry.object_id}",
        "before": _state_word(entry.object_type, entry.before),
        "after": _state_word(entry.object_type, entry.after),
        "hash": entry.hash[:12],
    }


def _object_word(label: str) -> str:
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except LookupError:
        return label


def _state_word(label: str, state: str) -> Any:
    if not state:
        return ""
    try:
        statuses = apps.get_model(label).Status
        return statuses(state).label
    except (LookupError, AttributeError, ValueError):
        return _until(state) or STATES.get(state, state)


def _until(state: str) -> Any:
    if not state.startswith("until "):
        return ""
    last = state.removeprefix("until ")
    if last == "further notice":
        return _("sans fin prévue")
    return _("jusqu’au %(last)s") % {"last": date_format(dt.date.fromisoformat(last), "j F Y")}
