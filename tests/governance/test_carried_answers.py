"""What ballots kept under the old words is read under the new ones."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from governance.models import Ballot, Body
from journal import frozen
from tests.charter import given

pytestmark = pytest.mark.usefixtures("unscoped")
carry = import_module("governance.migrations.0006_carry_the_old_answers")
EDITOR = SimpleNamespace(connection=connection)


@pytest.fixture(autouse=True)
def _walls_down(db):
    """A migration runs with the walls of the database down, as `migrate` does."""
    frozen.lift()
    yield
    frozen.install()


def test_the_rule_an_old_ballot_kept_is_carried_into_the_new_words(cast):
    given.statutes(cast, electronic="none")
    ballot = given.ballot(cast)
    old = {"remote": "none", "quorum_basis": "none", "advisory": ["quorum_basis", "remote"]}
    Ballot.objects.filter(pk=ballot.pk).update(rule=old)
    carry.forwards(apps, EDITOR)
    ballot.refresh_from_db()
    assert ballot.rule == {"electronic": "none", "quorum_basis": "none", "advisory": ["quorum_basis", "electronic"]}
    carry.backwards(apps, EDITOR)
    ballot.refresh_from_db()
    assert ballot.rule == old


def test_every_member_sits_in_an_assembly_of_before(cast):
    given.statutes(cast, kind="assembly")
    Body.objects.update(composition="mandates")
    carry.forwards(apps, EDITOR)
    assert Body.objects.get().composition == "members"
