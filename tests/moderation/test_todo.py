"""What waits for a moderator, and for nobody else."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moderation import transitions, wording
from moderation.todo import waiting
from tests.moderation import given

from .given import NOW

pytestmark = pytest.mark.usefixtures("unscoped")


def _verbs(membership, now=NOW):
    return [todo.verb for todo in waiting([membership], now)]


def test_a_case_waits_for_those_who_decide(cast):
    given.a_case(cast.chloe)
    (todo,) = waiting([cast.amina], NOW)
    assert todo.title == "Dossier 1\u00a0: Un commentaire menace une bénévole"
    assert todo.urgent
    assert todo.due_at == NOW + dt.timedelta(hours=4)
    assert _verbs(cast.chloe) == []
    assert _verbs(cast.damien) == []


def test_a_case_taken_up_waits_for_that_person_alone(cast, association):
    mael = given.a_moderator(association)
    case = given.a_case(cast.chloe)
    transitions.take_up(case, by=mael)
    assert _verbs(mael) == ["Décider"]
    assert _verbs(cast.amina) == []


def test_a_grave_decision_waits_for_the_other_person(cast, association):
    mael = given.a_moderator(association)
    charter = given.a_charter_in_force(cast.amina)
    case = given.a_case(cast.chloe)
    transitions.take_up(case, by=cast.amina)
    article = charter.clauses.get(key="threats")
    transitions.decide(case, by=cast.amina, measure="block", article=article, reason="Une menace claire.", now=NOW)
    assert _verbs(mael) == ["Relire la décision"]
    assert _verbs(cast.amina) == []


def test_one_query_whatever_the_number_of_associations(cast):
    for number in range(4):
        given.a_case(cast.chloe, evidence=f"Message {number}")
    list(waiting([cast.amina, cast.damien], NOW))  # roles are asked once per person
    with CaptureQueriesContext(connection) as queries:
        assert len(list(waiting([cast.amina, cast.damien], NOW))) == 4
    assert len(queries) == 1


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (dt.timedelta(hours=3, minutes=20), "Il reste 3\u00a0h\u00a020 pour décider"),
        (dt.timedelta(minutes=5), "Il reste 5\u00a0min pour décider"),
        (dt.timedelta(days=2, hours=1), "Il reste 2\u00a0j 1\u00a0h pour décider"),
        (-dt.timedelta(hours=1, minutes=2), "Délai dépassé de 1\u00a0h\u00a002"),
    ],
)
def test_the_clock_speaks_in_words(left, said):
    assert wording.remaining(NOW + left, NOW) == said
