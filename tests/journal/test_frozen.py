"""The journal is only ever added to: the database says so before any code of ours."""

import pytest
from django.core.checks import Tags, run_checks
from django.db import IntegrityError, connection, transaction

from journal import frozen
from journal.models import Entry


@pytest.fixture
def entry(cast):
    return Entry.unscoped.record(cast.chloe, by=cast.bruno, action="calendar.edit")


def test_an_entry_is_never_rewritten(entry):
    with pytest.raises(IntegrityError, match="only ever added to"), transaction.atomic():
        Entry.unscoped.filter(pk=entry.pk).update(actor="house")
    entry.after = "published"
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save()


def test_an_entry_is_never_taken_out(entry):
    with pytest.raises(IntegrityError, match="only ever added to"), transaction.atomic():
        entry.delete()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_entry")


def test_the_wall_is_what_refuses(entry):
    frozen.lift()
    entry.delete()
    assert not Entry.unscoped.filter(pk=entry.pk).exists()


def test_the_guard_is_put_back_after_each_migration(entry):
    frozen.install()
    frozen.install(connection.alias)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.unscoped.update(before="x")


def test_a_check_names_each_wall_that_is_down(db):
    assert not run_checks(tags=[Tags.database], databases=["default"])
    frozen.lift()
    down = run_checks(tags=[Tags.database], databases=["default"])
    assert "journal_entry_update_frozen" in " ".join(error.msg for error in down)
    assert all("migrate" in error.hint for error in down)
    frozen.install()
    assert not run_checks(tags=[Tags.database], databases=["default"])
