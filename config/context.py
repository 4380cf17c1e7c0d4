"""What every page draws around its content: navigation, association, the line that says what is on hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import get_text_list
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from associations.door import memberships
from associations.models import Membership
from calendar_app.models import Hold
from config.templatetags.look import moment


@dataclass(frozen=True)
class Place:
    """A room as the navigation knows it: `here` names the rooms and pages that light it up."""

    name: str
    icon: str
    word: Any
    permission: str
    here: frozenset[str]
    apart: bool = False  # begins a group of the menu


@dataclass(frozen=True)
class Link:
    path: str
    icon: str
    word: str
    current: bool
    apart: bool = False


@dataclass(frozen=True)
class Hat:
    """An association the person belongs to."""

    slug: str
    name: str
    path: str
    current: bool


# Pages that stand on their own, apart from the rest of their room: two in the menu, one behind the association's name.
STATUTES, SETTINGS, OVERVIEW = "governance:statutes", "associations:settings", "associations:overview"
MEETINGS, BALLOTS, MINUTES = "governance:meeting-list", "governance:ballot-list", "governance:minutes-list"
ACCOUNTS, KEYS = "calendar:channel-list", "calendar:key-list"
# Pages that light up another entry than their room's, by how their name begins: the first that fits.
APART = (
    (("governance:meeting", "governance:item", "governance:proxy"), MEETINGS),
    (("governance:ballot",), BALLOTS),
    (("governance:minutes",), MINUTES),
    (("governance:body-", "governance:seat-"), STATUTES),
    (("calendar:channel-key", "calendar:key"), KEYS),
    (("calendar:channel", "calendar:opening"), ACCOUNTS),
)
FIVE = (
    Place("charter:list", "doc", _("Textes"), "charter.view", frozenset({"charter", "governance"})),
    Place("calendar:month", "cal", _("Calendrier"), "calendar.view", frozenset({"calendar"})),
    Place("moderation:case-list", "shield", _("Modération"), "moderation.view", frozenset({"moderation"})),
    Place("kpis:month", "chart", _("Chiffres"), "kpis.view", frozenset({"kpis"})),
)
MORE = (
    Place(MEETINGS, "people", _("Réunions"), "governance.view", frozenset({MEETINGS})),
    Place(BALLOTS, "ballot", _("Scrutins"), "governance.view", frozenset({BALLOTS})),
    Place(MINUTES, "sign", _("Procès-verbaux"), "governance.view", frozenset({MINUTES})),
    Place("governance:statutes", "scales", _("Règles de décision"), "governance.view", frozenset({STATUTES})),
    Place(ACCOUNTS, "device", _("Comptes"), "calendar.view", frozenset({ACCOUNTS}), apart=True),
    Place(KEYS, "key", _("Clés"), "calendar.keys", frozenset({KEYS})),
    Place("watch:item-list", "radar", _("Veille"), "watch.view", frozenset({"watch"}), apart=True),
    Place("training:workshop-list", "cap", _("Formation"), "training.view", frozenset({"training"})),
    Place("associations:members", "person", _("Membres"), "associations.view", frozenset({"associations"}), apart=True),
    Place("journal:entry-list", "journal", _("Journal"), "journal.view", frozenset({"journal"})),
    Place("associations:settings", "gear", _("Réglages"), "associations.manage", frozenset({SETTINGS})),
)


@lru_cache(maxsize=1024)
def _address(name: str, slug: str) -> str:
    try:
        return reverse(name, kwargs={"association": slug})
    except NoReverseMatch:
        return ""  # a room that has no page yet has no entry either


def _links(places: Sequence[Place], slug: str, membership: Membership, here: set[str]) -> tuple[Link, ...]:
    """Return the entries this person may open, on the association's pages and elsewhere alike."""
    allowed = [p for p in places if membership.can(p.permission)]
    return tuple(
        Link(path, place.icon, str(place.word), bool(place.here & here), place.apart)
        for place in allowed
        if (path := _address(place.name, slug))
    )


@lru_cache(maxsize=512)
def _bar(five: tuple[Link, ...], more: tuple[Link, ...], home: bool, language: str) -> SafeString:
    """Return the bar of rooms. Each page prints it: equal links are drawn once per process and language."""
    context = {"five": five, "more": more, "home": home, "in_more": any(link.current for link in more)}
    return mark_safe(render_to_string("includes/mainnav.html", context).strip())  # noqa: S308 - a template of ours


def _here(request: HttpRequest) -> set[str]:
    match = request.resolver_match
    if match is None:
        return set()
    for beginnings, entry in APART:
        if match.view_name.startswith(beginnings):
            return {entry}
    # The profile and the founding page live in `associations` too, but lie in no association.
    alone = match.view_name in {STATUTES, SETTINGS, OVERVIEW} or getattr(request, "association", None) is None
    return {match.view_name} if alone else {match.view_name, match.app_name}


def _hats(request: HttpRequest) -> list[Hat]:
    """Return the person's associations by name, the worn one marked; the door has usually read them already.

    The worn one is the page's own; on pages of no association, the first.
    """
    slugs = [(m.association.slug, m.association.name) for m in memberships(request)]
    association = getattr(request, "association", None)
    worn = association.slug if association else next((slug for slug, _name in slugs), "")
    return [Hat(slug, name, _address("associations:overview", slug), slug == worn) for slug, name in slugs]


def _nav(request: HttpRequest, hats: Any) -> dict[str, Any]:
    worn = next((hat for hat in hats if hat.current), None)
    if worn is None:
        return {"hat": None, "five": (), "more": (), "bar": ""}
    membership = next(m for m in memberships(request) if m.association.slug == worn.slug)
    here = _here(request)
    five, more = _links(FIVE, worn.slug, membership, here), _links(MORE, worn.slug, membership, here)
    bar = _bar(five, more, "home" in here, get_language() or "") if five else ""
    return {"hat": worn, "five": five, "more": more, "bar": bar}


def _strip(request: HttpRequest) -> dict[str, str] | None:
    """Return the line that says what is on hold, or None (one query). The calendar says it at length itself."""
    association = getattr(request, "association", None)
    if association is None or (request.resolver_match and request.resolver_match.app_name == "calendar"):
        return None
    holds = list(Hold.unscoped.of(association).standing(timezone.now()).select_related("channel"))
    if not holds:
        return None
    since = moment(min(hold.starts_at for hold in holds))
    if any(hold.channel is None for hold in holds):
        sentence = _("Toutes les publications sont retenues depuis le %(since)s.") % {"since": since}
    else:
        accounts = get_text_list(sorted({str(hold.channel) for hold in holds}), _("et"))
        sentence = _("Publications retenues sur %(accounts)s depuis le %(since)s.") % {
            "accounts": accounts,
            "since": since,
        }
    return {
        "sentence": sentence,
        "path": _address("calendar:month", association.slug),
        "words": _("Voir ce qui attend"),
    }


def house(request: HttpRequest) -> dict[str, Any]:
    """Give templates `association` and `membership` (None outside an association), `hats`, `nav` and `theme`.

    `hats`, `nav` and `strip` (what is on hold) are lazy: a fragment that draws no masthead costs no query.
    """
    context: dict[str, Any] = {
        "association": getattr(request, "association", None),
        "membership": getattr(request, "membership", None),
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return context | {"hats": [], "nav": None, "strip": None, "theme": ""}
    hats = SimpleLazyObject(lambda: _hats(request))
    return context | {
        "hats": hats,
        "nav": SimpleLazyObject(lambda: _nav(request, hats)),
        "strip": SimpleLazyObject(lambda: _strip(request)),
        "theme": user.theme,
    }
