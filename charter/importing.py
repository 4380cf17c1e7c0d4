"""A charter that exists already, poured from a Word file into a draft: looked at first, then whole or not at all."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Membership
from charter import annexes, lapsing, reading
from charter.canonical import tidy
from charter.lapsing import Cause
from charter.locks import locked
from charter.models import Clause, Version, WordImport
from charter.word.reading import Found
from journal.models import Entry
from journal.moves import Refused


def fingerprint(version: Version) -> str:
    """The hash of the draft as it stands: what a person was shown before they chose to replace it."""
    return annexes.digest(version, reading.texts(version))


@transaction.atomic
def keep(version: Version, found: Found, *, file_name: str, by: Membership, now: dt.datetime) -> WordImport:
    """Keep what was read for its preview; the draft does not change. A new file replaces the one waiting."""
    version = _open(version, by)
    articles = [{"title": article.title, "body": article.body} for article in found.articles]
    kept, _new = WordImport.objects.update_or_create(
        version=version,
        imported_by=by,
        defaults={
            "association": version.association,
            "file_name": tidy(file_name)[-200:] or "?",
            "articles": articles,
            "notes": list(found.notes),
            "imported_at": now,
        },
    )
    return kept


def waiting(version: Version, by: Membership) -> WordImport | None:
    """What this person had read for this draft and not yet decided about."""
    return WordImport.objects.filter(version=version, imported_by=by).first()


@transaction.atomic
def set_aside(version: Version, *, by: Membership) -> None:
    """Forget what was read; the draft stays as it is."""
    WordImport.objects.filter(version=version, imported_by=by).delete()


@transaction.atomic
def pour(version: Version, *, expected: str, by: Membership, now: dt.datetime) -> int:
    """Replace the articles of the draft by those read, and return how many there are.

    An article whose title is that of one in the draft keeps its key, so that versions still compare article by article.
    Raises Refused when the draft changed since it was shown (`expected`), when it is fixed, or when nothing waits.
    """
    version = _open(version, by)
    # Locked with the row: two clicks on the same button pour once.
    found = WordImport.objects.select_for_update(of=("self",)).filter(version=version, imported_by=by).first()
    if found is None:
        raise Refused(_("Il n’y a plus de fichier en attente pour ce texte : choisissez-le de nouveau."), version)
    if fingerprint(version) != expected:
        raise Changed
    drafted = list(version.clauses.order_by("position", "pk"))
    plan = _plan(drafted, found.articles)
    kept = {step.clause.pk for step in plan if step.clause}
    for clause in drafted:
        if clause.pk not in kept:
            lapsing.on_article(clause, Cause.REMOVED, now=now)
            Clause.objects.filter(pk=clause.pk).delete()
    for position, step in enumerate(plan, 1):
        _place(version, step, position, by, now)
    Entry.objects.record(version, by=by, action="charter.edit", before="draft", after="imported")
    found.delete()
    return len(plan)


class Changed(Exception):
    """Somebody changed the draft since the preview was drawn: it is shown again before anything is replaced."""


@dataclass(frozen=True)
class _Step:
    """One article to be: its words, its key, and the one of the draft it takes the place of."""

    key: str
    title: str
    body: str
    clause: Clause | None


def _plan(drafted: list[Clause], articles: list[dict[str, str]]) -> list[_Step]:
    by_title: dict[str, Clause] = {}
    for clause in drafted:
        by_title.setdefault(_same(clause.title), clause)
    taken = {clause.key for clause in drafted}
    steps = []
    for article in articles:
        title, body = tidy(article["title"]), tidy(article["body"])
        match: Clause | None = by_title.pop(_same(title)) if _same(title) in by_title else None
        key = match.key if match else _new_key(title, taken)
        taken.add(key)
        steps.append(_Step(key, title, body, match))
    return steps


def _same(title: str) -> str:
    return " ".join(title.split()).casefold()


def _new_key(title: str, taken: set[str]) -> str:
    stem = slugify(title)[:50] or "article"
    return next(key for key in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)


def _place(version: Version, step: _Step, position: int, by: Membership, now: dt.datetime) -> None:
    if step.clause is None:
        Clause.objects.create(
            association=version.association,
            version=version,
            key=step.key,
            position=position,
            title=step.title,
            body=step.body,
            updated_by=by,
            updated_at=now,
        )
        return
    if (step.clause.title, step.clause.body) != (step.title, step.body):
        changes = {"title": step.title, "body": step.body, "updated_by": by, "updated_at": now}
        Clause.objects.filter(pk=step.clause.pk).update(revision=step.clause.revision + 1, **changes)
        lapsing.on_article(step.clause, Cause.CHANGED, now=now)
    if step.clause.position != position:
        Clause.objects.filter(pk=step.clause.pk).update(position=position)


def _open(version: Version, by: Membership) -> Version:
    """Lock the version against a freeze, and refuse a fixed text."""
    rights.require(by, "charter.edit")
    version = locked(version)
    if not version.is_editable:
        raise Refused(_("Ce texte est arrêté : ses articles ne changent plus. Le fichier n’a rien remplacé."), version)
    return version
