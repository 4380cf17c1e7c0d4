"""Two hands at once, in real threads, on the database that production uses."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django_scopes import scope, scopes_disabled

from associations import invitations, transitions
from associations.models import Invitation, Mandate, Membership, User

NOW = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)
TODAY = NOW.date()

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def together(*acts):
    """Run the acts at the same instant, each in its own thread and connection; return what each returned or raised."""
    gate = Barrier(len(acts))

    def run(act):
        try:
            gate.wait(timeout=10)
            with scopes_disabled():
                return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def invitation(association, cast):
    with scope(association=association):
        return invitations.invite(
            association, email="yanis@exemple.example", roles=["reader"], starts_on=TODAY, by=cast.amina, now=NOW
        )


def test_of_two_newcomers_with_one_link_one_comes_in(invitation):
    def click(name):
        return lambda: invitations.accept_as_new(Invitation.unscoped.get(pk=invitation.pk), name=name, now=NOW)

    answers = together(click("Yanis"), click("Yann"), click("Yanick"))
    assert sum(isinstance(answer, Membership) for answer in answers) == 1
    assert [a.reason for a in answers if isinstance(a, invitations.Declined)] == ["used", "used"]
    assert User.objects.filter(email="yanis@exemple.example").count() == 1


def test_accepting_and_withdrawing_at_once(invitation, cast):
    answers = together(
        lambda: invitations.accept(Invitation.unscoped.get(pk=invitation.pk), user=cast.damien.user, now=NOW),
        lambda: invitations.withdraw(Invitation.unscoped.get(pk=invitation.pk), by=cast.amina, now=NOW),
    )
    assert sum(isinstance(answer, invitations.Declined) for answer in answers) == 1
    row = Invitation.unscoped.get(pk=invitation.pk)
    assert bool(row.accepted_at) != bool(row.withdrawn_at)


def test_two_last_keys_do_not_leave_together(cast):
    answers = together(
        lambda: transitions.leave(cast.amina, by=cast.amina, today=TODAY),
        lambda: transitions.leave(cast.bruno, by=cast.bruno, today=TODAY),
    )
    assert sum(isinstance(answer, transitions.ValidationError) for answer in answers) == 1
    assert (
        Mandate.unscoped.filter(role__in=["president", "coordinator"], ends_on=None).count() == 2
    )  # one of them Damien's


def test_two_associations_founded_at_once_have_two_addresses(cast):
    def open_house(who):
        return lambda: transitions.found(who.user, role="president", today=TODAY, name="Les Amis du parc")

    answers = together(open_house(cast.chloe), open_house(cast.elise))
    assert {answer[0].slug for answer in answers} == {"les-amis-du-parc", "les-amis-du-parc-2"}
