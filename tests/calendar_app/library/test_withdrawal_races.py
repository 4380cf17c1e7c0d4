"""Somebody withdraws while somebody else confirms, on the database that production uses."""

import io

import pytest
from django_scopes import scope

from calendar_app import images, transitions
from calendar_app.library import transitions as library
from calendar_app.models import ImageConsent, Media, Post
from journal.moves import Refused

from ..given import NOW, Given
from ..test_races import race, refused
from . import given as lib

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ready(transactional_db, cast):
    with scope(association=cast.amina.association):
        yield Given(cast)


@pytest.mark.parametrize("attempt", range(4))
def test_a_withdrawal_and_a_confirmation_never_cross(ready, attempt):
    media, consent = lib.shown(ready)
    post = lib.scheduled(ready, images=[(media, "Jeanne trie.")])
    variant, bruno = post.variants.get(), ready.cast.bruno
    said = {"link": "https://a.example/1", "published_at": NOW, "by": bruno, "now": NOW}
    stopped, confirmed = race(
        post.association,
        lambda: library.withdraw(consent, everywhere=False, on=lib.TODAY, by=ready.cast.amina),
        lambda: transitions.confirm(variant, **said),
    )
    assert ImageConsent.objects.get().withdrawn_on
    if isinstance(confirmed, Refused):
        assert (Post.objects.get().status, stopped) == ("scheduled", [post])
    else:
        assert (Post.objects.get().status, stopped) == ("published", [])


def test_two_withdrawals_one_deed(ready):
    _media, consent = lib.shown(ready)
    acts = [
        lambda by=by: library.withdraw(consent, everywhere=False, on=lib.TODAY, by=by)
        for by in (ready.cast.amina, ready.cast.bruno)
    ]
    assert len(refused(race(consent.association, *acts))) == 1


@pytest.mark.parametrize("attempt", range(3))
def test_the_same_picture_sent_by_two_hands_is_one_picture(ready, attempt):
    """Its leave hangs on the row: with two rows, a leave taken back would leave one of them free to go."""
    content = lib.drawn()
    clean = images.clean(io.BytesIO(content), len(content))
    cast = ready.cast
    made = race(
        cast.amina.association,
        *(
            lambda by=by: library.add([(clean, "tri.jpg")], by.association, by=by, now=NOW)[0].pk
            for by in (cast.chloe, cast.bruno, cast.farid)
        ),
    )
    assert Media.objects.count() == 1
    assert set(made) == {Media.objects.get().pk}
