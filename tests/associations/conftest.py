"""What the tests about people share: a clock, an invitation sent by the form, its link."""

import datetime as dt
import re

import pytest
from django.core import mail

GUEST = "yanis.kermarrec@exemple.example"
NOW = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)
TODAY = NOW.date()


@pytest.fixture
def clock(time_machine):
    """Stop the clock on 22 November 2026; `clock.move_to` moves it."""
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def invite(as_, url, clock, django_capture_on_commit_callbacks):
    """Return a function: who invites, with which changes to the form → the response; mail leaves as after a commit."""

    def send(who="amina", **changes):
        data = {"email": GUEST, "name": "Yanis Kermarrec", "roles": ["contributor"], "starts_on": "2026-11-22"}
        with django_capture_on_commit_callbacks(execute=True):
            return as_(who).post(url("associations:invite"), data | changes)

    return send


@pytest.fixture
def link(invite):
    """The path of the link in the mail that an invitation sends."""
    invite(ends_on="2027-03-14")
    return link_in(mail.outbox[-1])


def link_in(message):
    return re.search(r"/invitation/[0-9a-f]+/", message.body).group()
