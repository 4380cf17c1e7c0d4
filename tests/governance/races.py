"""Several hands at once, each in its own thread and connection."""

from __future__ import annotations

import threading

from django.db import connection
from django_scopes import scopes_disabled


def together(*acts):
    """Run the acts at the same instant; return their values or exceptions, in their order."""
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
    for thread in threads:
        thread.join(30)
    return answers
