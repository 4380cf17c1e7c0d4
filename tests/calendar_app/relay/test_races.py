"""Two moderators at once, two clicks at once, on the database that production uses."""

import pytest
from django_scopes import scope

from calendar_app import models
from calendar_app.relay import entrusted, sharing
from journal.models import Entry
from journal.moves import HOUSE
from tests.house.neighbours_relay import a_testimony, relay

from ..given import NOW
from ..test_races import race, refused

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ready(transactional_db, cast):
    with scope(association=cast.amina.association):
        yield cast


def accept(testimony, by):
    return lambda: entrusted.accept(testimony, parent_agreed_on=None, by=by, now=NOW)


def test_two_moderators_one_decision(ready):
    testimony = a_testimony(ready.amina)
    results = race(
        ready.amina.association,
        accept(testimony, ready.amina),
        lambda: entrusted.refuse(
            models.Testimony.objects.get(pk=testimony.pk), reason="Nomme quelqu’un.", by=ready.bruno, now=NOW
        ),
    )
    assert len(refused(results)) == 1
    assert Entry.objects.filter(before="received").count() == 1


def test_two_hands_one_draft(ready):
    testimony = a_testimony(ready.amina)
    accept(testimony, ready.amina)()
    results = race(
        ready.amina.association,
        *(lambda by=by: entrusted.draft(testimony, by=by, now=NOW) for by in (ready.amina, ready.bruno)),
    )
    assert len(refused(results)) == 1
    assert models.Post.objects.count() == 1


def test_taken_back_while_a_draft_is_made(ready):
    """Whoever comes first, no post is left with a leave it thinks it has."""
    testimony = a_testimony(ready.amina)
    accept(testimony, ready.amina)()
    race(
        ready.amina.association,
        lambda: entrusted.draft(testimony, by=ready.bruno, now=NOW),
        lambda: entrusted.withdraw(testimony, by=HOUSE, now=NOW),
    )
    assert models.Testimony.objects.get().status == "withdrawn"
    for use in models.TestimonyUse.objects.all():
        assert use.testimony.status == "withdrawn"


def test_clicks_at_once_are_all_counted(ready):
    from calendar_app.models import RelayLink

    relay(ready.bruno)
    link = RelayLink.objects.first()
    race(ready.amina.association, *(lambda: sharing.count(link, NOW.date()) for _hand in range(6)))
    assert models.ClickSum.objects.get().clicks == 6
