"""Import a file of 100,000 posts, and say how long each step takes and how much memory the process ever held.

    python -m benchmarks.imports

Goal: under 300 MB, whatever the number of lines (the page takes 10 MB, the command 60). Floor: `csv.reader` alone
walking the same text. Each number of lines is read in a process of its own, for memory once taken is rarely given back.
The database is the bench's own.
"""

import csv
import datetime as dt
import io
import os
import resource
import subprocess
import sys
import time

LINES = (1_000, 10_000, 100_000)
NOW = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)
WORDS = "Samedi, on trie les jouets du quartier avec vous au local, de dix heures à midi. Venez comme vous êtes 🎁 "
HEADINGS = (
    "Tweet id,Tweet permalink,Tweet text,time,impressions,engagements,engagement rate,retweets,replies,likes,"
    "user profile clicks,url clicks,hashtag clicks,detail expands,permalink clicks,app opens,app installs,follows"
)


def made(lines: int) -> bytes:
    """An export of X of so many posts, eight a day, the newest first. Made line by line: it must not weigh itself."""
    out = bytearray((HEADINGS + "\n").encode())
    for number in range(lines):
        at = NOW - dt.timedelta(hours=3 * (number % 70_000), minutes=number // 70_000)
        link = f"https://twitter.com/mains/status/{10**18 + number}"
        figures = [number % 977, number % 53, "0.05", *[number % 7] * 3, *["0"] * 8]
        cells = [10**18 + number, link, f"{WORDS}{number}", f"{at:%Y-%m-%d %H:%M} +0000", *figures]
        out += (",".join(f'"{cell}"' for cell in cells) + "\n").encode()
    return bytes(out)


def main() -> int:
    """Each number of lines in its own process."""
    print("lines     bytes      csv alone   parse      posts      keep        peak memory")
    for lines in LINES:
        subprocess.run([sys.executable, "-m", "benchmarks.imports", str(lines)], check=True)
    return 0


def measured(lines: int) -> None:
    """One file, from its bytes to its readings."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    django.setup()
    from benchmarks.database import own

    with own():
        _measured(lines)


def _measured(lines: int) -> None:
    from django.core.management import call_command
    from django_scopes import scope

    from associations.models import Association
    from calendar_app.models import Channel
    from journal.moves import HOUSE
    from kpis import receiving
    from kpis.importing import parse, posts

    call_command("migrate", verbosity=0)
    association = Association.objects.create(name="Les Mains voisines", slug="mains")
    data = made(lines)
    before = _peak()
    alone = _timed(lambda: sum(1 for _row in csv.reader(io.TextIOWrapper(io.BytesIO(data), "utf-8", newline=""))))
    parsed = _timed(lambda: parse(data, "x.csv"))
    walked = _timed(lambda: sum(1 for _post in posts(data, "x_legacy_posts")))
    with scope(association=association):
        account = Channel.objects.create(association=association, name="X", slug="x", network="x")

        def keep() -> None:
            file = receiving.receive(
                data, "x.csv", association=association, channel=account, by=None, now=NOW, today=NOW.date()
            )
            receiving.keep(file, by=HOUSE, now=NOW, today=NOW.date())

        kept = _timed(keep)
    print(
        f"{lines:<9} {len(data):<10} {alone:<11.2f} {parsed:<10.2f} {walked:<10.2f} {kept:<11.2f} "
        f"{_peak():.0f} MB ({before:.0f} before the import)",
        flush=True,
    )


def _timed(act) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _peak() -> float:
    """The most memory the process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measured(int(sys.argv[1]))
    else:
        sys.exit(main())
