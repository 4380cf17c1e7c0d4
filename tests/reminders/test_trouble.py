"""What happens to reminders when something goes wrong: nothing is lost, nothing doubles, one fault stops one mail."""

import datetime as dt
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from reminders import outbox
from reminders.models import CLAIM, Reminder
from reminders.tasks import remind
from tests.conftest import make_member

from .test_outbox import MONDAY_7, MONDAY_9, PARIS, WANTED, _wanted, look, want  # noqa: F401 - _wanted clears the list

LATER = MONDAY_9 + dt.timedelta(minutes=5)
HERE = "tests.reminders.test_trouble."


class Moody(EmailBackend):
    """A mail server that refuses some people, or goes away after some mails."""

    refuses: str = ""
    goes_after: int | None = None

    def send_messages(self, messages):
        if self.goes_after is not None and len(mail.outbox) >= self.goes_after:
            raise SMTPServerDisconnected("gone")
        if self.refuses in messages[0].to[0]:
            raise SMTPRecipientsRefused({messages[0].to[0]: (550, b"unknown")})
        return super().send_messages(messages)


@pytest.fixture
def server(settings, monkeypatch):
    settings.EMAIL_BACKEND = HERE + "Moody"

    def mood(*, refuses="nobody", goes_after=None):
        monkeypatch.setattr(Moody, "refuses", refuses)
        monkeypatch.setattr(Moody, "goes_after", goes_after)

    mood()
    return mood


def told():
    return [m.to[0].split("@")[0] for m in mail.outbox]


def test_one_refused_address_stops_nobody_else(association, cast, server):
    for who in (cast.amina, cast.bruno, cast.chloe):
        want(who)
    server(refuses="bruno")
    assert look(association, MONDAY_9) == 2
    assert look(association, LATER) == 0
    assert told() == ["amina", "chloe"]
    server()
    look(association, MONDAY_9 + CLAIM)
    assert told() == ["amina", "chloe", "bruno"]


def test_a_server_that_goes_away_is_tried_again_and_nobody_is_told_twice(association, cast, server):
    for who in (cast.amina, cast.bruno, cast.chloe):
        want(who)
    server(goes_after=1)
    look(association, MONDAY_9)
    assert told() == ["amina"]
    server()
    look(association, LATER)
    assert told() == ["amina", "bruno", "chloe"]


def test_a_worker_killed_with_the_mail_in_hand_repeats_it_once_the_claim_has_lapsed(association, cast, monkeypatch):
    want(cast.elise)
    outbox.look(association, MONDAY_7)
    outbox._claim(MONDAY_9)
    assert outbox.deliver_due(LATER) == 0
    assert outbox.deliver_due(MONDAY_9 + CLAIM) == 1


def test_a_digest_on_its_way_is_the_only_one_of_the_day(association, cast):
    want(cast.elise)
    outbox.look(association, MONDAY_7)
    outbox._claim(MONDAY_9)
    want(cast.elise, "post:9:late", due_at=MONDAY_9)
    assert look(association, LATER) == 0


def test_what_is_being_sent_is_not_dropped(association, cast):
    """The row is stamped as sent when the mail has left: it must not be marked useless meanwhile."""
    want(cast.elise)
    outbox.look(association, MONDAY_7)
    rows = outbox._claim(MONDAY_9)
    WANTED.clear()
    outbox.look(association, LATER)
    outbox._send(rows, mail.get_connection(), MONDAY_9)
    row = Reminder.unscoped.get()
    assert (row.sent_at, row.dropped_at) == (MONDAY_9, None)


def test_a_line_break_in_a_title_forges_no_header_and_stops_nobody(association, cast):
    want(cast.amina, subject="À publier : tri\r\nBcc: tous@exemple.example")
    want(cast.bruno)
    assert look(association, MONDAY_9) == 2
    assert mail.outbox[0].subject == "À publier : tri Bcc: tous@exemple.example"
    assert "Bcc" not in mail.outbox[0].message()


def test_a_long_title_is_cut_to_the_column(association, cast):
    want(cast.elise, subject="Votre vote est attendu : " + "x" * 200)
    look(association, MONDAY_9)
    assert len(Reminder.unscoped.get().subject) == 200


def test_what_is_wanted_again_is_told_after_all(association, cast):
    """A post taken out of the plan at seven and put back at half past is still due tomorrow."""
    want(cast.elise)
    outbox.look(association, MONDAY_7)
    WANTED.clear()
    outbox.look(association, MONDAY_7 + dt.timedelta(minutes=5))
    want(cast.elise)
    assert look(association, MONDAY_9) == 1


def test_what_was_sent_is_not_told_again_when_it_is_wanted_again(association, cast):
    want(cast.elise)
    look(association, MONDAY_9)
    WANTED.clear()
    look(association, LATER)
    want(cast.elise)
    assert look(association, MONDAY_9 + dt.timedelta(days=1)) == 0


def test_a_reminder_says_what_is_true_when_it_leaves(association, cast):
    want(cast.elise, subject="À publier demain à 10 h")
    outbox.look(association, MONDAY_7)
    WANTED.clear()
    want(cast.elise, subject="À publier demain à 15 h")
    look(association, MONDAY_9)
    assert mail.outbox[0].subject == "À publier demain à 15 h"


def a_broken_room(association, now):
    if association.slug == "mains-voisines":
        raise RuntimeError("broken")
    return []


def test_a_fault_in_one_association_silences_no_other(association, cast, settings, time_machine):
    settings.REMINDER_SOURCES = [*settings.REMINDER_SOURCES, HERE + "a_broken_room"]
    time_machine.move_to(MONDAY_9)
    want(cast.elise)
    want(cast.damien)
    with pytest.raises(RuntimeError):
        remind()
    assert told() == ["damien"]


def test_one_digest_for_a_member_of_two_associations(association, cast):
    there = make_member(cast.other, cast.elise.email, "", [])
    want(cast.elise)
    want(there, "post:4:late", subject="En retard")
    outbox.look(cast.other, MONDAY_9)
    assert look(association, MONDAY_9) == 1
    assert "Les Mains voisines" in mail.outbox[0].body
    assert "Le Fil bleu" in mail.outbox[0].body


@pytest.mark.parametrize("day", [dt.date(2026, 3, 29), dt.date(2026, 10, 25)])
def test_one_digest_on_the_day_the_clocks_change(association, cast, day):
    eight = dt.datetime.combine(day, dt.time(8), tzinfo=PARIS)
    want(cast.elise, due_at=eight)
    assert look(association, eight - dt.timedelta(minutes=1)) == 0
    assert look(association, eight) == 1
    want(cast.elise, "post:9:late", due_at=eight)
    assert look(association, eight.replace(hour=23, minute=59)) == 0
    assert look(association, eight + dt.timedelta(days=1)) == 1


def test_somebody_without_a_name_is_greeted_without_one(association, cast):
    cast.elise.user.name = ""
    cast.elise.user.save()
    want(cast.elise)
    look(association, MONDAY_9)
    assert mail.outbox[0].body.startswith("Bonjour,\n")
