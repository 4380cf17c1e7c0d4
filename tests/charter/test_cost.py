"""Pages of texts cost the same for few rows and for many."""

import datetime as dt
import itertools

import pytest

from associations.models import Role
from charter import transitions, writing
from tests.conftest import make_member

from . import given

pytestmark = pytest.mark.usefixtures("unscoped")


@pytest.fixture
def version(cast):
    given.statutes(cast)
    return given.draft(cast)


@pytest.mark.parametrize("name", ["version-detail", "version-edit"])
def test_more_articles_cost_nothing_more(as_, url, cast, version, assert_flat, name):
    def grow():
        writing.add(version, writing.Words("Un de plus", "Texte."), by=cast.bruno, now=given.NOW)

    assert_flat(as_("bruno"), url(f"charter:{name}", pk=version.pk), grow)


@pytest.mark.parametrize(("name", "kwargs"), [("list", {}), ("kind-detail", {"kind": "usage"})])
def test_more_versions_cost_nothing_more(as_, url, cast, version, assert_flat, name, kwargs):
    def grow():
        transitions.withdraw(given.Version.objects.under_way().get(), by=cast.amina)
        transitions.start_version(cast.amina.association, "usage", by=cast.bruno)

    assert_flat(as_("chloe"), url(f"charter:{name}", **kwargs), grow)


def test_more_members_cost_nothing_more_on_the_page_of_signatures(as_, url, cast, association, assert_flat):
    given.statutes(cast)
    version = given.in_force(cast)
    numbers = itertools.count()

    def grow():
        number = next(numbers)
        person = make_member(association, f"p{number}@mains-voisines.example", f"P{number}", [Role.READER])
        if number % 2:
            given.signed(version, person)

    assert_flat(as_("bruno"), url("charter:signatures", pk=version.pk), grow)


def test_more_voters_cost_nothing_more_on_the_page_of_a_ballot(as_, cast, association):
    """The roll is frozen, so two ballots are compared: one with four seats, one with nine."""
    from tests.conftest import count_queries

    given.statutes(cast)
    small = given.voted(given.ballot(cast), cast, "for", "for")
    before = count_queries(as_("amina"), small.get_absolute_url())
    for number in range(5):
        make_member(association, f"b{number}@mains-voisines.example", f"B{number}", [Role.BOARD_MEMBER])
    large = given.voted(given.ballot(cast, kind="moderation"), cast, "for", "for", "against", "for")
    assert count_queries(as_("amina"), large.get_absolute_url()) == before


def test_two_versions_of_sixty_articles_compare_in_as_many_queries_as_two_of_three(as_, url, cast):
    """Superseded or under way, any two: the page reads each text once, however long it is."""
    from tests.conftest import count_queries

    given.statutes(cast)
    old = given.in_force(cast)
    given.in_force(cast, on=given.CLOSES.date() + dt.timedelta(days=3), words="Deux.")
    new = given.draft(cast, words="Trois.")
    assert given.fresh(old).status == "superseded"
    address = f"{url('charter:compare')}?avant={old.pk}&apres={new.pk}"
    before = count_queries(as_("chloe"), address)
    for number in range(57):
        writing.add(new, writing.Words(f"Article {number}", "Texte. " * 60), by=cast.bruno, now=given.NOW)
    assert count_queries(as_("chloe"), address) == before
    page = as_("chloe").get(address).content.decode()
    assert "58 articles changent, sur 60" in page
