"""Who learns that words wait, end, or were taken back; and what the night erases."""

import datetime as dt

from django.utils import timezone

from calendar_app import models, tasks
from calendar_app.relay import entrusted, telling
from journal.moves import HOUSE
from tests.house.neighbours_relay import a_testimony

from ..given import DAY, NOW


def accepted(cast, **said):
    testimony = a_testimony(cast.amina, **said)
    entrusted.accept(testimony, parent_agreed_on=None, by=cast.amina, now=NOW)
    return testimony


def test_the_owner_is_told_that_a_leave_is_taken_back(given, cast, association):
    testimony = accepted(cast)
    post = entrusted.draft(testimony, by=cast.bruno, now=NOW)
    assert list(telling.planned(association, NOW)) == []
    assert entrusted.withdraw(testimony, by=HOUSE, now=NOW) == [post]
    (told,) = telling.planned(association, NOW)
    assert (told.to, told.path, told.urgent) == (cast.bruno, post.get_absolute_url(), True)
    assert "accord est retiré" in told.sentence
    assert [todo.path for todo in telling.waiting([cast.bruno], NOW)] == [post.get_absolute_url()]
    assert list(telling.planned(association, NOW + 15 * DAY)) == []


def test_what_waits_to_be_read_is_brought_up_to_who_may(given, cast):
    a_testimony(cast.amina)
    a_testimony(cast.amina)
    (todo,) = telling.waiting([cast.bruno], NOW)
    assert "2 témoignages" in todo.sentence
    assert list(telling.waiting([cast.chloe], NOW)) == []


def test_a_leave_that_ends_soon_is_told_once_to_each_reader(given, cast, association):
    testimony = accepted(cast)
    models.Testimony.objects.filter(pk=testimony.pk).update(consent_until=timezone.localdate(NOW) + dt.timedelta(20))
    told = list(telling.planned(association, NOW))
    assert {each.to for each in told} == {cast.amina, cast.bruno}
    assert {each.key for each in told} == {f"testimony:{testimony.pk}:ending"}


def test_the_night_erases_what_nobody_may_use(given, cast, time_machine):
    refused, ended, kept = a_testimony(cast.amina), accepted(cast), accepted(cast)
    entrusted.refuse(refused, reason="Nomme quelqu’un.", by=cast.amina, now=NOW)
    models.Testimony.objects.filter(pk=ended.pk).update(consent_until=NOW.date() - dt.timedelta(days=5))
    assert tasks.erase_testimonies() == 0
    time_machine.move_to(NOW + 31 * DAY, tick=False)
    assert tasks.erase_testimonies() == 2
    assert tasks.erase_testimonies() == 0
    left = {t.pk: t.text for t in models.Testimony.objects.all()}
    assert left == {refused.pk: "", ended.pk: "", kept.pk: kept.text}
