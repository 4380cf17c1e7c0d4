"""A file poured by two hands at once, in real threads on the database production uses."""

import pytest
from django.db import connection

from charter import importing, transitions
from charter.canonical import content_hash
from charter.models import Version
from charter.word.reading import Article, Found
from journal.models import Entry
from journal.moves import Refused
from tests.governance.races import together

from . import given

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("unscoped"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="runs on PostgreSQL only (set DATABASE_URL)"),
]
FOUND = Found((Article("Un", "Premier."), Article("Deux", "Second.")))


def _waiting(version, by):
    importing.keep(version, FOUND, file_name="charte.docx", by=by, now=given.NOW)
    return importing.fingerprint(version)


def test_two_clicks_pour_once(unscoped, cast):
    version = given.draft(cast)
    seen = _waiting(version, cast.bruno)
    act = lambda: importing.pour(version, expected=seen, by=cast.bruno, now=given.NOW)  # noqa: E731
    answers = together(act, act)
    assert sorted(type(answer).__name__ for answer in answers) == ["Refused", "int"]
    assert list(version.clauses.order_by("position").values_list("title", flat=True)) == ["Un", "Deux"]
    assert Entry.objects.filter(action="charter.edit", after="imported").count() == 1


def test_two_people_pouring_at_once_leave_one_text(unscoped, cast):
    version = given.draft(cast)
    seen = _waiting(version, cast.bruno)
    _waiting(version, cast.amina)
    answers = together(
        lambda: importing.pour(version, expected=seen, by=cast.bruno, now=given.NOW),
        lambda: importing.pour(version, expected=seen, by=cast.amina, now=given.NOW),
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Changed", "int"]
    assert version.clauses.count() == 2


def test_a_pour_and_a_freeze_never_part_the_hash_from_the_words(unscoped, cast):
    version = given.review(cast)
    seen = _waiting(version, cast.bruno)
    answers = together(
        lambda: importing.pour(version, expected=seen, by=cast.bruno, now=given.NOW),
        lambda: transitions.freeze(version, by=cast.amina, now=given.NOW),
    )
    assert [a for a in answers if isinstance(a, Exception) and not isinstance(a, Refused)] == []
    fixed = Version.objects.with_charter().get(pk=version.pk)
    words = [clause.as_text() for clause in fixed.clauses.order_by("position")]
    assert fixed.content_hash == content_hash(fixed.charter.kind, words)
