"""A right to act needs a mandate in date: what is said when it lacks."""

import datetime as dt

import pytest
import time_machine

from associations.models import Mandate, Membership, Role
from governance.requirements import mandate_in_date
from tests.charter import given

pytestmark = pytest.mark.usefixtures("unscoped")


def again(membership):
    """The same person, asked afresh: mandates are read once per object."""
    return Membership.unscoped.current().get(pk=membership.pk)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(given.NOW, tick=False):
        yield


def test_a_mandate_in_date_lacks_nothing(cast):
    assert mandate_in_date(cast.elise, "charter.edit") is None
    assert mandate_in_date(cast.elise, "an.act.no.table.names") is None


@pytest.mark.parametrize(("days", "lacks"), [(0, False), (-1, True)])
def test_the_last_day_counts_and_the_next_says_when_it_ended(cast, days, lacks):
    day = given.NOW.date() + dt.timedelta(days=days)
    Mandate.objects.filter(membership=cast.elise).update(ends_on=day)
    found = mandate_in_date(again(cast.elise), "charter.edit")
    assert (found is not None) is lacks
    if found:
        assert "a pris fin le 21 novembre 2026" in found.sentence
        assert found.path.endswith("/membres/")


def test_a_mandate_that_gives_another_right_is_no_mandate_for_this_one(cast):
    found = mandate_in_date(cast.chloe, "governance.manage")
    assert "Vous n’avez pas de mandat en cours pour cet acte." in found.sentence


def test_an_ended_mandate_beside_one_that_goes_on(cast):
    Mandate.objects.filter(membership=cast.farid, role=Role.BOARD_MEMBER).update(ends_on=dt.date(2026, 1, 31))
    assert "31 janvier 2026" in mandate_in_date(again(cast.farid), "charter.edit").sentence
    assert mandate_in_date(again(cast.farid), "calendar.approve") is None
