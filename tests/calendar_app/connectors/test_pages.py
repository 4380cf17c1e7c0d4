"""The page of an account that sends by itself: what it says, what it never says again."""

from __future__ import annotations

import logging

import pytest
from django.core.management import call_command

from associations.models import Role
from calendar_app.connectors import sealing, sending, telling, verbs
from calendar_app.connectors.verbs import Means
from calendar_app.models import Connector, Departure
from journal.models import Entry
from journal.moves import Refused
from tests.house.cases import ask, spread

from ..given import DAY, NOW
from .conftest import SECRET, plugged

pytestmark = pytest.mark.django_db
DUE = NOW + 2 * DAY

TABLE = {
    "GET calendar:connector": "nobody 302, amina 200, chloe 403, damien 404",
    "POST calendar:connector-check": "chloe 403, damien 404",
    "POST calendar:connector-on": "chloe 403, damien 404",
    "POST calendar:connector-off": "amina 302, chloe 403, damien 404",
    "POST calendar:connector-forget": "amina 302, chloe 403, damien 404",
}


@pytest.mark.parametrize(("who", "what", "status"), spread(TABLE))
def test_who_may(as_, url, given, mastodon, who, what, status):
    channel = plugged(given, mastodon, on=False)
    assert ask(as_, url, who, what, pk=channel.pk) == status


def test_from_nothing_to_running(as_, url, given, mastodon):
    channel = given.channel("mastodon")
    page, client = url("calendar:connector", pk=channel.pk), as_("amina")
    client.post(page, {"kind": "mastodon", "base_url": mastodon.url, "token": "jeton-tres-secret"})
    row = Connector.objects.get()
    assert "jeton-tres-secret" not in row.sealed
    assert sealing.unseal(row.sealed) == "jeton-tres-secret"
    assert "jeton-tres-secret" not in client.get(page).content.decode()
    # Not before it was tried.
    client.post(url("calendar:connector-on", pk=channel.pk))
    assert not Connector.objects.get().is_on
    assert "Essayez d’abord" in client.get(page).content.decode()
    client.post(url("calendar:connector-check", pk=channel.pk))
    assert not mastodon.records
    assert Connector.objects.get().account == "@nous"
    client.post(url("calendar:connector-on", pk=channel.pk))
    assert Connector.objects.get().is_on
    client.post(url("calendar:connector-forget", pk=channel.pk))
    row.refresh_from_db()
    assert (row.is_on, row.sealed) == (False, "")
    told = " ".join(map(str, Entry.objects.filter(object_type="calendar.connector").values_list("after", flat=True)))
    assert told == "connector written connector tried connector on connector token forgotten"


@pytest.mark.parametrize(
    "base_url",
    [
        "http://mastodon.example",
        "https://a:b@mastodon.example",
        "https://interne",
        "ftp://a.example",
        "https://",
        "é è",
    ],
)
def test_an_address_that_would_show_the_token_is_refused(as_, url, given, settings, base_url):
    settings.CONNECTOR_LOCAL = False
    channel = given.channel("mastodon")
    data = {"kind": "mastodon", "base_url": base_url, "token": "jeton-tres-secret"}
    response = as_("amina").post(url("calendar:connector", pk=channel.pk), data)
    assert response.status_code == 422
    assert not Connector.objects.exists()
    assert "jeton-tres-secret" not in response.content.decode()


def test_a_token_never_goes_to_another_server(given, mastodon):
    channel, by = plugged(given, mastodon), given.cast.amina
    with pytest.raises(Refused, match="jeton"):
        verbs.keep(channel, Means("mastodon", "https://ailleurs.example", "", ""), by=by, now=NOW)
    kept = verbs.keep(channel, Means("mastodon", mastodon.url, "", ""), by=by, now=NOW)
    assert sealing.unseal(kept.sealed) == "jeton-mastodon"


@pytest.mark.parametrize("kind", ["mastodon", "bluesky", "webhook"])
def test_no_inner_address_is_dialled(given, network, receiver, settings, kind):
    """The machine itself answers, and would be reached: the wall stops it."""
    server = receiver if kind == "webhook" else network
    if server.kind != kind:
        return
    channel = plugged(given, server, on=False)
    settings.CONNECTOR_LOCAL = False
    connector = Connector.objects.get(channel=channel)
    Connector.objects.filter(pk=connector.pk).update(base_url=server.url.replace("http:", "https:"))
    connector.refresh_from_db()
    server.seen.clear()
    with pytest.raises(Refused):
        verbs.check(connector, by=given.cast.amina, now=NOW)
    assert not server.seen


def test_off_on_this_machine_nothing_is_planned(given, mastodon, settings):
    channel = plugged(given, mastodon)
    settings.CONNECTORS = False
    given.scheduled(channels=[channel])
    assert not Departure.objects.exists()


def test_keys_rotate(given, mastodon, settings, capsys):
    from cryptography.fernet import Fernet

    plugged(given, mastodon)
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.CONNECTOR_KEYS = [old]
    call_command("reseal_tokens")
    settings.CONNECTOR_KEYS = [new, old]
    call_command("reseal_tokens")
    settings.CONNECTOR_KEYS = [new]
    assert sealing.unseal(Connector.objects.get().sealed) == "jeton-mastodon"
    settings.CONNECTOR_KEYS, settings.SECRET_KEY = [old], "another"
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(Connector.objects.get().sealed)


def test_a_departure_given_up_is_told_and_tried_again(as_, url, given, network, time_machine, caplog):
    caplog.set_level(logging.DEBUG)
    post = given.scheduled(channels=[plugged(given, network)])
    network.faults = lambda: "422"
    time_machine.move_to(DUE, tick=False)
    departure = Departure.objects.get()
    sending.attempt(departure.pk, DUE, lambda: 0.5)
    told = list(telling.wanted(given.association, DUE))
    assert {given.cast.amina.pk, post.owner_id} <= {planned.to.pk for planned in told}
    assert "refuse ce message" in told[0].sentence
    assert [todo.title for todo in telling.waiting([given.cast.amina], DUE)] == [post.title]
    page = as_("bruno").get(post.get_absolute_url()).content.decode()
    assert "À publier à la main" in page
    network.faults = lambda: ""
    as_("bruno").post(url("calendar:departure-again", pk=departure.pk))
    sending.attempt(departure.pk, DUE, lambda: 0.5)
    assert Departure.objects.get().status == "sent"
    assert "jeton-" not in caplog.text
    assert "secret-of-the-network" not in caplog.text


def test_the_right_of_whoever_scheduled_is_asked_when_it_leaves(given, network, time_machine):
    given.scheduled(channels=[plugged(given, network)])
    given.cast.bruno.mandates.update(role=Role.READER)
    time_machine.move_to(DUE, tick=False)
    sending.attempt(Departure.objects.get().pk, DUE, lambda: 0.5)
    departure = Departure.objects.get()
    assert (departure.status, departure.trouble) == ("given_up", "right")
    assert not network.records


def test_a_webhook_is_signed_and_its_doubt_is_told(given, receiver, time_machine):
    import hashlib
    import hmac

    channel = plugged(given, receiver)
    given.scheduled(channels=[channel])
    time_machine.move_to(DUE, tick=False)
    departure = Departure.objects.get()
    receiver.faults = lambda: "500 after"
    sending.attempt(departure.pk, DUE, lambda: 0.5)
    time_machine.move_to(DUE + DAY / 24, tick=False)
    sending.attempt(departure.pk, DUE + DAY / 24, lambda: 0.5)
    departure.refresh_from_db()
    assert (departure.status, departure.trouble) == ("given_up", "unsure")
    [(signed, body)] = receiver.records[str(departure.key)]
    at = signed.split(",")[0].removeprefix("t=")
    said = f"v1.{at}.{departure.key}.".encode() + body
    assert signed == f"t={at},v1=" + hmac.new(SECRET.encode(), said, hashlib.sha256).hexdigest()
    with pytest.raises(Refused, match="peut-être déjà en ligne"):
        verbs.again(departure, by=given.cast.bruno, now=DUE)
