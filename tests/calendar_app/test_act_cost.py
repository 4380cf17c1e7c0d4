"""What each act asks of the database: every act asks the gate and the rights again, and no more than it needs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from associations.models import Mandate
from calendar_app import gate, transitions
from calendar_app.editorial import writing
from calendar_app.editorial.writing import RuleText
from tests.calendar_app.editorial.conftest import line
from tests.calendar_app.given import DAY, HOUR, NOW

__all__ = ["line"]

# A row locked is a query more on PostgreSQL: the post, then the association of the journal.
LOCKS = 2 if connection.features.has_select_for_update else 0
# BEGIN and COMMIT are not counted; inside the transaction of a test, an act opens a savepoint and releases it.
ACT = 2 + LOCKS
# The gate: texts in force, words on each account, yeses. The journal: its head, a new entry.
GATE, JOURNAL = 3, 2
# The mandates of who acts, and whether they signed.
RIGHT = 2
BUDGET = {
    # The post, then its row.
    "submit": ACT + GATE + JOURNAL + RIGHT + 2,
    # The post, its writers, the mandates on the day of the yes, the yes.
    "approve": ACT + GATE + JOURNAL + RIGHT + 4,
    # The post, then its row.
    "schedule": ACT + GATE + JOURNAL + RIGHT + 2,
    # The post, its accounts, the account, the post; the hold, then signature and hold again for the last account.
    "publish": ACT + GATE + JOURNAL + RIGHT + 4 + 3,
}


def rules(number):
    return [
        RuleText("tone", "forbidden_words", "block", {"words": [f"mot{n}"]}, (), f"Règle {n}.") for n in range(number)
    ]


def lived(given, act, post=None):
    """A post brought to where `act` is next, and the function that does it, by a person just loaded."""
    cast = given.cast
    made = {"submit": given.draft, "approve": given.in_review, "schedule": given.approved, "publish": given.scheduled}
    post = made[act]()
    who = {"submit": "chloe", "approve": "farid"}.get(act, "bruno")
    by = type(cast.amina).objects.select_related("association", "user").get(pk=getattr(cast, who).pk)
    if act == "approve":
        return lambda: transitions.approve(post, expected=1, by=by, now=NOW)
    if act == "publish":
        variant = post.variants.select_related("post__association").get()
        link = "https://exemple.example/1"
        return lambda: transitions.confirm(variant, link=link, published_at=NOW - HOUR, by=by, now=NOW)
    return lambda: getattr(transitions, act)(post, by=by, now=NOW)


def asked(act):
    with CaptureQueriesContext(connection) as queries:
        act()
    return [query["sql"] for query in queries]


@pytest.mark.parametrize("number", [0, 1, 60])
def test_an_act_costs_the_same_whatever_the_rules(given, line, number):
    if number:
        line.in_force(*rules(number))
    gate.ruleset(given.association)
    costs = {act: asked(lived(given, act)) for act in BUDGET}
    assert {act: len(queries) for act, queries in costs.items()} == BUDGET, costs


def specs(given):
    return {spec.words for spec in gate.ruleset(given.association).specs}


def test_a_new_line_is_obeyed_at_once(given, line):
    line.in_force(*rules(1))
    assert specs(given) == {"Règle 0."}
    version = line.draft()
    writing.remove(version.editorial_rules.get(), by=given.cast.bruno)
    line.in_force(RuleText("tone", "emoji_count", "block", {"most": 0}, (), "Sans émoji."), version=version)
    assert specs(given) == {"Sans émoji."}


def test_a_text_kept_in_memory_speaks_the_language_of_who_asks(given, line):
    line.in_force(*rules(1))
    titles = []
    for language in ("fr", "en", "fr"):
        with translation.override(language):
            titles.append(gate.ruleset(given.association).specs[0].article.title)
    assert titles == ["Ligne éditoriale", "Editorial line", "Ligne éditoriale"]


def test_a_yes_of_the_bureau_falls_with_its_mandate_and_at_the_very_next_act(given, cast):
    post = given.in_review(kind="testimony")
    for name in ("farid", "gilles"):
        transitions.approve(post, expected=1, by=getattr(cast, name), now=NOW)
    law = gate.ruleset(given.association)
    assert gate.draft_of(given.again(post), NOW, law).is_approved
    bureau = Mandate.objects.filter(membership=cast.gilles, role="treasurer")
    bureau.update(ends_on=NOW.date() - DAY)
    with pytest.raises(gate.Stopped):
        transitions.schedule(post, by=cast.bruno, now=NOW)
