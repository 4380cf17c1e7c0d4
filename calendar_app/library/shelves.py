"""What the pages of the library show, in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from associations.models import Membership
from calendar_app.library import facts, renditions, uses
from calendar_app.library.querysets import MediaQuerySet
from calendar_app.models import Channel, ImageConsent, Media
from calendar_app.networks import amended
from calendar_app.rules import Draft, Finding, Ruleset, people

PER_PAGE = 24
STATES = {
    "utilisable": gettext_lazy("Utilisables maintenant"),
    "bientot": gettext_lazy("Autorisation qui finit bientôt"),
    "retiree": gettext_lazy("Autorisation retirée"),
    "sans-usage": gettext_lazy("Sans usage"),
}


def page(asked: dict[str, str], reader: Membership, today: dt.date) -> dict[str, Any]:
    """One page of the library. `asked` holds the words, the state and the mark of the address, nonsense included."""
    words, state = asked.get("q", "").replace("\x00", "").strip()[:100], asked.get("etat", "")
    rows: MediaQuerySet = Media.objects.of(reader.association)
    if words:
        rows = rows.matching(words, people=reader.can("calendar.consents"))
    rows = _in_state(rows, state, today)
    if mark := _mark(asked.get("avant", "")):
        at, pk = mark
        rows = rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk))
    found = list(rows.select_related("association", "grant").newest_first()[: PER_PAGE + 1])
    kept = {name: value for name, value in (("q", words), ("etat", state if state in STATES else "")) if value}
    shown = found[:PER_PAGE]
    known = facts.of_media(shown)
    return {
        "cards": [(media, refusals(media, known[media.pk], today)) for media in shown],
        "words": words,
        "state": state,
        "states": STATES.items(),
        "is_narrowed": bool(kept),
        "older": "?" + urlencode(kept | {"avant": _written(shown[-1])}) if len(found) > PER_PAGE else "",
        "may_add": reader.can("calendar.edit"),
        "may_see_people": reader.can("calendar.consents"),
    }


def _in_state(rows: MediaQuerySet, state: str, today: dt.date) -> MediaQuerySet:
    if state == "utilisable":
        return rows.usable(today)
    if state == "bientot":
        return rows.ending(today)
    if state == "retiree":
        return rows.withdrawn()
    return rows.unused() if state == "sans-usage" else rows


def refusals(media: Media, known: Any, today: dt.date) -> list[Finding]:
    """What would stop `media` from being published today, whatever the account and the aim."""
    noon = dt.datetime.combine(today, dt.time(12), people.PARIS)
    draft = Draft(kind="", images=(facts.image(media, media.alt, known),), due_at=noon, judged_at=noon)
    rules = (people.shows_only_who_agreed, people.has_the_rights, people.captions_are_checked)
    return [finding for rule in rules for finding in rule(draft, Ruleset(), "publish")]


def item(media: Media, reader: Membership, today: dt.date) -> dict[str, Any]:
    """The page of one image or video: what is known of it, what stops it, where it is used."""
    used = uses.of_media(media)
    sees = reader.can("calendar.consents")
    consents = ImageConsent.objects.of(reader.association).filter(media=media) if sees else ImageConsent.unscoped.none()
    return {
        "media": media,
        "refusals": refusals(media, facts.of_media([media])[media.pk], today),
        "planned": [use for use in used if use.post.status in uses.OPEN and not use.is_out],
        "published": [use for use in used if use.is_out],
        "consents": [(consent, standing(consent, today)) for consent in consents.select_related("association")],
        "renditions": _renditions(media) if not media.is_video else [],
        "may_edit": reader.can("calendar.edit"),
        "may_see_people": sees,
    }


def standing(consent: ImageConsent, today: dt.date) -> tuple[str, str]:
    """The chip of a consent on `today`: its look and its word."""
    if consent.withdrawn_on:
        return "cancelled", _("Retirée")
    if consent.ends_on < today:
        return "closed", _("Terminée")
    if consent.starts_on > today:
        return "waiting", _("À venir")
    if (consent.ends_on - today).days < 30:
        return "waiting", _("Finit bientôt")
    return "done", _("En cours")


def _renditions(media: Media) -> list[tuple[str, str]]:
    """(network id, its name) of each network where the association has an account and where the image must change."""
    rows = Channel.objects.of(media.association).filter(is_active=True).order_by("position", "name")
    used = dict.fromkeys(rows.values_list("network", flat=True))
    known = amended.book(media.association)
    return [(n, known[n].label) for n in used if n in known and renditions.is_needed(media, known[n])]


def _written(media: Media) -> str:
    """The mark of a row: its instant in UTC and its number."""
    return f"{media.at.astimezone(dt.UTC):%Y%m%dT%H%M%S.%f}_{media.pk}"


def _mark(text: str) -> tuple[dt.datetime, int] | None:
    try:
        stamp, pk = text.split("_")
        at, number = dt.datetime.strptime(stamp, "%Y%m%dT%H%M%S.%f").replace(tzinfo=dt.UTC), int(pk)
    except ValueError:
        return None
    return (at, number) if 0 <= number < 2**63 else None
