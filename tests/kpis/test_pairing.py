"""The posts a network measured meet those of the calendar: alone when it is sure, else a person is asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django_scopes import scope

from associations.models import Association
from journal.models import Entry
from kpis import pairing
from kpis.models import ImportFile, PostLine, Reading
from tests.calendar_app.given import NOW

from .measured import TEXT, Measured

pytestmark = pytest.mark.django_db
WAITING, MATCHED, APART = "waiting", "matched", "apart"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def measured(cast: SimpleNamespace, association: Association) -> Iterator[Measured]:
    with scope(association=association):
        yield Measured(cast)


def answer(client: Client, url: Callable, line: PostLine, choice: Any) -> str:
    done = client.post(url("kpis:pairing-settle", pk=line.pk), {"choice": str(choice)}, follow=True)
    assert done.status_code == 200
    return done.content.decode()


def test_the_same_link_is_matched_alone_whoever_wrote_it(measured: Measured) -> None:
    post = measured.post(link="https://x.com/mains/status/71?s=20", text="Tout autre chose dit ici")
    measured.bring(measured.line(number=71, hours=40, seen=1234))

    line = measured.lines()["71"]
    assert (line.status, line.why, line.variant.post) == (MATCHED, "link", post)
    assert line.values["impressions"] == 1234
    assert line.settled_by is None


def test_the_same_day_and_the_same_words_are_matched_alone(measured: Measured) -> None:
    post = measured.post(link="https://exemple.example/note")
    measured.bring(measured.line(number=72, hours=3))
    line = measured.lines()["72"]
    assert (line.status, line.why, line.variant.post) == (MATCHED, "words", post)


def test_a_doubt_is_asked_and_the_answer_wipes_the_words(measured: Measured, as_: Callable, url: Callable) -> None:
    post = measured.post()
    other = measured.post(
        link="https://x.com/mains/status/2", text="La collecte de dimanche est reportée", title="Report"
    )
    measured.bring(
        measured.line(words="Samedi, on trie ! Les jouets du quartier et @odile_b, odile@lapin.example", link="")
    )
    line = measured.lines()["500"]
    assert line.status == WAITING
    assert line.variant is None

    html = as_("bruno").get(url("kpis:pairing")).content.decode()
    assert "Samedi, on trie ! Les jouets du quartier" in html
    assert "odile" not in html, "accounts named in a post are nobody's to keep"
    assert html.index("texte proche") < html.index("Report")
    assert f'value="{measured.variant(other).pk}"' in html

    html = answer(as_("bruno"), url, line, measured.variant(post).pk)
    assert "Chiffres rapprochés" in html
    line.refresh_from_db()
    assert (line.status, line.why, line.variant.post, line.settled_by.user.name) == (
        MATCHED,
        "person",
        post,
        "Bruno Castel",
    )
    assert line.excerpt == ""
    assert Entry.objects.filter(object_type="kpis.postline", after=MATCHED).count() == 1

    html = as_("chloe").get(url("kpis:post-figures", pk=post.pk)).content.decode()
    assert "Impressions" in html
    assert ">100<" in html
    assert "Bruno Castel" in html
    assert url("kpis:post-figures", pk=post.pk) in as_("chloe").get(post.get_absolute_url()).content.decode()


def test_none_of_them_is_an_answer_too_and_can_be_undone(measured: Measured, as_: Callable, url: Callable) -> None:
    measured.post()
    measured.bring(measured.line(words="Samedi, on trie les jouets", link=""))
    line = measured.lines()["500"]
    assert "laissée hors du calendrier" in answer(as_("bruno"), url, line, "none")
    assert "Samedi" not in as_("bruno").get(url("kpis:pairing") + "?etat=apart").content.decode()

    undone = as_("bruno").post(url("kpis:pairing-undo", pk=line.pk), follow=True)
    assert "attend de nouveau" in undone.content.decode()
    line.refresh_from_db()
    assert (line.status, line.excerpt, line.settled_by) == (WAITING, "", None)


def test_a_post_nobody_planned_stays_out_and_asks_nothing(measured: Measured) -> None:
    measured.post(hours=24 * 9)
    file = measured.bring(measured.line(words="Réponse à @quelqu_un : merci beaucoup pour votre gentil message"))
    line = measured.lines()["500"]
    assert (line.status, line.excerpt) == (APART, "")
    assert file.posts.count() == 1


def test_two_posts_with_one_text_are_not_chosen_between(measured: Measured) -> None:
    measured.post(link="https://exemple.example/a")
    measured.post(link="https://exemple.example/b", hours=20)
    measured.bring(measured.line(hours=10))
    assert measured.lines()["500"].status == WAITING


def test_two_lines_for_one_post_are_not_chosen_between(measured: Measured) -> None:
    measured.post(link="https://exemple.example/a")
    measured.bring(measured.line(number=1), measured.line(number=2, hours=2))
    assert [line.status for line in measured.lines().values()] == [WAITING, WAITING]


def test_a_later_file_replaces_the_figures_and_doubles_nothing(
    measured: Measured, as_: Callable, url: Callable
) -> None:
    post = measured.post(link="https://x.com/mains/status/71")
    measured.bring(measured.line(number=71, seen=100))
    later = measured.bring(measured.line(number=71, seen=180), measured.line(number=72, words="Autre", hours=90))
    line = measured.lines()["71"]
    assert (line.values["impressions"], line.file, line.variant.post) == (180, later, post)
    assert PostLine.objects.filter(variant__post=post).count() == 1
    day = Reading.objects.get(indicator="impressions", period_start=NOW.date())
    assert day.value == 180


def test_an_answer_outlives_the_next_file(measured: Measured, as_: Callable, url: Callable) -> None:
    post = measured.post()
    measured.bring(measured.line(words="Samedi, on trie les jouets", link=""))
    answer(as_("bruno"), url, measured.lines()["500"], "none")
    measured.bring(measured.line(words="Samedi, on trie les jouets", link="", seen=300))
    line = measured.lines()["500"]
    assert (line.status, line.values["impressions"], line.excerpt) == (APART, 300, "")
    assert not PostLine.objects.filter(variant__post=post).exists()


def test_a_link_noted_since_the_last_file_is_understood(measured: Measured) -> None:
    measured.bring(measured.line(number=71))
    assert measured.lines()["71"].status == APART
    measured.post(link="https://x.com/mains/status/71")
    measured.bring(measured.line(number=71, seen=101))
    assert measured.lines()["71"].status == MATCHED


def test_the_database_says_never(measured: Measured) -> None:
    post = measured.post()
    file = measured.bring(measured.line(number=1), measured.line(number=9, words="Rien à voir", hours=80))
    matched, other = measured.lines()["1"], measured.lines()["9"]
    assert matched.variant.post == post
    copy = {"association": file.association, "channel": file.channel, "posted_on": NOW.date()}
    for row in (
        PostLine(**copy, file=file, line=77, key="1"),
        PostLine(**copy, file=file, line=matched.line, key="2"),
        PostLine(**copy, file=file, line=78, key="3", status=MATCHED, why="link", variant=matched.variant),
        PostLine(**copy, file=file, line=79, key="4", status=MATCHED),
        PostLine(**copy, file=file, line=80, key="5", status=APART, excerpt="Des mots"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
    assert other.status == APART


def test_a_post_that_has_its_line_is_not_offered_nor_taken_twice(
    measured: Measured, as_: Callable, url: Callable
) -> None:
    post = measured.post()
    measured.bring(measured.line(number=1), measured.line(number=6, words="Samedi, on trie les jouets", link=""))
    assert measured.lines()["1"].status == MATCHED
    line = measured.lines()["6"]
    variant = measured.variant(post)
    assert f'value="{variant.pk}"' not in as_("bruno").get(url("kpis:pairing")).content.decode()
    assert "viennent d’une autre ligne" in answer(as_("bruno"), url, line, variant.pk)
    line.refresh_from_db()
    assert line.status == WAITING


@pytest.mark.parametrize("choice", ["", "x", "999999", "-1", "٣", "9" * 30])
def test_a_choice_that_is_none_of_the_list_gets_a_sentence(
    measured: Measured, as_: Callable, url: Callable, choice: str
) -> None:
    measured.post()
    measured.bring(measured.line(words="Samedi, on trie les jouets", link=""))
    assert "Choisissez une publication de la liste" in answer(as_("bruno"), url, measured.lines()["500"], choice)


def test_the_second_hand_is_told(measured: Measured, as_: Callable, url: Callable) -> None:
    post = measured.post()
    measured.bring(measured.line(words="Samedi, on trie les jouets", link=""))
    line, variant = measured.lines()["500"], measured.variant(post)
    answer(as_("bruno"), url, line, variant.pk)
    assert "C’était déjà la réponse" in answer(as_("amina"), url, line, variant.pk)
    assert "Quelqu’un a déjà répondu" in answer(as_("amina"), url, line, "none")
    line.refresh_from_db()
    assert line.settled_by.user.name == "Bruno Castel"


@pytest.mark.parametrize(
    ("who", "status"), [("amina", 200), ("bruno", 200), ("chloe", 403), ("gilles", 403), ("damien", 404)]
)
def test_who_may_match(measured: Measured, as_: Callable, url: Callable, who: str, status: int) -> None:
    measured.bring(measured.line())
    line = measured.lines()["500"]
    client = as_(who)
    assert client.get(url("kpis:pairing")).status_code == status
    for name in ("pairing-settle", "pairing-undo"):
        done = client.post(url(f"kpis:{name}", pk=line.pk), {"choice": "none"}, follow=True)
        assert done.status_code == status


def test_the_page_costs_the_same_with_more_lines(
    measured: Measured, as_: Callable, url: Callable, assert_flat: Callable
) -> None:
    numbers = iter(range(600, 700))
    measured.post(link="https://exemple.example/a", text=f"{TEXT} {TEXT}")

    def grow() -> None:
        measured.bring(measured.line(number=next(numbers), words="Samedi, on trie les jouets, venez", link=""))

    assert_flat(as_("bruno"), url("kpis:pairing"), grow)
    assert_flat(as_("bruno"), url("kpis:pairing") + "?etat=apart", grow)


def test_a_file_of_days_lists_no_posts(measured: Measured) -> None:
    file = ImportFile(association=measured.account.association, channel=measured.account, family="x_daily")
    pairing.take_in(file, b"Date,Impressions,Engagements,Reposts\n2026-11-01,4,2,1\n", now=NOW)
    assert measured.lines() == {}


def test_a_file_of_a_thousand_posts_is_taken_in_a_few_queries(
    measured: Measured, django_assert_max_num_queries: Callable
) -> None:
    lines = [measured.line(number=number, words="Sans rapport", hours=200 + number) for number in range(1000)]
    file = measured.receive(*lines)
    with django_assert_max_num_queries(60):
        measured.keep(file)
    assert len(measured.lines()) == 1000
    assert dt.date(2026, 11, 1) in {line.posted_on for line in measured.lines().values()}
