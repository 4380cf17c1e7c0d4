"""What slots, duty and posts tell, with the .ics of what is due and of what is called off."""

import datetime as dt

import pytest
from icalendar import Calendar

from calendar_app import transitions
from calendar_app.duty import reminding, shifts, todo, turns
from calendar_app.models import SlotAsk
from reminders.models import Reminder
from reminders.outbox import deliver_due, look

from ..given import DAY, HOUR, NOW
from .given import FRI, a_shift, a_slot, at, given_up


def told(given, now=NOW):
    return [(p.to.name.split()[0], p.subject.replace("\u00a0", " ")) for p in reminding.wanted(given.association, now)]


def lines(given, who, now=NOW):
    return [(t.title, t.verb) for t in todo.waiting([getattr(given.cast, who)], now)]


@pytest.mark.parametrize(("hour", "is_told"), [(17, False), (19, True)])
def test_an_empty_slot_is_told_three_days_before(given, hour, is_told):
    a_slot(given)
    expected = [("Chloé", "Créneau vide : Mastodon, vendredi 27 novembre à 18 h")] if is_told else []
    assert told(given, at(FRI - 3 * DAY, hour)) == expected
    given.draft(due_at=at(FRI, 18))
    assert told(given, at(FRI - 3 * DAY, hour)) == []


def test_a_slot_nobody_holds_is_told_to_the_coordination(given):
    a_slot(given, owner=None)
    assert {name for name, _subject in told(given, at(FRI, 9))} == {"Amina", "Bruno"}
    assert lines(given, "bruno", at(FRI, 9)) == [("Créneau vide\u00a0: Mastodon", "Trouver quelqu’un")]
    assert lines(given, "chloe", at(FRI, 9)) == []


def test_the_question_the_answer_and_nobody_left_are_told(given):
    turn = given_up(given, substitutes=["farid"])
    assert told(given) == [("Farid", "Pouvez-vous prendre Mastodon, vendredi 27 novembre à 18 h ?")]
    assert lines(given, "farid") == [("Une relève vous est demandée", "Répondre")]
    turns.answer(SlotAsk.objects.get(), yes=True, by=given.cast.farid, now=NOW)
    assert told(given) == [("Chloé", "Relève trouvée : Mastodon, vendredi 27 novembre à 18 h")]
    turns.give_up(turn.slot, FRI, by=given.cast.farid, now=NOW + HOUR)
    assert {name for name, _subject in told(given)} == {"Amina", "Bruno"}


def test_the_other_of_a_pair_is_told(given):
    given_up(given, partner="farid")
    assert ("Farid", "À vous cette fois : Mastodon, vendredi 27 novembre à 18 h") in told(given)


def test_those_on_duty_are_told_the_day_before_and_when_it_is_called_off(given):
    shift = a_shift(given)
    shifts.sign_up(shift, by=given.cast.chloe, now=NOW)
    assert told(given) == []
    assert [name for name, _subject in told(given, NOW + DAY)] == ["Chloé"]
    shifts.cancel(shift, reason="Coupure.", by=given.cast.bruno, now=NOW)
    assert [subject.split(" :")[0] for _name, subject in told(given)] == ["Permanence annulée"]


def test_the_account_of_a_shift_waits_until_it_is_told(given):
    shift = a_shift(given)
    shifts.sign_up(shift, by=given.cast.chloe, now=NOW)
    assert lines(given, "chloe") == []
    after = shift.ends_at
    assert lines(given, "chloe", after) == [(shift.purpose, "Écrire le bilan")]
    shifts.tell(shift, contacts=0, hours=1, result="calm", note="", by=given.cast.chloe, now=after)
    assert lines(given, "chloe", after) == []


def events(mail):
    return [(Calendar.from_ical(body), kind) for _name, body, kind in mail.attachments]


def test_the_mail_of_a_post_carries_it_and_its_cancellation_follows(given, mailoutbox):
    post = given.scheduled(due_at=NOW + 30 * HOUR)
    look(given.association, NOW)
    deliver_due(NOW)
    ((calendar, kind),) = events(mailoutbox[0])
    (event,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], kind) == ("PUBLISH", "text/calendar; method=PUBLISH")
    assert (event["UID"], event["STATUS"]) == (f"post-{post.pk}@127.0.0.1", "CONFIRMED")
    assert b"text/calendar" in mailoutbox[0].message().as_bytes()
    transitions.cancel(post, reason="Fermé.", by=given.cast.bruno, now=NOW + HOUR)
    for _ in range(2):
        look(given.association, NOW + HOUR)
        deliver_due(NOW + HOUR)
    assert len(mailoutbox) == 2
    ((calendar, _kind),) = events(mailoutbox[1])
    (gone,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], gone["STATUS"], gone["UID"]) == ("CANCEL", "CANCELLED", event["UID"])
    assert int(gone["SEQUENCE"]) > int(event["SEQUENCE"])


def test_a_cancellation_goes_only_to_whoever_had_the_event(given, mailoutbox):
    post = given.scheduled(due_at=NOW + 9 * DAY)
    transitions.cancel(post, reason="Fermé.", by=given.cast.bruno, now=NOW)
    look(given.association, NOW)
    deliver_due(NOW)
    assert mailoutbox == []


def test_a_file_that_cannot_be_made_does_not_stop_the_words(given, mailoutbox):
    given.scheduled(due_at=NOW + 30 * HOUR)
    look(given.association, NOW)
    Reminder.objects.update(attachment="calendar_app.feeds.attaching.post:0")
    deliver_due(NOW)
    assert (len(mailoutbox), mailoutbox[0].attachments) == (1, [])


def test_the_questions_cost_the_same_for_many_slots(given):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    costs, hours = [], iter(range(6, 20))
    for number in (1, 1, 4):  # the first round warms what a person's roles cost once
        for _ in range(number):
            given_up(given, hour=next(hours), substitutes=["farid"])
        with CaptureQueriesContext(connection) as queries:
            told(given, dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC) - 3 * DAY)
            lines(given, "farid")
        costs.append(len(queries))
    assert costs[1] == costs[2]
