"""Writing the articles of a draft: rewrite with a guard against two editors, add, take away, move.

Whoever changes an article, by hand or by an amendment, makes the other amendments to it lapse.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Membership
from charter import lapsing
from charter.canonical import tidy
from charter.lapsing import Cause
from charter.locks import locked
from charter.models import Clause, Version
from journal.models import Entry
from journal.moves import Refused


class Conflict(Exception):
    """Somebody saved this article since the page was opened.

    `current` is what is kept, `mine` what was about to replace it.
    """

    def __init__(self, current: Clause, mine: Words) -> None:
        self.current, self.mine = current, mine
        super().__init__("This article was saved by somebody else.")


@dataclass(frozen=True)
class Words:
    """What a person typed for an article."""

    title: str
    body: str

    def tidied(self) -> Words:
        return Words(tidy(self.title), tidy(self.body))


def _open(version: Version, by: Membership) -> Version:
    """Lock the version against a freeze, and refuse a fixed text."""
    rights.require(by, "charter.edit")
    version = locked(version)
    if not version.is_editable:
        raise Refused(
            _("Ce texte est arrêté : ses articles ne changent plus. Votre saisie est restée dans la page précédente."),
            version,
        )
    return version


@transaction.atomic
def rewrite(clause: Clause, words: Words, *, expected: int, by: Membership, now: dt.datetime) -> Clause:
    """Replace the words of an article if it is still at revision `expected`; the same words change nothing.

    Raises Conflict when somebody was quicker, Refused when the text is fixed.
    """
    _open(clause.version, by)
    words = words.tidied()
    current = Clause.objects.select_related("version", "updated_by__user").get(pk=clause.pk)
    if (current.title, current.body) == (words.title, words.body):
        return current
    changed = Clause.objects.filter(pk=clause.pk, revision=expected).update(
        title=words.title, body=words.body, revision=F("revision") + 1, updated_by=by, updated_at=now
    )
    if not changed:
        raise Conflict(current, words)
    current.title, current.body, current.revision = words.title, words.body, expected + 1
    current.updated_by, current.updated_at = by, now
    lapsing.on_article(current, Cause.CHANGED, now=now)
    return current


@transaction.atomic
def add(version: Version, words: Words, *, by: Membership, now: dt.datetime, after: str | None = None) -> Clause:
    """Add an article under a key no article of this version has.

    At the end, or after the article whose key is `after`; "" is the start of the text.
    """
    version, words = _open(version, by), words.tidied()
    taken = set(version.clauses.values_list("key", flat=True))
    stem = slugify(words.title)[:50] or "article"
    key = next(key for key in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)
    last = version.clauses.aggregate(last=Max("position"))["last"] or 0
    clause = Clause.objects.create(
        association=version.association,
        version=version,
        key=key,
        position=last + 1,
        title=words.title,
        body=words.body,
        updated_by=by,
        updated_at=now,
    )
    if after is not None:
        _place(version, clause, after)
    Entry.objects.record(clause, by=by, action="charter.edit", after="added")
    return clause


@transaction.atomic
def remove(clause: Clause, *, by: Membership) -> None:
    """Take an article out of the draft and close the gap in the numbers."""
    version = _open(clause.version, by)
    Entry.objects.record(clause, by=by, action="charter.edit", before="present", after="removed")
    lapsing.on_article(clause, Cause.REMOVED)
    Clause.objects.filter(pk=clause.pk).delete()
    _renumber(list(version.clauses.order_by("position", "pk")))


@transaction.atomic
def shift(clause: Clause, *, up: bool, by: Membership) -> None:
    """Move an article one place up or down; at the edge nothing happens."""
    version = _open(clause.version, by)
    clauses = list(version.clauses.order_by("position", "pk"))
    place = next(i for i, each in enumerate(clauses) if each.pk == clause.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(clauses):
        clauses[place], clauses[other] = clauses[other], clauses[place]
        _renumber(clauses)
        lapsing.on_article(clause, Cause.MOVED)


@transaction.atomic
def place(clause: Clause, *, after: str, by: Membership) -> None:
    """Move an article right after the one whose key is `after`; "" is the start of the text."""
    _place(_open(clause.version, by), clause, after)
    lapsing.on_article(clause, Cause.MOVED)


def _place(version: Version, clause: Clause, after: str) -> None:
    clauses = {each.pk: each for each in version.clauses.order_by("position", "pk")}
    moved = clauses.pop(clause.pk)
    others = list(clauses.values())
    keys = ["", *(each.key for each in others)]
    if after not in keys:
        raise Refused(_("L’article qui marquait la place n’est plus dans le texte : choisissez-en un autre."), version)
    at = keys.index(after)
    _renumber([*others[:at], moved, *others[at:]])


def _renumber(clauses: list[Clause]) -> None:
    for position, clause in enumerate(clauses, start=1):
        if clause.position != position:
            Clause.objects.filter(pk=clause.pk).update(position=position)
