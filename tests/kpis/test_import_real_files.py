"""Figures of the networks' own files, through the command, against values read in the bytes by hand."""

from __future__ import annotations

import io
import json
import tomllib
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


with Path(__file__).with_name("real_files.toml").open("rb") as facts:
    KNOWN = tomllib.load(facts)
FILES: list[dict[str, Any]] = KNOWN["file"]
REFUSED: dict[str, str] = KNOWN["refused"]


def label(case: dict[str, Any]) -> str:
    return f"{case['name']}-{case['account']}"


def asked(case: dict[str, Any]) -> dict[str, str]:
    """What the file leaves out and the command is told."""
    return {key: case[key] for key in ("month", "indicator") if key in case}


@pytest.mark.parametrize("case", FILES, ids=label)
def test_the_figures_are_those_of_the_file(bring: Callable, association: Association, case: dict[str, Any]) -> None:
    outcome = bring(case["name"], case["account"], **asked(case))

    assert outcome["status"] == "kept"
    assert outcome["added"] == case["readings"]
    assert outcome["refused"] == []
    printed = {(each["indicator"], each["period"], each["start"]): each["value"] for each in outcome["readings"]}
    expected = {(indicator, period, start): value for indicator, period, start, value in case["figures"]}
    assert len(expected) >= min(3, case["readings"])
    assert {key: printed[key] for key in expected} == expected
    with scope(association=association):
        stored = {
            (each.indicator, each.period_kind, each.period_start.isoformat()): float(each.value)
            for each in Reading.objects.of(association).filter(channel__slug=outcome["account"])
        }
    assert stored == printed
    assert len(stored) == case["readings"]


def test_one_file_feeds_both_accounts_of_meta(bring: Callable, association: Association) -> None:
    outcome = bring("fb_mbs_visits_daily_comma.csv", "auto")

    assert [each["account"] for each in outcome["imports"]] == ["facebook", "instagram"]
    assert [each["added"] for each in outcome["imports"]] == [242, 242]


@pytest.mark.parametrize("case", FILES, ids=label)
def test_bringing_the_same_file_twice_changes_nothing(
    bring: Callable, association: Association, case: dict[str, Any]
) -> None:
    bring(case["name"], case["account"], **asked(case))
    with scope(association=association):
        before = list(Reading.objects.of(association).order_by("pk").values())
    again = bring(case["name"], case["account"], **asked(case))

    assert again["status"] == "already"
    with scope(association=association):
        assert list(Reading.objects.of(association).order_by("pk").values()) == before
        assert ImportFile.objects.of(association).count() == 1


@pytest.mark.parametrize(("name", "words"), REFUSED.items())
def test_the_others_are_refused_in_words(bring: Callable, association: Association, name: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        bring(name, "auto")
    with scope(association=association):
        assert not Reading.objects.of(association).exists()
        assert not ImportFile.objects.of(association).exists()


def test_every_file_of_the_folder_is_in_one_list_or_the_other(shared_data: Callable[[str], Path]) -> None:
    known = {case["name"] for case in FILES} | REFUSED.keys()
    files = {path.name for path in shared_data("exports/INDEX.toml").parent.iterdir()} - {"INDEX.toml"}
    assert files == known
