"""Every figure of the networks' own files, worked out by another road than ours: plain csv, openpyxl, LibreOffice.

Each file of the index is here, so that none is forgotten: either its sums, indicator by indicator, or its refusal.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
import shutil
import subprocess
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kpis import formulas
from kpis.catalogue import get
from kpis.importing import parse
from tests.kpis.test_import_real_files import REFUSED

Sums = dict[str, tuple[int, Fraction]]
MONTH = dt.date(2021, 12, 1)
LIFE = {"reactions": "Reactions", "comments": "Comments", "shares": "Shares"}
TWEETS = {
    "impressions": "impressions",
    "engagements": "engagements",
    "shares": "retweets",
    "comments": "replies",
    "reactions": "likes",
    "link_clicks": "url clicks",
}
STUDIO = {"views": "Video Views", "profile_visits": "Profile Views", "reactions": "Likes", "comments": "Comments"}
# name: (encoding, delimiter, lines before the headings, column of the day, indicator: column)
TABLES: dict[str, tuple[str, str, int, str, dict[str, str]]] = {
    "fb_mbs_posts_2025_dupcol.csv": (
        "utf-8-sig", ",", 0, "Publish time",
        LIFE | {"engagements": "Reactions, Comments and Shares", "link_clicks": "Link Clicks"},
    ),
    "ga4_exploration_daily_2024.csv": ("utf-8", ",", 9, "Date", {"users_web": "Total users"}),
    "tiktok_business_audience_2025.csv": (
        "utf-8-sig", ",", 0, "Date", {"new_followers": "New followers", "reach": "Reached audience"},
    ),
    "tiktok_business_videos_2025.csv": (
        "utf-8-sig", ",", 0, "Post time",
        {"views": "Video views", "reactions": "Likes", "comments": "Comments", "shares": "Shares",
         "saves": "Add to Favorites"},
    ),
    "tiktok_studio_overview_en.csv": ("utf-8-sig", ",", 0, "Date", STUDIO | {"shares": "Shares"}),
    "x_legacy_tweet_activity_20161201_20170101.csv": ("utf-8", ",", 0, "time", TWEETS),
    "x_legacy_tweet_activity_20190101_20190201.csv": ("utf-8", ",", 0, "time", TWEETS),
    "youtube_studio_totals.csv": ("utf-8", ",", 0, "Date", {"views": "Views"}),
    "youtube_studio_chart_by_subscription.csv": ("utf-8", ",", 0, "Date", {"views": "Views"}),
    "matomo_api_get_month.csv": (
        "utf-16", ",", 0, "Date",
        {"visits": "Visits", "users_web": "Unique visitors", "bounces": "Bounces", "page_views": "Pageviews"},
    ),
    "matomo_visitssummary_translated_en.csv": (
        "utf-16", ",", 0, "", {"visits": "Visits", "users_web": "Unique visitors", "bounces": "Bounces"},
    ),
    "matomo_visitssummary_week.csv": (
        "utf-16", ",", 0, "date", {"visits": "nb_visits", "users_web": "nb_uniq_visitors", "bounces": "bounce_count"},
    ),
}  # fmt: skip
CURVES = {
    "fb_mbs_follows_daily.csv": "new_followers",
    "fb_mbs_reach_daily_comma.csv": "reach",
    "fb_mbs_reach_daily_tab.csv": "reach",
    "fb_mbs_views_daily_comma.csv": "views",
    "fb_mbs_visits_daily_comma.csv": "profile_visits",
    "ig_mbs_reach_daily_2025.csv": "reach",
    "meta_reach_daily_noheaderblock.csv": "reach",
}
ABSENT = {"", "-", "--", "NAN", "NA"}


def lines_of(text: str, delimiter: str, skip: int) -> list[dict[str, str]]:
    for _line in range(skip):
        text = text.split("\n", 1)[1]
    return list(csv.DictReader(io.StringIO(text.strip(), newline=""), delimiter=delimiter))


def summed(lines: Iterable[dict[str, Any]], day: str, columns: dict[str, str]) -> Sums:
    """For each indicator, on how many days there is a figure, and their sum."""
    found: Sums = {}
    lines = list(lines)
    for indicator, column in columns.items():
        days: dict[str, Fraction] = defaultdict(Fraction)
        for line in lines:
            if str(line[column]).strip() not in ABSENT:
                days[re.split(r"[ T]\d{1,2}:", str(line.get(day, "")))[0]] += Fraction(str(line[column]))
        found[indicator] = (len(days), sum(days.values(), Fraction()))
    return found


def ours(data: bytes, **hints: Any) -> Sums:
    found: dict[str, list[Fraction]] = defaultdict(list)
    for row in parse(data, **hints).rows:
        found[row.indicator].append(Fraction(row.value))
    return {indicator: (len(values), sum(values, Fraction())) for indicator, values in found.items()}


def agree(data: bytes, expected: Sums, **hints: Any) -> None:
    found = ours(data, **hints)
    # An indicator of the file that the other road found nothing in is nowhere in ours either.
    assert {key: found.get(key, (0, 0)) for key in expected} == expected


@pytest.mark.parametrize("name", TABLES)
def test_sums_of_text_tables(shared_data: Callable[[str], Path], name: str) -> None:
    encoding, delimiter, skip, day, columns = TABLES[name]
    data = shared_data(f"exports/{name}").read_bytes()
    expected = summed(lines_of(data.decode(encoding), delimiter, skip), day, columns)
    assert any(total for _days, total in expected.values())
    agree(data, expected, hint_month=dt.date(2026, 4, 1))


@pytest.mark.parametrize("name", CURVES)
def test_sums_of_curves(shared_data: Callable[[str], Path], name: str) -> None:
    data = shared_data(f"exports/{name}").read_bytes()
    values = re.findall(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"?[,\t]"?(\d+)', data.decode("utf-16"))
    agree(data, {CURVES[name]: (len(values), Fraction(sum(map(int, values))))}, hint_indicator="reach")


def test_sums_of_the_wrapped_file(shared_data: Callable[[str], Path]) -> None:
    data = shared_data("exports/fb_mbs_videos_2025_doublewrapped.csv").read_bytes()
    # Each physical line is one quoted cell whose quotes are doubled: take them off by hand.
    bare = "\n".join(
        line[1:-1].replace('""', '"') if line.startswith('"') else line
        for line in data.decode("utf-8-sig").splitlines()
    )
    lines = [line for line in lines_of(bare, ",", 0) if line["Publish time"]]
    agree(data, summed(lines, "Publish time", LIFE | {"engagements": "Reactions, comments and shares"}))


def test_sums_of_mailchimp(shared_data: Callable[[str], Path]) -> None:
    data = shared_data("exports/mailchimp_campaigns_2019.csv").read_bytes()
    lines = lines_of(data.decode(), ",", 0)
    titles = {line["Title"].strip() for line in lines}
    whole = [line for line in lines if re.sub(r"\s*\|\s*(Combo \d+|Winner)$", "", line["Title"].strip()) not in titles
             or not re.search(r"\|\s*(Combo \d+|Winner)$", line["Title"].strip())]  # fmt: skip
    assert (len(lines), len(whole)) == (79, 74)
    for line in whole:
        line["day"] = " ".join(line["Send Date"].split(" ")[:3])
    columns = {"sent": "Total Recipients", "delivered": "Successful Deliveries", "unique_opens": "Unique Opens"}
    columns |= {"unique_clicks": "Unique Clicks", "unsubscribes": "Unsubscribes", "hard_bounces": "Hard Bounces"}
    agree(data, summed(whole, "day", columns))


def test_sums_of_the_posts_of_2014(shared_data: Callable[[str], Path]) -> None:
    data = shared_data("exports/fb_legacy_insights_2014_uci_cr.csv").read_bytes()
    lines = lines_of(data.decode().replace("\r", "\n"), ",", 0)
    columns = {"impressions": "Lifetime Post Total Impressions", "engagements": "Total Interactions"}
    columns |= {"comments": "comment", "reactions": "like", "shares": "share"}
    agree(data, summed(lines, "Post Month", columns), hint_month=dt.date(2014, 1, 1))


def test_the_total_line_by_country(shared_data: Callable[[str], Path]) -> None:
    data = shared_data("exports/youtube_studio_table_by_geography.csv").read_bytes()
    total = next(line for line in lines_of(data.decode(), ",", 0) if line["Geography"] == "Total")
    hours, minutes, seconds = map(int, total["Average view duration"].split(":"))
    agree(
        data,
        {
            "views": (1, Fraction(total["Views"])),
            "watch_time": (1, Fraction(total["Watch time (hours)"])),
            "avg_view_duration": (1, Fraction(hours * 3600 + minutes * 60 + seconds)),
        },
        hint_month=MONTH,
    )


def test_the_first_table_of_the_report_by_mail(shared_data: Callable[[str], Path]) -> None:
    data = shared_data("exports/matomo_scheduled_report.csv").read_bytes()
    lines = data.decode().splitlines()
    top = next(place for place, line in enumerate(lines) if line.startswith("nb_uniq_visitors"))
    line = dict(zip(lines[top].split(","), next(csv.reader([lines[top + 1]])), strict=False))
    expected = {"visits": "nb_visits", "users_web": "nb_uniq_visitors", "web_bounce_rate": "bounce_rate"}
    agree(data, {key: (1, Fraction(line[column].rstrip("%"))) for key, column in expected.items()}, hint_month=MONTH)


def test_the_totals_of_followers(shared_data: Callable[[str], Path]) -> None:
    data = shared_data("exports/fb_mbs_audience_tab.csv").read_bytes()
    totals = [int(line) for line in data.decode("utf-16").replace("\t", "").split() if line.isdigit()][:2]
    agree(data, {"followers": (2, Fraction(sum(totals)))}, hint_month=MONTH)


def test_sums_of_the_new_workbook(shared_data: Callable[[str], Path]) -> None:
    path = shared_data("exports/tiktok_studio_overview_en.xlsx")
    head, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    lines = [dict(zip(head, row, strict=True)) for row in rows]
    agree(path.read_bytes(), summed(lines, "Date", STUDIO | {"shares": "Shares"}), hint_month=dt.date(2026, 4, 1))


@pytest.mark.parametrize(
    ("name", "skip", "columns"),
    [
        (
            "linkedin_page_content_2026.xls",
            1,
            {
                "impressions": "Impressions (total)",
                "reactions": "Reactions (total)",
                "comments": "Comments (total)",
                "shares": "Reposts (total)",
            },
        ),
        ("linkedin_page_followers_2026.xls", 0, {"new_followers": "Total followers"}),
    ],
)
def test_sums_of_the_old_workbooks_as_libreoffice_reads_them(
    shared_data: Callable[[str], Path], tmp_path: Path, name: str, skip: int, columns: dict[str, str]
) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not on this machine")
    path = shared_data(f"exports/{name}")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "csv", "--outdir", str(tmp_path), str(path)],
        check=True,
        capture_output=True,
        timeout=180,
    )
    lines = lines_of((tmp_path / name).with_suffix(".csv").read_text("utf-8"), ",", skip)
    agree(path.read_bytes(), summed(lines, "Date", columns))


def rate(indicator: str, **values: str) -> float:
    """A rate of the catalogue, from the figures of one line."""
    found = formulas.evaluate(get(indicator).formula, {name: Decimal(value) for name, value in values.items()})
    assert found is not None
    return float(found)


def test_the_engagement_rate_of_x_is_theirs_on_each_line(shared_data: Callable[[str], Path]) -> None:
    lines = lines_of(shared_data("exports/x_legacy_tweet_activity_20190101_20190201.csv").read_text("utf-8"), ",", 0)
    alike = [
        abs(
            rate("er_impressions", engagements=line["engagements"], impressions=line["impressions"]) / 100
            - float(line["engagement rate"])
        )
        < 1e-9
        for line in lines
    ]
    assert (sum(alike), len(alike)) == (31, 31)


def test_the_open_rate_of_mailchimp_is_theirs_on_each_line(shared_data: Callable[[str], Path]) -> None:
    lines = lines_of(shared_data("exports/mailchimp_campaigns_2019.csv").read_text("utf-8"), ",", 0)
    alike = [
        abs(
            rate("email_open_rate", unique_opens=line["Unique Opens"], delivered=line["Successful Deliveries"])
            - float(line["Open Rate"].rstrip("%"))
        )
        < 0.00501
        for line in lines
    ]
    assert (sum(alike), len(alike)) == (79, 79)


def test_the_interactions_of_meta_are_theirs_on_each_line(shared_data: Callable[[str], Path]) -> None:
    lines = lines_of(shared_data("exports/fb_mbs_posts_2025_dupcol.csv").read_text("utf-8-sig"), ",", 0)
    alike = [
        sum(int(line[column] or 0) for column in LIFE.values()) == int(line["Reactions, Comments and Shares"])
        for line in lines
    ]
    assert (sum(alike), len(alike)) == (48, 48)


def test_no_file_of_the_index_is_forgotten_and_none_has_changed(shared_data: Callable[[str], Path]) -> None:
    index = shared_data("exports/INDEX.toml")
    files = {each["name"]: each for each in tomllib.loads(index.read_text("utf-8"))["file"]}
    source = Path(__file__).read_text("utf-8")
    assert {name for name in files if name not in source and name not in REFUSED} == set()
    assert {path.name for path in index.parent.iterdir()} - {"INDEX.toml"} == set(files)
    for name, each in files.items():
        assert hashlib.sha256((index.parent / name).read_bytes()).hexdigest()[:16] == each["sha256_16"], name


def test_a_file_is_known_by_what_it_holds_not_by_its_name(shared_data: Callable[[str], Path]) -> None:
    """The network the index gives is the one we find, under a name that says nothing."""
    folder = shared_data("exports/INDEX.toml").parent
    alike = {"facebook/instagram": "meta", "ga4": "blog", "matomo": "blog", "meta_ads": "meta"}
    for each in tomllib.loads((folder / "INDEX.toml").read_text("utf-8"))["file"]:
        parsed = parse((folder / each["name"]).read_bytes(), "x", hint_month=MONTH, hint_indicator="reach")
        network = alike.get(each["network"], each["network"])
        assert parsed.family != "unknown", each["name"]
        known = {parsed.network, *parsed.networks}
        # Some files of Meta do not say which of its two networks they are of.
        is_of_meta = network in {"facebook", "instagram"} and "meta" in known
        assert network in known or is_of_meta or each["name"] in REFUSED, each["name"]
