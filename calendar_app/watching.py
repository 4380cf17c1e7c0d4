"""What deserves a look in the days ahead, said in sentences: clashes, silences, bursts, and who carries too much."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calendar_app import cadence
from calendar_app.cadence import Planned
from calendar_app.drawing import Placed, root_of
from calendar_app.filters import Filters
from calendar_app.hours import PARIS, spoken_day

# More than this and nobody reads them; the number says the rest.
SHOWN = 3
Found = tuple[str, str, str]


def strip(posts: Iterable[Placed], filters: Filters, first: dt.date, last: dt.date, now: dt.datetime) -> SafeString:
    """Return the strip of the days from `first` to `last`, "" when all is calm. No query: it judges what was read."""
    planned = [
        Planned(p.row.pk, p.row.title, p.local, tuple(p.accounts), p.row.owner) for p in posts if p.state != "cancelled"
    ]
    ahead = [post for post in planned if post.at >= now]
    kinds = [_clashes(ahead, filters), _bursts(ahead, filters), _silences(planned, filters, first, last, now)]
    loads = cadence.loads(ahead)
    names = {person.pk: person.name for person in filters.known.people}
    heavy = cadence.named([load for load in loads if load.is_heavy], names)
    total = sum(map(len, kinds)) + len(heavy)
    # A month nobody has planned yet is empty, not silent.
    if not planned or not total:
        return mark_safe("")
    context: dict[str, Any] = {
        "title": ngettext("À surveiller : un point", "À surveiller : %(n)s points", total) % {"n": total},
        "items": [item for kind in kinds for item in kind[:SHOWN]],
        "hidden": _more(sum(max(0, len(kind) - SHOWN) for kind in kinds)),
        "heavy": [_heavy(name, number) for name, number in heavy],
        "loads": cadence.named(loads, names) if heavy else [],
    }
    return mark_safe(render_to_string("calendar/_watch.html", context))  # noqa: S308 - a template of ours


def _clashes(ahead: list[Planned], filters: Filters) -> list[Found]:
    names, root = _names(filters), root_of(filters.membership.association)
    found = []
    for clash in cadence.clashes(ahead):
        said = {
            "channel": names.get(clash.account, ""),
            "day": spoken_day(clash.second.at.date()),
            "first": clash.first.title,
            "second": clash.second.title,
            "minutes": clash.minutes,
        }
        if clash.minutes:
            words = _("%(channel)s, %(day)s : « %(first)s » et « %(second)s » à %(minutes)s min d’écart.")
        else:
            words = _("%(channel)s, %(day)s : « %(first)s » et « %(second)s » à la même heure.")
        link = _("Déplacer « %(second)s »") % said
        found.append((words % said, f"{root}{clash.second.pk}/deplacer/", link))
    return found


def _bursts(ahead: list[Planned], filters: Filters) -> list[Found]:
    names = _names(filters)
    words = _("%(channel)s, %(day)s : %(number)s publications le même jour.")
    return [
        (words % {"channel": names.get(b.account, ""), "day": spoken_day(b.day), "number": b.number}, "", "")
        for b in cadence.bursts(ahead)
    ]


def _silences(planned: list[Planned], filters: Filters, first: dt.date, last: dt.date, now: dt.datetime) -> list[Found]:
    active = [account.pk for account in filters.channels if account.is_active]
    names, root = _names(filters), root_of(filters.membership.association)
    today = now.astimezone(PARIS).date()
    found = []
    for silence in cadence.silences(planned, active, first, last):
        if silence.last < today:
            continue
        said = {"channel": names[silence.account], "days": silence.days}
        said |= {"first": spoken_day(silence.first), "last": spoken_day(silence.last)}
        words = _("%(channel)s : rien pendant %(days)s jours, du %(first)s au %(last)s.") % said
        day = max(silence.first, today + dt.timedelta(days=1))
        found.append((words, f"{root}nouvelle/?jour={day}", _("Proposer une publication sur %(channel)s") % said))
    return found


def _heavy(name: str, number: int) -> str:
    words = _("%(name)s porte %(number)s publications à venir. Quelqu’un peut-il en reprendre une ou deux ?")
    return words % {"name": name, "number": number}


def _more(number: int) -> str:
    if not number:
        return ""
    return ngettext("Et un autre point du même ordre.", "Et %(n)s autres points du même ordre.", number) % {"n": number}


def _names(filters: Filters) -> dict[int, str]:
    return {account.pk: account.name for account in filters.channels}
