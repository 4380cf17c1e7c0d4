"""An entry in words. The chain holds codes only; what they mean is said here, and may be said better one day."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.apps import apps
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from associations.wording import ACTS
from journal.deeds import DETAILED, moved, recorded
from journal.models import Entry
from journal.naming import Names

# "2026-10 +3": the month, and how many figures were typed.
_TYPED = re.compile(r"(\d{4})-(\d{2}) \+(\d+)", re.ASCII)


def deed(entry: Entry, people: dict[str, str], named: Names) -> dict[str, Any]:
    """Return the ready strings of one row; `people` maps pseudonyms to names, `named` objects to title and path."""
    by_rule = entry.actor == "house"
    title, path = named.get((entry.object_type, entry.object_id), ("", ""))
    is_detailed = entry.action in DETAILED
    return {
        "seq": entry.seq,
        "at": entry.at,
        "who": _("Portevoix, selon la règle") if by_rule else people.get(entry.actor, _("Une personne effacée")),
        "what": moved(entry.object_type, entry.before, entry.after, by_rule=by_rule)
        or recorded(entry.action, entry.after)
        or ACTS.get(entry.action)
        or entry.action,
        "object": title or f"{_object_word(entry.object_type)} {entry.object_id}",
        "path": path,
        "before": _in_words(entry.before) if is_detailed else "",
        "after": _in_words(entry.after) if is_detailed else "",
        "hash": entry.hash[:12],
    }


def _object_word(label: str) -> str:
    try:
        word = str(apps.get_model(label)._meta.verbose_name)
    except LookupError:
        return label
    return word[:1].upper() + word[1:]


def _in_words(said: str) -> Any:
    """The figures and dates an entry holds; a plain number stays what it is."""
    if said.startswith("until "):
        return _until(said.removeprefix("until "))
    if found := _TYPED.fullmatch(said):
        month, count = dt.date(int(found[1]), int(found[2]), 1), int(found[3])
        words = {"month": date_format(month, "F Y"), "count": count}
        return ngettext("%(month)s, %(count)s chiffre", "%(month)s, %(count)s chiffres", count) % words
    return said


def _until(last: str) -> Any:
    if last == "further notice":
        return _("sans fin prévue")
    return _("jusqu’au %(last)s") % {"last": date_format(dt.date.fromisoformat(last), "j F Y")}
