"""Several hands at once, each in its own thread and connection."""

from __future__ import annotations

import threading

from django.db import connection, transaction
from django_scopes import scopes_disabled


def together(*acts):
    """Run the acts at the same instant; return their values or exceptions, in their order."""
    threads, answers = _started(acts)
    for thread in threads:
        thread.join(30)
    return answers


def pressed(table, *acts):
    """Run the acts together, none able to write to `table` before each of them waits for something.

    Acts that read before they hold a lock have then all read the same state, and all write: the race is certain, not a
    matter of luck. The table must be written to by every act.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        threads, answers = _started(acts)
        while any(thread.is_alive() for thread in threads):
            cursor.execute(
                "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] >= sum(thread.is_alive() for thread in threads):
                break
            cursor.execute("SELECT pg_stat_clear_snapshot()")
    for thread in threads:
        thread.join(30)
    return answers


def _started(acts):
    gate, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            with scopes_disabled():
                gate.wait(10)
                answers[place] = act()
        except Exception as error:  # the test looks at what came out
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    return threads, answers
