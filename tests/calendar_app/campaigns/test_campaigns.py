"""Campaigns and pillars, through their pages."""

import datetime as dt

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st

from calendar_app.campaigns.pace import pace
from calendar_app.models import Campaign, Pillar, Post
from journal.models import Entry
from tests.house.cases import ask, spread
from tests.house.neighbours_campaigns import campaign as a_campaign

from ..given import DAY, NOW
from ..test_review import messages

PAGES = {
    "GET calendar:campaign-list": "nobody 302, chloe 200, elise 200, damien 404",
    "GET calendar:campaign-create": "nobody 302, chloe 200, damien 404",
    "GET calendar:pillar-list": "nobody 302, chloe 200, damien 404",
    "GET calendar:pillar-create": "nobody 302, chloe 403, bruno 200, damien 404",
}


@pytest.mark.parametrize(("who", "what", "status"), spread(PAGES))
def test_who_may(as_, url, given, who, what, status):
    assert ask(as_, url, who, what) == status


def data(given, **fields):
    return {
        "name": "Collecte d’hiver",
        "audience": "Les voisins",
        "goal": "Trente sacs de vêtements",
        "purpose": "gifts",
        "starts_on": "2026-12-01",
        "ends_on": "2026-12-20",
        "owner": given.cast.chloe.pk,
    } | fields


def test_a_campaign_is_opened_changed_closed_and_opened_again(as_, url, given):
    client = as_("chloe")
    answer = client.post(url("calendar:campaign-create"), data(given))
    found = Campaign.objects.get()
    assert answer.url == found.get_absolute_url()
    client.post(url("calendar:campaign-edit", pk=found.pk), data(given, goal="Quarante sacs"))
    client.post(url("calendar:campaign-close", pk=found.pk), {"lesson": "Commencer plus tôt."})
    found.refresh_from_db()
    assert (found.goal, found.lesson, found.closed_at) == ("Quarante sacs", "Commencer plus tôt.", NOW)
    assert "Commencer plus tôt." in client.get(answer.url).content.decode()
    again = client.post(url("calendar:campaign-close", pk=found.pk), {"lesson": "Autre"}, follow=True)
    assert "déjà close" in messages(again)
    client.post(url("calendar:campaign-reopen", pk=found.pk))
    found.refresh_from_db()
    assert found.closed_at is None
    assert Entry.objects.filter(action="calendar.campaign").count() == 4


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("audience", ""),
        ("goal", ""),
        ("ends_on", "2026-11-30"),
        ("starts_on", "0026-12-01"),
        ("owner", 9**17),
    ],
)
def test_a_campaign_that_cannot_be_is_refused_on_its_field(as_, url, given, field, value):
    answer = as_("chloe").post(url("calendar:campaign-create"), data(given) | {field: value})
    assert field in answer.context["form"].errors
    assert not Campaign.objects.exists()


def test_two_campaigns_do_not_share_a_name(as_, url, given):
    as_("chloe").post(url("calendar:campaign-create"), data(given))
    answer = as_("chloe").post(url("calendar:campaign-create"), data(given, name="COLLECTE D’HIVER"))
    assert "name" in answer.context["form"].errors


def test_the_page_shows_the_posts_by_state_and_costs_the_same(as_, url, given, assert_flat):
    made = a_campaign(given.cast.bruno)
    address = url("calendar:campaign-detail", **made)

    def grow():
        post = given.in_review()
        Post.objects.filter(pk=post.pk).update(campaign=made["pk"])

    assert_flat(as_("chloe"), address, grow)
    assert "En relecture" in as_("chloe").get(address).content.decode()
    assert_flat(as_("chloe"), url("calendar:campaign-list"), grow)


def test_pillars_are_written_measured_and_removed_when_nothing_bears_them(as_, url, given):
    client = as_("bruno")
    client.post(url("calendar:pillar-create"), {"name": "Coulisses", "share": 40, "article": "Article 4"})
    kept = Pillar.objects.get()
    post = given.published(due_at=NOW - DAY)
    Post.objects.filter(pk=post.pk).update(pillar=kept)
    page = client.get(url("calendar:pillar-list")).content.decode()
    assert "100\u00a0%" in page
    answer = client.post(url("calendar:pillar-drop", pk=kept.pk), follow=True)
    assert "Des publications portent ce pilier" in messages(answer)
    Post.objects.update(pillar=None)
    client.post(url("calendar:pillar-drop", pk=kept.pk))
    assert not Pillar.objects.exists()


@pytest.mark.parametrize("share", ["-1", "101", "beaucoup", ""])
def test_a_share_is_a_percentage(as_, url, given, share):
    answer = as_("bruno").post(url("calendar:pillar-create"), {"name": "Coulisses", "share": share})
    assert "share" in answer.context["form"].errors


START, END = dt.date(2026, 12, 1), dt.date(2026, 12, 31)


@pytest.mark.parametrize(
    ("days", "look"),
    [
        ([], "empty"),
        ([1, 8, 15, 22, 29], "calm"),
        ([10, 10, 10], "burst"),
        ([10, 10, 11, 11, 12], "burst"),
        ([1, 2], "silent"),
    ],
)
def test_the_pace_of_a_campaign(days, look):
    assert pace([dt.date(2026, 12, day) for day in days], START, END, str).look == look


@given_any(st.lists(st.dates(dt.date(2026, 11, 1), dt.date(2027, 1, 31)), max_size=30))
def test_a_pace_is_always_said_and_no_order_matters(days):
    said = pace(days, START, END, str)
    assert said.sentence
    assert said == pace(list(reversed(days)), START, END, str)
