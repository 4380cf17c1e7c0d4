"""Which article of the texts in force speaks of which topic."""

from __future__ import annotations

from django.urls import reverse

from associations.models import Association
from calendar_app.rules import Article
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
