"""The journal's page: readable by every member, flat in queries, paged by number."""

import pytest
from django_scopes import scopes_disabled

from journal.models import Entry
from journal.moves import HOUSE
from tests.house.cases import ask, spread

TABLE = {"GET journal:entry-list": "nobody 302, amina 200, chloe 200, gilles 200, damien 404"}


@pytest.mark.parametrize(("who", "what", "status"), spread(TABLE))
def test_who_may_read(as_, url, who, what, status):
    assert ask(as_, url, who, what) == status


@pytest.fixture
def write(association, cast):
    """Return a function that appends `count` entries by one of the cast, or by the house."""

    def append(count=1, by=None, action="calendar.approve", obj=None, **words):
        for _ in range(count):
            Entry.unscoped.record(obj or cast.chloe, by=by or cast.bruno, action=action, **words)

    return append


def test_an_empty_journal_says_what_will_fill_it(as_, url):
    page = as_("chloe").get(url("journal:entry-list")).content.decode()
    assert "Rien n’est encore écrit" in page


def test_a_deed_is_told_in_words(as_, url, write):
    write(action="associations.invite", after="sent")
    write(by=HOUSE, action="house.move")
    page = as_("chloe").get(url("journal:entry-list")).content.decode()
    assert "Bruno Castel" in page
    assert "Invitation envoyée" in page
    assert "Portevoix, selon la règle" in page


def test_who_has_left_is_still_named(as_, url, write, cast):
    write(by=cast.bruno)
    with scopes_disabled():
        cast.bruno.left_on = cast.bruno.joined_on
        cast.bruno.save()
    assert "Bruno Castel" in as_("chloe").get(url("journal:entry-list")).content.decode()


def test_pages_follow_each_other_without_gap_or_repeat(as_, url, write):
    write(120)
    client, address, seen = as_("chloe"), url("journal:entry-list"), []
    while address:
        context = client.get(address).context
        seen += [deed["seq"] for deed in context["deeds"]]
        address = f"{url('journal:entry-list')}?avant={context['older']}" if context["older"] else ""
    assert seen == list(range(120, 0, -1))


@pytest.mark.parametrize("before", ["", "abc", "-3", "²", "9" * 30, "0"])
def test_a_strange_address_is_no_error(as_, url, write, before):
    write()
    assert as_("chloe").get(url("journal:entry-list"), {"avant": before}).status_code == 200


def test_the_neighbours_deeds_stay_theirs(as_, url, cast):
    Entry.unscoped.record(cast.damien, by=cast.damien, action="calendar.approve")
    assert as_("chloe").get(url("journal:entry-list")).context["deeds"] == []


def test_cost(as_, url, write, assert_flat):
    assert_flat(as_("chloe"), url("journal:entry-list"), write)
