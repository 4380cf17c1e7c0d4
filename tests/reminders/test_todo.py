"""The order of what waits for a person."""

import datetime as dt

import pytest

from reminders import todo
from reminders.todo import Todo

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def lines(memberships, now):
    association = memberships[0].association
    for title, due_at, urgent in (
        ("undated", None, False),
        ("next year", NOW + 90 * DAY, False),
        ("to sign", None, True),
        ("overdue", NOW - DAY, False),
    ):
        yield Todo(association, title, "", "/", "", due_at, urgent=urgent)


def test_a_paper_to_sign_waits_behind_what_is_overdue_and_before_what_is_to_come(cast, settings):
    settings.TODO_SOURCES = [f"{__name__}.lines"]
    assert [t.title for t in todo.waiting([cast.amina], NOW)] == ["overdue", "to sign", "next year", "undated"]
