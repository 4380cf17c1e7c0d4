"""From the moment a text is fixed, no door of the code alters it."""

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from charter import transitions, writing
from charter.canonical import content_hash, tidy
from charter.diff import ClauseText
from charter.frozen import APPLIED, COURSE, OPEN
from charter.models import Charter, Clause, FrozenText, Version
from journal import frozen
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


RAW = [
    "UPDATE charter_clause SET body = 'x' WHERE id = {clause}",
    "UPDATE charter_clause SET position = 90 WHERE id = {clause}",
    "UPDATE charter_clause SET version_id = {draft} WHERE id = {clause}",
    "UPDATE charter_clause SET version_id = {version} WHERE id = {stray}",
    "DELETE FROM charter_clause WHERE id = {clause}",
    "DELETE FROM charter_clause WHERE version_id = {version}",
    "INSERT INTO charter_clause (association_id, version_id, key, position, title, body, note, revision) "
    "SELECT association_id, {version}, 'x', 9, 'x', 'x', '', 1 FROM charter_clause WHERE id = {stray}",
    "UPDATE charter_version SET content_hash = 'x' WHERE id = {version}",
    "UPDATE charter_version SET number = 7 WHERE id = {version}",
    "UPDATE charter_version SET summary = 'x' WHERE id = {version}",
    "UPDATE charter_version SET is_material = NOT is_material WHERE id = {version}",
    "UPDATE charter_version SET based_on_id = {draft} WHERE id = {version}",
    "UPDATE charter_version SET charter_id = {spare} WHERE id = {version}",
    "UPDATE charter_version SET association_id = {other} WHERE id = {version}",
    "UPDATE charter_version SET status = 'draft' WHERE id = {version}",
    "UPDATE charter_version SET status = 'in_force', in_force_on = '2026-11-22', review_on = '2027-11-22' "
    "WHERE id = {version}",
    "DELETE FROM charter_version WHERE id = {version}",
    "UPDATE charter_charter SET kind = 'editorial' WHERE id = (SELECT charter_id FROM charter_version "
    "WHERE id = {version})",
]
FREE = ["UPDATE charter_clause SET body = 'x' WHERE id = {stray}", "DELETE FROM charter_clause WHERE id = {stray}"]


@pytest.fixture
def by_hand(cast, version):
    """by_hand(sql): run a line of SQL on the fixed `version`, its first `clause`, a `draft` and an article of it."""
    draft = given.draft(cast, kind="crisis")
    names = {"version": version.pk, "clause": version.clauses.first().pk, "draft": draft.pk}
    spare = Charter.objects.create(association=version.association, kind="moderation")
    names |= {"stray": draft.clauses.first().pk, "other": cast.other.pk, "spare": spare.pk}

    def run(sql, *, undone=False):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql.format(**names))
            transaction.set_rollback(undone)

    return run


@pytest.mark.parametrize("sql", RAW)
def test_i2_raw_sql_alters_no_fixed_text_and_takes_nothing_of_it_out(by_hand, sql):
    with pytest.raises(IntegrityError, match="fixed text never changes"):
        by_hand(sql)


@pytest.mark.parametrize("sql", RAW)
def test_the_walls_are_what_refuses(by_hand, sql):
    frozen.lift()
    by_hand(sql, undone=True)


@pytest.mark.parametrize("sql", FREE)
def test_a_draft_stays_free(by_hand, sql):
    by_hand(sql)


@pytest.mark.postgres
def test_postgresql_empties_no_table_of_texts(by_hand):
    # Checks put off to the commit would be the first to refuse.
    by_hand("SET CONSTRAINTS ALL IMMEDIATE")
    for table in ("charter_clause CASCADE", "charter_version CASCADE", "journal_entry"):
        with pytest.raises(IntegrityError):
            by_hand(f"TRUNCATE {table}")


def test_i2_the_code_goes_round_no_wall(cast, version):
    """The ways round the model's guards: an article carried off to a draft or in from one, a base query, an update."""
    clause = version.clauses.first()
    draft = given.draft(cast, kind="crisis")
    stray = draft.clauses.first()
    carried = Clause.objects.get(pk=clause.pk)
    carried.version = draft
    stale = Clause(association=version.association, version=Version(pk=version.pk), key="x", position=9, title="x")
    version.summary = "Autre."
    for act in (
        carried.save,
        lambda: Clause.objects.filter(pk=stray.pk).update(version=version),
        lambda: Clause.objects.bulk_create([stale]),
        lambda: Clause.unscoped.filter(pk=clause.pk)._raw_delete("default"),
        lambda: Version.objects.filter(pk=version.pk).update(content_hash="0" * 64),
        lambda: Version.unscoped.filter(pk=version.pk)._raw_delete("default"),
        lambda: version.save(update_fields=["summary"]),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_the_model_refuses_to_delete_or_renumber_a_fixed_version(cast, version):
    for act in (
        version.delete,
        Version.objects.filter(pk=version.pk).delete,
        lambda: Version.objects.filter(pk=version.pk).update(number=9),
        lambda: Version.unscoped.filter(pk=version.pk).update(charter=version.charter_id),
    ):
        with pytest.raises(FrozenText), transaction.atomic():
            act()


@pytest.mark.parametrize("model", [Version, Clause])
def test_i2_no_admin_alters_a_fixed_text(rf, version, model):
    """An admin that allows everything, as a keeper might register one day, meets the same walls."""
    site = admin.ModelAdmin(model, admin.AdminSite())
    row = version if model is Version else version.clauses.first()
    setattr(row, "number" if model is Version else "body", 9)
    request = rf.post("/admin/")
    for act in (
        lambda: site.save_model(request, row, form=None, change=True),
        lambda: site.delete_model(request, row),
        lambda: site.delete_queryset(request, model.unscoped.filter(pk=row.pk)),
    ):
        with pytest.raises((FrozenText, ValueError, IntegrityError)), transaction.atomic():
            act()
    assert model.unscoped.filter(pk=row.pk).exists()


@pytest.mark.parametrize("label", ["version", "clause", "charter", "review"])
@pytest.mark.parametrize("act", ["change", "delete", "add"])
def test_the_keepers_admin_only_reads_texts(client, version, label, act, django_user_model):
    client.force_login(
        django_user_model.objects.create_superuser("gardienne@example.org", "une-phrase-assez-longue"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    row = {"version": version.pk, "clause": version.clauses.first().pk, "charter": version.charter_id}.get(label)
    if act == "add" or row:
        address = reverse(f"admin:charter_{label}_{act}", args=[row] if act != "add" else [])
        assert client.post(address, {"post": "yes", "number": 9, "body": "x"}).status_code == 403


def _standing():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if connection.vendor == "sqlite"
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        )
        return {name for (name,) in cursor.fetchall()}


def _every_wall():
    return {w.name for w in frozen.WALLS if connection.vendor == "postgresql" or w.event != "TRUNCATE"}


def test_every_wall_stands_after_migrate(version):
    assert {"charter_clause_delete_frozen", "charter_version_delete_frozen", "journal_entry_delete_frozen"} <= (
        _every_wall()
    )
    frozen.lift()
    assert not _every_wall() & _standing()
    call_command("migrate", verbosity=0)
    assert _every_wall() <= _standing()


def test_the_course_of_a_fixed_text_is_that_of_its_map():
    fixed = {s: tuple(arrows) for s, arrows in Version.MOVES.items() if s not in Version.EDITABLE and arrows}
    assert {s.value: {a.value for a in arrows} for s, arrows in fixed.items()} == {
        before: set(arrows) for before, arrows in COURSE.items()
    }
    assert str(tuple(s.value for s in Version.EDITABLE)) == OPEN
    assert str(tuple(s.value for s in Version.APPLIED)) == APPLIED


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_emptying_every_table_lifts_the_walls_and_puts_them_back(unscoped, cast, turn):
    """What a transactional test and a live server do; the second turn begins on what the first one left."""
    given.frozen(cast)
    call_command("flush", interactive=False, verbosity=0)
    assert not Version.unscoped.exists()
    assert _every_wall() <= _standing()


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
