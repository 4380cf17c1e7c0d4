"""« À faire »: what waits for me, everywhere, soonest first, one tap from the act."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from associations.models import Association, Mandate, Role
from calendar_app.models import Channel
from calendar_app.transitions import Plan, Words, create
from reminders.todo import Todo
from tests.conftest import make_member

NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
WAITING: list[tuple[str, int, str]] = []


def source(memberships, now):
    """One line per planted (slug, days, title) in the associations of the person."""
    of = {m.association.slug: m.association for m in memberships}
    return [
        Todo(of[slug], title, "Une phrase.", f"/a/{slug}/acte/", "Agir", due_at=now + dt.timedelta(days=days))
        for slug, days, title in WAITING
        if slug in of
    ]


@pytest.fixture(autouse=True)
def _planted(settings):
    WAITING.clear()
    settings.TODO_SOURCES = ["tests.home.test_home.source"]


def test_a_visitor_is_told_what_this_is_and_where_to_sign_in(db):
    page = Client().get("/")
    assert page.status_code == 200
    assert reverse("account_login") in page.content.decode()


def test_somebody_without_an_association_is_told_how_to_begin(as_, cast, scoped):
    cast.elise.left_on = dt.date(2026, 1, 1)
    cast.elise.save()
    assert reverse("associations:create") in as_("elise").get("/").content.decode()


def test_nothing_waiting_is_said_kindly(as_, cast):
    assert "rien ne vous attend" in as_("elise").get("/").content.decode()


def test_lines_come_soonest_first_from_every_association(as_, cast):
    other = Association.objects.create(name="La Ruche", slug="ruche")
    make_member(other, cast.elise.email, "Élise Fontaine", [Role.TREASURER])
    WAITING[:] = [("mains-voisines", 3, "Troisième"), ("ruche", 1, "Premier"), ("mains-voisines", 2, "Deuxième")]
    page = as_("elise").get("/").content.decode()
    assert "3 choses vous attendent" in page
    assert page.index("Premier") < page.index("Deuxième") < page.index("Troisième")
    assert 'href="/a/ruche/acte/"' in page


def test_nobody_sees_the_lines_of_an_association_they_left(as_, cast, unscoped):
    WAITING[:] = [("mains-voisines", 1, "Premier")]
    assert "Premier" in as_("elise").get("/").content.decode()
    cast.elise.left_on = dt.date(2026, 1, 1)
    cast.elise.save()
    assert "Premier" not in as_("elise").get("/").content.decode()


def test_the_health_page_answers(db):
    assert Client().get("/sante/").json() == {"status": "ok"}


def test_the_week_is_shown_to_those_who_may_open_the_calendar(as_, cast, association, scoped):
    channel = Channel.objects.create(association=association, slug="blog", name="Blog", network="blog")
    words = Words(title="Goûter de quartier", kind="information", text="Samedi.", texts={channel.pk: ""})
    now = timezone.now()
    plan = Plan(due_at=now + dt.timedelta(days=2), purpose="known", owner=cast.chloe)
    create(association, words, plan, by=cast.chloe, now=now)
    assert "Goûter de quartier" in as_("elise").get("/").content.decode()
    Mandate.objects.filter(membership=cast.elise).update(ends_on=dt.date(2025, 6, 1))
    assert "Goûter de quartier" not in as_("elise").get("/").content.decode()


def test_a_date_of_another_year_names_its_year(as_, cast, time_machine):
    time_machine.move_to(NOON, tick=False)
    WAITING[:] = [
        ("mains-voisines", 1, "Demain"),
        ("mains-voisines", 60, "En janvier"),
        ("mains-voisines", -400, "Vieux"),
    ]
    page = as_("elise").get("/").content.decode().replace("\u00a0", " ")
    assert "lundi 23 novembre à 13 h<" in page
    assert "jeudi 21 janvier 2027 à 13 h" in page
    assert "18 octobre 2025 à" in page
