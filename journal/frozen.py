"""Triggers that keep the journal append-only, on SQLite and PostgreSQL alike: a slip of our own code cannot rewrite it.

Put back after every migration: SQLite forgets the triggers of a table that a migration rebuilds. Taking an entry out
is refused on PostgreSQL; on SQLite it stays possible, since a test empties its tables so, and verify_journal sees it.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

TABLE = "journal_entry"
SENTENCE = "the journal is only ever added to"
STATEMENTS = {
    "sqlite": [
        f"DROP TRIGGER IF EXISTS {TABLE}_frozen",
        f"CREATE TRIGGER {TABLE}_frozen BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END",
    ],
    "postgresql": [
        f"CREATE OR REPLACE FUNCTION {TABLE}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"DROP TRIGGER IF EXISTS {TABLE}_frozen ON {TABLE}",
        f"CREATE TRIGGER {TABLE}_frozen BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW "
        f"EXECUTE FUNCTION {TABLE}_frozen()",
    ],
}


def install(using: str = "default", **kwargs: Any) -> None:
    """Put the triggers on; called after each migration, harmless when they are there."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if TABLE in connection.introspection.table_names(cursor):
            for statement in STATEMENTS.get(connection.vendor, []):
                cursor.execute(statement)
