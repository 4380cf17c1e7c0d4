"""Measure the rules alone, without database: sixty on one draft. `python -m benchmarks.rules`; fails over the goal."""

import os
import statistics
import sys
import time

GOAL = 0.050  # seconds, 95th percentile, on one draft
ROUNDS = 200
TEXT = "Samedi, on trie les jouets à la salle des fêtes. Venez à plusieurs, exemple.fr/tri #TriDesJouets 🎁 "


def specs():
    """Sixty rules as an association would write them: every check once, and many lists of words."""
    from calendar_app.rules import Spec
    from calendar_app.rules.catalogue import CHECKS

    every = [Spec(c.id, c.id, c.severities[0], {p.name: p.default for p in c.params}) for c in CHECKS.values()]
    lists = [{"words": [f"mot{i} interdit{j}" for j in range(20)]} for i in range(60 - len(every))]
    return (*every, *(Spec(f"words{i}", "forbidden_words", "block", params) for i, params in enumerate(lists)))


def measure(length):
    """The processor seconds of each round on a text of `length` characters, another one each time."""
    from calendar_app import rules

    law, taken = rules.Ruleset(specs=specs()), []
    for number in range(ROUNDS):
        text = (TEXT * (length // len(TEXT) + 1))[:length] + str(number)
        outlets = tuple(rules.Outlet(f"C{i}", "x", "X", text, channel_id=i) for i in range(9))
        start = time.process_time()
        rules.check(rules.Draft("event", outlets), law, "submit")
        taken.append(time.process_time() - start)
    return statistics.quantiles(taken, n=20)[-1]


def main():
    slow = False
    for length in (280, 2_000, 10_000):
        found = measure(length)
        slow |= found > GOAL
        print(f"{length:>6} characters, 60 rules, 9 accounts: p95 {found * 1000:.1f} ms (goal {GOAL * 1000:.0f})")
    return int(slow)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    sys.exit(main())
