"""From the moment a text is fixed, no door of the code alters it."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from charter import frozen, transitions, writing
from charter.canonical import content_hash, tidy
from charter.diff import ClauseText
from charter.models import Clause, FrozenText, Version
from journal.moves import NoSuchMove, Refused

from . import given

pytestmark = pytest.mark.usefixtures("unscoped")


@pytest.fixture
def version(cast):
    given.statutes(cast)
    return given.frozen(cast)


def test_no_article_is_saved_deleted_or_added(version):
    clause = version.clauses.first()
    clause.body = "Autre chose."
    for act in (
        clause.save,
        clause.delete,
        lambda: Clause.objects.filter(pk=clause.pk).update(body="Autre chose."),
        lambda: Clause.unscoped.filter(pk=clause.pk).update(body="Autre chose."),
        lambda: version.clauses.all().delete(),
        lambda: Clause.objects.bulk_update([clause], ["body"]),
        lambda: Clause.objects.bulk_create([Clause(version=version, key="x", position=9, title="x", body="x")]),
        lambda: Clause(
            association=version.association, version=version, key="x", position=9, title="x", body="x"
        ).save(),
    ):
        with pytest.raises(FrozenText), transaction.atomic():
            act()
    assert version.content_hash == content_hash("usage", [c.as_text() for c in version.clauses.order_by("position")])


def _by_hand(sql, *values):
    def act():
        with connection.cursor() as cursor:
            cursor.execute(sql, values)

    return act


def test_the_database_itself_keeps_a_fixed_text(cast, version):
    """The ways round the model: an article carried off to a draft, brought in from one, written over, another hash."""
    clause = version.clauses.first()
    draft = given.draft(cast, kind="crisis")
    stray = draft.clauses.first()
    carried = Clause.objects.get(pk=clause.pk)
    carried.version = draft
    stale = Clause(association=version.association, version=Version(pk=version.pk), key="x", position=9, title="x")
    for act in (
        carried.save,
        lambda: Clause.objects.filter(pk=stray.pk).update(version=version),
        lambda: Clause.objects.bulk_create([stale]),
        _by_hand("UPDATE charter_clause SET body = 'x' WHERE id = %s", clause.pk),
        lambda: Version.objects.filter(pk=version.pk).update(content_hash="0" * 64),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    given_up = Clause.objects.filter(pk=stray.pk)
    assert given_up.update(body="Un brouillon reste libre.") == 1


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite leaves deleting to the model")
def test_the_database_deletes_no_article_of_a_fixed_text(version):
    act = _by_hand("DELETE FROM charter_clause WHERE version_id = %s", version.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def test_the_triggers_are_lifted_for_a_migration_and_put_back(version):
    frozen.lift()
    Version.objects.filter(pk=version.pk).update(summary="Sans filet.")
    call_command("migrate", verbosity=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(content_hash="0" * 64)


def test_a_stale_draft_in_hand_opens_nothing(cast):
    version = given.review(cast)
    clause = version.clauses.first()
    transitions.freeze(Version.objects.get(pk=version.pk), by=cast.bruno, now=given.NOW)
    clause.body = "Autre chose."
    with pytest.raises(FrozenText):
        clause.save()


def test_the_verbs_refuse_in_words(cast, version):
    clause = version.clauses.first()
    words = writing.Words("x", "y")
    for act in (
        lambda: writing.rewrite(clause, words, expected=clause.revision, by=cast.bruno, now=given.NOW),
        lambda: writing.add(version, words, by=cast.bruno, now=given.NOW),
        lambda: writing.remove(clause, by=cast.bruno),
        lambda: writing.shift(clause, up=False, by=cast.bruno),
        lambda: transitions.describe(version, by=cast.bruno, summary="x", is_material=False),
    ):
        with pytest.raises(Refused, match="arrêté"):
            act()


def test_the_bench_sends_readers_of_a_fixed_text_to_its_page(as_, url, version):
    answer = as_("bruno").get(url("charter:version-edit", pk=version.pk), follow=True)
    assert "Ce texte est arrêté" in answer.content.decode()


def test_a_version_itself_is_not_saved_whole(version):
    version.summary = "Autre."
    with pytest.raises(ValueError, match="moves"):
        version.save()


def test_opening_the_text_again_takes_the_hash_away(cast, version):
    before = version.content_hash
    transitions.thaw(version, by=cast.bruno)
    version = given.fresh(version)
    assert (version.status, version.content_hash) == ("review", "")
    clause = version.clauses.get(position=2)
    words = writing.Words(clause.title, "De nouveaux mots.")
    writing.rewrite(clause, words, expected=clause.revision, by=cast.bruno, now=given.NOW)
    transitions.freeze(version, by=cast.bruno, now=given.NOW)
    assert given.fresh(version).content_hash not in ("", before)


def test_submitting_a_fixed_text_is_not_a_way_to_open_it(cast, version):
    with pytest.raises(NoSuchMove):
        transitions.submit(version, by=cast.amina)
    assert given.fresh(version).content_hash


def test_a_text_under_vote_is_not_opened_again(cast):
    given.statutes(cast)
    ballot = given.ballot(cast)
    with pytest.raises(NoSuchMove):
        transitions.thaw(Version.objects.get(pk=ballot.subject_id), by=cast.bruno)


def test_the_hash_sees_words_order_and_keys_and_no_more():
    a, b = ClauseText("a", "Un", "Texte é"), ClauseText("b", "Deux", "Texte")
    same = ClauseText("a", "Un", "Texte e\u0301  \r\n")
    assert content_hash("usage", [a, b]) == content_hash("usage", [same, b])
    others = [[b, a], [a], [ClauseText("c", "Un", "Texte é"), b], [ClauseText("a", "Un !", "Texte é"), b]]
    digests = {content_hash("usage", rows) for rows in [[a, b], *others]} | {content_hash("crisis", [a, b])}
    assert len(digests) == 6


def test_tidy_takes_out_what_no_eye_sees():
    assert tidy("a\x00b \r\n\r\nc\t ") == "ab\n\nc"
