"""A long file: its figures are kept at once, its posts are read by a task, and the page says how far it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
import time_machine
from django_scopes import scope

from associations.models import Association
from kpis import pairing, receiving, tasks
from kpis.models import ImportFile, Reading
from tests.calendar_app.given import NOW

from .measured import Measured

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def measured(cast: SimpleNamespace, association: Association, monkeypatch: pytest.MonkeyPatch) -> Iterator[Measured]:
    # What is long here is a line: the test must not be.
    monkeypatch.setattr(receiving, "LONG", 100)
    with scope(association=association):
        yield Measured(cast)


@pytest.fixture
def kept(measured: Measured, as_: Callable, url: Callable, django_capture_on_commit_callbacks: Callable) -> Callable:
    """kept(run=True): a file kept from its page, its task run or lost; the page that follows."""

    def keep(run: bool, *lines: str) -> str:
        file = measured.receive(*(lines or (measured.line(number=71),)))
        shown = as_("bruno").get(file.get_absolute_url()).context["plan"].fingerprint
        with django_capture_on_commit_callbacks(execute=run):
            as_("bruno").post(url("kpis:import-keep", pk=file.pk), {"shown": shown})
        return as_("bruno").get(file.get_absolute_url()).content.decode()

    return keep


def test_the_figures_are_there_at_once_and_the_posts_come(kept: Callable, measured: Measured) -> None:
    measured.post(link="https://x.com/mains/status/71")
    html = kept(False)
    assert "Lecture en cours" in html
    assert Reading.objects.filter(indicator="impressions").exists()
    assert measured.lines() == {}

    tasks.read_posts(ImportFile.objects.get().pk)
    assert measured.lines()["71"].status == "matched"


def test_the_page_says_what_came_of_them(kept: Callable, measured: Measured) -> None:
    measured.post(link="https://x.com/mains/status/71")
    html = kept(True)
    assert "Lecture en cours" not in html
    assert "1 rapprochées du calendrier" in html


def test_a_lost_task_is_taken_back_and_twice_is_once(
    kept: Callable, measured: Measured, clock: time_machine.Coordinates, django_capture_on_commit_callbacks: Callable
) -> None:
    kept(False)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.reread_posts()
    assert measured.lines() == {}, "a task that has just been queued is not lost"
    clock.shift(dt.timedelta(minutes=11))
    for _again in range(2):
        with django_capture_on_commit_callbacks(execute=True) as queued:
            tasks.reread_posts()
        assert len(measured.lines()) == 1
    assert queued == []
    tasks.read_posts(10**9)


def test_a_file_read_late_does_not_undo_a_later_one(
    kept: Callable, measured: Measured, clock: time_machine.Coordinates
) -> None:
    kept(False, measured.line(number=71, seen=100))
    first = ImportFile.objects.get()
    clock.shift(dt.timedelta(minutes=1))
    later = measured.receive(measured.line(number=71, seen=180))
    receiving.keep(later, by=measured.cast.bruno, now=NOW + dt.timedelta(minutes=1), today=NOW.date())
    pairing.read_posts(first.pk, NOW)
    line = measured.lines()["71"]
    assert (line.values["impressions"], line.file) == (180, later)
