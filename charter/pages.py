"""What the pages of a version show, gathered in one place for the room's own pages and for the page of a vote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from associations.models import Membership
from charter import reading
from charter.models import Version
from governance.models import Ballot
from journal.models import Entry
from journal.moves import HOUSE


def base_of(version: Version) -> Version | None:
    """The version a reader compares `version` with: the one it was written from."""
    if version.based_on_id is None:
        return None
    return Version.objects.with_charter().get(pk=version.based_on_id)


def ballot_page(ballot: Ballot, membership: Membership) -> dict[str, Any]:
    """The context of charter/_ballot_text.html: the text under vote, and what it changes."""
    versions = Version.objects.of(ballot.association).with_charter()
    version = versions.get(pk=ballot.subject_id)
    version.charter.association = version.association
    base = base_of(version)
    new = reading.texts(version)
    clauses = list(version.clauses.order_by("position", "pk"))
    comparison = reading.compare(reading.texts(base), new) if base else None
    names = {"charter": version.charter, "number": version.number}
    heading = _("%(charter)s : ce qui change en version %(number)d") if base else _("%(charter)s : première version")
    return {
        "version": version,
        "base": base,
        "comparison": comparison,
        "clauses": clauses,
        "heading": heading % names,
        "lead": version.summary,
        "trail_room": reverse("charter:list", args=[ballot.association.slug]),
        "trail_text": version.charter.get_absolute_url(),
        "trail_label": version.charter,
    }


@dataclass(frozen=True)
class Deed:
    """One line of the history of a version."""

    entry: Entry
    words: str
    who: str


def history(version: Version) -> list[Deed]:
    """Return what happened to a version, oldest first, from the journal, in two queries."""
    entries = list(
        Entry.objects.filter(
            association=version.association_id, object_type="charter.version", object_id=str(version.pk)
        ).exclude(action="charter.sign")
    )
    entries.sort(key=lambda entry: entry.seq)
    pseudonyms = {entry.actor for entry in entries} - {HOUSE.pseudonym}
    people = Membership.objects.filter(association=version.association_id, pseudonym__in=pseudonyms)
    names = {str(m.pseudonym): m.name for m in people.select_related("user")}
    return [Deed(entry, _words(entry), names.get(entry.actor, "")) for entry in entries]


def _words(entry: Entry) -> str:
    if not entry.after:
        return _("Date d’effet choisie")
    return {
        ("", "draft"): _("Version commencée"),
        ("draft", "review"): _("Envoyée en relecture"),
        ("review", "draft"): _("Changements demandés"),
        ("review", "frozen"): _("Texte arrêté"),
        ("frozen", "review"): _("Texte rouvert"),
        ("frozen", "ballot"): _("Scrutin ouvert"),
        ("ballot", "adopted"): _("Adoptée"),
        ("ballot", "rejected"): _("Rejetée"),
        ("ballot", "frozen"): _("Scrutin sans suite"),
        ("adopted", "in_force"): _("Entrée en vigueur"),
        ("in_force", "superseded"): _("Remplacée par une nouvelle version"),
    }.get((entry.before, entry.after), _("Retirée"))
