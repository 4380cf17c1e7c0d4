"""What the house does by itself: the workbook on the 2nd, the figures nobody read."""

import datetime as dt
import re

import pytest
from django.core import mail
from django_scopes import scope

from associations.models import Membership
from kpis import tasks
from kpis.models import Export, Reading
from reminders import todo
from reminders.tasks import remind

from .conftest import OCTOBER

PARIS = dt.timezone(dt.timedelta(hours=1))
SECOND = dt.datetime(2026, 11, 2, 5, 5, tzinfo=PARIS)


@pytest.fixture
def prepare(time_machine, django_capture_on_commit_callbacks):
    """prepare(at=…): the scheduler says "look now"."""

    def do(at=SECOND):
        time_machine.move_to(at, tick=False)
        with django_capture_on_commit_callbacks(execute=True):
            tasks.prepare_monthly()

    return do


def letters(to):
    return [message for message in mail.outbox if to in message.to[0]]


def test_on_the_second_the_workbook_is_made_once_and_its_link_sent_to_coordinators(
    prepare, year, association, time_machine
):
    prepare(SECOND.replace(hour=4))
    with scope(association=association):
        assert not Export.objects.exists(), "not before five"
    prepare()
    prepare(SECOND.replace(hour=6))
    prepare(SECOND.replace(day=9))
    with scope(association=association):
        export = Export.objects.get()
        assert (export.month, export.status, export.asked_by) == (OCTOBER, "ready", None)
    time_machine.move_to(SECOND.replace(hour=8, minute=1), tick=False)
    remind()
    remind()
    (letter,) = letters("bruno")
    assert "Le classeur d’octobre est prêt" in letter.subject
    assert export.get_absolute_url() in letter.body
    assert letter.attachments == []
    assert letters("chloe") == []


def test_a_house_asleep_on_the_second_catches_up(prepare, year, association):
    prepare(SECOND.replace(day=7, hour=15))
    with scope(association=association):
        assert Export.objects.get().month == OCTOBER


def test_an_association_without_a_reading_is_left_alone(prepare, association, follow):
    follow("posts")
    prepare()
    with scope(association=association):
        assert not Export.objects.exists()


def test_missing_figures_are_asked_for_once_on_the_fifth_to_who_answers_for_them(year, association, time_machine):
    with scope(association=association):
        Reading.objects.filter(period_start=OCTOBER, indicator__in=["answered", "followers"]).delete()
    time_machine.move_to(dt.datetime(2026, 11, 5, 8, 30, tzinfo=PARIS), tick=False)
    remind()
    assert not [m for m in letters("bruno") if "manquent" in m.subject], "not before noon on the 5th"
    time_machine.move_to(dt.datetime(2026, 11, 6, 8, 30, tzinfo=PARIS), tick=False)
    remind()
    remind()
    (letter,) = [m for m in letters("bruno") if "manquent" in m.subject]
    assert re.search(r"Chiffres d’octobre\s: 3 relevés manquent", letter.subject)
    assert "/chiffres/2026-10/saisie/" in letter.body
    assert not letters("gilles")


def test_figures_read_in_the_meantime_are_no_longer_asked_for(year, association, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 6, 8, 30, tzinfo=PARIS), tick=False)
    remind()
    assert not [m for m in letters("bruno") if "manque" in m.subject]


def waiting(person, now):
    memberships = list(Membership.unscoped.current().filter(user=person.user))
    return [line for line in todo.waiting(memberships, now) if "/chiffres/" in line.path]


def test_what_waits_names_the_gaps_and_leads_to_the_grid(year, association, cast, read, time_machine):
    now = dt.datetime(2026, 11, 4, 9, tzinfo=PARIS)
    time_machine.move_to(now, tick=False)
    assert waiting(cast.bruno, now) == []
    with scope(association=association):
        Reading.objects.filter(period_start=OCTOBER, indicator="followers", channel=year.x).delete()
    (line,) = waiting(cast.bruno, now)
    assert "X\u00a0: Abonnés" in line.sentence
    assert line.path.endswith("/chiffres/2026-10/saisie/")
    assert line.state == "waiting"
    later = now + dt.timedelta(days=3)
    time_machine.move_to(later, tick=False)
    assert waiting(cast.bruno, later)[0].state == "late"
    assert waiting(cast.chloe, now) == []
    read("followers", 1300, channel=year.x)
    assert waiting(cast.bruno, now) == []


def test_an_account_closed_is_no_longer_expected(year, association, cast, time_machine):
    now = dt.datetime(2026, 11, 4, 9, tzinfo=PARIS)
    time_machine.move_to(now, tick=False)
    with scope(association=association):
        Reading.objects.filter(period_start=OCTOBER, channel=year.x).delete()
    assert waiting(cast.bruno, now)
    year.x.is_active = False
    year.x.save()
    assert waiting(cast.bruno, now) == []


def test_what_waits_costs_three_queries_whatever_the_associations(
    django_assert_max_num_queries, year, cast, time_machine
):
    from kpis.todo import waiting as of_figures

    now = dt.datetime(2026, 11, 4, 9, tzinfo=PARIS)
    time_machine.move_to(now, tick=False)
    members = list(Membership.unscoped.current().filter(user__in=[cast.bruno.user, cast.damien.user]))
    with scope(association=[m.association for m in members]), django_assert_max_num_queries(3):
        of_figures(members, now)


def test_one_association_that_fails_keeps_no_other_from_its_workbook(prepare, year, association, cast, monkeypatch):
    real = tasks.monthly_sending.prepare

    def failing(one, now):
        if one == cast.other:
            raise RuntimeError
        return real(one, now)

    # Whatever the order, the one that fails comes first.
    monkeypatch.setattr(tasks.Association.objects, "all", lambda: [cast.other, association])
    monkeypatch.setattr(tasks.monthly_sending, "prepare", failing)
    prepare()
    with scope(association=association):
        assert Export.objects.count() == 1
