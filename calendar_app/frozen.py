"""Triggers that refuse to rewrite what was said and approved, on SQLite and PostgreSQL alike.

They are put back after every migration: SQLite forgets the triggers of a table that a migration rebuilds. Deleting
stays possible: a test database empties its tables, and no page of the house deletes a post.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

TABLES = ("calendar_revision", "calendar_revisiontext", "calendar_revisionmedia", "calendar_approval")
FUNCTION = """
CREATE OR REPLACE FUNCTION calendar_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a saved text is never rewritten' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def install(using: str = "default", **kwargs: Any) -> None:
    """Put the triggers on the tables that exist; called after each migration, harmless when they are there."""
    connection = connections[using]
    if connection.vendor not in ("sqlite", "postgresql"):
        return
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor)) & set(TABLES)
        if connection.vendor == "postgresql" and present:
            cursor.execute(FUNCTION)
        for table in sorted(present):
            for statement in _statements(table, connection.vendor):
                cursor.execute(statement)


def _statements(table: str, vendor: str) -> list[str]:
    name = f"{table}_is_frozen"
    if vendor == "sqlite":
        refusal = "SELECT RAISE(ABORT, 'a saved text is never rewritten');"
        return [f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE UPDATE ON {table} BEGIN {refusal} END"]
    return [
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION calendar_is_frozen()",
    ]
