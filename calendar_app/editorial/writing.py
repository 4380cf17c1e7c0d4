"""Writing the rules of a draft of the editorial line: add, rewrite with a guard against two editors, remove.

A fixed text is opened again as its articles are (charter.transitions.thaw and reopen), which voids the vote under way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Association, Membership
from calendar_app.editorial.offered import OFFERED
from calendar_app.editorial.wording import sentence
from calendar_app.models import Channel, EditorialRule
from calendar_app.rules.catalogue import CHECKS
from charter.canonical import tidy
from charter.models import Charter, Version
from charter.transitions import locked
from journal.models import Entry
from journal.moves import Overtaken, Refused


@dataclass(frozen=True)
class RuleText:
    """What a person says of a rule. `words` empty: the sentence is made from the check and its `params`."""

    clause: str
    check_id: str
    severity: str
    params: Mapping[str, Any] = field(default_factory=dict)
    accounts: Iterable[int] = ()
    words: str = ""

    def said(self) -> str:
        # One line: it stands in lists, findings and papers. Spaces that do not break stay: « mots : suite ».
        return re.sub(r"[ \t\n]+", " ", tidy(self.words)) or sentence(self.check_id, self.params)


def _open(version: Version, by: Membership) -> Version:
    """Lock the version against a freeze, and refuse a fixed text or another text than the editorial line."""
    rights.require(by, "calendar.rules")
    version = locked(version)
    if version.charter.kind != Charter.Kind.EDITORIAL:
        raise Refused(_("Seule la ligne éditoriale a des règles vérifiées dans le calendrier."), version)
    if not version.is_editable:
        raise Refused(
            _("Ce texte est arrêté : ses règles ne changent plus. Rouvrez-le, ou préparez la version suivante."),
            version,
        )
    return version


def _judged(version: Version, text: RuleText) -> dict[str, Any]:
    """Return the columns of a rule that says `text`. Raises Refused for what no rule can say."""
    check = CHECKS.get(text.check_id)
    if check is None or text.severity not in check.severities:
        raise Refused(_("Cette règle n’est pas de celles que le calendrier sait vérifier."), version)
    if not version.clauses.filter(key=text.clause).exists():
        raise Refused(_("L’article cité n’est plus dans le texte : choisissez-en un autre."), version)
    known = {param.name for param in check.params}
    if set(text.params) - known:
        raise Refused(_("Un réglage de cette règle est inconnu : remplissez le formulaire de nouveau."), version)
    accounts = sorted(set(text.accounts))
    if Channel.objects.of(version.association).filter(pk__in=accounts).count() != len(accounts):
        raise Refused(_("Un des comptes choisis n’existe plus : choisissez de nouveau."), version)
    return {
        "clause": text.clause,
        "check_id": text.check_id,
        "severity": text.severity,
        "params": dict(text.params),
        "accounts": accounts,
        "words": text.said()[:300],
    }


@transaction.atomic
def add(version: Version, text: RuleText, *, by: Membership) -> EditorialRule:
    """Add a rule at the end, under a key no rule of this version has."""
    version = _open(version, by)
    rule = _add(version, text, stem=slugify(text.check_id.replace("_", "-")))
    Entry.objects.record(version, by=by, action="calendar.rules", after="added")
    return rule


def _add(version: Version, text: RuleText, *, stem: str) -> EditorialRule:
    columns = _judged(version, text)
    taken = set(version.editorial_rules.values_list("key", flat=True))
    key = next(key for key in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)
    last = version.editorial_rules.aggregate(last=Max("position"))["last"] or 0
    return EditorialRule.objects.create(
        association=version.association, version=version, key=key, position=last + 1, **columns
    )


@transaction.atomic
def rewrite(rule: EditorialRule, text: RuleText, *, expected: int, by: Membership) -> EditorialRule:
    """Replace what a rule says, if it is still at revision `expected`. Raises Overtaken when somebody was quicker."""
    version = _open(rule.version, by)
    columns = _judged(version, text)
    rows = EditorialRule.objects.filter(pk=rule.pk, revision=expected)
    if not rows.update(revision=F("revision") + 1, **columns):
        raise Overtaken(
            _("Quelqu’un a modifié ou retiré cette règle pendant que vous écriviez. Rien n’a été remplacé."), version
        )
    Entry.objects.record(version, by=by, action="calendar.rules", after="changed")
    rule.refresh_from_db()
    return rule


@transaction.atomic
def remove(rule: EditorialRule, *, by: Membership) -> None:
    """Take a rule out of the draft; taken out already, nothing happens."""
    version = _open(rule.version, by)
    if EditorialRule.objects.filter(pk=rule.pk).delete()[0]:
        Entry.objects.record(version, by=by, action="calendar.rules", after="removed")


@transaction.atomic
def place(rule: EditorialRule, *, past: int, up: bool, by: Membership) -> bool:
    """Put `rule` just before the rule of id `past`, or just after it when not `up`; its order is voted with it.

    Says where to go and not how far: asked twice, or by two people, the rule moves once. False when it was there
    already, or when the other rule has gone.
    """
    version = _open(rule.version, by)
    rows = list(EditorialRule.objects.filter(version=version).order_by("position", "pk"))
    ranks = {row.pk: rank for rank, row in enumerate(rows)}
    if not {rule.pk, past} <= ranks.keys() or (ranks[rule.pk] < ranks[past]) == up:
        return False
    moved = rows.pop(ranks[rule.pk])
    rows.insert(next(rank for rank, row in enumerate(rows) if row.pk == past) + (not up), moved)
    for rank, row in enumerate(rows, 1):
        row.position = rank
    EditorialRule.objects.bulk_update(rows, ["position"])
    Entry.objects.record(version, by=by, action="calendar.rules", after="reordered")
    return True


@transaction.atomic
def take_offered(version: Version, keys: Iterable[str], *, by: Membership) -> int:
    """Add the rules of our library named by `keys` that the draft does not hold yet; return how many were added.

    One whose article is not in this text is left out: it would cite nothing.
    """
    version = _open(version, by)
    here = set(version.editorial_rules.values_list("key", flat=True))
    clauses = set(version.clauses.values_list("key", flat=True))
    wanted = set(keys)
    added = 0
    for offer in OFFERED:
        if offer.key in wanted and offer.key not in here and offer.clause in clauses and offer.is_known:
            accounts = list(_accounts(version.association, offer.networks))
            if offer.networks and not accounts:
                continue
            text = RuleText(offer.clause, offer.check, offer.severity, offer.params, accounts, offer.words)
            _add(version, text, stem=offer.key)
            added += 1
    if added:
        Entry.objects.record(version, by=by, action="calendar.rules", after="offered")
    return added


def _accounts(association: Association, networks: Iterable[str]) -> Iterable[int]:
    if not networks:
        return []
    return Channel.objects.of(association).active().filter(network__in=networks).values_list("pk", flat=True)
