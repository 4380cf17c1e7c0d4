"""Targets and indicators: what we aim at, what we follow."""

import datetime as dt
import re
from decimal import Decimal as D

import pytest
from django_scopes import scope

from journal.models import Entry
from kpis import catalogue, series
from kpis.models import FollowedIndicator, Reading, Target

from .conftest import OCTOBER

pytestmark = pytest.mark.usefixtures("november")


def fix(as_, url, **data):
    sent = {"indicator": "posts", "from_month": "2026-11", "value": "12", "channel": "", "reason": ""} | data
    return as_("bruno").post(url("kpis:target-fix"), sent, follow=True)


def test_a_target_is_kept_from_its_month_on(as_, url, follow, association):
    follow("posts")
    response = fix(as_, url, value="1 240", reason="Conseil du 12 novembre")
    assert "Cible enregistrée pour" in response.content.decode()
    with scope(association=association):
        target = Target.objects.get()
        assert (target.value, target.from_month, target.reason) == (
            D(1240),
            dt.date(2026, 11, 1),
            "Conseil du 12 novembre",
        )
        assert Entry.objects.get(action="kpis.target_fixed").after == "1240"


def test_past_months_keep_the_target_they_were_judged_by(aim, association):
    aim("posts", 10, since=dt.date(2026, 1, 1))
    aim("posts", 14, since=OCTOBER)
    aim("posts", None, since=dt.date(2026, 11, 1))
    with scope(association=association):
        targets = series.Targets(association, dt.date(2026, 12, 1))
    months = [dt.date(2025, 12, 1), dt.date(2026, 9, 1), OCTOBER, dt.date(2026, 11, 1)]
    assert [targets.at("posts", month) for month in months] == [None, D(10), D(14), None]


def test_fixing_again_for_the_same_month_replaces(as_, url, follow, association):
    follow("posts")
    fix(as_, url)
    fix(as_, url, value="15")
    with scope(association=association):
        assert Target.objects.get().value == D(15)
        assert Entry.objects.filter(action="kpis.target_changed").count() == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"value": "beaucoup"}, "n’est pas un nombre"),
        ({"value": "1.240"}, "peut se lire de deux façons"),
        ({"value": "beaucoup"}, "par exemple 1240 ;"),
        ({"value": "1.240"}, "Écrivez 1240, sans point."),
        ({"value": "-2"}, "Un nombre négatif n’a pas de sens ici"),
        ({"indicator": "reach"}, "reach"),
        ({"from_month": "1999-01"}, "1999-01"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_nothing(as_, url, follow, association, data, sentence):
    follow("posts")
    response = fix(as_, url, **data)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    with scope(association=association):
        assert not Target.objects.exists()


def test_a_figure_of_the_whole_cannot_be_aimed_at_for_one_account(as_, url, follow, channels, association):
    follow("volunteer_signups")
    response = fix(as_, url, indicator="volunteer_signups", channel=str(channels.x.pk))
    assert "choisissez l’ensemble" in response.content.decode()
    with scope(association=association):
        assert not Target.objects.exists()


def test_the_page_lists_targets_with_their_reason(as_, url, follow, aim):
    follow("response_rate")
    aim("response_rate", 90, since=OCTOBER)
    html = as_("chloe").get(url("kpis:target-list")).content.decode()
    assert "90\u00a0%" in html
    assert "octobre 2026" in html
    assert url("kpis:target-fix") not in html


def test_indicators_are_chosen_in_order_and_readings_survive(as_, url, follow, read, association):
    follow("posts", "reach")
    read("reach", 12)
    as_("bruno").post(url("kpis:indicator-follow"), {"follow": ["followers", "posts"], "headline": ["followers"]})
    with scope(association=association):
        rows = FollowedIndicator.objects.of(association)
        assert [(row.indicator, row.headline) for row in rows] == [("followers", True), ("posts", False)]
        assert Reading.objects.filter(indicator="reach").exists()


def test_more_than_four_results_are_refused_and_unknown_ones_ignored(as_, url, follow, association):
    follow("posts")
    five = ["posts", "reach", "followers", "comments", "shares"]
    response = as_("bruno").post(url("kpis:indicator-follow"), {"follow": five, "headline": five})
    assert response.status_code == 422
    html = response.content.decode()
    assert "Quatre résultats au plus" in html
    assert html.count(" checked") == 10, "what was ticked is not to be ticked again"
    as_("bruno").post(url("kpis:indicator-follow"), {"follow": ["posts", "nonsense"]})
    with scope(association=association):
        assert list(FollowedIndicator.objects.values_list("indicator", flat=True)) == ["posts"]


def test_an_association_that_follows_nothing_begins_with_eight_in_one_tap(as_, url, association):
    html = as_("bruno").get(url("kpis:indicator-list")).content.decode()
    form = html[html.index('name="begin"') : html.index("Commencer avec ces huit")]
    sent = {name: re.findall(rf'name="{name}" value="(\w+)"', form) for name in ("follow", "headline", "begin")}
    as_("bruno").post(url("kpis:indicator-follow"), sent)
    with scope(association=association):
        rows = list(FollowedIndicator.objects.of(association))
    assert len(rows) == 8
    assert sum(row.headline for row in rows) == 4
    assert "Commencer avec ces huit" not in as_("bruno").get(url("kpis:indicator-list")).content.decode()
    assert "Commencer avec ces huit" not in as_("chloe").get(url("kpis:indicator-list")).content.decode()


def test_beginning_with_eight_takes_nothing_from_what_was_chosen_meanwhile(as_, url, follow, association):
    follow("reach")
    response = as_("bruno").post(url("kpis:indicator-follow"), {"begin": "1", "follow": ["posts"]}, follow=True)
    assert "Rien n’a été modifié" in response.content.decode()
    with scope(association=association):
        assert list(FollowedIndicator.objects.values_list("indicator", flat=True)) == ["reach"]


def test_the_catalogue_shows_what_is_followed_then_the_rest_by_purpose(as_, url, follow):
    follow("sessions_social", "posts")
    html = as_("bruno").get(url("kpis:indicator-list")).content.decode()
    assert html.index('value="sessions_social"') < html.index('value="posts"') < html.index('id="g-known"')
    assert html.count('name="follow"') == len(catalogue.indicators())
    assert html.index('id="g-known"') < html.index('value="followers"') < html.index('id="g-exchange"')
    assert html.count("Enregistrer ce que nous suivons") == 2


def test_indicators_may_come_ticked_by_the_address_and_are_not_followed_for_that(as_, url, follow, association):
    follow("posts")
    html = as_("bruno").get(url("kpis:indicator-list") + "?cocher=reach&cocher=nonsense&cocher=posts").content.decode()
    assert re.search(r'name="follow" value="reach" checked', html)
    assert "1 indicateur est coché pour vous" in html
    with scope(association=association):
        assert FollowedIndicator.objects.count() == 1
