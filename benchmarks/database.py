"""A database of the bench's own: a SQLite file in its folder, or one beside the server's, dropped at the end."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections


@contextmanager
def own() -> Iterator[None]:
    """An empty database for the length of the block."""
    if connection.vendor == "sqlite":
        yield
        return
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    _tell(f"DROP DATABASE IF EXISTS {name}")
    _tell(f"CREATE DATABASE {name}")
    try:
        yield
    finally:
        connections.close_all()
        _tell(f"DROP DATABASE IF EXISTS {name}")


def _tell(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
