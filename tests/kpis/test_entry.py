"""The monthly grid: saved as a whole or refused cell by cell; empty is not zero."""

from decimal import Decimal as D

import pytest
from django_scopes import scope

from journal.models import Entry
from kpis.models import Reading

from .conftest import OCTOBER

pytestmark = [pytest.mark.usefixtures("november")]


@pytest.fixture
def grid(as_, url, channels, follow, association):
    """send(who, {"posts/blog": "4"}, seen={…}) posts the grid of October; returns the response."""
    follow("posts", "reach", "volunteer_signups")

    def send(who, cells, seen=None, note="Relevé du mardi", **extra):
        data = {f"n-c{channel.pk}": note for channel in vars(channels).values()}
        data["n-w-volunteer_signups"] = note
        for key, text in cells.items():
            data[name(key)] = text
        for key, text in (seen or {}).items():
            data[name(key).replace("v-", "w-", 1)] = text
        return as_(who).post(url("kpis:entry", month="2026-10"), data | extra)

    def name(key):
        indicator, _, slug = key.partition("/")
        return f"v-{indicator}-{getattr(channels, slug).pk if slug else 0}"

    send.name = name
    return send


@pytest.fixture
def kept(association):
    """What the database holds for October: {(indicator, account): value}."""

    def look():
        with scope(association=association):
            rows = Reading.objects.filter(period_kind="month", period_start=OCTOBER)
            return {(r.indicator, r.channel.slug if r.channel else ""): r.value for r in rows.select_related("channel")}

    return look


def test_what_is_typed_is_kept_with_its_source_and_its_person(grid, kept, association, cast):
    response = grid("bruno", {"posts/blog": "4", "reach/facebook": "1 240", "volunteer_signups": "11"})
    assert response.status_code == 302
    assert kept() == {
        ("posts", "blog"): D(4),
        ("reach", "facebook"): D(1240),
        ("volunteer_signups", ""): D(11),
    }
    with scope(association=association):
        reading = Reading.objects.get(indicator="posts")
        assert (reading.source, reading.note, reading.by) == ("typed", "Relevé du mardi", cast.bruno)
        assert Entry.objects.filter(action="kpis.enter").count() == 1


def test_an_empty_cell_stays_unknown_and_a_zero_is_a_zero(grid, kept):
    grid("bruno", {"posts/blog": "0", "posts/x": ""})
    assert kept() == {("posts", "blog"): D(0)}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("abc", "n’est pas un nombre"),
        ("=1+1", "n’est pas un nombre"),
        ("1.240", "peut se lire de deux façons"),
        ("-3", "Un nombre négatif n’a pas de sens ici"),
        ("3,5", "se compte en nombres entiers"),
        ("99999999999999", "trop grand"),
    ],
)
def test_one_refused_cell_refuses_the_whole_and_says_why(grid, kept, text, sentence):
    response = grid("bruno", {"posts/blog": text, "posts/x": "7"})
    html = response.content.decode()
    assert response.status_code == 422
    assert sentence in html
    assert "rien n’a été enregistré" in html
    assert f'id="e-{grid.name("posts/blog")}"' in html
    assert f'value="{text}"' in html, "what was typed is not lost"
    assert 'value="7"' in html
    assert kept() == {}


def test_a_figure_without_a_source_is_refused(grid, kept):
    response = grid("bruno", {"posts/blog": "4"}, note="")
    assert response.status_code == 422
    assert "Dites d’où viennent ces chiffres" in response.content.decode()
    assert kept() == {}


@pytest.mark.parametrize(("note", "kept_note"), [("Relevé\x00du\tmardi", "Relevé du mardi"), ("\x00", None)])
def test_a_source_with_signs_no_database_keeps(grid, kept, association, note, kept_note):
    """PostgreSQL refuses a NUL; a source made of nothing else is no source."""
    assert grid("bruno", {"posts/blog": "4"}, note=note).status_code == (302 if kept_note else 422)
    with scope(association=association):
        assert [r.note for r in Reading.objects.filter(indicator="posts")] == ([kept_note] if kept_note else [])


def test_a_cell_emptied_takes_its_reading_away_and_the_journal_knows(grid, kept, association):
    grid("bruno", {"posts/blog": "4"})
    grid("bruno", {"posts/blog": ""}, seen={"posts/blog": "4"})
    assert kept() == {}
    with scope(association=association):
        assert Entry.objects.get(action="kpis.reading_removed").before == "4"


def test_a_correction_is_traced(grid, kept, association):
    grid("bruno", {"posts/blog": "4"})
    grid("gilles", {"posts/blog": "5"}, seen={"posts/blog": "4"})
    assert kept() == {("posts", "blog"): D(5)}
    with scope(association=association):
        entry = Entry.objects.get(action="kpis.reading_corrected")
        assert (entry.before, entry.after) == ("4", "5")


def test_of_two_people_on_one_cell_the_second_is_told_and_nothing_of_theirs_is_kept(grid, kept):
    grid("bruno", {"posts/blog": "4"})
    response = grid("gilles", {"posts/blog": "9", "posts/x": "2"})
    assert response.status_code == 422
    assert "Bruno Castel a enregistré 4 entre-temps" in response.content.decode()
    assert kept() == {("posts", "blog"): D(4)}
    # Having seen it, the second may still insist.
    assert grid("gilles", {"posts/blog": "9", "posts/x": "2"}, seen={"posts/blog": "4"}).status_code == 302
    assert kept() == {("posts", "blog"): D(9), ("posts", "x"): D(2)}


def test_a_cell_left_alone_is_not_rolled_back(grid, kept):
    grid("bruno", {"posts/blog": "4"})
    # Gilles had opened the page before: he saw nothing in that cell and typed nothing.
    assert grid("gilles", {"posts/blog": "", "posts/x": "2"}).status_code == 302
    assert kept() == {("posts", "blog"): D(4), ("posts", "x"): D(2)}


def test_sending_the_same_twice_changes_nothing(grid, kept, association):
    grid("bruno", {"posts/blog": "4"})
    grid("bruno", {"posts/blog": "4"})
    assert kept() == {("posts", "blog"): D(4)}
    with scope(association=association):
        assert Entry.objects.filter(action="kpis.enter").count() == 1


def test_an_account_of_a_neighbour_cannot_be_written_to(grid, kept, cast):
    from calendar_app.models import Channel

    with scope(association=cast.other):
        foreign = Channel.objects.create(association=cast.other, name="Ailleurs", slug="a", network="x")
    grid("bruno", {}, **{f"v-posts-{foreign.pk}": "4", f"n-c{foreign.pk}": "x"})
    with scope(association=cast.other):
        assert not Reading.objects.exists()
    assert kept() == {}


def test_what_imported_days_give_is_shown_beside_the_field(as_, url, channels, follow, read):
    follow("posts")
    for number in range(1, 32):
        read("posts", 2, channel=channels.x, day=OCTOBER.replace(day=number))
    assert "62" in as_("bruno").get(url("kpis:entry", month="2026-10")).content.decode()


def test_the_last_source_is_offered_again(as_, url, channels, follow, read):
    follow("posts")
    read("posts", 3, channel=channels.blog, month=OCTOBER.replace(month=9), note="Tableau de bord du blog")
    assert 'value="Tableau de bord du blog"' in as_("bruno").get(url("kpis:entry", month="2026-10")).content.decode()


def test_nothing_to_type_is_said(as_, url):
    assert "aucun indicateur n’est suivi" in as_("bruno").get(url("kpis:entry")).content.decode()
