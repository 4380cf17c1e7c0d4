"""Drafts, fixed texts and lines in force that hold rules, each reached by the real verbs."""

from __future__ import annotations

import datetime as dt

import pytest

from calendar_app.editorial import writing
from calendar_app.editorial.writing import RuleText
from charter import transitions
from governance import transitions as governance
from tests.charter import given as texts

# The line comes into force two days before the Sunday of the tests.
START = texts.NOW - dt.timedelta(days=9)
CLOSES = START + dt.timedelta(days=6)
WORDS = RuleText("tone", "forbidden_words", "block", {"words": ["kermesse"]}, (), "Nous ne parlons pas de kermesse.")


class Line:
    """The editorial line of Amina's association, with its rules."""

    def __init__(self, cast):
        self.cast = cast

    def draft(self):
        """A draft in three articles: mission, audiences and tone, with nothing left to adapt."""
        version = transitions.start_version(self.cast.amina.association, "editorial", by=self.cast.bruno)
        if version.based_on_id:
            return version
        version.clauses.exclude(key__in=["mission", "tone", "never"]).delete()
        for clause in version.clauses.order_by("position"):
            body = texts.TO_ADAPT.sub("choix fait", clause.body)
            mine = texts.writing.Words(clause.title, body)
            texts.writing.rewrite(clause, mine, expected=clause.revision, by=self.cast.bruno, now=START)
        return version

    def frozen(self, *rules, version=None):
        version = version or self.draft()
        for rule in rules:
            writing.add(version, rule, by=self.cast.bruno)
        transitions.submit(version, by=self.cast.bruno)
        transitions.freeze(version, by=self.cast.bruno, now=START)
        return texts.fresh(version)

    def ballot(self, *rules, version=None):
        version = self.frozen(*rules, version=version)
        return transitions.open_ballot(version, by=self.cast.amina, question="Faut-il ?", closes_at=CLOSES, now=START)

    def in_force(self, *rules, version=None):
        running = texts.voted(
            self.ballot(*rules, version=version), self.cast, "for", "for", "for", "against", now=START
        )
        governance.close(running, now=CLOSES)
        texts.certified(running, self.cast, now=CLOSES)
        version = texts.fresh(version or self.cast.amina.association.charter_versions.latest("pk"))
        day = (CLOSES + dt.timedelta(days=1)).date()
        return transitions.set_date(version, on=day, by=self.cast.amina, today=day)


@pytest.fixture
def line(cast, given):
    texts.statutes(cast)
    return Line(cast)
