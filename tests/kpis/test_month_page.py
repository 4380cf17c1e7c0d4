"""The page of the month: it says the finding, shows what is known, and names what is not."""

import datetime as dt
import re

import pytest
from django_scopes import scope

from calendar_app.models import Channel
from kpis.models import FollowedIndicator
from kpis.templatetags.figures import weight
from tests.house.cases import ask, spread

from .conftest import OCTOBER, YEAR

pytestmark = pytest.mark.usefixtures("november")

NB = "\u00a0"


@pytest.fixture
def page(as_, url, year):
    """The text of the page of a month, spaces made plain."""

    def get(who="bruno", month="2026-10"):
        response = as_(who).get(url("kpis:month", month=month))
        assert response.status_code == 200
        return re.sub(r"[\s\u00a0\u202f]+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))

    return get


@pytest.mark.parametrize(
    ("who", "what", "status"),
    spread(
        {
            "GET kpis:month": "nobody 302, amina 200, chloe 200, damien 404",
            "GET kpis:entry": "nobody 302, bruno 200, gilles 200, chloe 403, damien 404",
            "POST kpis:entry": "chloe 403, elise 403, damien 404",
            "GET kpis:indicator-list": "amina 200, chloe 200, damien 404",
            "POST kpis:indicator-follow": "bruno 302, gilles 403, chloe 403, damien 404",
            "GET kpis:target-list": "amina 200, chloe 200, damien 404",
            "POST kpis:target-fix": "bruno 422, gilles 403, chloe 403, damien 404",
            "GET kpis:export-create": "bruno 200, elise 200, chloe 403, damien 404",
        }
    ),
)
def test_who_may(as_, url, who, what, status):
    assert ask(as_, url, who, what) == status


def test_the_title_says_what_went_best_and_worst(page):
    text = page()
    assert "Octobre : nous répondons moins" in text
    assert "« Taux de réponse » manque la sienne depuis 2 mois" in text


def test_results_carry_their_verdict(page):
    text = page()
    assert "Sous la cible de 90 %, 2 mois de suite" in text
    assert "Cible de 1 400 atteinte" in text or "Au-dessus de la cible de 1 400" in text
    assert "Sous la cible de 12, " in text
    assert "Messages ayant reçu une réponse : 82. Messages appelant une réponse : 100." in text


def test_a_month_nobody_read_is_said_and_never_zero(page):
    text = page(month="2026-08")
    assert "Pas de relevé en août pour « Taux de réponse »" in text
    august = page()
    assert "Août 2026 manque pour « Taux de réponse »" in august
    row = re.search(r"Août 2026 (pas de relevé|0)", august)
    assert row
    assert row[1] == "pas de relevé"


def test_unique_counts_stay_unknown_for_the_whole(page):
    text = page()
    assert "« Couverture (comptes touchés) » ne s’additionne pas d’un compte à l’autre" in text
    assert "4 900" not in text


def test_at_most_four_results_and_a_drawn_hole(as_, url, year):
    html = as_("bruno").get(url("kpis:month", month="2026-10")).content.decode()
    assert html.count('class="tile"') == 4
    assert html.count('class="gap"') >= 1
    assert html.count("pt-last") == html.count("<figure")
    assert "<svg viewBox=" in html
    assert not re.search(r'(?:x|y|cx|cy|d)="[^"]*\d,\d', html), "a comma in an SVG coordinate"
    assert " style=" not in html


def test_without_a_month_the_last_finished_one_is_shown(as_, url, year):
    assert "Octobre" in as_("bruno").get(url("kpis:month")).content.decode()


@pytest.mark.parametrize("month", ["2026-12", "2031-01", "2026-13", "1987-01", "2026-00"])
def test_a_month_that_is_none_or_has_not_begun_is_not_found(as_, url, month):
    assert as_("bruno").get(url("kpis:month", month=month)).status_code == 404


def test_an_association_that_follows_nothing_is_told_what_to_do(as_, url):
    text = as_("bruno").get(url("kpis:month")).content.decode()
    assert "L’association ne suit encore aucun indicateur" in text
    assert url("kpis:indicator-list") in text


def test_a_month_without_any_reading_judges_nothing(as_, url, follow):
    follow("posts", "reach")
    text = as_("bruno").get(url("kpis:month")).content.decode()
    assert f"Octobre{NB}: pas encore de relevé" in text
    assert "Aucun chiffre n’est connu pour ce mois" in text


def test_fewer_than_three_months_are_too_early_to_judge(page, as_, url, follow, read, aim, cast, association):
    with scope(association=association):
        FollowedIndicator.objects.all().delete()
    follow("donations_count", headlines=("donations_count",))
    with scope(association=association):
        from kpis.models import Reading

        Reading.objects.filter(indicator="donations_count", period_start__lt=YEAR[-2]).delete()
    aim("donations_count", 400)
    text = page()
    assert "Moins de trois mois de relevés" in text
    assert "Trop tôt" in text
    assert "la cible de 400" not in text
    assert "cible" not in text.split("Moins de trois mois")[0].split("Chiffres du mois")[-1]


def test_a_share_of_fewer_than_ten_cases_is_said_in_cases(as_, url, follow, read):
    follow("response_rate", headlines=("response_rate",))
    for month in YEAR[-4:]:
        read("first_messages_received", 4, month=month)
        read("answered", 3, month=month)
    text = as_("bruno").get(url("kpis:month")).content.decode()
    assert "3 sur 4" in text
    assert "Moins de dix cas" in text


def test_days_that_stop_before_the_end_are_incomplete_and_not_judged(as_, url, follow, read, channels, aim):
    follow("impressions", headlines=("impressions",))
    for month in YEAR[:-1]:
        read("impressions", 900, channel=channels.x, month=month)
    for number in range(1, 21):
        read("impressions", 10, channel=channels.x, day=OCTOBER.replace(day=number))
    aim("impressions", 100)
    text = as_("bruno").get(url("kpis:month")).content.decode()
    assert "Relevé incomplet" in text
    assert "20 jours relevés sur 31" in text


def test_the_page_costs_the_same_whatever_the_readings(assert_flat, as_, url, year, read, follow, association):
    client, count = as_("bruno"), iter(range(100))

    def grow():
        number = next(count)
        with scope(association=association):
            channel = Channel.objects.create(
                association=association, name=f"Compte {number}", slug=f"c{number}", network="x", position=50
            )
        for month in YEAR:
            read("sessions_social", 3, channel=channel, month=month)
            read("followers", 3, channel=channel, day=month + dt.timedelta(days=number % 20))

    assert assert_flat(client, url("kpis:month", month="2026-10"), grow) <= 16


def test_the_grid_costs_the_same_whatever_the_accounts(assert_flat, as_, url, year, association):
    count = iter(range(100))

    def grow():
        number = next(count)
        with scope(association=association):
            Channel.objects.create(association=association, name=f"C {number}", slug=f"c{number}", network="x")

    assert_flat(as_("bruno"), url("kpis:entry", month="2026-10"), grow)


def test_figures_of_a_neighbour_never_show(as_, url, year, cast, read):
    other = cast.other
    with scope(association=other):
        channel = Channel.objects.create(association=other, name="Compte du Fil bleu", slug="x", network="x")
        from kpis.models import Reading

        for account in (channel, None):
            Reading.objects.create(
                association=other,
                indicator="followers",
                channel=account,
                period_kind="month",
                period_start=OCTOBER,
                value=777777,
                source="typed",
                at=dt.datetime(2026, 11, 3, tzinfo=dt.UTC),
            )
    html = as_("bruno").get(url("kpis:month", month="2026-10")).content.decode()
    assert "Fil bleu" not in html
    assert "777" not in html.replace("\u202f", "")


def test_any_month_with_figures_is_two_taps_away(as_, url, year, read):
    read("posts", 3, month=dt.date(2025, 3, 1))
    html = as_("chloe").get(url("kpis:month", month="2026-10")).content.decode()
    options = re.findall(r'<option value="(\d{4}-\d{2})"( selected)?>([^<]+)', html)
    assert options[:3] == [("2026-11", "", "novembre 2026"), ("2026-10", " selected", "octobre 2026"),
                           ("2026-09", "", "septembre 2026")]  # fmt: skip
    assert options[-1] == ("2025-03", "", "mars 2025")
    chosen = as_("chloe").get(url("kpis:month"), {"mois": "2025-03"})
    assert chosen.url == url("kpis:month", month="2025-03")
    assert as_("chloe").get(url("kpis:month"), {"mois": "2027-13"}).status_code == 404


def test_a_month_of_another_year_names_its_year(page, as_, url, year, read):
    read("sessions_social", 3, channel=year.blog, month=dt.date(2025, 3, 1))
    text = page(month="2025-03")
    assert "Mars 2025 : " in text
    assert "Chiffres de mars 2025" in text
    assert "relevés arrêtés au mardi 3 novembre 2026" in text
    assert "Octobre : " in page()
    assert "relevés arrêtés au mardi 3 novembre," not in text


def test_too_early_is_explained_once_and_a_short_word_in_each_row(as_, url, follow, read):
    follow("posts", "donations_count", "volunteer_signups", headlines=("posts",))
    for indicator in ("posts", "donations_count", "volunteer_signups"):
        read(indicator, 4)
    html = as_("bruno").get(url("kpis:month")).content.decode()
    assert "Moins de trois mois de relevés" in html
    assert html.count("rois mois de relevés") == 1
    assert html.count(">Trop tôt<") >= 3


def test_too_early_for_some_is_explained_under_their_table(page, follow, read, year):
    follow("posts")
    read("posts", 4)
    text = page()
    assert "« Trop tôt » : moins de trois mois de relevés" in text
    assert "Moins de trois mois de relevés : nous" not in text


def test_a_workbook_is_weighed_in_ko():
    assert [weight(octets) for octets in (200, 19_456, 1_250_000)] == ["1\u00a0ko", "19\u00a0ko", "1,3\u00a0Mo"]
