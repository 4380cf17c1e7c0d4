"""Which article of the texts in force speaks of which topic."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from associations.models import Association
from calendar_app.models import EditorialRule
from calendar_app.rules import Article, Spec
from charter.models import Charter, Clause

# (text, key of the article in the texts of charter/library) -> topic of rules.Ruleset.
TOPICS = {
    (Charter.Kind.EDITORIAL, "x-information-only"): "position",
    (Charter.Kind.EDITORIAL, "accessibility"): "image",
    (Charter.Kind.EDITORIAL, "approval-path"): "approval",
    (Charter.Kind.CRISIS, "hold"): "hold",
}


def articles(association: Association) -> dict[str, Article]:
    """Return the articles in force on the topics of `rules.Ruleset`; a topic no text speaks of is absent. One query."""
    clauses = Clause.objects.of(association).filter(version__status="in_force", key__in=[key for _kind, key in TOPICS])
    rows = clauses.values_list("version__charter__kind", "key", "position", "version")
    return {
        TOPICS[kind, key]: Article(
            title=str(Charter.Kind(kind).label),
            number=str(position),
            path=f"{reverse('charter:version-detail', args=[association.slug, version])}#article-{position}",
        )
        for kind, key, position, version in rows
        if (kind, key) in TOPICS
    }


def specs(association: Association) -> tuple[Spec, ...]:
    """Return the editorial rules in force as plain data, in their order; one query whatever their number.

    The path of the article is the page of the rule, which shows the article in full.
    """
    cited = Clause.unscoped.filter(version=OuterRef("version"), key=OuterRef("clause")).values("position")[:1]
    rules = EditorialRule.objects.of(association).in_force().annotate(number=Subquery(cited))
    return tuple(_spec(rule, association.slug) for rule in rules.order_by("position", "pk"))


def _spec(rule: Any, slug: str) -> Spec:
    path = reverse("calendar:rule-detail", args=[slug, rule.pk])
    return Spec(
        key=rule.key,
        check=rule.check_id,
        severity=rule.severity,
        params=rule.params,
        channels=frozenset(rule.accounts) or None,
        article=Article(str(Charter.Kind.EDITORIAL.label), str(rule.number or "?"), path),
        words=rule.words,
        digest=rule.digest(),
    )
