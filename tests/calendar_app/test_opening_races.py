"""Two hands on one opening or one key, in real threads, on the database that production uses."""

import pytest
from django_scopes import scope

from calendar_app import keys, openings
from calendar_app.models import AccessGrant, Channel
from governance import transitions as governance
from journal.models import Entry
from journal.moves import Refused
from tests.charter.given import voted

from . import opening_given as walk
from .given import NOW, Given
from .test_races import race, refused

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TODAY = NOW.date()


@pytest.fixture
def ready(transactional_db, cast):
    with scope(association=cast.amina.association):
        yield Given(cast)


def test_two_openings_of_one_proposal_make_one_account(ready):
    opening = walk.authorised(ready.cast)
    results = race(
        opening.association,
        *(
            lambda by=by: openings.open_account(opening, url="", review_on=walk.NEXT_YEAR, by=by, now=walk.AFTER)
            for by in (ready.cast.amina, ready.cast.bruno)
        ),
    )
    assert len(refused(results)) == 1
    assert Channel.objects.count() == 1
    assert Entry.objects.filter(object_type="calendar.accountopening", after="open").count() == 1


def test_two_links_to_one_account_of_the_list(ready):
    """Two proposals, one account that stood in the list: one of them gets it."""
    old = ready.channel("tiktok", opened_by_decision="")
    both = [walk.authorised(ready.cast, name=name) for name in ("TikTok", "TikTok des jeunes")]
    results = race(
        both[0].association,
        *(
            lambda each=each: openings.open_account(
                each, url="", review_on=walk.NEXT_YEAR, by=ready.cast.bruno, now=walk.AFTER, existing=old
            )
            for each in both
        ),
    )
    assert len(refused(results)) == 1
    assert sorted(walk.again(each).status for each in both) == ["authorised", "open"]


def test_the_close_of_the_vote_and_a_rewriting_never_mix(ready):
    opening, ballot = walk.on_ballot(ready.cast)
    voted(ballot, ready.cast, "for", "for", "for")
    race(
        opening.association,
        lambda: governance.close(ballot, now=walk.CLOSES),
        lambda: openings.rewrite(
            opening, walk.sheet(ready.cast, hours_per_week=9), expected=1, by=ready.cast.bruno, now=NOW
        ),
    )
    ballot.refresh_from_db()
    opening = walk.again(opening)
    assert (ballot.status, opening.status, opening.hours_per_week) in {
        ("adopted", "authorised", 4),
        ("void", "proposed", 9),
    }


def test_two_hands_give_one_key(ready):
    channel, cast = ready.channel("x"), ready.cast
    results = race(
        cast.amina.association,
        *(
            lambda kind=kind: keys.give(
                channel, to=cast.chloe, kind=kind, two_factor="yes", granted_on=TODAY, by=cast.bruno, today=TODAY
            )
            for kind in ("writing", "administration")
        ),
    )
    assert len(refused(results)) == 1
    assert AccessGrant.objects.live().count() == 1


def test_two_hands_take_a_key_back_once(ready):
    cast = ready.cast
    grant = keys.give(
        ready.channel("x"),
        to=cast.chloe,
        kind="writing",
        two_factor="yes",
        granted_on=TODAY,
        by=cast.bruno,
        today=TODAY,
    )
    results = race(
        cast.amina.association,
        *(lambda by=by: keys.take_back(grant, on=TODAY, by=by, today=TODAY) for by in (cast.amina, cast.bruno)),
    )
    assert [isinstance(each, Refused) for each in results].count(True) == 1
