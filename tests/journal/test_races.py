"""Two hands in one association, on the database that production uses."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from journal.chain import verify
from journal.models import Entry
from watch.models import Item

NOW = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_rows_written_at_once_queue_for_the_chain(association, cast):
    """Each hand has inserted its row, whose foreign key holds the association, when both ask for the chain's lock."""
    gate = Barrier(2)

    def note(number):
        try:
            with transaction.atomic():
                item = Item.unscoped.create(
                    association=association,
                    url=f"https://journal.example/{number}",
                    place="Le Journal",
                    excerpt="Une association…",
                    noted_by=cast.chloe,
                    noted_at=NOW,
                )
                gate.wait(timeout=10)
                Entry.unscoped.record(item, by=cast.chloe, action="watch.note", after=item.status, at=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(note, [1, 2]))
    assert verify(Entry.unscoped.of(association).order_by("seq")).count == 2
