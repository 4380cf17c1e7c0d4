"""Five hundred sends over networks that fail at random and workers that die: none lost, none doubled."""

from __future__ import annotations

import collections
import contextlib
import copy
import dataclasses
import datetime as dt
import json
import logging
import random
import uuid

import pytest
from django.conf import settings as house

from calendar_app import transitions
from calendar_app.connectors import claims, sending, tasks, telling
from calendar_app.connectors.tasks import send_due
from calendar_app.models import Approval, Departure, Post, Revision, RevisionText, Variant
from journal.models import Entry

from ..given import DAY, NOW
from .conftest import SECRET, TOKENS, plugged
from .servers import BlueskyHandler

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
DUE = NOW + 2 * DAY
# Posts on the three accounts at once, then posts on one account each: five hundred departures.
THREEFOLD, ALONE = 60, 320
STEP = 3 * MINUTE
# What the request that publishes meets, and what any other request does.
ANY = ["500 before", "500 after", "cut before", "cut after", "garbage", "429", "422"]
FAULTS = {"mastodon": [*ANY, "late after"], "bluesky": ANY, "webhook": ANY}
KNOCKS = ["500 before", "cut before", "429", "garbage"]


class Killed(BaseException):
    """The worker is gone: nothing of ours can catch it."""


def copied(row, **fields):
    made = copy.copy(row)
    made._state = copy.copy(row._state)
    made._state.fields_cache = {}
    made._state.adding, made.pk = True, None
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def spread(given, channels):
    """Posts approved and scheduled, copied from one that lived; the gate is asked of each when it leaves."""
    first = given.scheduled(channels=channels, due_at=DUE)
    words, revision, approval = given.words(channels=channels), first.current, first.approvals.get()
    plans = [(rank, channels) for rank in range(THREEFOLD)]
    plans += [(THREEFOLD + rank, [channels[rank % len(channels)]]) for rank in range(ALONE)]
    # One in twenty says the very words of another one, on the same account, nine minutes before.
    said = [f"Tri n° {rank - 3 if rank % 20 == 15 else rank} : 🧸 dès 9 h, rue de l’Été." for rank, _on in plans]
    all_words = [
        dataclasses.replace(words, text=text, texts={channel.pk: "" for channel in on})
        for text, (_rank, on) in zip(said, plans, strict=True)
    ]
    due = [DUE + rank * STEP for rank, _on in plans]
    Departure.objects.all().delete()
    transitions.cancel(first, reason="Un modèle.", by=given.cast.bruno, now=NOW)
    posts = Post.objects.bulk_create(copied(first, token=uuid.uuid4(), current=None, due_at=at) for at in due)
    revisions = Revision.objects.bulk_create(
        copied(revision, post=post, text=each.text, due_at=post.due_at, content_hash=each.hash())
        for post, each in zip(posts, all_words, strict=True)
    )
    for post, made in zip(posts, revisions, strict=True):
        post.current = made
    Post.objects.bulk_update(posts, ["current"])
    Approval.objects.bulk_create(
        copied(approval, post=made.post, revision=made, content_hash=made.content_hash) for made in revisions
    )
    text, variant = revision.texts.all()[0], first.variants.all()[0]
    pairs = [(made, channel) for made, (_rank, on) in zip(revisions, plans, strict=True) for channel in on]
    RevisionText.objects.bulk_create(copied(text, revision=made, channel=channel) for made, channel in pairs)
    variants = Variant.objects.bulk_create(copied(variant, post=made.post, channel=channel) for made, channel in pairs)
    Departure.objects.bulk_create(
        Departure(association=given.association, variant=each, by=given.cast.bruno) for each in variants
    )


def dies(monkeypatch, dice):
    """Make workers die: before the request, just as it leaves, and between the answer and its record."""

    def mortal(name, chance, *, after=False):
        verb = getattr(claims, name)

        def done(*args, **kwargs):
            if not after and dice.random() < chance:
                raise Killed
            verb(*args, **kwargs)
            if after and dice.random() < chance:
                raise Killed

        monkeypatch.setattr(claims, name, done)

    mortal("load", 0.02)
    mortal("leave", 0.02, after=True)
    mortal("arrive", 0.06)


def faulty(network, dice, met):
    def publishing():
        fault = dice.choice(FAULTS[network.kind]) if dice.random() < 0.35 else ""
        met[network.kind, fault] += 1
        return fault

    network.faults = publishing
    network.knock = lambda: dice.choice(KNOCKS) if network.kind != "webhook" and dice.random() < 0.05 else ""
    network.forgets = lambda: dice.random() < 0.5


def on_the_network(departure, networks):
    """How many times the public sees it."""
    network = networks[departure.variant.channel.connector.kind]
    if network.kind == "mastodon":
        return sum(key == str(departure.key) for *_said, key in network.records.values())
    if network.kind == "bluesky":
        return int(departure.record_key in network.records)
    return len(network.records.get(str(departure.key), ()))


def link(departure, networks):
    """Where the words of `departure` are shown, by the network itself."""
    network, said = networks[departure.variant.channel.connector.kind], departure.variant.post.current.text
    if network.kind == "webhook":
        # A receiver that answers with something else than an address: where the message is in Portevoix.
        return {"https://relais.example/1", f"{house.SITE_URL}{departure.variant.post.get_absolute_url()}"}
    if network.kind == "bluesky":
        assert network.records[departure.record_key]["text"] == said
        return {f"https://bsky.app/profile/{BlueskyHandler.DID}/post/{departure.record_key}"}
    return {f"https://mastodon.example/@nous/{pk}" for pk, (text, *_) in network.records.items() if text == said}


def test_none_lost_none_doubled(given, mastodon, bluesky, receiver, time_machine, monkeypatch, caplog, settings):
    caplog.set_level(logging.INFO)
    # Nothing is slow here but the machine of the tests (test_sending has the slow network).
    settings.CONNECTOR_TIMEOUT = (10.0, 10.0)
    networks = {network.kind: network for network in (mastodon, bluesky, receiver)}
    spread(given, [plugged(given, network) for network in networks.values()])
    assert Departure.objects.count() == 500

    dice, met, deaths = random.Random(2911), collections.Counter(), 0
    for network in networks.values():
        faulty(network, dice, met)
    dies(monkeypatch, dice)
    monkeypatch.setattr(tasks.random, "random", dice.random)
    now, last = DUE, DUE + (THREEFOLD + ALONE) * STEP
    while Departure.objects.filter(status__in=[*claims.READY, "sending"]).exists():
        assert now < last + DAY, "some never end"
        time_machine.move_to(now, tick=False)
        # The broker delivers the task again now and then, and anybody may ask for the same one twice.
        for _ in range(dice.choice([1, 1, 2])):
            try:
                send_due()
            except Killed:
                deaths += 1
        for pk in list(Departure.objects.filter(status="doubtful").values_list("pk", flat=True))[:1]:
            with contextlib.suppress(Killed):
                sending.attempt(pk, now, dice.random)
        now += 2 * STEP

    rows = Departure.objects.select_related("variant__post__current", "variant__channel__connector")
    ends = collections.Counter()
    for departure in rows:
        seen, kind = on_the_network(departure, networks), departure.variant.channel.connector.kind
        ends[kind, departure.status, departure.trouble] += 1
        if departure.status == "sent":
            assert seen == 1, departure
            assert departure.variant.published_at
            assert departure.variant.link in link(departure, networks)
        else:
            # Surely not out, or a person was told that nobody knows: never both silent and out, never out twice.
            assert (departure.status, seen <= departure.may_be_out) == ("given_up", True), departure
            assert (departure.trouble == "unsure") == departure.may_be_out
    # Each has its own message, even where two say the same words.
    names = rows.filter(status="sent").exclude(remote_id="").values_list("remote_id", flat=True)
    assert len(set(names)) == len(names) == rows.filter(status="sent").count()
    assert sum(ends.values()) == 500
    # A network that can be asked was: a person is left what it refused, and two doubts that say the same words.
    asked = collections.Counter({why: n for (kind, _end, why), n in ends.items() if kind != "webhook" and why})
    assert not set(asked) - {"refused", "unsure"}, ends
    assert asked["unsure"] <= 6, ends
    told = {int(todo.path.rstrip("/").rsplit("/", 1)[-1]) for todo in telling.waiting([given.cast.amina], now)}
    assert told == set(rows.filter(status="given_up").values_list("variant__post", flat=True))
    mailed = {planned.key.split(":")[1] for planned in telling.wanted(given.association, now)}
    assert mailed == {str(pk) for pk in rows.filter(status="given_up").values_list("pk", flat=True)}
    whole = Post.objects.exclude(variants__published_at=None)
    assert {post.status for post in whole} == {"published"}
    assert not Post.objects.filter(status="published", variants__published_at=None).exists()
    sent = Entry.objects.filter(object_type="calendar.departure", after="sent")
    assert sent.count() == rows.filter(status="sent").count()

    # The play was hard, and said no secret.
    assert deaths > 10
    assert all(met[kind, fault] for kind, faults in FAULTS.items() for fault in faults)
    spoken = caplog.text + json.dumps(list(Entry.objects.values()), default=str)
    spoken += json.dumps(list(Departure.objects.values()), default=str)
    assert not [secret for secret in (*TOKENS.values(), SECRET, "secret-of-the-network") if secret in spoken]
