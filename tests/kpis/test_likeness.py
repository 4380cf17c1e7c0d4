"""Which post a line speaks of, on plain data."""

from __future__ import annotations

import datetime as dt

import pytest

from kpis.importing.addresses import address, are_two_posts
from kpis.importing.dates import read_moment
from kpis.importing.lines import cleared
from kpis.likeness import Line, Post, guesses, likeness

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
TEXT = "Samedi, on trie les jouets du quartier"


@pytest.mark.parametrize(
    ("links", "same"),
    [
        (
            ["https://twitter.com/a/status/12", "https://x.com/i/web/status/12?s=20", "http://mobile.twitter.com/b/status/12"],
            "x:12",
        ),
        (["https://www.tiktok.com/@a.b/video/75?lang=fr", "https://m.tiktok.com/@a.b/video/75"], "tiktok:75"),
        (
            ["https://youtu.be/abcdefghijk", "https://www.youtube.com/watch?feature=x&v=abcdefghijk&t=3"],
            "youtube:abcdefghijk",
        ),
        (["https://www.instagram.com/p/Cx_1/", "https://instagram.com/nous/reel/Cx_1/?igshid=2"], "instagram:Cx_1"),
        (
            [
                "https://www.linkedin.com/feed/update/urn:li:activity:742",
                "https://www.linkedin.com/posts/nous_bonjour-activity-742-Ab1c",
                "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A742/",
            ],
            "linkedin:742",
        ),
        (
            ["https://www.facebook.com/Nous/posts/96", "https://facebook.com/permalink.php?story_fbid=96&id=1"],
            "facebook:96",
        ),
        (["https://www.exemple.example/note/?utm_source=x", "http://exemple.example/note"], "exemple.example/note"),
        (["", "bonjour", "javascript:alert(1)", "https://", "http://[::1"], ""),
    ],
)  # fmt: skip
def test_one_post_has_one_address(links: list[str], same: str) -> None:
    assert {address(link) for link in links} == {same}


def test_two_numbers_are_two_posts_only_where_a_post_has_one() -> None:
    assert are_two_posts("x:1", "x:2")
    assert not are_two_posts("x:1", "x:1")
    assert not are_two_posts("facebook:1", "facebook:2"), "a photo and its post have two numbers"
    assert not are_two_posts("x:1", "exemple.example/note")
    assert not are_two_posts("", "x:1")


def test_another_link_of_the_same_network_is_another_post() -> None:
    post = Post(1, NOON, "https://x.com/a/status/1", "", TEXT)
    assert guesses(Line(NOON, True, "https://x.com/a/status/2", TEXT), [post]) == []


@pytest.mark.parametrize(
    ("gap", "words", "sure"),
    [
        (0, TEXT, True),
        (26, TEXT, True),
        (27, TEXT, False),
        (0, "Samedi, on trie les jouets, venez nombreux", False),
        (0, "on trie les jouets", False),
    ],
)
def test_words_are_sure_when_they_are_all_there_and_the_time_is_near(gap: int, words: str, sure: bool) -> None:
    found = guesses(Line(NOON + gap * HOUR, True, "", words), [Post(1, NOON, "", "", TEXT)])
    assert [(each.pk, each.is_sure) for each in found] == [(1, sure)]


def test_the_hour_alone_is_a_doubt_and_a_day_alone_is_nothing() -> None:
    post = Post(1, NOON, "", "", TEXT)
    assert [each.why for each in guesses(Line(NOON, True, "", "Tout autre chose"), [post])] == ["hour"]
    assert guesses(Line(NOON, False, "", "Tout autre chose"), [post]) == []


def test_a_text_cut_by_the_network_is_the_same_text() -> None:
    assert likeness(TEXT, TEXT + " au local de la rue Haute, de dix heures à midi") == 1
    assert likeness(TEXT + " https://t.co/abc", TEXT + " https://exemple.example/long") == 1
    assert likeness("", TEXT) == 0


def test_one_link_on_two_posts_is_asked() -> None:
    link = "https://x.com/a/status/1"
    found = guesses(Line(NOON, True, link, ""), [Post(1, NOON, link), Post(2, NOON, link)])
    assert [(each.pk, each.is_sure) for each in found] == [(1, False), (2, False)]


def test_names_of_accounts_and_addresses_do_not_leave_the_file() -> None:
    assert (
        cleared("Merci @jeanne.dupont et jeanne@exemple.example\n!\x00 https://x.com/@a")
        == "Merci @… et … ! https://x.com/@a"
    )


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2019-01-31 23:32 +0000", dt.datetime(2019, 1, 31, 23, 32, tzinfo=dt.UTC)),
        ("2019-01-31T23:32:05Z", dt.datetime(2019, 1, 31, 23, 32, tzinfo=dt.UTC)),
        ("2019-01-31T23:32:05+02:00", dt.datetime(2019, 1, 31, 23, 32, tzinfo=dt.timezone(dt.timedelta(hours=2)))),
        ("01/31/2019 23:32", dt.datetime(2019, 1, 31, 23, 32)),
        ("2019/01/31 18:19:10", dt.datetime(2019, 1, 31, 18, 19)),
        ("Jan 31, 2019 12:05 am", dt.datetime(2019, 1, 31, 0, 5)),
        ("Jan 31, 2019 10:32 pm", dt.datetime(2019, 1, 31, 22, 32)),
        ("01/31/2019", None),
        ("31 janvier 2019", None),
        (3, None),
    ],
)  # fmt: skip
def test_an_hour_is_read_as_the_file_writes_it(cell: object, moment: dt.datetime | None) -> None:
    assert read_moment(cell, dt.date(2019, 1, 31)) == moment
