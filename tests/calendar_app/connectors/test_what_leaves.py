"""What the network receives: words, language, images with their descriptions, links that can be followed."""

from __future__ import annotations

import base64
import datetime as dt
import io
import json

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from PIL import Image

from calendar_app import transitions
from calendar_app.connectors import sending, telling, verbs
from calendar_app.models import Campaign, Channel, Departure, Media, Post

from ..given import DAY, NOW
from ..library import given as lib
from .conftest import plugged
from .test_sending import faults

pytestmark = pytest.mark.django_db
DUE = NOW + 2 * DAY
MINUTE = dt.timedelta(minutes=1)
ALTS = ["Deux bénévoles trient des jouets 🧸.", "L’affiche : « samedi, 9 h »."]


@pytest.fixture
def sent(given, time_machine):
    """Schedule a post on a network, let its hour come, and carry it one step."""

    def send(network, now=DUE, **words):
        given.scheduled(channels=[plugged(given, network)], **words)
        return step(now)

    def step(now):
        time_machine.move_to(now, tick=False)
        departure = Departure.objects.latest("pk")
        sending.attempt(departure.pk, now, lambda: 0.5)
        departure.refresh_from_db()
        return departure

    send.again = step
    return send


def two(given):
    by = given.cast.bruno
    big = lib.drawn(kind="PNG", size=(2600, 40), colour="olive")
    cleaned = lib.images.clean(io.BytesIO(big), len(big))
    second = lib.transitions.add([(cleaned, "affiche.png")], by.association, by=by, now=NOW)[0]
    second = lib.transitions.describe(second, lib.OURS, by=by)
    return list(zip([lib.image(by), second], ALTS, strict=True))


def shown(content):
    with Image.open(io.BytesIO(content)) as opened:
        return opened.format, opened.size


def test_mastodon_shows_each_image_with_its_description(given, mastodon, sent):
    assert sent(mastodon, images=two(given)).status == "sent"
    assert [blob["description"] for blob in mastodon.blobs] == ALTS
    assert [blob["file"][0] for blob in mastodon.blobs] == ["image/jpeg", "image/png"]
    assert [shown(blob["file"][1]) for blob in mastodon.blobs] == [("JPEG", (40, 30)), ("PNG", (2048, 32))]
    [(text, _at, form, _key)] = mastodon.records.values()
    assert (text, form["media_ids[]"]) == ("Samedi, on trie les jouets.", ["1", "2"])
    assert (form["visibility"], form["language"]) == ("public", "fr")


@pytest.mark.parametrize(("looks", "status"), [(3, "sent"), (6, "retry")])
def test_mastodon_not_done_with_an_image_is_asked_again(given, mastodon, sent, looks, status):
    """Asked a few times, then later: no worker waits for ever."""
    answers = [None] * looks
    mastodon.ready = lambda: answers.pop() if answers else "https://mastodon.example/m"
    departure = sent(mastodon, images=two(given))
    assert (departure.status, departure.trouble) == (status, "" if status == "sent" else "busy")
    if status == "retry":
        assert sent.again(DUE + 5 * MINUTE).status == "sent"
    assert len(mastodon.records) == 1


def test_bluesky_shows_each_image_with_its_description(given, bluesky, sent):
    assert sent(bluesky, images=two(given)).status == "sent"
    [record] = bluesky.records.values()
    images = record["embed"]["images"]
    assert [image["alt"] for image in images] == ALTS
    assert [image["image"]["mimeType"] for image in images] == [mime for mime, _content in bluesky.blobs]
    assert [shown(content)[1] for _mime, content in bluesky.blobs] == [(40, 30), (2048, 32)]
    ratio = images[0]["aspectRatio"]
    assert (ratio["width"], ratio["height"]) == (40, 30)
    assert (record["langs"], record["createdAt"]) == (["fr"], "2026-11-24T10:00:00.000Z")


def test_a_signed_call_carries_each_image_with_its_description(given, receiver, sent):
    departure = sent(receiver, images=two(given))
    [(_signed, body)] = receiver.records[str(departure.key)]
    said = json.loads(body)
    assert [image["alt"] for image in said["images"]] == ALTS
    assert shown(base64.b64decode(said["images"][0]["content"])) == ("JPEG", (40, 30))
    assert (said["text"], said["language"]) == ("Samedi, on trie les jouets.", "fr")
    assert said["page"].endswith(Post.objects.get().get_absolute_url())


def test_bluesky_links_point_at_their_very_bytes(given, bluesky, sent):
    """Accents take two bytes, emoji four and more: a facet counted in letters would show the link elsewhere."""
    bluesky.people["amie.exemple.com"] = "did:plc:zyxwvutsrqponmlkjihgfedc"
    text = (
        "🧸👨‍👩‍👧 Été à l’école : avec @amie.exemple.com et @inconnue.exemple.com, voir "
        "https://mains.example/été?x=1&y=2. #Solidarité, #jouets2026 🎉 (https://autre.example/a)"
    )
    assert sent(bluesky, text=text).status == "sent"
    [record] = bluesky.records.values()
    assert record["text"] == text
    raw, found = text.encode(), []
    for facet in record["facets"]:
        [feature] = facet["features"]
        said = raw[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
        kind = feature["$type"].rsplit("#", 1)[1]
        found.append((kind, said, feature.get("uri") or feature.get("tag") or feature.get("did")))
    assert found == [
        ("mention", "@amie.exemple.com", "did:plc:zyxwvutsrqponmlkjihgfedc"),
        ("link", "https://mains.example/été?x=1&y=2", "https://mains.example/été?x=1&y=2"),
        ("tag", "#Solidarité", "Solidarité"),
        ("tag", "#jouets2026", "jouets2026"),
        ("link", "https://autre.example/a", "https://autre.example/a"),
    ]


@pytest.mark.parametrize("text", ["Voir « https://mains.example/don » ici.", "Voir « https://mains.example/don» ici."])
def test_bluesky_leaves_french_quotes_out_of_a_link(given, bluesky, sent, text):
    sent(bluesky, text=text)
    [record] = bluesky.records.values()
    [facet] = record["facets"]
    said = text.encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
    assert said == facet["features"][0]["uri"] == "https://mains.example/don"


def test_a_video_is_told_to_a_person(given, network, sent):
    clip = lib.video(given.cast.bruno)
    Media.objects.filter(pk=clip.pk).update(captions="none", captions_by=given.cast.bruno, captions_on=NOW.date())
    departure = sent(network, images=[(clip, "Le tri en une minute.")])
    assert (departure.status, departure.trouble) == ("given_up", "image")
    assert not network.records
    assert [todo.words for todo in telling.waiting([given.cast.amina], DUE)] == ["Pas partie"]


def renamed(given, channel):
    """What changes around the words while they wait: a site of ours, a campaign, the name of the account."""
    Channel.objects.create(
        association=given.association, name="Site", slug="site", network="blog", url="https://mains.example"
    )
    Campaign.objects.update(slug="autre", name="Autre")
    Channel.objects.filter(pk=channel.pk).update(name="Autre nom")


@pytest.mark.parametrize("fault", ["429", "cut before", "cut after"])
def test_the_same_words_at_each_attempt(given, network, sent, fault):
    """Looked for and sent again: never words that something else has changed in between."""
    faults(network, fault)
    text = "Donner : https://mains.example/don"
    departure = sent(network, text=text)
    carried = departure.carried
    renamed(given, departure.variant.channel)
    assert sent.again(DUE + 5 * MINUTE).status == "sent"
    assert Departure.objects.get().carried == carried
    assert [row["text"] if isinstance(row, dict) else row[0] for row in network.records.values()] == [text]


def test_a_signed_call_repeats_the_same_bytes(given, receiver, sent):
    given.channel("blog", url="https://nous.example")
    faults(receiver, "429")
    seen = []
    keep = receiver.faults
    receiver.faults = lambda: seen.append(1) or keep()
    departure = sent(receiver, images=two(given))
    said = json.loads(departure.carried)
    renamed(given, departure.variant.channel)
    sent.again(DUE + 5 * MINUTE)
    [(_signed, body)] = receiver.records[str(departure.key)]
    told = json.loads(body)
    assert (told["account"], told["title"], told["text"]) == (said["channel"], said["title"], said["text"])
    assert len(seen) == 2


def test_an_image_that_is_no_longer_the_same_is_told(given, network, sent):
    faults(network, "429")
    departure = sent(network, images=two(given))
    path = json.loads(departure.carried)["images"][0]["path"]
    default_storage.delete(path)
    default_storage.save(path, io.BytesIO(lib.drawn(colour="black")))
    departure = sent.again(DUE + 5 * MINUTE)
    assert (departure.status, departure.trouble) == ("given_up", "image")
    assert not network.records


def test_what_was_refused_is_written_anew(given, network, sent):
    """Somebody mended what the network refused, and asks for one more try: not the old words."""
    faults(network, "422")
    departure = sent(network, text="Donner : https://mains.example/don")
    assert departure.status == "given_up"
    renamed(given, departure.variant.channel)
    verbs.again(departure, by=given.cast.bruno, now=DUE)
    assert sent.again(DUE).status == "sent"
    assert "utm_source" in json.loads(Departure.objects.get().carried)["text"]


def test_the_database_keeps_the_words_of_what_may_be_out(given, network, sent):
    faults(network, "cut after")
    departure = sent(network)
    rows = Departure.objects.filter(pk=departure.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(carried="{}")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(carried="")
    rows.update(trouble="cut")


def test_by_hand_and_by_itself_end_the_same(given, network, sent):
    """Two accounts: the machine's first, then a hand's. The post is published with the last."""
    other = given.channel("facebook")
    mine = plugged(given, network)
    post = given.scheduled(channels=[mine, other])
    assert sent.again(DUE).status == "sent"
    assert given.again(post).status == "scheduled"
    by, link = given.cast.bruno, "https://facebook.example/1"
    variant = post.variants.get(channel=other)
    assert transitions.confirm(variant, link=link, published_at=DUE + MINUTE, by=by, now=DUE + MINUTE)
    post = given.again(post)
    assert (post.status, post.published_at) == ("published", DUE + MINUTE)
