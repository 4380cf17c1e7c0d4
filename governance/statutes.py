"""The verbs of the statutes: which body adopts the charters, how it decides, and what follows when we do not know."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from associations import rights
from associations.models import Association, Membership
from governance import tally
from governance.models import Body, DecisionRule
from journal.models import Entry

ASSEMBLIES = (Body.Kind.ASSEMBLY, Body.Kind.EXTRAORDINARY)


@transaction.atomic
def state_rule(association: Association, *, by: Membership, kind: str, name: str, answers: dict[str, Any]) -> Body:
    """Write down which body adopts the charters, and how its statutes decide.

    Ballots already open keep their own rule.
    """
    rights.require(by, "governance.manage")
    Association.objects.select_for_update(of=("self",)).get(pk=association.pk)
    Body.objects.of(association).filter(decides_texts=True).exclude(kind=kind).update(decides_texts=False)
    body, _new = Body.objects.update_or_create(
        association=association,
        kind=kind,
        defaults={"name": name, "decides_texts": True},
        create_defaults={"name": name, "decides_texts": True, "composition": composition_of(kind)},
    )
    rule, _new = DecisionRule.objects.update_or_create(body=body, defaults={"association": association, **answers})
    Entry.objects.record(rule, by=by, action="governance.manage")
    return body


def composition_of(kind: str) -> str:
    """Return who sits in a body of `kind` by default: every member in an assembly, the elected elsewhere."""
    return Body.Composition.MEMBERS if kind in ASSEMBLIES else Body.Composition.MANDATES


def deciding_body(association: Association) -> Body:
    """Return the body that adopts texts, with its rule.

    Until the statutes were asked, an unknown body with an unknown rule.
    """
    body = Body.objects.of(association).deciding_texts().first()
    if body is None:
        body, _new = Body.objects.get_or_create(association=association, kind=Body.Kind.UNKNOWN)
        Body.objects.filter(pk=body.pk).update(decides_texts=True)
    DecisionRule.objects.get_or_create(body=body, defaults={"association": association})
    return Body.objects.select_related("rule", "association").get(pk=body.pk)


def why_advisory(body: Body, modality: str, rule: dict[str, Any] | None = None) -> list[str]:
    """Return why a vote of `body` held by `modality` (tally.MODALITIES) is only an opinion.

    "body" or names of fields of its rule, today's or the snapshot `rule` of a convocation; empty when it decides.
    """
    read = body.rule.as_rule() if rule is None else tally.Rule.from_data(rule)
    reasons = tally.advisory_reasons(read, modality)
    return ["body", *reasons] if body.kind == Body.Kind.UNKNOWN else reasons
