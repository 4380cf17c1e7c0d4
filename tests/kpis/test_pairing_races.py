"""Several hands on one measured post, in real threads, on the database that production uses."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import time_machine
from django_scopes import scope

from journal.models import Entry
from journal.moves import Overtaken, Refused
from kpis import pairing
from kpis.models import PostLine
from tests.calendar_app.given import NOW
from tests.governance.races import together

from .measured import Measured

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
SHORT = "Samedi, on trie les jouets"


@pytest.fixture
def world(transactional_db: None, cast: SimpleNamespace) -> Iterator[SimpleNamespace]:
    with time_machine.travel(NOW, tick=False), scope(association=cast.bruno.association):
        measured = Measured(cast)
        post = measured.post(link="https://exemple.example/a")
        yield SimpleNamespace(measured=measured, cast=cast, post=post, variant=measured.variant(post))


def settle(world: SimpleNamespace, line: PostLine, variant: object, by: object) -> bool:
    return pairing.settle(PostLine.unscoped.get(pk=line.pk), variant, by=by, now=NOW)


def test_two_people_answer_one_line_differently(world: SimpleNamespace) -> None:
    world.measured.bring(world.measured.line(words=SHORT, link=""))
    line = world.measured.lines()["500"]
    answers = together(
        lambda: settle(world, line, world.variant, world.cast.amina),
        lambda: settle(world, line, None, world.cast.bruno),
    )
    assert sorted(type(answer) for answer in answers if answer is not True) == [Overtaken]
    assert Entry.objects.filter(object_type="kpis.postline").count() == 1
    line.refresh_from_db()
    assert (line.variant is None) == (line.status == "apart")


def test_two_lines_are_given_to_one_post(world: SimpleNamespace) -> None:
    measured = world.measured
    measured.bring(measured.line(number=1, words=SHORT, link=""), measured.line(number=2, words=SHORT, link=""))
    first, second = measured.lines()["1"], measured.lines()["2"]
    answers = together(
        lambda: settle(world, first, world.variant, world.cast.amina),
        lambda: settle(world, second, world.variant, world.cast.bruno),
    )
    assert sorted(str(type(answer).__name__) for answer in answers) == ["Refused", "bool"]
    assert any(isinstance(answer, Refused) for answer in answers)
    assert PostLine.objects.filter(variant=world.variant).count() == 1


def test_a_file_and_a_person_want_the_same_post(world: SimpleNamespace) -> None:
    measured = world.measured
    measured.bring(measured.line(number=1, words=SHORT, link=""))
    waiting = measured.lines()["1"]
    file = measured.receive(measured.line(number=2))
    answers = together(
        lambda: settle(world, waiting, world.variant, world.cast.amina),
        lambda: measured.keep(file),
    )
    assert not any(isinstance(answer, Exception) and not isinstance(answer, Refused) for answer in answers), answers
    assert PostLine.objects.filter(variant=world.variant).count() == 1
    assert len(measured.lines()) == 2


def test_two_files_list_the_same_posts(world: SimpleNamespace) -> None:
    measured = world.measured
    first = measured.receive(measured.line(number=1, seen=10), measured.line(number=2, words="Autre", hours=90))
    second = measured.receive(measured.line(number=1, seen=20), measured.line(number=3, words="Encore", hours=95))
    together(lambda: measured.keep(first), lambda: measured.keep(second))
    assert sorted(measured.lines()) == ["1", "2", "3"]
    assert measured.lines()["1"].variant == world.variant
