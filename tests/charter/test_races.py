"""The races that matter for a text, in real threads on the database production uses."""

import datetime as dt

import pytest
from django.db import connection

from charter import transitions, writing
from charter.canonical import content_hash
from charter.models import Acknowledgement, Clause, Version
from tests.governance.races import together

from . import given

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("unscoped"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="runs on PostgreSQL only (set DATABASE_URL)"),
]
DAY = dt.date(2026, 11, 30)


def errors(answers):
    return [a for a in answers if isinstance(a, Exception)]


def test_two_versions_coming_into_force_at_once_leave_one(unscoped, cast):
    given.statutes(cast)
    given.in_force(cast)
    first = given.proclaimed(cast, words="Une chose.")
    second = given.proclaimed(cast, words="Une autre chose.")
    together(
        lambda: transitions.set_date(first, on=DAY, by=cast.amina, today=DAY),
        lambda: transitions.set_date(second, on=DAY, by=cast.amina, today=DAY),
    )
    assert [v.pk for v in Version.objects.in_force()] == [second.pk]


def test_the_task_twice_at_once_brings_in_once(unscoped, cast):
    given.statutes(cast)
    version = transitions.set_date(given.proclaimed(cast), on=DAY, by=cast.amina, today=dt.date(2026, 11, 29))
    act = lambda: transitions.bring_due_into_force(version, today=DAY)  # noqa: E731
    assert sorted(together(act, act, act)) == [False, False, True]


def test_two_editors_at_once_one_wins_and_one_is_told(unscoped, cast):
    clause = given.draft(cast).clauses.get(position=1)

    def act(who, body):
        words = writing.Words("Titre", body)
        return lambda: writing.rewrite(clause, words, expected=clause.revision, by=who, now=given.NOW)

    answers = together(act(cast.bruno, "Les mots de Bruno."), act(cast.elise, "Les mots d’Élise."))
    assert [type(e) for e in errors(answers)] == [writing.Conflict]


def test_a_rewrite_and_a_freeze_never_part_the_hash_from_the_words(unscoped, cast):
    version = given.review(cast)
    clause = version.clauses.get(position=1)
    words = writing.Words("Titre", "Des mots de dernière minute.")
    together(
        lambda: writing.rewrite(clause, words, expected=clause.revision, by=cast.elise, now=given.NOW),
        lambda: transitions.freeze(version, by=cast.bruno, now=given.NOW),
    )
    version = given.fresh(version)
    rows = [c.as_text() for c in Clause.objects.filter(version=version).order_by("position")]
    assert version.content_hash == content_hash("usage", rows)


def test_signing_twice_while_a_new_version_comes_in(unscoped, cast):
    given.statutes(cast)
    old = given.in_force(cast)
    new = given.proclaimed(cast, words="Tout autre chose.")
    sign = lambda: transitions.sign(old, by=cast.chloe, now=given.NOW)  # noqa: E731
    answers = together(sign, sign, lambda: transitions.set_date(new, on=DAY, by=cast.amina, today=DAY))
    assert Acknowledgement.objects.count() <= 1
    assert not isinstance(answers[2], Exception)


def test_two_people_start_the_same_text(unscoped, cast):
    act = lambda: transitions.start_version(cast.amina.association, "usage", by=cast.bruno)  # noqa: E731
    assert len(errors(together(act, act))) == 1
    assert Version.objects.count() == 1


def test_adding_an_article_while_the_text_is_submitted_never_locks_up(unscoped, cast):
    """Each takes two locks, the association and the version: in one order, or they would wait for each other."""
    for number in range(8):
        version = given.draft(cast)
        words = writing.Words(f"Titre {number}", "Des mots.")
        answers = together(
            lambda version=version, words=words: writing.add(version, words, by=cast.elise, now=given.NOW),
            lambda version=version: transitions.submit(version, by=cast.bruno),
            lambda version=version, words=words: writing.add(version, words, by=cast.amina, now=given.NOW),
        )
        assert errors(answers) == []
        transitions.withdraw(version, by=cast.amina)
