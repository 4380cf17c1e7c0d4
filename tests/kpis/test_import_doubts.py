"""Figures that look wrong and may be true: shown apart, kept only on somebody's word, flagged for ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_scopes import scope

from associations.models import Association
from calendar_app.models import Channel
from kpis.importing import Parsed, parse
from kpis.models import ImportFile, Reading

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
HEADINGS = "Date,New followers,Total followers,Reached audience\n"


def tiktok(*lines: str) -> str:
    return HEADINGS + "".join(f"{line}\n" for line in lines)


def days(count: int, value: int = 40) -> list[str]:
    return [f"2026-10-{day:02},{value},1000,300" for day in range(1, count + 1)]


def doubts(parsed: Parsed) -> list[tuple[str, int, bool]]:
    return [(row.indicator, int(row.value), row.asks_yes) for row in parsed.rows if row.doubt]


def test_a_negative_figure_is_read_and_asks_for_a_yes() -> None:
    parsed = parse(tiktok("2026-10-01,-5,1000,300").encode())
    assert doubts(parsed) == [("new_followers", -5, True)]
    assert parsed.refused == ()


def test_the_sum_of_a_day_never_hides_a_negative_post() -> None:
    heading = "Tweet id,time,impressions,engagements,retweets\n"
    parsed = parse((heading + "1,2026-10-01 10:00 +0000,-9,2,1\n2,2026-10-01 11:00 +0000,90,2,1\n").encode())
    assert "impressions" not in {row.indicator for row in parsed.rows}
    assert "négatif" in parsed.refused[0].reason_fr


@pytest.mark.parametrize(
    ("value", "doubtful"), [("20000", False), ("20001", True), ("9000000000", True), ("8500000000", True)]
)
def test_a_figure_far_from_the_others_asks_for_a_yes(value: str, doubtful: bool) -> None:
    parsed = parse(tiktok(*days(8), f"2026-10-20,{value},1000,300").encode())
    assert bool(doubts(parsed)) == doubtful


def test_a_short_series_has_no_usual_figure_but_nobody_reaches_more_people_than_there_are() -> None:
    assert doubts(parse(tiktok(*days(3), "2026-10-20,90000,1000,300").encode())) == []
    assert doubts(parse(tiktok("2026-10-20,9,1000,9000000000").encode())) == [("reach", 9_000_000_000, True)]


@pytest.mark.parametrize(("near", "year"), [("2024-03", 2024), ("2025-01", 2024), ("2023-12", 2024), ("2027-05", 2028)])
def test_a_29_february_without_a_year_is_of_a_year_that_has_one(near: str, year: int) -> None:
    month = dt.date.fromisoformat(f"{near}-01")
    parsed = parse(b"Date,Video Views,Profile Views\nFebruary 29,7,1\n", hint_month=month)
    assert {row.start for row in parsed.rows} == {dt.date(year, 2, 29)}


def test_a_29_february_that_never_was_is_refused() -> None:
    for cell in ("2026-02-29", "02/29/2026", "29 février 2026"):
        parsed = parse(f"Date,Views\n{cell},7\n2026-03-01,8\n".encode())
        assert "n’existe pas dans le calendrier" in parsed.refused[0].reason_fr, cell
    parsed = parse(b"Date,Video Views,Profile Views\nFebruary 29,7,1\n", hint_month=dt.date(2026, 3, 1))
    assert "n’existe pas" in str(parsed.reason)


@pytest.mark.parametrize("space", ["\u202f", "\u00a0", "\u2009", " "])
@pytest.mark.parametrize(("written", "value"), [("12{}345", 12345), ("1{}234{}567", 1234567), ("1{}234", 1234)])
def test_numbers_as_text_with_french_spaces(space: str, written: str, value: int) -> None:
    parsed = parse(f"Date;Vues\n2026-10-01;{written.replace('{}', space)}\n".encode())
    assert [int(row.value) for row in parsed.rows] == [value]


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def accounts(association: Association) -> dict[str, Channel]:
    with scope(association=association):
        return {
            network: Channel.objects.create(association=association, name=network, slug=network, network=network)
            for network in ("tiktok", "facebook")
        }


@pytest.fixture
def send(accounts: dict, as_: Callable[[str], Client], url: Callable) -> Callable[..., Any]:
    def upload(data: str, account: str = "tiktok") -> Any:
        file = SimpleUploadedFile("a.csv", data.encode(), content_type="text/csv")
        return as_("bruno").post(url("kpis:import"), {"account": account, "file": file}, follow=True)

    return upload


def keep(preview: Any, as_: Callable, url: Callable, **more: str) -> Any:
    given = {"shown": preview.context["plan"].fingerprint, **more}
    return as_("bruno").post(url("kpis:import-keep", pk=preview.context["file"].pk), given, follow=True)


def stored(association: Association) -> dict[tuple[str, int], tuple[int, str]]:
    with scope(association=association):
        rows = Reading.objects.of(association)
        return {(row.indicator, row.period_start.day): (int(row.value), row.note) for row in rows}


def test_without_the_box_a_doubtful_figure_stays_out(
    send: Callable, as_: Callable, url: Callable, association: Association
) -> None:
    preview = send(tiktok("2026-10-01,-5,1000,300", "2026-10-02,4,1004,310"))
    html = preview.content.decode()
    assert "Ce qui est à vérifier" in html
    assert "Garder aussi le chiffre douteux" in html
    keep(preview, as_, url)
    assert ("new_followers", 1) not in stored(association)
    assert stored(association)[("new_followers", 2)] == (4, "")
    with scope(association=association):
        assert ImportFile.objects.get().refused == 1


def test_with_the_box_it_is_kept_and_says_so_for_ever(
    send: Callable, as_: Callable, url: Callable, association: Association
) -> None:
    preview = send(tiktok("2026-10-01,-5,1000,300", "2026-10-02,4,1004,310"))
    keep(preview, as_, url, doubtful="1")
    value, note = stored(association)[("new_followers", 1)]
    assert value == -5
    assert note.startswith("À vérifier")
    assert stored(association)[("reach", 1)] == (300, "")


def test_a_file_of_doubts_alone_is_kept_only_with_the_box(
    send: Callable, as_: Callable, url: Callable, association: Association
) -> None:
    preview = send("Date,New followers,Reached audience\n2026-10-01,-5,--\n")
    refused = keep(preview, as_, url)
    assert "Tous les chiffres de ce fichier sont douteux" in refused.content.decode()
    assert stored(association) == {}
    keep(refused, as_, url, doubtful="1")
    assert stored(association)[("new_followers", 1)][0] == -5


def test_a_reach_above_the_impressions_is_flagged_and_kept(
    send: Callable, as_: Callable, url: Callable, association: Association
) -> None:
    curve = '"{}"\n"Date","Primary"\n"2026-10-01","{}"\n"2026-10-02","90"\n'
    keep(send(curve.format("Impressions", 100), "facebook"), as_, url)
    preview = send(curve.format("Facebook reach", 140), "facebook")
    html = preview.content.decode()
    assert "dépasse les impressions" in html
    assert "Garder aussi" not in html
    keep(preview, as_, url)
    value, note = stored(association)[("reach", 1)]
    assert (value, note[:11].replace("\u00a0", " ")) == (140, "À vérifier ")
    assert stored(association)[("reach", 2)] == (90, "")


def test_a_doubt_already_stored_is_not_asked_again(
    send: Callable, as_: Callable, url: Callable, association: Association
) -> None:
    keep(send(tiktok("2026-10-01,-5,1000,300")), as_, url, doubtful="1")
    again = send(tiktok("2026-10-01,-5,1000,300", "2026-10-02,4,1004,310"))
    assert again.context["plan"].doubtful == []
    keep(again, as_, url)
    assert stored(association)[("new_followers", 1)][0] == -5
    assert Decimal(stored(association)[("new_followers", 2)][0]) == 4
