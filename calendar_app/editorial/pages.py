"""What the pages of rules show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from associations.door import MemberRequest
from calendar_app.editorial.annex import names_of, note, rules_of
from calendar_app.editorial.offered import OFFERED, Offer
from calendar_app.editorial.wording import idle
from calendar_app.models import EditorialRule
from charter.models import Clause, Version


@dataclass(frozen=True)
class Row:
    """One rule; `above` and `below` are the ids of its neighbours under the same article, None at the ends."""

    rule: EditorialRule
    note: str
    above: int | None = None
    below: int | None = None


@dataclass(frozen=True)
class Group:
    """The rules that cite one article; `clause` is None when it is not in the text any more."""

    clause: Clause | None
    rows: list[Row]


def rule_list(version: Version, request: MemberRequest) -> dict[str, Any]:
    """The rules of `version` by article, in three queries whatever their number."""
    rules = rules_of(version)
    names = names_of(rules, version)
    clauses = list(version.clauses.order_by("position"))
    by_key: dict[str, list[Row]] = {}
    for rule in rules:
        by_key.setdefault(rule.clause, []).append(Row(rule, note(rule, names)))
    by_key = {key: _neighbours(rows) for key, rows in by_key.items()}
    groups = [Group(clause, by_key.pop(clause.key)) for clause in clauses if clause.key in by_key]
    if by_key:
        groups.append(Group(None, [row for rows in by_key.values() for row in rows]))
    may_write = version.is_editable and request.membership.can("calendar.rules")
    return {"version": version, "groups": groups, "count": len(rules), "may_write": may_write}


def _neighbours(rows: list[Row]) -> list[Row]:
    keys = [None, *(row.rule.pk for row in rows), None]
    return [replace(row, above=keys[rank], below=keys[rank + 2]) for rank, row in enumerate(rows)]


@dataclass(frozen=True)
class Offered:
    offer: Offer
    clause: Clause
    is_here: bool

    @property
    def severity(self) -> str:
        return str(EditorialRule.Severity(self.offer.severity).label).lower()

    @property
    def lack(self) -> str:
        """That it checks nothing as we offer it; "" when it checks something."""
        return idle(self.offer.check, self.offer.params)


def offers(version: Version) -> dict[str, Any]:
    """The rules we offer, those the draft holds already marked; the ones whose article it lacks are left out."""
    clauses = {clause.key: clause for clause in version.clauses.all()}
    here = set(version.editorial_rules.values_list("key", flat=True))
    rows = [
        Offered(offer, clauses[offer.clause], offer.key in here)
        for offer in OFFERED
        if offer.is_known and offer.clause in clauses
    ]
    return {"version": version, "rows": sorted(rows, key=lambda row: row.clause.position)}


def rule_page(rule: EditorialRule) -> dict[str, Any]:
    clause = rule.version.clauses.filter(key=rule.clause).first()
    names = names_of([rule], rule.version)
    return {"rule": rule, "version": rule.version, "clause": clause, "note": note(rule, names)}
