"""What must never happen, each wall by itself: take it away, and the test beside it fails."""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import socket

import httpx
import pytest
import requests

from calendar_app.connectors import claims, parcels, sending, verbs, wire
from calendar_app.connectors.ports import port
from calendar_app.connectors.tasks import send_due
from calendar_app.connectors.verbs import Means
from calendar_app.models import Connector, Departure
from journal.models import Entry
from journal.moves import Refused

from ..given import DAY, HOUR, NOW
from .conftest import SECRET, TOKENS, plugged
from .servers import MastodonHandler, Network
from .test_sending import MINUTE, about_to_leave, attempt, faults

pytestmark = pytest.mark.django_db
DUE = NOW + 2 * DAY


def test_one_attempt_in_flight(given, network, time_machine):
    given.scheduled(channels=[plugged(given, network)])
    time_machine.move_to(DUE, tick=False)
    pk = Departure.objects.get().pk
    first = claims.claim(pk, DUE)
    # Another worker, while the first one talks.
    assert claims.claim(pk, DUE) is None
    sending.attempt(pk, DUE, lambda: 0.5)
    assert not network.records
    about_to_leave(first)
    assert Departure.objects.get().attempts == 1


def test_a_worker_that_slept_records_nothing(given, network, time_machine):
    """It was taken for dead, and another one sent: its late answer changes nothing."""
    given.scheduled(channels=[plugged(given, network)])
    time_machine.move_to(DUE, tick=False)
    slow = claims.claim(Departure.objects.get().pk, DUE)
    claims.release(slow.pk, DUE + MINUTE, DUE + MINUTE)
    other = claims.claim(slow.pk, DUE + MINUTE)
    for act in (
        lambda: about_to_leave(slow),
        lambda: claims.arrive(slow, sending.Receipt("1", "https://a.example/1"), DUE),
        lambda: claims.fail(slow, sending.Unsent("busy"), DUE, lambda: 0.5),
        lambda: claims.doubt(slow, DUE, lambda: 0.5),
        lambda: claims.clear(slow, DUE),
    ):
        with pytest.raises(claims.Lost):
            act()
    assert Departure.objects.get().attempts == other.attempts == 2


def test_a_worker_that_died_after_its_call_calls_no_second_time(given, receiver, time_machine):
    """It called, and was gone before it wrote so: a signed call cannot be looked at, a person is told."""
    given.scheduled(channels=[plugged(given, receiver)])
    time_machine.move_to(DUE, tick=False)
    departure = claims.claim(Departure.objects.get().pk, DUE)
    claims.load(departure, parcels.written(departure))
    way = port(departure.variant.channel.connector)
    way.send(parcels.parcel(departure), lambda: claims.leave(departure))
    time_machine.move_to(DUE + HOUR, tick=False)
    send_due()
    departure = Departure.objects.get()
    assert (departure.status, departure.trouble) == ("given_up", "unsure")
    assert len(receiver.records[str(departure.key)]) == 1


@pytest.mark.parametrize("when", ["before the first", "before the second", "after a doubt"])
def test_a_hold_is_asked_at_each_sending(given, network, time_machine, when):
    channel = plugged(given, network)
    post = given.scheduled(channels=[channel])
    faults(network, *{"before the first": [], "before the second": ["429"], "after a doubt": ["cut before"]}[when])
    time_machine.move_to(DUE, tick=False)
    if when != "before the first":
        attempt(DUE, post)
    given.hold(channel)
    time_machine.move_to(DUE + HOUR, tick=False)
    departure = attempt(DUE + HOUR, post)
    assert (departure.status, departure.trouble, departure.may_be_out) == ("given_up", "gate", False)
    assert not network.records


def test_a_message_not_shown_yet_is_known_by_its_key(given, mastodon, time_machine):
    """Mastodon kept it and does not show it: looked for and not found, it is sent again, under the same key."""
    post = given.scheduled(channels=[plugged(given, mastodon)])
    time_machine.move_to(DUE, tick=False)
    faults(mastodon, "late after")
    assert attempt(DUE, post).status == "doubtful"
    time_machine.move_to(DUE + 2 * MINUTE, tick=False)
    assert attempt(DUE + 2 * MINUTE, post).status == "sent"
    assert (len(mastodon.records), mastodon.writes) == (1, 2)


def test_two_messages_that_say_the_same_are_two(given, mastodon, time_machine):
    """The second is not taken for the first; where nobody can tell, a person is asked."""
    channel = plugged(given, mastodon)
    first, second = given.scheduled(channels=[channel]), given.scheduled(channels=[channel])
    time_machine.move_to(DUE, tick=False)
    attempt(DUE, first)
    faults(mastodon, "cut before")
    attempt(DUE, second)
    time_machine.move_to(DUE + 2 * MINUTE, tick=False)
    assert attempt(DUE + 2 * MINUTE, second).status == "sent"
    assert len(mastodon.records) == 2
    names = Departure.objects.values_list("remote_id", flat=True)
    assert set(names) == set(mastodon.records)


def test_two_doubts_that_say_the_same_are_told(given, mastodon, time_machine):
    channel = plugged(given, mastodon)
    posts = [given.scheduled(channels=[channel]) for _ in range(2)]
    now, words = DUE, ["cut after", "cut before"]
    faults(mastodon, *words)
    for _ in range(9):
        time_machine.move_to(now, tick=False)
        for post in posts:
            attempt(now, post)
        now += HOUR
    assert {(d.status, d.trouble) for d in Departure.objects.all()} == {("given_up", "unsure")}
    assert len(mastodon.records) == 1


def test_a_long_wall_of_messages_is_read_to_its_end(given, mastodon, time_machine):
    post = given.scheduled(channels=[plugged(given, mastodon)])
    time_machine.move_to(DUE, tick=False)
    faults(mastodon, "cut after")
    attempt(DUE, post)
    mastodon.by_key.clear()
    # A busy account: sixty messages since.
    for rank in range(60):
        mastodon.records[str(2000 + rank)] = (f"Autre {rank}", mastodon.now(), {}, f"autre-{rank}")
    time_machine.move_to(DUE + 2 * MINUTE, tick=False)
    assert attempt(DUE + 2 * MINUTE, post).status == "sent"
    assert mastodon.writes == 1


@pytest.mark.parametrize("spoilt", ["secret", "body", "hour"])
def test_a_signature_covers_the_words_the_hour_and_the_secret(given, receiver, time_machine, spoilt):
    given.scheduled(channels=[plugged(given, receiver)])
    time_machine.move_to(DUE, tick=False)
    departure = Departure.objects.get()
    sending.attempt(departure.pk, DUE, lambda: 0.5)
    [(signed, body)] = receiver.records[str(departure.key)]
    at, given_hash = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", signed).groups()
    assert int(at) == int(DUE.timestamp())

    def holds(secret=SECRET, at=at, body=body):
        said = f"v1.{at}.{departure.key}.".encode() + body
        return hmac.compare_digest(given_hash, hmac.new(secret.encode(), said, hashlib.sha256).hexdigest())

    assert holds()
    wrong = {"secret": {"secret": SECRET + "x"}, "body": {"body": body + b" "}, "hour": {"at": int(at) + 1}}
    assert not holds(**wrong[spoilt])


# The machine itself, by each of its names that reach it.
INNER = ["127.0.0.1", "127.1", "0.0.0.0", "[::ffff:127.0.0.1]"]


def knock(way, url):
    if way == "requests":
        return wire.session().get(url)
    return httpx.Client(transport=wire.transport(), trust_env=False).get(url)


@pytest.mark.parametrize("host", INNER)
@pytest.mark.parametrize("way", ["requests", "httpx"])
def test_no_inner_address_is_even_dialled(settings, mastodon, way, host):
    """A port that listens would notice: nobody knocks, whatever the protocol says afterwards."""
    settings.CONNECTOR_LOCAL = False
    url = f"https://{host}:{mastodon.server_address[1]}/"
    with pytest.raises((requests.RequestException, httpx.HTTPError)) as met:
        knock(way, url)
    assert mastodon.dialled == 0
    assert wire.never_reached(met.value)


def test_the_address_dialled_is_the_one_that_was_judged(settings, monkeypatch):
    """A name server that gives a fair address, then an inner one: it is asked once."""
    settings.CONNECTOR_LOCAL = False
    answers, dialled = ["93.184.215.14", "127.0.0.1"], []
    true = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *a, **k: true(answers.pop(0), *a, **k))

    def dial(self, request):
        dialled.append((request.url.host, request.extensions["sni_hostname"], request.headers["Host"]))
        raise httpx.ConnectError("not from a test")

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", dial)
    with pytest.raises(httpx.ConnectError):
        knock("httpx", "https://piege.example/")
    assert dialled == [("93.184.215.14", "piege.example", "piege.example")]


@pytest.mark.parametrize("way", ["requests", "httpx"])
def test_a_name_that_leads_inside_is_not_followed(settings, mastodon, monkeypatch, way):
    """The name servers of strangers answer what they want: the address dialled is the one that was judged."""
    settings.CONNECTOR_LOCAL = False
    port_number, true = mastodon.server_address[1], socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *a, **k: true("127.0.0.1", *a, **k))
    url = f"https://piege.example:{port_number}/"
    with pytest.raises((requests.RequestException, httpx.HTTPError)) as met:
        knock(way, url)
    assert mastodon.dialled == 0
    assert wire.never_reached(met.value)


@pytest.mark.parametrize("kind", ["mastodon", "bluesky", "webhook"])
def test_a_token_does_not_follow_a_redirection(given, request, kind):
    server = request.getfixturevalue({"webhook": "receiver"}.get(kind, kind))
    with Network(MastodonHandler) as other:
        connector = Connector.objects.get(channel=plugged(given, server, on=False))
        server.elsewhere = other.url
        server.knock = lambda: "moved"
        with pytest.raises(Refused):
            verbs.check(connector, by=given.cast.amina, now=NOW)
        assert other.dialled == 0


def test_a_token_is_said_nowhere(given, network, time_machine, caplog, capsys):
    """Not in logs at their most talkative, in the journal, in the report of an error, nor in clear in a table."""
    caplog.set_level(logging.DEBUG)
    post = given.scheduled(channels=[plugged(given, network)])
    time_machine.move_to(DUE, tick=False)
    faults(network, "500 after", "garbage", "401")
    network.knock = iter(["", "", "401", "garbage", *[""] * 99]).__next__
    for rank in range(4):
        attempt(DUE + rank * HOUR, post)
    token = TOKENS[network.kind]
    rows = [list(model.objects.values()) for model in (Connector, Departure, Entry)]
    spoken = "".join(caplog.messages) + str(rows) + "".join(capsys.readouterr())
    assert token not in spoken
    assert token not in repr(Means(network.kind, network.url, "", token))
    way = port(Connector.objects.get())
    assert token not in repr(way)
