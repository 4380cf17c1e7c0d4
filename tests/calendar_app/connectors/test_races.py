"""Two workers, two hands, on the database that production uses."""

import pytest
from django_scopes import scope

from calendar_app import transitions
from calendar_app.connectors import sending
from calendar_app.models import Departure, Post

from ..given import DAY, NOW, Given
from ..test_races import race, refused
from .conftest import plugged

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
DUE = NOW + 2 * DAY


@pytest.fixture
def ready(transactional_db, cast):
    with scope(association=cast.amina.association):
        yield Given(cast)


def test_two_workers_send_once(ready, network, time_machine):
    post = ready.scheduled(channels=[plugged(ready, network)])
    departure = Departure.objects.get()
    time_machine.move_to(DUE, tick=False)
    race(post.association, *[lambda: sending.attempt(departure.pk, DUE, lambda: 0.5)] * 4)
    assert network.writes == 1
    assert Departure.objects.get().attempts == 1
    assert Post.objects.get().status == "published"


def test_a_worker_and_a_cancelling_hand_never_both_win(ready, network, time_machine):
    post = ready.scheduled(channels=[plugged(ready, network)])
    departure = Departure.objects.get()
    time_machine.move_to(DUE, tick=False)
    results = race(
        post.association,
        lambda: sending.attempt(departure.pk, DUE, lambda: 0.5),
        lambda: transitions.cancel(post, reason="Reporté.", by=ready.cast.bruno, now=DUE),
    )
    assert (Post.objects.get().status, network.writes) in {("published", 1), ("cancelled", 0)}
    assert bool(refused(results)) == (network.writes == 1)
