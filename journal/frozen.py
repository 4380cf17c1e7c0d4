"""Walls of the database: what must never be rewritten or taken out, on SQLite and PostgreSQL alike.

A slip of our own code, the admin or a line of SQL meets them all the same. Rooms above add theirs with `keep`. They are
lifted before a migration and put back after it: SQLite forgets the triggers of a table it rebuilds, and stumbles over
those that name it. `flush` lifts them too, since it empties every table (journal/management/commands/flush.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connections


@dataclass(frozen=True)
class Wall:
    """One event refused on one table, with `sentence`, for the rows where `condition` holds (NEW and OLD are the rows).

    `tables` are others that the condition asks; the wall stands once all of them exist. SQLite has no TRUNCATE.
    """

    table: str
    event: str
    sentence: str
    condition: str = "TRUE"
    tables: tuple[str, ...] = ()
    label: str = "frozen"

    @property
    def name(self) -> str:
        return f"{self.table}_{self.event.lower()}_{self.label}"


def changed(*columns: str) -> str:
    """The condition that one of `columns` changes; nothing and something differ too."""
    each = "OLD.{0} <> NEW.{0} OR (OLD.{0} IS NULL) <> (NEW.{0} IS NULL)"
    return "(" + " OR ".join(each.format(column) for column in columns) + ")"


# Names that walls bore before.
FORMER = {
    "journal_entry": ("journal_entry_frozen",),
    "calendar_revision": ("calendar_revision_is_frozen",),
    "calendar_revisiontext": ("calendar_revisiontext_is_frozen",),
    "calendar_revisionmedia": ("calendar_revisionmedia_is_frozen",),
    "calendar_approval": ("calendar_approval_is_frozen",),
}
JOURNAL = "the journal is only ever added to"
# An erased person leaves no trace in the chain (domain I42): no column may carry an address.
_TOLD = " || ' ' || ".join(
    f"NEW.{column}" for column in ("actor", "action", "object_type", "object_id", "object_hash", "before", "after")
)
WALLS: list[Wall] = [
    *(Wall("journal_entry", event, JOURNAL) for event in ("UPDATE", "DELETE", "TRUNCATE")),
    Wall("journal_entry", "INSERT", "the journal holds no address", f"{_TOLD} LIKE '%@%'"),
]


def keep(*walls: Wall) -> None:
    """Have `walls` put up after each migration; a room calls this from AppConfig.ready."""
    WALLS.extend(wall for wall in walls if wall not in WALLS)


def lift(using: str = "default", **kwargs: Any) -> None:
    """Take every wall down; called before each migration and each flush."""
    _run(using, put_up=False)


def install(using: str = "default", **kwargs: Any) -> None:
    """Put every wall up; called after each migration and each flush, harmless when they stand."""
    _run(using, put_up=True)


def missing(using: str = "default") -> list[Wall]:
    """Return the walls that should stand and do not: a migration that failed midway leaves them down. One query."""
    connection = connections[using]
    if connection.vendor not in ("sqlite", "postgresql"):
        return []
    asked = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        cursor.execute(asked)
        standing = {row[0] for row in cursor.fetchall()}
    due = [wall for wall in WALLS if {wall.table, *wall.tables} <= present]
    if connection.vendor == "sqlite":
        due = [wall for wall in due if wall.event != "TRUNCATE"]
    # PostgreSQL keeps the first 63 characters of a name.
    return [wall for wall in due if wall.name not in standing and wall.name[:63] not in standing]


def _run(using: str, *, put_up: bool) -> None:
    connection = connections[using]
    if connection.vendor not in ("sqlite", "postgresql"):
        return
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for wall in WALLS:
            if {wall.table, *wall.tables} <= present:
                for statement in _statements(wall, connection.vendor, put_up=put_up):
                    cursor.execute(statement)


def _statements(wall: Wall, vendor: str, *, put_up: bool) -> list[str]:
    names = [wall.name, *FORMER.get(wall.table, ())]
    if vendor == "sqlite":
        gone = [f"DROP TRIGGER IF EXISTS {name}" for name in names]
        body = f"WHEN {wall.condition} BEGIN SELECT RAISE(ABORT, '{wall.sentence}'); END"
        made = [f"CREATE TRIGGER {wall.name} BEFORE {wall.event} ON {wall.table} {body}"]
        return [*gone, *(made if put_up and wall.event != "TRUNCATE" else [])]
    gone = [f"DROP TRIGGER IF EXISTS {name} ON {wall.table}" for name in names]
    refuse = f"RAISE EXCEPTION '{wall.sentence}' USING ERRCODE = 'integrity_constraint_violation'"
    row = {"DELETE": "OLD", "TRUNCATE": "NULL"}.get(wall.event, "NEW")
    each = "STATEMENT" if wall.event == "TRUNCATE" else "ROW"
    body = f"BEGIN IF {wall.condition} THEN {refuse}; END IF; RETURN {row}; END"
    made = [
        f"CREATE OR REPLACE FUNCTION {wall.name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {wall.name} BEFORE {wall.event} ON {wall.table} FOR EACH {each} "
        f"EXECUTE FUNCTION {wall.name}()",
    ]
    return [*gone, *(made if put_up else [])]
