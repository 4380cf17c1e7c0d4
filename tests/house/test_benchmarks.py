"""The floors of `make bench` draw the month they are asked for, or their ratios mean nothing."""

import datetime as dt

import pytest
from django.test import Client

from associations.models import User
from benchmarks import data, report
from benchmarks.load import Round
from benchmarks.weigh import Weight, weigh
from tests.house.tree import ROOT


@pytest.fixture
def ground(db, settings):
    settings.ROOT_URLCONF = "benchmarks.urls"
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [engine | {"DIRS": [ROOT / "templates", ROOT / "benchmarks" / "templates"]}]
    return data.build(dt.date(2026, 12, 22), stored=40, counts=(20, 3))


@pytest.fixture
def client(ground):
    client = Client()
    client.force_login(User.objects.get(email=ground.email))
    return client


@pytest.mark.parametrize("floor", "bcef")
def test_a_floor_draws_every_post(client, ground, floor):
    for posts, (year, month) in ground.months.items():
        assert weigh(client, f"/floor/{floor}/{ground.small}/{year}-{month}/").slots == posts


def test_floors_c_and_e_say_the_same(client, ground):
    year, month = ground.months[20]
    pages = [client.get(f"/floor/{floor}/{ground.small}/{year}-{month}/").content.split() for floor in "ce"]
    assert pages[0] == pages[1]


def test_a_large_association_stores_what_was_asked(ground, client):
    year, month = ground.months[20]
    assert weigh(client, f"/floor/c/{ground.large}/{year}-{month}/").slots == 20
    assert ground.months[3] == (2027, 1)


def test_two_long_texts_differ_in_a_third_of_their_articles(client, ground):
    old, new = ground.versions
    page = client.get(f"/a/{ground.small}/textes/comparer/?avant={old}&apres={new}").content.decode()
    assert "22 articles changent, sur 60" in page


def test_a_ballot_has_its_two_hundred_voters(client, ground):
    slug, pk = ground.ballot
    page = client.get(f"/a/{slug}/scrutins/{pk}/").content.decode()
    assert "100 voix reçues sur 200" in page


def test_two_thousand_members_are_asked_to_sign(client, ground):
    slug, pk = ground.signed
    page = client.get(f"/a/{slug}/textes/versions/{pk}/signatures/").content.decode()
    assert "Il manque 1334 signatures" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert page.count('<th scope="row">') == 50


def test_the_ratio_is_taken_inside_each_round():
    rounds = {"page": [Round(10, 8), Round(5, 8), Round(9, 8)], "floor": [Round(10, 4), Round(5, 4), Round(10, 4)]}
    assert report.ratio(rounds, "page", "floor") == 1
    assert report.cpu_ratio(rounds, "page", "floor") == 0.5


def test_a_missed_goal_is_said():
    months = (report.MONTH, report.UNCHANGED, "month, 0 posts", report.CROWD, report.LARGE)
    names = ("floor C", "floor F", *months, report.LIST, report.FAR_LIST)
    slow = {report.MONTH: 8, report.UNCHANGED: 6}
    rounds = {name: [Round(slow.get(name, 10), 10)] for name in names}
    weight = Weight(queries=9, raw=1, html=13_000, css=1, js=1, first_view=1, files=1, slots=300)
    missed = {goal.what for goal in report.goals(rounds, dict.fromkeys(names, weight)) if not goal.met}
    speeds = {"speed against floor C (requests/s)", "unchanged, against floor F (requests/s)"}
    assert missed == {*speeds, "SQL queries", "HTML, gzipped"}
    assert (
        report.table(rounds, dict.fromkeys(names, weight), report.goals(rounds, dict.fromkeys(names, weight))).count(
            "MISSED"
        )
        == 4
    )
