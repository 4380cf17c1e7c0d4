"""What a member may rely on: told once, in time, in one mail a day, and never about what is already done."""

import datetime as dt

import pytest
from django.core import mail

from reminders import outbox
from reminders.models import Reminder
from reminders.outbox import Planned
from reminders.tasks import remind

PARIS = outbox.PARIS
MONDAY_9 = dt.datetime(2026, 11, 23, 9, 0, tzinfo=PARIS)
MONDAY_7 = MONDAY_9.replace(hour=7)

# What the rooms want told during a test: the source below reads it, as a room reads its tables.
WANTED: list[Planned] = []


def source(association, now):
    return [p for p in WANTED if p.to.association_id == association.pk and p.due_at <= now]


@pytest.fixture(autouse=True)
def _wanted(settings):
    WANTED.clear()
    settings.REMINDER_SOURCES = ["tests.reminders.test_outbox.source"]


def want(to, key="ballot:1:closing", *, due_at=MONDAY_7, urgent=False, subject="Le vote se ferme mardi"):
    WANTED.append(
        Planned(key, to, due_at, subject, "Il reste un jour pour voter.", "/a/mains-voisines/scrutins/1/", urgent)
    )


def look(association, now):
    outbox.look(association, now)
    return outbox.deliver_due(now)


def test_a_reminder_reaches_its_member_in_french_with_a_link(association, cast):
    want(cast.elise)
    assert look(association, MONDAY_9) == 1
    (sent,) = mail.outbox
    assert sent.to == ["elise@mains-voisines.example"]
    assert sent.subject == "Le vote se ferme mardi"
    assert "Bonjour Élise," in sent.body
    assert "http://127.0.0.1:8000/a/mains-voisines/scrutins/1/" in sent.body


def test_asking_twice_sends_once(association, cast):
    want(cast.elise)
    look(association, MONDAY_9)
    assert look(association, MONDAY_9 + dt.timedelta(minutes=5)) == 0
    assert len(mail.outbox) == 1


def test_several_reminders_make_one_digest_a_day(association, cast):
    want(cast.elise)
    want(cast.elise, "charter:3:sign", subject="Une charte à signer")
    look(association, MONDAY_9)
    want(cast.elise, "post:9:late", due_at=MONDAY_9)
    look(association, MONDAY_9 + dt.timedelta(hours=2))
    assert [m.subject for m in mail.outbox] == ["2 choses vous attendent"]
    look(association, MONDAY_9 + dt.timedelta(days=1))
    assert len(mail.outbox) == 2


def test_before_eight_only_what_is_urgent_leaves(association, cast):
    want(cast.elise)
    want(cast.bruno, "crisis:1", urgent=True, subject="Publications retenues")
    look(association, MONDAY_7)
    assert [m.subject for m in mail.outbox] == ["Publications retenues"]
    look(association, MONDAY_9)
    assert len(mail.outbox) == 2


def test_what_was_done_meanwhile_is_not_sent(association, cast):
    want(cast.elise)
    outbox.look(association, MONDAY_7)
    WANTED.clear()
    assert look(association, MONDAY_9) == 0
    assert Reminder.unscoped.get().dropped_at == MONDAY_9


def test_a_member_who_left_is_not_told(association, cast, unscoped):
    want(cast.elise)
    outbox.look(association, MONDAY_7)
    cast.elise.left_on = MONDAY_9.date()
    cast.elise.save()
    assert outbox.deliver_due(MONDAY_9) == 0


def test_a_closed_account_is_not_told(association, cast):
    want(cast.elise)
    cast.elise.user.is_active = False
    cast.elise.user.save()
    assert look(association, MONDAY_9) == 0


def test_cost_does_not_grow_with_the_number_of_members_told(association, cast, django_assert_max_num_queries):
    for member in (cast.amina, cast.bruno, cast.chloe, cast.elise, cast.farid, cast.gilles):
        want(member)
    outbox.look(association, MONDAY_7)
    # Two claims (the second finds nobody left) and one stamp, savepoints included.
    with django_assert_max_num_queries(9):
        assert outbox.deliver_due(MONDAY_9) == 6


def test_the_task_looks_at_every_association(association, cast, time_machine):
    time_machine.move_to(MONDAY_9)
    want(cast.elise)
    want(cast.damien)
    remind()
    assert {m.to[0] for m in mail.outbox} == {"elise@mains-voisines.example", "damien@fil-bleu.example"}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_mail(association, cast):
    import threading

    from django.db import connection

    want(cast.elise)
    outbox.look(association, MONDAY_7)
    gate, counts = threading.Barrier(2), []

    def work():
        gate.wait()
        counts.append(outbox.deliver_due(MONDAY_9))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(counts) == 1
    assert len(mail.outbox) == 1
