"""The page of the days: what an association hides, what somebody confirms, a post proposed for a day."""

import datetime as dt

import pytest

from calendar_app import campaigns
from calendar_app.models import DayChoice, DayConfirmation, Post
from tests.house.cases import ask, spread

from ..given import NOW
from ..test_review import messages

TABLE = {
    "GET calendar:days-year": "nobody 302, chloe 200, elise 200, damien 404",
    "GET calendar:day-confirm": "nobody 302, chloe 404, damien 404",
    "POST calendar:day-choose": "nobody 302, chloe 403, bruno 404, damien 404",
    "POST calendar:day-propose": "nobody 302, chloe 404, damien 404",
}


@pytest.mark.parametrize(("who", "what", "status"), spread(TABLE))
def test_who_may(as_, url, given, who, what, status):
    assert ask(as_, url, who, what, year=2027) == status


def test_a_year_shows_every_day_with_what_its_date_is_worth(as_, url, given):
    page = as_("chloe").get(url("calendar:days-year", year=2027)).content.decode()
    assert "Fête des voisins" in page
    assert "vendredi 28 mai" in page
    assert "date à confirmer" in page
    assert "à vérifier" in page
    assert "Saint-Étienne" not in page
    assert "Assomption (férié)" in page


@pytest.mark.parametrize("year", [1999, 2101])
def test_a_year_out_of_the_calendar_is_not_found(as_, url, given, year):
    assert as_("chloe").get(url("calendar:days-year", year=year)).status_code == 404


def test_a_theme_narrows_the_page(as_, url, given):
    page = as_("chloe").get(url("calendar:days-year", year=2027) + "?theme=medias").content.decode()
    assert "liberté de la presse" in page
    assert "Fête des voisins" not in page


def test_confirming_a_date_gives_it_to_everybody(as_, url, given):
    data = {"starts_on": "2027-05-21", "ends_on": "", "source": "https://voisins.exemple.example/2027"}
    answer = as_("chloe").post(url("calendar:day-confirm", year=2027) + "?jour=fete_voisins", data)
    assert answer.url.endswith("/2027/#fete_voisins")
    page = as_("bruno").get(url("calendar:days-year", year=2027)).content.decode()
    assert "vendredi 21 mai" in page
    assert "date confirmée" in page
    assert DayConfirmation.objects.get().by == given.cast.chloe
    as_("bruno").post(url("calendar:day-confirm", year=2027) + "?jour=fete_voisins", data | {"starts_on": "2027-05-28"})
    assert DayConfirmation.objects.get().starts_on == dt.date(2027, 5, 28)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("starts_on", "2026-05-21"),
        ("starts_on", "demain"),
        ("ends_on", "2027-05-01"),
        ("ends_on", "9999-12-31"),
        ("source", ""),
        ("source", "javascript:alert(1)"),
        ("source", "ftp://exemple.example/"),
    ],
)
def test_a_bad_confirmation_is_refused_on_its_field(as_, url, given, field, value):
    data = {"starts_on": "2027-05-21", "ends_on": "", "source": "https://exemple.example"} | {field: value}
    answer = as_("chloe").post(url("calendar:day-confirm", year=2027) + "?jour=fete_voisins", data)
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {field}
    assert not DayConfirmation.objects.exists()


def test_hiding_a_day_and_showing_it_again(as_, url, given):
    client, address = as_("bruno"), url("calendar:day-choose", year=2027)
    client.post(address, {"masquer": "velo"})
    assert "Journée mondiale de la bicyclette" not in client.get(url("calendar:days-year", year=2027)).content.decode()
    shown = client.get(url("calendar:days-year", year=2027) + "?masquees=1").content.decode()
    assert "Journée mondiale de la bicyclette" in shown
    client.post(address, {"montrer": "velo"})
    assert DayChoice.objects.get().is_shown
    assert "Journée mondiale de la bicyclette" in client.get(url("calendar:days-year", year=2027)).content.decode()


def test_alsace_and_moselle_show_their_own_two_days(as_, url, given):
    as_("bruno").post(url("calendar:day-choose", year=2027), {"montrer": "alsace_moselle"})
    page = as_("chloe").get(url("calendar:days-year", year=2027)).content.decode()
    assert "Vendredi saint" in page
    assert "Saint-Étienne" in page


def test_a_post_is_proposed_once_for_a_day(as_, url, given):
    client, address = as_("chloe"), url("calendar:day-propose", year=2027)
    answer = client.post(address, {"jour": "femmes"})
    post = Post.objects.get()
    assert answer.url == url("calendar:post-edit", pk=post.pk)
    assert (post.title, post.status) == ("Journée internationale des droits des femmes", "draft")
    assert post.due_at == dt.datetime(2027, 3, 8, 8, tzinfo=dt.UTC)
    assert client.post(address, {"jour": "femmes"}).url == answer.url
    assert Post.objects.count() == 1


def test_nothing_is_proposed_for_a_day_gone_by(as_, url, given):
    answer = as_("chloe").post(url("calendar:day-propose", year=2026), {"jour": "femmes"}, follow=True)
    assert "a déjà commencé" in messages(answer)
    assert not Post.objects.exists()


def test_the_calendar_asks_for_a_span_in_one_query(given, django_assert_num_queries):
    DayConfirmation.objects.create(
        association=given.association,
        day="fete_voisins",
        year=2027,
        starts_on=dt.date(2027, 5, 21),
        ends_on=dt.date(2027, 5, 21),
        source="https://exemple.example",
        by=given.cast.chloe,
        at=NOW,
    )
    DayChoice.objects.create(association=given.association, day="europe", is_shown=False)
    with django_assert_num_queries(1):
        found = campaigns.days_between(given.association, dt.date(2027, 4, 26), dt.date(2027, 6, 6))
    assert "Fête des voisins" in [day.name for day in found[dt.date(2027, 5, 21)]]
    assert dt.date(2027, 5, 28) not in found
    assert dt.date(2027, 5, 9) not in found
    assert [day.name for day in found[dt.date(2027, 6, 1)]] == ["Mois des fiertés, jusqu’au 30 juin 2027"]
    assert all(start >= dt.date(2027, 4, 26) for start in found)
    assert found[dt.date(2027, 5, 30)][0].to_confirm
    assert found[dt.date(2027, 5, 30)][0].path.endswith("/journees/2027/#fete_meres")


def test_a_neighbour_s_choices_say_nothing_here(given):
    DayChoice.unscoped.create(association=given.cast.damien.association, day="femmes", is_shown=False)
    found = campaigns.days_between(given.association, dt.date(2027, 3, 8), dt.date(2027, 3, 8))
    assert found[dt.date(2027, 3, 8)]
