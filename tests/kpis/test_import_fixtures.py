"""Our own files, with invented figures and the same bytes as the networks': they go where the real ones cannot."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from kpis import catalogue
from kpis.importing import Parsed, parse
from kpis.importing.specs import families, meta_titles, plain, unit_of

FIXTURES = Path(__file__).with_name("fixtures")


def read(name: str, **hints: Any) -> Parsed:
    return parse((FIXTURES / name).read_bytes(), name, **hints)


def figures(parsed: Parsed, network: str = "") -> dict[str, dict[str, float]]:
    """Values by indicator and day, of one network when it is given."""
    found: dict[str, dict[str, float]] = {}
    for row in parsed.rows_of(network) if network else parsed.rows:
        found.setdefault(row.indicator, {})[row.start.isoformat()] = float(row.value)
    return found


def said(parsed: Parsed) -> str:
    return " ".join([*map(str, parsed.notes), *(each.reason_fr for each in parsed.refused)])


def test_two_curves_of_meta_in_one_file() -> None:
    parsed = read("mbs_reach_two_curves.csv")
    assert parsed.networks == ("facebook", "instagram")
    assert figures(parsed, "facebook")["reach"] == {f"2026-03-{day:02}": 100 + day for day in range(25, 32)}
    assert figures(parsed, "instagram")["reach"] == {f"2026-03-{day:02}": 10 + day for day in range(25, 32)}


def test_a_french_curve_with_tabs() -> None:
    parsed = read("mbs_views_tab.csv")
    assert parsed.language == "fr"
    assert figures(parsed) == {"views": {f"2026-10-{day:02}": day * 11 for day in range(1, 11)}}


def test_a_curve_without_title_asks_what_it_counts() -> None:
    assert read("mbs_without_title.csv").asks == ("indicator",)
    parsed = read("mbs_without_title.csv", hint_indicator="reach")
    assert figures(parsed)["reach"]["2026-10-05"] == 35


def test_posts_of_meta_are_summed_by_day_and_the_doubled_column_is_left_out() -> None:
    parsed = read("mbs_posts_doubled_column.csv")
    assert figures(parsed) == {
        "posts": {"2026-10-13": 2, "2026-10-20": 1},
        "reactions": {"2026-10-13": 34, "2026-10-20": 5},
        "comments": {"2026-10-13": 5, "2026-10-20": 0},
        "shares": {"2026-10-13": 3, "2026-10-20": 0},
        "engagements": {"2026-10-13": 42, "2026-10-20": 5},
        "link_clicks": {"2026-10-13": 4, "2026-10-20": 1},
    }
    assert "« Views » figure plusieurs fois" in said(parsed).replace("\u00a0", " ")


def test_lines_wrapped_in_quotes_are_read_twice() -> None:
    parsed = read("mbs_videos_wrapped.csv")
    assert figures(parsed)["engagements"] == {"2026-10-14": 14, "2026-10-15": 3}
    assert "guillemets en trop" in said(parsed)


def test_tweets_are_summed_on_the_day_of_the_file() -> None:
    found = figures(read("x_tweet_activity.csv"))
    assert found["impressions"] == {"2024-03-05": 600, "2024-03-12": 95}
    assert found["posts"] == {"2024-03-05": 2, "2024-03-12": 1}
    assert found["link_clicks"] == {"2024-03-05": 8, "2024-03-12": 1}


def test_the_account_of_x_by_day() -> None:
    found = figures(read("x_account_overview.csv"))
    assert found["impressions"] == {"2026-10-03": 156, "2026-10-02": 90}
    assert found["shares"] == {"2026-10-03": 2, "2026-10-02": 0}
    assert found["lost_followers"]["2026-10-02"] == 2


def test_french_totals_of_youtube() -> None:
    found = figures(read("youtube_totals_fr.csv"))
    assert found["views"]["2026-10-07"] == 35
    assert found["watch_time"]["2026-10-03"] == 3.25
    assert found["new_followers"]["2026-10-02"] == 0


def test_a_day_with_half_its_parts_has_no_total() -> None:
    parsed = read("youtube_chart_by_subscription.csv")
    assert figures(parsed) == {"views": {"2026-10-01": 13, "2026-10-02": 26, "2026-10-03": 39}}
    assert "Il manque une part du 04/10/2026" in said(parsed)


def test_the_total_of_a_table_goes_to_the_month_that_was_given() -> None:
    assert read("youtube_table_by_geography.csv").asks == ("month",)
    parsed = read("youtube_table_by_geography.csv", hint_month=dt.date(2026, 10, 17))
    assert {(row.indicator, row.kind, row.start, float(row.value)) for row in parsed.rows} == {
        ("views", "month", dt.date(2026, 10, 1), 1530),
        ("watch_time", "month", dt.date(2026, 10, 1), 53.125),
        ("avg_view_duration", "month", dt.date(2026, 10, 1), 125),
    }


def test_months_of_matomo() -> None:
    parsed = read("matomo_api_get.csv")
    assert {row.kind for row in parsed.rows} == {"month"}
    assert figures(parsed)["sessions_social"] == {"2026-09-01": 74, "2026-10-01": 92}
    assert figures(parsed)["users_web"] == {"2026-09-01": 310, "2026-10-01": 355}


def test_the_report_of_matomo_is_read_in_two_of_its_tables() -> None:
    found = figures(read("matomo_report.csv", hint_month=dt.date(2026, 10, 1)))
    assert {indicator: values["2026-10-01"] for indicator, values in found.items()} == {
        "visits": 460,
        "users_web": 355,
        "web_bounce_rate": 37,
        "sessions_social": 92,
    }


def test_google_analytics_under_its_comments() -> None:
    found = figures(read("ga4_exploration.csv"))
    assert found["users_web"] == {"2026-10-01": 60, "2026-10-02": 57, "2026-10-03": 88}
    assert found["visits"]["2026-10-03"] == 97


def test_days_without_a_year_across_the_new_year() -> None:
    assert read("tiktok_overview_fr.csv").asks == ("month",)
    found = figures(read("tiktok_overview_fr.csv", hint_month=dt.date(2027, 1, 1)))
    assert found["views"] == {"2026-12-30": 120, "2026-12-31": 95, "2027-01-01": 210}
    assert found["shares"]["2027-01-01"] == 3


def test_an_ab_test_is_counted_once() -> None:
    parsed = read("mailchimp_campaigns.csv")
    assert figures(parsed)["delivered"] == {"2026-10-06": 405, "2026-10-20": 404}
    assert figures(parsed)["posts"] == {"2026-10-06": 1, "2026-10-20": 1}
    assert "essai A/B" in said(parsed)


def test_a_page_of_linkedin() -> None:
    parsed = read("linkedin_content.xls")
    found = figures(parsed)
    assert found["impressions"] == {"2026-10-12": 80, "2026-10-13": 65, "2026-10-14": 0}
    assert found["engagements"] == {"2026-10-12": 12, "2026-10-13": 3, "2026-10-14": 0}
    # On the 13th some displays were paid: the reach of unpaid ones is not the reach.
    assert found["reach"] == {"2026-10-12": 50, "2026-10-14": 0}
    assert found["posts"] == {"2026-10-12": 2}
    assert "Valadier" not in repr(parsed)


def test_new_followers_under_a_misleading_heading() -> None:
    parsed = read("linkedin_followers.xls")
    assert figures(parsed) == {"new_followers": {"2026-10-12": 4, "2026-10-13": 0, "2026-10-14": 2}}
    assert "abonnés gagnés chaque jour" in said(parsed)


@pytest.mark.parametrize("path", sorted([*FIXTURES.glob("*.csv"), *FIXTURES.glob("*.xls")]), ids=lambda path: path.name)
def test_every_fixture_is_the_same_under_another_name(path: Path) -> None:
    hints: dict[str, Any] = {"hint_month": dt.date(2027, 1, 1), "hint_indicator": "reach"}
    as_named = parse(path.read_bytes(), path.name, **hints)
    assert as_named.rows
    assert parse(path.read_bytes(), "sans-nom", **hints) == as_named


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["13/10/2026", "02/10/2026"], ["2026-10-13", "2026-10-02"]),
        (["10/13/2026", "10/02/2026"], ["2026-10-13", "2026-10-02"]),
        (["2026/10/13", "20261002"], ["2026-10-13", "2026-10-02"]),
        (["1er octobre 2026", "2 oct. 2026"], ["2026-10-01", "2026-10-02"]),
        (["Tue, Oct 13, 2026", "Oct 02, 2026"], ["2026-10-13", "2026-10-02"]),
        (["mardi 13 octobre 2026", "ven. 2 oct. 2026"], ["2026-10-13", "2026-10-02"]),
    ],
)
def test_dates_in_every_style(dates: list[str], expected: list[str]) -> None:
    text = "Date,Vues,Abonnés gagnés\n" + "".join(f'"{day}",{number},1\n' for number, day in enumerate(dates))
    parsed = parse(text.encode(), "x")
    assert parsed.refused == ()
    assert set(figures(parsed)["views"]) == set(expected)


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (["03/04/2026"], "se lit de deux façons"),
        (["13/04/2026", "04/13/2026"], "se contredisent"),
        (["29/02/2026", "30/01/2026"], "n’existe pas dans le calendrier"),
        (["hier"], "n’est pas une date"),
        (["12/10/1998", "13/10/1998"], "trop ancien"),
    ],
)
def test_dates_that_are_not_sure_are_refused(dates: list[str], words: str) -> None:
    text = "Date,Vues,Abonnés gagnés\n" + "".join(f"{day},1,1\n" for day in dates)
    assert words in said(parse(text.encode(), "x"))


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1\u202f234", 1234), ("1 234", 1234), ("1\u00a0234\u00a0567", 1234567), ("12", 12), ("12.0", 12)],
)
def test_french_thousands(cell: str, value: int) -> None:
    parsed = parse(f'Date;Vues;Abonnés gagnés\n2026-10-01;"{cell}";0\n'.encode(), "x")
    assert figures(parsed)["views"] == {"2026-10-01": value}


def test_english_thousands_are_thousands_and_french_ones_are_a_question() -> None:
    english = parse(b'Date,Views,Likes\n2026-10-01,"1,234",0\n', "x")
    assert figures(english)["views"] == {"2026-10-01": 1234}
    french = parse('Date;Vues;Abonnés gagnés\n2026-10-01;"1,234";0\n'.encode(), "x")
    assert "se lit de deux façons" in said(french)


def test_the_families_are_sound() -> None:
    fields = {key: {column.field for column in family.columns} for key, family in families().items()}
    assert all(family.needs | family.forbids <= fields[key] for key, family in families().items())
    assert all(
        family.date in fields[key] for key, family in families().items() if family.shape in {"daily", "posts", "lines"}
    )
    assert all(family.shape in {"daily", "posts", "lines", "own", "refused"} for family in families().values())
    assert all(plain(title) == title for title in meta_titles())


def test_every_column_is_an_indicator_of_the_catalogue_in_its_unit() -> None:
    columns = {column.indicator for family in families().values() for column in family.columns} - {""}
    indicators = columns | {title.indicator for title in meta_titles().values()} | {"posts", "engagements"}
    assert {indicator: catalogue.get(indicator).unit for indicator in indicators} == {
        indicator: unit_of(indicator) for indicator in indicators
    }
