"""What the pages of a version show, gathered in one place for the room's own pages and for the page of a vote."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from associations import legal
from associations.models import Membership
from charter import reading, repealing
from charter.converters import WORDS
from charter.library import to_adapt
from charter.models import Charter, Clause, Repeal, Version
from charter.proclaimed import adopting_ballot, what_lacks
from governance import wording
from governance.models import Ballot
from journal.deeds import moved, recorded
from journal.models import Entry
from journal.moves import HOUSE


def base_of(version: Version) -> Version | None:
    """The version a reader compares `version` with: the one it was written from."""
    if version.based_on_id is None:
        return None
    return Version.objects.with_charter().get(pk=version.based_on_id)


def ballots_of(version: Version) -> list[Ballot]:
    """Every ballot held on this version, oldest first, in one query."""
    return list(Ballot.objects.about("charter.version", version.pk).order_by("pk"))


def repeal_ballots(repeal: Repeal) -> list[Ballot]:
    """Every ballot held on this repeal, oldest first, in one query."""
    return list(Ballot.objects.about(repealing.SUBJECT, repeal.pk).order_by("pk"))


@dataclass(frozen=True)
class Adoption:
    """Who made a version the rule, and when: a sentence and the ballot that proves it."""

    ballot: Ballot
    sentence: str


def adoption(ballots: Iterable[Ballot]) -> Adoption | None:
    """Return the adoption among the ballots of a version; None while it was not adopted."""
    ballot = next((each for each in ballots if each.status in Ballot.CARRIED), None)
    if ballot is None or ballot.count is None or ballot.closed_at is None:
        return None
    words = {
        "by": wording.by_body(ballot.rule),
        "day": wording.plain_day(ballot.session_on or timezone.localdate(ballot.closed_at)),
        "voices": wording.voices(ballot.count),
    }
    if ballot.status == Ballot.Status.RATIFIED:
        sentence = _("Adoptée en séance %(by)s le %(day)s, après un avis en ligne : %(voices)s")
    else:
        sentence = _("Adoptée %(by)s le %(day)s, %(voices)s")
    return Adoption(ballot, (sentence % words).replace("  ", " "))


def public_place(membership: Membership, kind: str, *, is_shown: bool) -> dict[str, Any]:
    """The context of charter/_public.html: whether anyone may read this text, and where. One query."""
    association = membership.association
    charter = Charter.objects.filter(association=association, kind=kind).first()
    address = settings.SITE_URL + reverse("public:charter-detail", args=[association.slug, WORDS[kind]])
    return {
        "charter": charter,
        "public_address": address if charter and charter.is_public and is_shown else "",
        "may_show": membership.can("charter.freeze"),
        "may_manage": membership.can("associations.manage"),
        "lacking": legal.lacking(association),
    }


THE_TEXT = {
    Charter.Kind.USAGE: lambda: _("la charte d’usage"),
    Charter.Kind.MODERATION: lambda: _("la charte de modération"),
    Charter.Kind.EDITORIAL: lambda: _("la ligne éditoriale"),
    Charter.Kind.CRISIS: lambda: _("le plan de crise"),
}


def usual_question(version: Version) -> str:
    """The question of a ballot on `version`, as its form proposes it."""
    text = THE_TEXT[Charter.Kind(version.charter.kind)]()
    return _("Faut-il adopter %(text)s, version %(number)d ?") % {"text": text, "number": version.number}


def _places(clause: Clause) -> int:
    return len(to_adapt(f"{clause.title}\n{clause.body}"))


def next_to_adapt(clauses: Sequence[Clause], after: int) -> Clause | None:
    """The first article after position `after` that still holds a place to adapt, else the first of all."""
    left = [clause for clause in clauses if _places(clause)]
    return next((clause for clause in left if clause.position > after), left[0] if left else None)


def left_to_say(clauses: Iterable[Clause]) -> str:
    """Say how many places are left to adapt and in which articles; "" when there is none."""
    left = [clause for clause in clauses if _places(clause)]
    if not left:
        return ""
    count = sum(_places(clause) for clause in left)
    where = ngettext("article %(numbers)s", "articles %(numbers)s", len(left)) % {
        "numbers": reading.runs(clause.position for clause in left)
    }
    return ngettext(
        "Il reste %(count)d passage à adapter (%(where)s) : le texte ne pourra être arrêté qu’ensuite.",
        "Il reste %(count)d passages à adapter (%(where)s) : le texte ne pourra être arrêté qu’ensuite.",
        count,
    ) % {"count": count, "where": where}


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
    heading = _("%(charter)s : ce qui change en version %(number)d") if base else _("%(charter)s : première version")
    return {
        "version": version,
        "base": base,
        "comparison": comparison,
        "clauses": clauses,
        "heading": heading % names,
        "lead": "" if version.summary.strip(". ").casefold() == _("première version") else version.summary,
        "trail_room": reverse("charter:list", args=[ballot.association.slug]),
        "trail_text": version.charter.get_absolute_url(),
        "trail_label": version.charter,
    }


def repeal_question(repeal: Repeal) -> str:
    """The question of a ballot on `repeal`, as its form proposes it."""
    version = repeal.version
    text = THE_TEXT[Charter.Kind(version.charter.kind)]()
    return _("Faut-il abroger %(text)s, version %(number)d ?") % {"text": text, "number": version.number}


def repeal_page(ballot: Ballot, membership: Membership) -> dict[str, Any]:
    """The context of charter/_ballot_repeal.html: which text would end, why, and its words."""
    repeal = Repeal.objects.of(ballot.association).with_version().get(pk=ballot.subject_id)
    version = repeal.version
    text = THE_TEXT[Charter.Kind(version.charter.kind)]()
    return {
        "repeal": repeal,
        "version": version,
        "clauses": list(version.clauses.order_by("position", "pk")),
        "heading": _("Abroger %(text)s, version %(number)d") % {"text": text, "number": version.number},
        "lead": _("Si l’instance le décide, ce texte ne s’appliquera plus et rien ne le remplacera."),
        "trail_room": reverse("charter:list", args=[ballot.association.slug]),
        "trail_text": repeal.get_absolute_url(),
        "trail_label": repeal,
    }


def standing(version: Version, membership: Membership, today: dt.date) -> dict[str, Any]:
    """What the page of a version says of its review, and of the proclamation it waits for."""
    ballot = adopting_ballot(version) if version.status == Version.Status.ADOPTED else None
    reviews = version.reviews.select_related("done_by__user") if version.in_force_on else []
    return {
        "is_due": version.is_due_for_review(today),
        "reviews": list(reviews),
        "may_freeze": membership.can("charter.freeze"),
        "lack": what_lacks(ballot, today) if ballot else "",
        "repeal": repealing.live(version) if version.status == Version.Status.IN_FORCE else None,
    }


def why_fixed(version: Version) -> str:
    """Say why the words of `version` do not change any more."""
    if version.status == Version.Status.BALLOT:
        return _(
            "Ce texte est au vote : il ne se modifie plus. La présidence, le secrétariat ou la coordination peut le "
            "rouvrir, ce qui annule le scrutin."
        )
    if version.status == Version.Status.FROZEN:
        return _(
            "Ce texte est arrêté : il ne se modifie plus. La présidence, le secrétariat ou la coordination peut le "
            "rouvrir tant que le scrutin n’est pas ouvert."
        )
    words = {"state": version.get_status_display().lower()}
    return _("Cette version ne se modifie plus, son état est « %(state)s » : préparez la suivante.") % words


def enforced_words(version: Version) -> str:
    """What the person who chose the day a version comes into force is told."""
    if version.status != Version.Status.IN_FORCE:
        return _("C’est noté : le texte entrera seul en vigueur à cette date.")
    if version.is_material:
        return _("Le texte est en vigueur. Chaque membre est invité à le lire et à le signer.")
    return _("Le texte est en vigueur. Le changement est mineur : les membres sont prévenus, sans nouvelle signature.")


@dataclass(frozen=True)
class Deed:
    """One line of the history of a version."""

    entry: Entry
    words: str
    who: str


def history(obj: Version | Repeal) -> list[Deed]:
    """Return what happened to a version or a repeal, oldest first, from the journal, in two queries."""
    entries = list(
        Entry.objects.filter(
            association=obj.association_id, object_type=obj._meta.label_lower, object_id=str(obj.pk)
        ).exclude(action="charter.sign")
    )
    entries.sort(key=lambda entry: entry.seq)
    pseudonyms = {entry.actor for entry in entries} - {HOUSE.pseudonym}
    people = Membership.objects.filter(association=obj.association_id, pseudonym__in=pseudonyms)
    names = {str(m.pseudonym): m.name for m in people.select_related("user")}
    return [Deed(entry, _words(entry), names.get(entry.actor, "")) for entry in entries]


def _words(entry: Entry) -> str:
    by_rule = entry.actor == HOUSE.pseudonym
    return moved(entry.object_type, entry.before, entry.after, by_rule=by_rule) or recorded(entry.action, entry.after)
