"""What the pages of the statutes show, gathered in a number of queries that does not grow with the bodies."""

from __future__ import annotations

import datetime as dt
from typing import Any

from associations.models import Association, Membership
from governance import tally, wording
from governance.answers import article, modalities, parts
from governance.forms.statutes import Answers
from governance.models import Body, DecisionRule, Seat
from governance.rolls import electorate, sits
from governance.statutes import why_advisory

# Beyond this many a list of names says less than their number.
NAMES = 20


def statutes_context(association: Association, today: dt.date) -> dict[str, Any]:
    """Return the bodies of the association, the one that adopts the charters first, each with its people and rule."""
    bodies = Body.objects.of(association).select_related("rule", "association").prefetch_related("seats")
    people = list(Membership.objects.of(association).current())
    # A body nobody could name, and that decides nothing any more, is kept for its old ballots and shown nowhere.
    shown = [body for body in bodies if body.decides_texts or body.kind != Body.Kind.UNKNOWN]
    rows = [
        {
            "body": body,
            "people": sum(sits(body, person, today) for person in people),
            "open": _open_answers(body),
            "advisory": _advisory(body) if body.decides_texts else "",
        }
        for body in sorted(shown, key=lambda body: (not body.decides_texts, body.pk))
    ]
    return {"rows": rows}


def _rule(body: Body) -> DecisionRule:
    return getattr(body, "rule", None) or DecisionRule(association=body.association, body=body)


def _open_answers(body: Body) -> int:
    return sum(part.open for part in parts(_rule(body).snapshot()))


def _advisory(body: Body) -> str:
    rule = _rule(body)
    body.rule = rule
    return wording.why_advisory(rule.snapshot() | {"advisory": why_advisory(body, tally.ELECTRONIC)})


def body_context(body: Body, today: dt.date) -> dict[str, Any]:
    """Return one body: the answers in parts, which ways of voting decide, who sits today, its named seats."""
    rule = _rule(body)
    snapshot = rule.snapshot()
    roll = sorted(electorate(body, today), key=lambda person: person.name)
    seats = Seat.objects.filter(body=body).select_related("membership__user").order_by("membership__user__name", "pk")
    return {
        "body": body,
        "parts": parts(snapshot),
        "article": article(snapshot),
        "modalities": modalities(rule.as_rule()) if body.kind != Body.Kind.UNKNOWN else [],
        "is_unsettled": bool(tally.advisory_reasons(rule.as_rule(), tally.SESSION)),
        "roll": roll if len(roll) <= NAMES else [],
        "people": len(roll),
        "is_named": body.composition == Body.Composition.NAMED,
        "seats": [(seat, _state(seat, today)) for seat in seats],
    }


def _state(seat: Seat, today: dt.date) -> str:
    if seat.is_in_date(today):
        return "current"
    return "future" if seat.starts_on > today else "past"


def changed_answers(rule: DecisionRule, form: Answers) -> list[tuple[str, str, str]]:
    """Return (question, what stands now, what was typed) for each answer in which a form differs from `rule`."""
    typed = DecisionRule(association=rule.association, body=rule.body, **form.answers())
    found = []
    for name, value in form.answers().items():
        if getattr(rule, name) != value:
            now, mine = _words(rule, name), _words(typed, name)
            found.append((str(form.fields[name].label), now, mine))
    return found


def _words(rule: DecisionRule, name: str) -> str:
    display = getattr(rule, f"get_{name}_display", None)
    value = display() if display else getattr(rule, name)
    return "—" if value in (None, "") else str(value)
