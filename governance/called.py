"""Triggers that keep the rule of a meeting as it was the day people were called, on SQLite and PostgreSQL alike (I12).

They are lifted before a migration and put back after it: SQLite forgets those of a table it rebuilds. Deleting a called
meeting is refused on PostgreSQL; on SQLite it stays possible, since a test empties its tables there.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

TABLE = "governance_meeting"
SENTENCE = "people were called under this rule"
KEPT = ("rule", "body_id", "call", "first_call_id", "convened_at")
# IS DISTINCT FROM, in the words of each: null is a value like another here.
DIFFERS = {"sqlite": "OLD.{0} IS NOT NEW.{0}", "postgresql": "OLD.{0} IS DISTINCT FROM NEW.{0}"}


def lift(using: str = "default", **kwargs: Any) -> None:
    """Take the triggers off; called before each migration."""
    _run(using, install_them=False)


def install(using: str = "default", **kwargs: Any) -> None:
    """Put the triggers on; called after each migration, harmless when they are there."""
    _run(using, install_them=True)


def _run(using: str, *, install_them: bool) -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        if TABLE in connection.introspection.table_names(cursor):
            for statement in _statements(connection.vendor, install_them=install_them):
                cursor.execute(statement)


def _statements(vendor: str, *, install_them: bool) -> list[str]:
    if vendor not in DIFFERS:
        return []
    changed = " OR ".join(DIFFERS[vendor].format(name) for name in (*KEPT, "association_id"))
    rewritten = f"OLD.status <> 'draft' AND (NEW.status = 'draft' OR {changed})"
    name = f"{TABLE}_called"
    if vendor == "sqlite":
        body = f"WHEN {rewritten} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        made = [f"CREATE TRIGGER {name} BEFORE UPDATE ON {TABLE} {body}"]
        return [f"DROP TRIGGER IF EXISTS {name}", *(made if install_them else [])]
    refuse = f"RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'"
    body = (
        f"BEGIN IF TG_OP = 'DELETE' THEN IF OLD.status <> 'draft' THEN {refuse}; END IF; RETURN OLD; END IF; "
        f"IF {rewritten} THEN {refuse}; END IF; RETURN NEW; END"
    )
    made = [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
    return [f"DROP TRIGGER IF EXISTS {name} ON {TABLE}", *(made if install_them else [])]
