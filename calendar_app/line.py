"""Which article of the texts in force speaks of which topic."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import get_language

from associations.models import Association
from calendar_app.models import EditorialRule
from calendar_app.rules import Article, Ruleset, Spec
from charter.models import Charter, Clause, Version

# (text, key of the article in the texts of charter/library) -> topic of rules.Ruleset.
TOPICS = {
    (Charter.Kind.EDITORIAL, "x-information-only"): "position",
    (Charter.Kind.EDITORIAL, "accessibility"): "image",
    (Charter.Kind.EDITORIAL, "approval-path"): "approval",
    (Charter.Kind.CRISIS, "hold"): "hold",
}


@dataclass(frozen=True)
class Text:
    """A version in force, by what never changes of it: its words and its rules are fixed with its hash."""

    version: int
    digest: str
    fixed_at: dt.datetime | None


def in_force(association: Association) -> Ruleset:
    """Return the articles on the topics of `rules.Ruleset` and the editorial rules in force, in their order.

    Which texts are in force is asked each time, in one query; what they say is read once in this process (two more
    queries), for the database refuses to change it (charter/frozen.py, editorial/frozen.py).
    """
    speaking = Version.objects.of(association).in_force().filter(charter__kind__in={kind for kind, _key in TOPICS})
    articles: dict[str, Article] = {}
    specs: tuple[Spec, ...] = ()
    for row in speaking.order_by().values_list("pk", "content_hash", "frozen_at"):
        text = Text(*row)
        read = _said if text.digest else _said.__wrapped__
        own_articles, own_specs = read(text, association.pk, association.slug, get_language())
        articles |= own_articles
        specs += own_specs
    return Ruleset(articles=articles, specs=specs)


@lru_cache(maxsize=512)
def _said(text: Text, association: int, slug: str, language: str | None) -> tuple[dict[str, Article], tuple[Spec, ...]]:
    """What a fixed text says, its addresses under `slug` and its name in `language`."""
    rules = EditorialRule.objects.filter(association=association, version=text.version)
    clauses = Clause.objects.filter(association=association, version=text.version)
    rows = clauses.order_by("position").values_list("version__charter__kind", "key", "position")
    kind_of = {key: (kind, position) for kind, key, position in rows}
    articles = {}
    for key, (kind, position) in kind_of.items():
        if topic := TOPICS.get((kind, key)):
            path = f"{reverse('charter:version-detail', args=[slug, text.version])}#article-{position}"
            articles[topic] = Article(str(Charter.Kind(kind).label), str(position), path)
    numbers = {key: position for key, (_kind, position) in kind_of.items()}
    return articles, tuple(_spec(rule, slug, numbers) for rule in rules.order_by("position", "pk"))


def forget() -> None:
    """Read every text again: for a database that is not the one of a moment ago."""
    _said.cache_clear()


def _spec(rule: EditorialRule, slug: str, numbers: Mapping[str, int]) -> Spec:
    # The path of the article is the page of the rule, which shows the article in full.
    path = reverse("calendar:rule-detail", args=[slug, rule.pk])
    return Spec(
        key=rule.key,
        check=rule.check_id,
        severity=rule.severity,
        params=rule.params,
        channels=frozenset(rule.accounts) or None,
        article=Article(str(Charter.Kind.EDITORIAL.label), str(numbers.get(rule.clause, "?")), path),
        words=rule.words,
        digest=rule.digest(),
    )
