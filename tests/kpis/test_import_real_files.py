"""Figures of the networks' own files, through the command, against values read in the bytes by hand."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django_scopes import scope

from associations.models import Association
from calendar_app.models import Channel
from kpis.models import ImportFile, Reading

NETWORKS = ("facebook", "instagram", "x", "youtube", "linkedin", "tiktok", "blog", "newsletter")


@pytest.fixture
def accounts(association: Association) -> dict[str, Channel]:
    """One account on each network, its short address being the network's id."""
    with scope(association=association):
        return {
            network: Channel.objects.create(association=association, name=network, slug=network, network=network)
            for network in NETWORKS
        }


@pytest.fixture
def bring(association: Association, accounts: dict[str, Channel], shared_data: Callable[[str], Path]) -> Callable:
    """bring("file.csv", account="auto", …) → what the command printed as JSON."""

    def run(name: str, account: str = "auto", **options: Any) -> dict[str, Any]:
        out = io.StringIO()
        path = shared_data(f"exports/{name}")
        call_command(
            "import_readings",
            str(path),
            association=association.slug,
            account=account,
            json=True,
            stdout=out,
            **options,
        )
        return json.loads(out.getvalue())

    return run


# name, account, options, number of readings, then (indicator, period, start): value read by hand.
# Days and values were copied from the files opened as text (or as sheets), sums added on paper.
DAILY: list[tuple[str, str, dict[str, str], int, dict[tuple[str, str, str], float]]] = [
    (
        "fb_mbs_follows_daily.csv",
        "facebook",
        {},
        242,
        {
            ("new_followers", "day", "2023-07-08"): 7,
            ("new_followers", "day", "2023-12-25"): 4,
            ("new_followers", "day", "2024-02-29"): 15,
        },
    ),
    (
        "fb_mbs_follows_daily.csv",
        "instagram",
        {},
        229,
        {
            ("new_followers", "day", "2023-07-08"): 1,
            ("new_followers", "day", "2024-02-29"): 1,
            ("new_followers", "day", "2024-03-04"): 2,
        },
    ),
    (
        "fb_mbs_reach_daily_comma.csv",
        "auto",
        {},
        105,
        {
            # The clock of the file moves from T01 to T00 on 30 March: the days stay.
            ("reach", "day", "2025-01-01"): 5,
            ("reach", "day", "2025-03-29"): 24,
            ("reach", "day", "2025-03-30"): 26,
            ("reach", "day", "2025-03-31"): 75,
            ("reach", "day", "2025-04-15"): 43,
        },
    ),
    (
        "fb_mbs_reach_daily_tab.csv",
        "facebook",
        {},
        242,
        {
            ("reach", "day", "2023-07-08"): 2768,
            ("reach", "day", "2023-12-25"): 4127,
            ("reach", "day", "2024-02-29"): 66055,
        },
    ),
    (
        "fb_mbs_reach_daily_tab.csv",
        "instagram",
        {},
        242,
        {
            ("reach", "day", "2023-07-08"): 20,
            ("reach", "day", "2023-12-25"): 658,
            ("reach", "day", "2024-03-05"): 353,
        },
    ),
    (
        "fb_mbs_views_daily_comma.csv",
        "facebook",
        {},
        105,
        {
            ("views", "day", "2025-01-05"): 458,
            ("views", "day", "2025-02-28"): 225,
            ("views", "day", "2025-04-15"): 77,
        },
    ),
    (
        "fb_mbs_visits_daily_comma.csv",
        "facebook",
        {},
        242,
        {
            ("profile_visits", "day", "2023-07-08"): 138,
            ("profile_visits", "day", "2023-12-25"): 130,
            ("profile_visits", "day", "2024-02-29"): 277,
        },
    ),
    (
        "fb_mbs_visits_daily_comma.csv",
        "instagram",
        {},
        242,
        {
            ("profile_visits", "day", "2023-07-08"): 5,
            ("profile_visits", "day", "2024-02-29"): 17,
            ("profile_visits", "day", "2024-03-05"): 28,
        },
    ),
    (
        "ig_mbs_reach_daily_2025.csv",
        "instagram",
        {},
        62,
        {
            ("reach", "day", "2025-10-31"): 1245,
            ("reach", "day", "2025-12-15"): 39788,
            ("reach", "day", "2025-12-31"): 11638,
        },
    ),
    (
        "meta_reach_daily_noheaderblock.csv",
        "instagram",
        {"indicator": "reach"},
        28,
        {
            ("reach", "day", "2024-07-18"): 362296,
            ("reach", "day", "2024-07-30"): 629212,
            ("reach", "day", "2024-08-14"): 126335,
        },
    ),
    (
        "youtube_studio_totals.csv",
        "auto",
        {},
        365,
        {
            ("views", "day", "2020-12-31"): 31964,
            ("views", "day", "2021-06-15"): 41158,
            ("views", "day", "2021-12-30"): 39142,
        },
    ),
    (
        # Subscribed + not subscribed: 27 985 + 231 609, 32 451 + 242 601, 23 747 + 148 495.
        "youtube_studio_chart_by_subscription.csv",
        "auto",
        {},
        365,
        {
            ("views", "day", "2023-11-28"): 259594,
            ("views", "day", "2024-02-29"): 275052,
            ("views", "day", "2024-11-26"): 172242,
        },
    ),
    (
        "youtube_studio_table_by_geography.csv",
        "auto",
        {"month": "2021-12"},
        3,
        {
            ("views", "month", "2021-12-01"): 15503810,
            ("watch_time", "month", "2021-12-01"): 1183689.3666,
            ("avg_view_duration", "month", "2021-12-01"): 274,
        },
    ),
    (
        "linkedin_page_content_2026.xls",
        "auto",
        {},
        543,
        {
            ("impressions", "day", "2026-01-20"): 97,
            # 25 clicks and nothing else: 25 / 97 is the rate of 25.77 % the file gives.
            ("engagements", "day", "2026-01-20"): 25,
            ("reach", "day", "2026-01-20"): 12,
            ("reactions", "day", "2026-02-16"): 3,
            ("impressions", "day", "2026-02-16"): 41,
            # Created on 02/04/2026, month first: 4 February.
            ("posts", "day", "2026-02-04"): 1,
        },
    ),
    (
        "linkedin_page_followers_2026.xls",
        "auto",
        {},
        90,
        {
            ("new_followers", "day", "2026-01-20"): 14,
            ("new_followers", "day", "2026-01-24"): 1,
            ("new_followers", "day", "2026-03-22"): 0,
        },
    ),
    (
        "matomo_api_get_month.csv",
        "auto",
        {},
        5,
        {
            ("visits", "month", "2010-03-01"): 2,
            ("users_web", "month", "2010-03-01"): 1,
            ("bounces", "month", "2010-03-01"): 1,
            ("page_views", "month", "2010-03-01"): 4,
            ("sessions_social", "month", "2010-03-01"): 0,
        },
    ),
    (
        "matomo_visitssummary_translated_en.csv",
        "auto",
        {"month": "2026-10"},
        3,
        {
            ("visits", "month", "2026-10-01"): 2,
            ("users_web", "month", "2026-10-01"): 2,
            ("bounces", "month", "2026-10-01"): 2,
        },
    ),
    (
        # 28 December 2009 is a Monday: a week is kept as a week, and no month will add it up.
        "matomo_visitssummary_week.csv",
        "auto",
        {},
        3,
        {
            ("visits", "week", "2009-12-28"): 2,
            ("users_web", "week", "2009-12-28"): 2,
            ("bounces", "week", "2009-12-28"): 2,
        },
    ),
    (
        "matomo_scheduled_report.csv",
        "auto",
        {"month": "2026-10"},
        4,
        {
            ("visits", "month", "2026-10-01"): 11,
            ("users_web", "month", "2026-10-01"): 2,
            ("web_bounce_rate", "month", "2026-10-01"): 27,
            ("sessions_social", "month", "2026-10-01"): 0,
        },
    ),
    (
        "ga4_exploration_daily_2024.csv",
        "auto",
        {},
        241,
        {
            ("users_web", "day", "2023-10-10"): 2831,
            ("users_web", "day", "2023-07-08"): 894,
            ("users_web", "day", "2024-02-29"): 1245,
        },
    ),
    (
        # 31 October has no reach in the file (NAN): the followers (--) are never given.
        "tiktok_business_audience_2025.csv",
        "auto",
        {},
        123,
        {
            ("new_followers", "day", "2025-10-31"): 10,
            ("reach", "day", "2025-11-01"): 75134,
            ("reach", "day", "2025-12-31"): 38269,
        },
    ),
    (
        "tiktok_studio_overview_en.csv",
        "auto",
        {"month": "2026-04"},
        35,
        {
            ("views", "day", "2026-04-12"): 1591,
            ("profile_visits", "day", "2026-04-18"): 13,
            ("shares", "day", "2026-04-14"): 3,
        },
    ),
    (
        "tiktok_studio_overview_en.xlsx",
        "auto",
        {"month": "2026-04"},
        35,
        {
            ("views", "day", "2026-04-12"): 1591,
            ("reactions", "day", "2026-04-18"): 22,
            ("comments", "day", "2026-04-12"): 1,
        },
    ),
]

# One line per post: the sums of a day, added up from the file's own lines.
POSTS: list[tuple[str, str, dict[str, str], int, dict[tuple[str, str, str], float]]] = [
    (
        "x_legacy_tweet_activity_20161201_20170101.csv",
        "auto",
        {},
        119,
        {
            ("posts", "day", "2016-12-07"): 4,
            ("impressions", "day", "2016-12-07"): 6773,
            ("engagements", "day", "2016-12-13"): 221,
            ("link_clicks", "day", "2016-12-15"): 20,
            # A tweet of 02:11 UTC: the day is the file's.
            ("posts", "day", "2016-12-14"): 2,
        },
    ),
    (
        "x_legacy_tweet_activity_20190101_20190201.csv",
        "auto",
        {},
        98,
        {
            ("posts", "day", "2019-01-08"): 6,
            ("impressions", "day", "2019-01-08"): 28090,
            ("impressions", "day", "2019-01-31"): 26370,
            ("shares", "day", "2019-01-22"): 21,
            ("reactions", "day", "2019-01-31"): 89,
        },
    ),
    (
        "tiktok_business_videos_2025.csv",
        "auto",
        {},
        306,
        {
            ("views", "day", "2025-10-31"): 172353,
            ("saves", "day", "2025-10-31"): 180,
            ("shares", "day", "2025-12-30"): 272,
            ("reactions", "day", "2025-12-31"): 135,
        },
    ),
    (
        # The two A/B tests are listed whole and by version: the versions are not added a second time.
        "mailchimp_campaigns_2019.csv",
        "auto",
        {},
        592,
        {
            ("sent", "day", "2019-03-24"): 12818,
            ("delivered", "day", "2019-03-24"): 12685,
            ("unique_opens", "day", "2019-06-30"): 5144,
            ("delivered", "day", "2019-09-23"): 1716,
            ("posts", "day", "2019-09-23"): 1,
        },
    ),
    (
        # "Views" comes twice in this file: it is not read at all.
        "fb_mbs_posts_2025_dupcol.csv",
        "facebook",
        {},
        92,
        {
            ("posts", "day", "2025-04-14"): 4,
            ("posts", "day", "2025-04-12"): 3,
            ("reactions", "day", "2025-03-18"): 2,
            ("engagements", "day", "2025-04-12"): 1,
            ("link_clicks", "day", "2025-03-25"): 1,
        },
    ),
    (
        "fb_mbs_videos_2025_doublewrapped.csv",
        "facebook",
        {},
        225,
        {
            ("engagements", "day", "2025-11-01"): 27,
            ("reactions", "day", "2025-10-31"): 95,
            ("shares", "day", "2025-10-31"): 9,
        },
    ),
]


@pytest.mark.parametrize(("name", "account", "options", "count", "expected"), DAILY + POSTS)
def test_the_figures_are_those_of_the_file(
    bring: Callable,
    association: Association,
    name: str,
    account: str,
    options: dict[str, str],
    count: int,
    expected: dict[tuple[str, str, str], float],
) -> None:
    outcome = bring(name, account, **options)

    assert outcome["status"] == "kept"
    assert outcome["added"] == count
    assert outcome["refused"] == []
    printed = {(each["indicator"], each["period"], each["start"]): each["value"] for each in outcome["readings"]}
    assert {key: printed[key] for key in expected} == expected
    with scope(association=association):
        stored = {
            (each.indicator, each.period_kind, each.period_start.isoformat()): float(each.value)
            for each in Reading.objects.of(association).filter(channel__slug=outcome["account"])
        }
    assert stored == printed
    assert len(stored) == count


def test_one_file_feeds_both_accounts_of_meta(bring: Callable, association: Association) -> None:
    outcome = bring("fb_mbs_visits_daily_comma.csv", "auto")

    assert [each["account"] for each in outcome["imports"]] == ["facebook", "instagram"]
    assert [each["added"] for each in outcome["imports"]] == [242, 242]


@pytest.mark.parametrize("name", sorted({case[0] for case in DAILY + POSTS}))
def test_bringing_the_same_file_twice_changes_nothing(bring: Callable, association: Association, name: str) -> None:
    account, options = next((case[1], case[2]) for case in DAILY + POSTS if case[0] == name)
    bring(name, account, **options)
    with scope(association=association):
        before = list(Reading.objects.of(association).order_by("pk").values())
    again = bring(name, account, **options)

    assert again["status"] == "already"
    with scope(association=association):
        assert list(Reading.objects.of(association).order_by("pk").values()) == before
        assert ImportFile.objects.of(association).count() == 1


REFUSED = [
    ("fb_legacy_insights_2014_uci_cr.csv", "sans l’année"),
    ("fb_mbs_audience_comma.csv", "sans date"),
    ("fb_mbs_audience_tab.csv", "sans date"),
    ("ga4_dashboard_2021_empty.csv", "tableau de bord"),
    ("linkedin_page_competitors_2025.xlsx", "compare votre Page"),
    ("mbs_audience_2025.csv", "a changé des nombres en dates"),
    ("meta_ads_manager_2024.xlsx", "rapport publicitaire"),
    ("meta_reach_daily_noheaderblock.csv", "ne dit pas ce qu’il compte"),
    ("matomo_visitssummary_translated_en.csv", "ne dit pas sa période"),
    ("tiktok_studio_overview_en.csv", "n’ont pas d’année"),
    ("x_manual_monthly_log.csv", "tenu à la main"),
    ("youtube_studio_table_by_geography.csv", "ne dit pas sa période"),
    ("youtube_studio_table_by_trafficsource.csv", "ligne « Total » manque"),
]


@pytest.mark.parametrize(("name", "words"), REFUSED)
def test_the_others_are_refused_in_words(bring: Callable, association: Association, name: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        bring(name, "auto")
    with scope(association=association):
        assert not Reading.objects.of(association).exists()
        assert not ImportFile.objects.of(association).exists()


def test_every_file_of_the_folder_is_in_one_list_or_the_other(shared_data: Callable[[str], Path]) -> None:
    known = {case[0] for case in DAILY + POSTS} | {name for name, _words in REFUSED}
    files = {path.name for path in shared_data("exports/INDEX.toml").parent.iterdir()} - {"INDEX.toml"}
    assert files == known
