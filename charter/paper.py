"""A version, or two compared, as the plain data that a paper is set from (`papers.rendering`) and a Word file written.

The papers are in French whoever asks for them: they carry the words that were voted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from associations import legal
from charter import annexes, pages, reading
from charter.diff import ClauseText, Span
from charter.models import Clause, Version
from governance import wording
from governance.models import Ballot

Status = Version.Status


@dataclass(frozen=True)
class Sheet:
    """What a paper says of itself: its title, its file name without suffix, and the data of its layout."""

    title: str
    name: str
    data: dict[str, Any]


def version_sheet(version: Version, clauses: Sequence[Clause], ballots: Sequence[Ballot]) -> Sheet:
    """Return the paper of one version: its articles, who decided it and when, its fingerprint, the legal notice.

    A text that does not apply says so across each page: Projet, Rejeté, Retiré, Remplacé, Abrogé.
    """
    texts = [clause.as_text() for clause in clauses]
    title = _("%(charter)s, version %(number)d") % {"charter": version.charter, "number": version.number}
    mark, warning = _standing(version)
    facts = [[_("État"), str(version.get_status_display())], *decided(ballots), *_dates(version)]
    data = {
        **_head(version),
        "title": str(version.charter),
        "subtitle": _("Version %(number)d") % {"number": version.number},
        "running": title,
        "mark": mark,
        "warning": warning,
        "facts": facts,
        "articles": [_article(number, text) for number, text in enumerate(texts, 1)],
        "annexes": [_annex(annex, texts) for annex in annexes.of(version) if annex.lines],
        "hash": {
            "label": _("Empreinte du texte (SHA-256)"),
            "value": _hash(version, texts),
            "note": _("Deux exemplaires qui portent la même empreinte disent la même chose, mot pour mot."),
        },
        "notice": _notice(version),
    }
    return Sheet(title, file_name(version), data)


def comparison_sheet(old: Version, new: Version) -> Sheet:
    """Return the paper of what leads from `old` to `new`, two versions of one charter."""
    before, after = reading.texts(old), reading.texts(new)
    comparison = reading.compare(before, after)
    changed = annexes.compare(old, new)
    names = {"charter": new.charter, "old": old.number, "new": new.number}
    title = _("%(charter)s : de la version %(old)d à la version %(new)d") % names
    data = {
        **_head(new),
        "title": str(new.charter),
        "subtitle": _("Ce qui change de la version %(old)d à la version %(new)d") % names,
        "running": title,
        "facts": [[_version_name(each), _state_of(each)] for each in (old, new)],
        "summary": _count(comparison) if comparison.changes or not changed else _("Aucun article ne change."),
        "legend": {"lead": _("Pour lire :"), "removed": _("mots retirés"), "added": _("mots ajoutés")},
        "changes": [_change(change) for change in comparison.changes],
        "annexes": [_annex_changes(each) for each in changed],
        "same": _same(comparison),
        "hashes": [[_version_name(each), _hash(each, texts)] for each, texts in ((old, before), (new, after))],
        "hash_note": _("Les empreintes (SHA-256) disent quels textes ont été comparés, mot pour mot."),
    }
    return Sheet(title, f"{_stem(new)}-versions-{old.number}-{new.number}", data)


def decided(ballots: Sequence[Ballot]) -> list[list[str]]:
    """Return who decided and when, as rows of label and words; nothing while nobody has."""
    adoption = pages.adoption(ballots)
    if adoption is None or adoption.ballot.closed_at is None:
        return []
    ballot = adoption.ballot
    day = ballot.session_on or timezone.localdate(adoption.ballot.closed_at)
    rows = [[_("Décision"), adoption.sentence], [_("Décidée le"), wording.plain_day(day)]]
    return rows[:1] if wording.plain_day(day) in adoption.sentence else rows


def file_name(version: Version) -> str:
    """A name that says what the file is once it left the page: mains-voisines-charte-d-usage-version-3."""
    return f"{_stem(version)}-version-{version.number}"


def _stem(version: Version) -> str:
    return f"{version.association.slug}-{FILE_WORDS[version.charter.kind]}"


# Plain ASCII, whatever the language of who asks.
FILE_WORDS = {
    "usage": "charte-usage",
    "moderation": "charte-moderation",
    "editorial": "ligne-editoriale",
    "crisis": "plan-de-crise",
}


def _head(version: Version) -> dict[str, str]:
    association = version.association
    return {
        "association": association.name,
        "legal_name": association.legal_name or association.name,
        "seat": association.seat,
    }


def _standing(version: Version) -> tuple[str, str]:
    """The word across the pages and the sentence at their head; ("", "") for the text in force."""
    day = wording.plain_day
    if version.status == Status.IN_FORCE:
        return "", ""
    if version.status == Status.ADOPTED:
        if version.in_force_on:
            return "", _("Adoptée, cette version entre en vigueur le %(day)s.") % {"day": day(version.in_force_on)}
        return "", _("Adoptée, cette version attend sa date d’entrée en vigueur.")
    if version.status == Status.SUPERSEDED:
        words = _("Cette version ne s’applique plus : elle a été remplacée le %(day)s.")
        return _("Remplacé"), words % {"day": day(version.superseded_on)} if version.superseded_on else ""
    if version.status == Status.REPEALED:
        words = _("Cette version ne s’applique plus : elle a été abrogée le %(day)s.")
        return _("Abrogé"), words % {"day": day(version.repealed_on)} if version.repealed_on else ""
    if version.status == Status.REJECTED:
        return _("Rejeté"), _("Ce texte a été rejeté : il ne s’applique pas.")
    if version.status == Status.WITHDRAWN:
        return _("Retiré"), _("Ce texte a été retiré : il ne s’applique pas.")
    return _("Projet"), _("Projet : ce texte n’est pas adopté, il ne s’applique pas.")


def _dates(version: Version) -> list[list[str]]:
    named = [
        (_("En vigueur à partir du"), version.in_force_on),
        (_("Remplacée le"), version.superseded_on),
        (_("Abrogée le"), version.repealed_on),
    ]
    return [[label, wording.plain_day(day)] for label, day in named if day]


def _state_of(version: Version) -> str:
    dates = "\n".join(f"{label} {day}" for label, day in _dates(version))
    return f"{version.get_status_display()}\n{dates}".strip()


def _version_name(version: Version) -> str:
    return _("Version %(number)d") % {"number": version.number}


def _hash(version: Version, texts: Sequence[ClauseText]) -> str:
    return version.content_hash or annexes.digest(version, texts)


def _article(number: int, text: ClauseText) -> dict[str, Any]:
    blocks = [{"text": block.text, "items": list(block.items)} for block in reading.blocks(text.body)]
    return {"number": _("Article %(number)d") % {"number": number}, "title": text.title, "blocks": blocks}


def _annex(annex: annexes.Annex, texts: Sequence[ClauseText]) -> dict[str, Any]:
    groups = annexes.by_article(annex, texts)
    named = [(_("Article %(number)d") % {"number": g.number} if g.number else "", g) for g in groups]
    return {
        "title": annex.title,
        "groups": [
            {"number": number, "title": group.title, "lines": [line.whole for line in group.lines]}
            for number, group in named
        ],
    }


def _annex_changes(found: annexes.Comparison) -> dict[str, Any]:
    words = {"added": _("Ajouté"), "removed": _("Supprimé"), "changed": _("Modifié")}
    reordered = _("Les mêmes lignes, dans un autre ordre.") if found.is_reordered else ""
    changes = [{"state": words[change.state], "words": _spans(change.spans)} for change in found.changes]
    return {"title": found.title, "reordered": reordered, "changes": changes}


def _notice(version: Version) -> dict[str, Any]:
    lines = [line for line in legal.notice(version.association) if line.value]
    return {"title": _("Mentions légales"), "rows": [f"{line.label} : {line.value}" for line in lines]}


def _change(change: reading.Change) -> dict[str, Any]:
    words = {
        "added": _("Article ajouté"),
        "removed": _("Article supprimé"),
        "moved": _("Article déplacé, il portait le numéro %(number)d") % {"number": change.number_old or 0},
    }
    return {
        "number": _("Article %(number)d") % {"number": change.number},
        "state": words.get(change.state, ""),
        "title": _spans(change.title),
        "paragraphs": [_spans(paragraph) for paragraph in change.paragraphs],
    }


def _spans(spans: Sequence[Span]) -> list[dict[str, str]]:
    return [{"kind": span.kind, "text": span.text} for span in spans]


def _count(comparison: reading.Comparison) -> str:
    changed = len(comparison.changes)
    if not changed:
        return _("Ces deux versions disent la même chose, mot pour mot.")
    return ngettext(
        "%(count)d article change, sur %(total)d.", "%(count)d articles changent, sur %(total)d.", changed
    ) % {"count": changed, "total": comparison.total}


def _same(comparison: reading.Comparison) -> str:
    if not comparison.same or not comparison.changes:
        return ""
    words = ngettext("Article inchangé : %(numbers)s.", "Articles inchangés : %(numbers)s.", len(comparison.same))
    return words % {"numbers": comparison.same_numbers}
