"""Amendments through the real verbs."""

from __future__ import annotations

from charter.amendments import deciding, proposing
from charter.amendments.rows import Asked
from charter.models import Amendment, Clause
from charter.writing import Words

from . import given

NEW = "Nous répondons sous trois jours."


def clause(version, position=2) -> Clause:
    return Clause.objects.select_related("version__association", "association").get(version=version, position=position)


def replace(version, position=2, body=NEW, reason="Pour que chacun sache quand.", **more) -> Asked:
    article = clause(version, position)
    return Asked("replace", article.key, words=Words(article.title, body), reason=reason, **more)


def delete(version, position=2, reason="Cet article répète le premier.") -> Asked:
    return Asked("delete", clause(version, position).key, reason=reason)


def move(version, position=3, after="", reason="Il pose la règle : qu’il vienne en tête.") -> Asked:
    return Asked("move", clause(version, position).key, after_key=after, reason=reason)


def insert(version, after="", title="Nos délais", body=NEW, reason="Rien n’est dit des délais.") -> Asked:
    return Asked("insert", after_key=after, words=Words(title, body), reason=reason)


def filed(version, asked, by, now=given.NOW) -> Amendment:
    return proposing.propose(version, asked, by=by, now=now)


def rejected(version, cast, asked=None) -> Amendment:
    made = filed(version, asked or replace(version), cast.chloe)
    deciding.reject(made, note="Le délai ne tient pas l’été.", by=cast.bruno, now=given.NOW)
    return fresh(made)


def fresh(amendment) -> Amendment:
    return Amendment.objects.with_people().get(pk=amendment.pk)


def texts(version) -> list[tuple[str, str]]:
    return [(c.title, c.body) for c in Clause.objects.filter(version=version).order_by("position")]
