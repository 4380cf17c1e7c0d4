"""The own indicators of the association at hand, in the shape of the catalogue.

Read once for each association in scope (a request, a task), with one query, and only when an own id is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django_scopes import get_scope

from associations.models import Association
from kpis import catalogue, formulas
from kpis.catalogue import Indicator

_KEPT = "_own_indicators"


def of_scope() -> Mapping[str, Indicator]:
    """Those of the association whose scope is open, by id; none when no scope, or every scope, is open."""
    scope = get_scope()
    association = scope.get("association") if scope.get("_enabled", True) else None
    return of(association) if isinstance(association, Association) else {}


def of(association: Association) -> Mapping[str, Indicator]:
    """Those of `association`, retired ones included, kept on the instance: a request and a task have one each."""
    known = association.__dict__.get(_KEPT)
    if known is None:
        known = association.__dict__[_KEPT] = _read(association)
    return known


def forget(association: Association) -> None:
    """Read again the next time: something was written."""
    association.__dict__.pop(_KEPT, None)


def _read(association: Association) -> dict[str, Indicator]:
    # Imported here: the models of this room describe themselves with the catalogue.
    from kpis.models import OwnIndicator

    rows = list(OwnIndicator.unscoped.of(association))
    terms = {row.code: formulas.terms(row.formula) if not row.is_raw else () for row in rows}
    looping = {code for code in terms if _comes_back(code, terms)}
    return {
        row.code: Indicator(
            id=row.code,
            fr=row.name,
            en=row.name_en or row.name,
            formula=row.formula,
            unit=row.unit,
            direction=row.direction,
            aggregation=row.aggregation,
            across=_across(row.code, row.aggregation, terms),
            scope=row.scope,
            src="",
            pitfall_fr=row.pitfall,
            pitfall_en=row.pitfall,
            source_words=row.source,
            # A loop can only come from outside the pages: nothing is worked out from it, and nothing turns for ever.
            terms=() if row.code in looping else terms[row.code],
        )
        for row in rows
    }


def _comes_back(code: str, terms: Mapping[str, Iterable[str]]) -> bool:
    seen, ahead = set(), list(terms[code])
    while ahead:
        name = _base(ahead.pop())
        if name == code:
            return True
        if name not in seen:
            seen.add(name)
            ahead += terms.get(name, ())
    return False


def _across(code: str, aggregation: str, terms: Mapping[str, Iterable[str]]) -> str:
    """How the figures of accounts go together: never a sum of what cannot be added."""
    if aggregation in ("not_additive",):
        return "not_additive"
    if not terms[code]:
        return "sum"
    seen, ahead = set(), list(terms[code])
    while ahead:
        name = _base(ahead.pop())
        if name in seen:
            continue
        seen.add(name)
        known = catalogue.indicators().get(name)
        if known and (known.aggregation == "not_additive" or known.across == "not_additive"):
            return "not_additive"
        ahead += terms.get(name, known.terms if known else ())
    return "terms"


def _base(term: str) -> str:
    for end in ("_start", "_end"):
        if term.endswith(end) and (term.startswith(catalogue.OWN) or catalogue.stock_term(term)):
            return term.removesuffix(end)
    return term
