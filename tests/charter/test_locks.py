"""Whoever holds a version holds it the same way: the association first, then the row."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from charter.locks import locked

from . import given

pytestmark = pytest.mark.usefixtures("unscoped")


def test_a_version_is_held_in_one_place():
    room = Path(settings.BASE_DIR) / "charter"
    written = {path.name for path in room.rglob("*.py") if "Version.objects.select_for_update" in path.read_text()}
    assert written == {"locks.py"}


def test_the_association_is_held_before_the_version(cast):
    version = given.draft(cast)
    with (
        transaction.atomic(),
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        assert locked(version) == version
    tables = [query["sql"].split('FROM "')[1].split('"')[0] for query in asked if "SELECT" in query["sql"]]
    # On SQLite a transaction that writes already has the whole file: there is no lock to ask for.
    first = ["associations_association"] if connection.features.has_select_for_update else []
    assert tables == [*first, "charter_version"]
