"""Two hands on the same statutes at once, in real threads on the database production uses."""

import datetime as dt

import pytest
from django.db import connection

from governance import statutes
from governance.models import Body, DecisionRule, Seat
from journal.moves import Refused
from tests.charter import given

from .races import together

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("unscoped"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="runs on PostgreSQL only (set DATABASE_URL)"),
]
JANUARY = dt.date(2026, 1, 1)


def refused(answers):
    assert all(isinstance(each, Refused) for each in answers if isinstance(each, Exception)), answers
    return sum(isinstance(each, Exception) for each in answers)


def test_one_person_gets_one_seat_from_two_hands(cast, association):
    body = statutes.add_body(association, by=cast.amina, kind="committee", name="Fêtes", composition="named")

    def give(start):
        return lambda: statutes.add_seat(
            body, cast.chloe, by=cast.amina, function="member", starts_on=start, ends_on=start + dt.timedelta(days=60)
        )

    answers = together(*(give(JANUARY + dt.timedelta(days=n)) for n in range(4)))
    assert refused(answers) == 3
    assert Seat.objects.count() == 1


def test_of_two_hands_on_one_rule_the_second_is_told(cast):
    body = given.statutes(cast)

    def write(number):
        answers = {"article": f"article {number}"}
        return lambda: statutes.answer(body, by=cast.amina, answers=answers, expected=1)

    answers = together(*(write(n) for n in range(3)))
    assert refused(answers) == 2
    assert DecisionRule.objects.get().revision == 2


def test_two_hands_name_one_deciding_body(cast, association):
    bodies = [statutes.add_body(association, by=cast.amina, kind=kind, name="") for kind in ("board", "bureau")]
    answers = together(*(lambda b=body: statutes.choose_deciding(b, by=cast.amina) for body in bodies))
    assert refused(answers) == 0
    assert Body.objects.filter(decides_texts=True).count() == 1


def test_a_body_is_added_once(cast, association):
    add = lambda: statutes.add_body(association, by=cast.amina, kind="assembly", name="")  # noqa: E731
    assert refused(together(add, add, add)) == 2
