"""Measure the private feed of 2,000 events: `python -m benchmarks.feed`. Goals: 300 ms, and 304 for the unchanged."""

import datetime as dt
import hashlib
import os
import statistics
import sys
import time
from collections.abc import Callable

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
django.setup()

from django.core.management import call_command  # noqa: E402 - models can be imported from here on only
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_scopes import scope  # noqa: E402
from icalendar import Calendar, Event  # noqa: E402

from associations.models import Association, Mandate, Membership, User  # noqa: E402
from associations.roles import Role  # noqa: E402
from benchmarks import database  # noqa: E402
from calendar_app.feeds import addresses, events, ical  # noqa: E402
from calendar_app.models import Channel, Post, Variant  # noqa: E402
from journal.models import Entry  # noqa: E402

POSTS, ROUNDS = 2000, 15
HOUR = dt.timedelta(hours=1)


def build(now: dt.datetime) -> tuple[Association, str]:
    """Fill an association of POSTS posts, four deeds each; return it and the secret of a feed."""
    association = Association.objects.create(name="Union des mains", slug="union")
    user = User.objects.create(email="lectrice@example.org", name="Lectrice")
    member = Membership.unscoped.create(association=association, user=user, joined_on=dt.date(2020, 1, 1))
    since = dt.date(2020, 1, 1)
    Mandate.unscoped.create(association=association, membership=member, role=Role.COORDINATOR, starts_on=since)
    channel = Channel.unscoped.create(association=association, name="Mastodon", slug="mastodon", network="mastodon")
    posts = Post.unscoped.bulk_create(
        Post(
            association=association, title=f"Publication numéro {number}, à lire et à relayer", owner=member,
            created_by=member, created_at=now, due_at=now + number * 4 * HOUR - 80 * 24 * HOUR,
        )
        for number in range(POSTS)
    )  # fmt: skip
    Variant.unscoped.bulk_create(Variant(association=association, post=post, channel=channel) for post in posts)
    hashes = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(4 * POSTS + 1)]
    Entry.unscoped.bulk_create(
        (
            Entry(
                association=association, seq=number + 1, at=now, actor=str(member.pseudonym), action="calendar.write",
                object_type="calendar.post", object_id=str(posts[number // 4].pk), previous_hash=hashes[number],
                hash=hashes[number + 1],
            )
            for number in range(4 * POSTS)
        ),
        batch_size=500,
    )  # fmt: skip
    with scope(association=association):
        return association, addresses.open_feed(scope="all", channel=None, by=member, now=now)[1]


def with_the_library(found: list[ical.Event]) -> bytes:
    """The same events through the objects of the icalendar library."""
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    for each in found:
        event = Event()
        for name, value in (
            ("UID", each.uid), ("SEQUENCE", each.sequence), ("DTSTART", each.starts_at), ("DTEND", each.ends_at),
            ("DTSTAMP", each.modified_at), ("LAST-MODIFIED", each.modified_at), ("SUMMARY", each.summary),
            ("DESCRIPTION", each.description), ("URL", each.url), ("CATEGORIES", list(each.categories)),
            ("STATUS", each.status),
        ):  # fmt: skip
            event.add(name, value)
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def timed(name: str, act: Callable[[], object], rounds: int = ROUNDS) -> None:
    """Say the median and the longest of `rounds` calls, in milliseconds of the processor."""
    act()
    spent = []
    for _ in range(rounds):
        start = time.process_time()
        act()
        spent.append((time.process_time() - start) * 1000)
    sys.stdout.write(f"{name:<44}{statistics.median(spent):8.1f} ms   longest {max(spent):8.1f} ms\n")


def main() -> int:
    """Build, measure, say."""
    with database.own():
        call_command("migrate", verbosity=0)
        now = timezone.now()
        association, token = build(now)
        client, path = Client(), f"/agenda/{token}.ics"
        with scope(association=association):
            found = events.collect(events.Selection(association), now)
        whole = client.get(path)
        sys.stdout.write(f"{len(found)} events, {len(whole.content)} bytes\n")
        timed("written by us", lambda: ical.calendar("N", found))
        timed("written by the icalendar library", lambda: with_the_library(found), rounds=3)
        timed("GET, everything", lambda: client.get(path))
        timed("GET, unchanged (304)", lambda: client.get(path, HTTP_IF_NONE_MATCH=whole["ETag"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
