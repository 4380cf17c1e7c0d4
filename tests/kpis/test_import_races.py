"""Two people importing at once, in real threads, on the database that production uses."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django_scopes import scope

from calendar_app.models import Channel
from journal.models import Entry
from kpis import receiving, transitions
from kpis.models import FollowedIndicator, ImportFile, Reading
from tests.governance.races import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
TODAY = NOW.date()


def curve(shift: int) -> bytes:
    days = "".join(f'"2026-10-{day:02}","{day + shift}"\n' for day in range(1, 32))
    return ('"Facebook reach"\n"Date","Primary"\n' + days).encode()


@pytest.fixture
def world(transactional_db: None, cast: SimpleNamespace) -> SimpleNamespace:
    association = cast.bruno.association
    with scope(association=association):
        page = Channel.objects.create(association=association, name="Page", slug="facebook", network="facebook")

    def bring(data: bytes, by: object) -> ImportFile:
        return receiving.receive(data, "a.csv", association=association, channel=page, by=by, now=NOW, today=TODAY)

    def keep(pk: int, by: object) -> receiving.Plan:
        file = ImportFile.objects.of(association).get(pk=pk)
        return receiving.keep(file, by=by, now=NOW, today=TODAY)

    return SimpleNamespace(association=association, cast=cast, bring=bring, keep=keep)


def test_two_people_bring_the_same_file(world: SimpleNamespace) -> None:
    amina, bruno = world.cast.amina, world.cast.bruno
    brought = together(lambda: world.bring(curve(0), amina), lambda: world.bring(curve(0), bruno))
    assert [type(each) for each in brought] == [ImportFile, ImportFile]
    assert brought[0] == brought[1]


def test_two_people_keep_overlapping_files(world: SimpleNamespace) -> None:
    with scope(association=world.association):
        first, second = world.bring(curve(0), world.cast.amina), world.bring(curve(100), world.cast.bruno)
    plans = together(lambda: world.keep(first.pk, world.cast.amina), lambda: world.keep(second.pk, world.cast.bruno))
    assert [type(plan) for plan in plans] == [receiving.Plan, receiving.Plan]
    with scope(association=world.association):
        values = {(int(row.value) - row.period_start.day, row.import_file_id) for row in Reading.objects.all()}
        assert values in ({(0, first.pk)}, {(100, second.pk)}), "one file whole, never a mixture"
        assert Reading.objects.count() == 31


def test_two_yeses_to_one_file(world: SimpleNamespace) -> None:
    with scope(association=world.association):
        file = world.bring(curve(0), world.cast.amina)
    together(lambda: world.keep(file.pk, world.cast.amina), lambda: world.keep(file.pk, world.cast.bruno))
    with scope(association=world.association):
        assert Reading.objects.count() == 31
        assert Entry.objects.filter(action="kpis.import").count() == 1


def test_two_people_choosing_indicators_leave_one_choice_or_the_other(world: SimpleNamespace) -> None:
    first, second = ["followers", "posts"], ["reach", "mentions", "volunteer_signups"]
    for _again in range(4):
        together(
            lambda: transitions.follow(world.association, first, [], by=world.cast.amina, on=TODAY),
            lambda: transitions.follow(world.association, second, [], by=world.cast.bruno, on=TODAY),
        )
        with scope(association=world.association):
            assert list(FollowedIndicator.objects.of(world.association).values_list("indicator", flat=True)) in (
                first,
                second,
            )
