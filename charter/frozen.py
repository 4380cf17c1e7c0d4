"""Triggers that keep a fixed text as it was voted, on SQLite and PostgreSQL alike: the last wall behind the code.

They are lifted before a migration and put back after it: SQLite forgets those of a table it rebuilds, and stumbles over
those that name it. On SQLite deleting stays with the guard of the model, since a test empties its tables there.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

CLAUSES, VERSIONS = "charter_clause", "charter_version"
OPEN = "('draft', 'review')"
SENTENCE = "a fixed text never changes"

# What must not be: an article of a fixed version touched, joined or taken out; the hash of a fixed version rewritten.
OF_A_FIXED_TEXT = f"EXISTS (SELECT 1 FROM {VERSIONS} WHERE id IN (%s) AND status NOT IN {OPEN})"  # noqa: S608 - ours
ANOTHER_HASH = f"OLD.status NOT IN {OPEN} AND NEW.status NOT IN {OPEN} AND OLD.content_hash <> NEW.content_hash"
FORBIDDEN = {
    ("UPDATE", CLAUSES): OF_A_FIXED_TEXT % "OLD.version_id, NEW.version_id",
    ("INSERT", CLAUSES): OF_A_FIXED_TEXT % "NEW.version_id",
    ("DELETE", CLAUSES): OF_A_FIXED_TEXT % "OLD.version_id",
    ("UPDATE", VERSIONS): ANOTHER_HASH,
}


def lift(using: str = "default", **kwargs: Any) -> None:
    """Take the triggers off; called before each migration."""
    _run(using, install_them=False)


def install(using: str = "default", **kwargs: Any) -> None:
    """Put the triggers on; called after each migration, harmless when they are there."""
    _run(using, install_them=True)


def _run(using: str, *, install_them: bool) -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        if not {CLAUSES, VERSIONS} <= set(connection.introspection.table_names(cursor)):
            return
        for (event, table), condition in FORBIDDEN.items():
            for statement in _statements(event, table, condition, connection.vendor, install_them=install_them):
                cursor.execute(statement)


def _statements(event: str, table: str, condition: str, vendor: str, *, install_them: bool) -> list[str]:
    name = f"{table}_{event.lower()}_frozen"
    if vendor == "sqlite" and event != "DELETE":
        body = f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        made = [f"CREATE TRIGGER {name} BEFORE {event} ON {table} {body}"]
        return [f"DROP TRIGGER IF EXISTS {name}", *(made if install_them else [])]
    if vendor == "postgresql":
        refuse = f"RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'"
        body = f"BEGIN IF {condition} THEN {refuse}; END IF; RETURN {'OLD' if event == 'DELETE' else 'NEW'}; END"
        made = [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]
        return [f"DROP TRIGGER IF EXISTS {name} ON {table}", *(made if install_them else [])]
    return []
