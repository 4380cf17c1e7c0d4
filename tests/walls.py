"""One wall taken down at a time: what it alone refuses goes through once it is gone.

    @pytest.mark.parametrize(("wall", "sql"), CASES)
    def test_raw_sql(rows, wall, sql):
        refuses_alone(wall, sql.format(**rows))

SQLite and PostgreSQL both undo the taking down with the transaction of the test.
"""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from journal import frozen


def without(*names: str) -> None:
    """Take down the walls of those names. KeyError for a name that is no wall."""
    known = {wall.name: wall for wall in frozen.WALLS}
    with connection.cursor() as cursor:
        for name in names:
            for statement in frozen._statements(known[name], connection.vendor, put_up=False):
                cursor.execute(statement)


def run(sql: str, *, undone: bool = False) -> None:
    """Run a line of SQL, for good or only to see that it can be."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        transaction.set_rollback(undone)


def refuses_alone(name: str, sql: str) -> None:
    """Show that the wall refuses `sql` with its sentence, and that nothing else does."""
    wall = next(wall for wall in frozen.WALLS if wall.name == name)
    with pytest.raises(IntegrityError, match=wall.sentence):
        run(sql)
    without(name)
    run(sql, undone=True)
