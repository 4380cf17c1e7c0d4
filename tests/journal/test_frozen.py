"""The journal is only ever added to: the database says so before any code of ours."""

import pytest
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


@pytest.mark.postgres
def test_an_entry_is_never_taken_out(entry):
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.delete()


def test_the_guard_is_put_back_after_each_migration(entry):
    frozen.install()
    frozen.install(connection.alias)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.unscoped.update(before="x")
