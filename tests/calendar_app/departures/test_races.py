"""Two hands at once on what is out, in real threads, on the database that production uses."""

import pytest
from django_scopes import scope

from calendar_app import transitions
from calendar_app.departures import correcting, following
from calendar_app.models import Correction, Post, Slip, SlipProof, SlipStep
from journal.models import Entry
from tests.calendar_app.given import NOW, Given
from tests.calendar_app.test_publish import LINK
from tests.calendar_app.test_races import race, refused

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ready(transactional_db, cast):
    with scope(association=cast.amina.association):
        yield Given(cast)


def test_a_slip_opened_twice_at_once_is_one(ready):
    post, cast = ready.published(), ready.cast
    results = race(
        post.association, *(lambda by=by: following.open_slip(post, by=by, now=NOW) for by in (cast.farid, cast.chloe))
    )
    assert refused(results) == []
    assert sorted(is_new for _slip, is_new in results) == [False, True]
    assert (Slip.objects.count(), SlipProof.objects.count(), SlipStep.objects.count()) == (1, 1, 1)


def test_two_proofs_at_once_leave_one_step(ready):
    slip, cast = following.open_slip(ready.published(), by=ready.cast.farid, now=NOW)[0], ready.cast

    def capture(by):
        found = Slip.objects.with_post().get(pk=slip.pk)
        following.capture(found, screenshot=None, link="", note=by.name, by=by, now=NOW)

    results = race(slip.association, *(lambda by=by: capture(by) for by in (cast.farid, cast.chloe)))
    assert len(refused(results)) == 1
    assert SlipStep.objects.filter(state="captured").count() == 1


def test_two_withdrawals_leave_one(ready):
    post, cast = ready.published(), ready.cast
    results = race(
        post.association,
        *(lambda by=by: correcting.withdraw(post, reason=by.name, by=by, now=NOW) for by in (cast.bruno, cast.chloe)),
    )
    assert len(refused(results)) == 1
    assert Post.objects.get().reason == Correction.objects.get().reason
    assert Entry.objects.filter(after="withdrawn").count() == 1


def test_confirmed_or_left_aside_never_both(ready):
    post, cast = ready.scheduled(channels=[ready.channel("mastodon"), ready.channel("x")]), ready.cast
    first, second = post.variants.all()
    transitions.confirm(first, link=LINK, published_at=NOW, by=cast.bruno, now=NOW)
    results = race(
        post.association,
        lambda: transitions.confirm(second, link=LINK, published_at=NOW, by=cast.bruno, now=NOW),
        lambda: correcting.skip(second, reason="Fermé.", by=cast.chloe, now=NOW),
    )
    assert len(refused(results)) == 1
    second.refresh_from_db()
    assert bool(second.published_at) != bool(second.skipped_at)
    assert Post.objects.get().status == "published"
    assert Entry.objects.filter(after="published", before="scheduled").count() == 1
