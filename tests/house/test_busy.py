"""Two hands on the same row for too long: the one the database gives up is told, and nothing half kept."""

import sqlite3

import psycopg2
import pytest
from django.db import OperationalError

from associations.models import Association

DETAILS = {"name": "Un autre nom"}


def _given_up(cause):
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


class Deadlock(psycopg2.errors.DeadlockDetected):
    pgcode = "40P01"


class Ill(psycopg2.OperationalError):
    pgcode = "53100"


@pytest.fixture
def save_fails(monkeypatch, as_, url):
    """The settings are saved, then the database gives up at the journal: what a deadlock looks like from the page."""

    def post(error):
        def fails(*args, **kwargs):
            raise error

        monkeypatch.setattr("journal.models.EntryQuerySet.record", fails)
        client = as_("amina")
        client.raise_request_exception = False
        return client.post(url("associations:settings"), DETAILS)

    return post


@pytest.mark.parametrize("cause", [Deadlock("deadlock detected"), sqlite3.OperationalError("database is locked")])
def test_who_loses_the_race_is_told_to_try_again(save_fails, association, cause):
    answer = save_fails(_given_up(cause))
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Quelqu’un enregistrait au même moment" in answer.content.decode()
    assert Association.objects.get(pk=association.pk).name == "Les Mains voisines"


def test_an_ill_database_is_an_error_of_ours(save_fails, association):
    assert save_fails(_given_up(Ill("disk full"))).status_code == 500
