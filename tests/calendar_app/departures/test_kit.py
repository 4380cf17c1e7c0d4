"""The kit of each account: its words with tagged links, its images, its screenshot, its lateness."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from calendar_app.departures import lateness, tags
from calendar_app.models import Campaign
from tests.calendar_app.given import DAY, HOUR, NOW
from tests.calendar_app.library.given import drawn
from tests.calendar_app.test_publish import LINK, confirm_data

HOSTS = {"mains.example", "xn--caf-dma.example"}
TAGS = "utm_source=x&utm_medium=social&utm_campaign=noel"


@pytest.mark.parametrize(
    ("text", "tagged"),
    [
        ("Voir https://mains.example/don.", f"Voir https://mains.example/don?{TAGS}."),
        ("(https://www.mains.example)", f"(https://www.mains.example?{TAGS})"),
        ("https://mains.example/?a=1&b=%C3%A9#haut", f"https://mains.example/?a=1&b=%C3%A9&{TAGS}#haut"),
        ("https://mains.example/?utm_source=affiche", "https://mains.example/?utm_source=affiche"),
        ("https://mains.example:8443/a", f"https://mains.example:8443/a?{TAGS}"),
        ("https://autre.example/ mains.example", "https://autre.example/ mains.example"),
        ("https://mains.example.autre.example/", "https://mains.example.autre.example/"),
        ("https://mains.example@autre.example/", "https://mains.example@autre.example/"),
        ("mailto:a@mains.example", "mailto:a@mains.example"),
        (
            "https://mains.example/a et https://mains.example/b",
            f"https://mains.example/a?{TAGS} et https://mains.example/b?{TAGS}",
        ),
    ],
)
def test_only_links_to_our_own_hosts_are_tagged(text, tagged):
    assert tags.tagged(text, HOSTS, network="x", campaign="noel") == tagged
    assert tags.tagged(tagged, HOSTS, network="x", campaign="noel") == tagged, "twice is once"


def test_a_broken_address_is_left_alone():
    assert tags.link("https://[mains.example/", HOSTS, {"utm_source": "x"}) == "https://[mains.example/"
    assert tags.tagged("https://mains.example/", HOSTS, network="blog", campaign="a") == "https://mains.example/"


def test_the_kit_shows_tagged_words_and_stores_none(as_, url, given):
    given.channel("blog", url="https://www.mains.example/blog")
    mastodon, x = given.channel("mastodon"), given.channel("x")
    post = given.scheduled(channels=[mastodon, x], text="Le programme : https://mains.example/tri#ou")
    page = as_("chloe").get(url("calendar:post-kit", pk=post.pk)).content.decode()
    for network in ("mastodon", "x"):
        wanted = f"tri?utm_source={network}&amp;utm_medium=social&amp;utm_campaign=tri-des-jouets#ou"
        assert wanted in page
    assert "utm_" not in given.again(post).current.text


def test_the_campaign_gives_its_name(as_, url, given, cast):
    given.channel("blog", url="https://mains.example/")
    post = given.scheduled(text="https://mains.example/tri")
    post.campaign = Campaign.objects.create(
        association=given.association,
        name="Noël",
        slug="noel-2026",
        audience="Le quartier",
        goal="Des dons",
        starts_on=NOW.date(),
        ends_on=NOW.date(),
        owner=cast.bruno,
        created_by=cast.bruno,
        created_at=NOW,
    )
    assert tags.campaign_of(post) == "noel-2026"


def test_tags_never_make_a_text_too_long(as_, url, given):
    given.channel("blog", url="https://mains.example/")
    text = "https://mains.example/tri " + "a" * 265
    post = given.scheduled(channels=[given.channel("bluesky")], text=text)
    page = as_("chloe").get(url("calendar:post-kit", pk=post.pk)).content.decode()
    assert "Les liens restent sans marque" in page
    assert "utm_" not in page


def test_a_screenshot_is_written_again_and_private(as_, url, given):
    post = given.scheduled()
    place = post.variants.get()
    shot = SimpleUploadedFile("nom secret.jpg", drawn(), "image/jpeg")
    data = confirm_data(place) | {f"v{place.pk}-screenshot": shot}
    assert as_("chloe").post(url("calendar:post-confirm", pk=post.pk, variant=place.pk), data).status_code == 302
    place.refresh_from_db()
    assert place.screenshot
    assert "secret" not in place.screenshot.name
    address = url("calendar:post-screenshot", pk=post.pk, variant=place.pk)
    assert address in as_("elise").get(post.get_absolute_url()).content.decode()
    response = as_("elise").get(address)
    assert response["Content-Disposition"].startswith("attachment")
    assert b"".join(response.streaming_content)[:2] == b"\xff\xd8"
    assert as_("damien").get(address).status_code == 404


@pytest.mark.parametrize("content", [b"", b"<svg onload='x'></svg>", b"\x00" * 40])
def test_a_bad_screenshot_is_said_and_nothing_is_confirmed(as_, url, given, content):
    post = given.scheduled()
    place = post.variants.get()
    data = confirm_data(place) | {f"v{place.pk}-screenshot": SimpleUploadedFile("a.png", content)}
    response = as_("chloe").post(url("calendar:post-confirm", pk=post.pk, variant=place.pk), data)
    assert response.status_code == 200
    assert LINK in response.content.decode(), "what was typed is still there"
    assert given.again(post).status == "scheduled"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "À l’heure"),
        (15, "À l’heure"),
        (-15, "À l’heure"),
        (16, "16 minutes après l’heure prévue"),
        (-40, "40 minutes avant l’heure prévue"),
        (60, "1 h après l’heure prévue"),
        (125, "2 h 05 après l’heure prévue"),
        (24 * 60, "1 jour après l’heure prévue"),
        (50 * 60, "2 jours après l’heure prévue"),
    ],
)
def test_lateness_is_said_calmly(minutes, words):
    assert lateness.sentence(NOW, NOW + dt.timedelta(minutes=minutes)) == words
    assert lateness.minutes(NOW, NOW + dt.timedelta(minutes=minutes)) == minutes


def test_the_page_and_the_list_say_how_late(as_, url, given):
    post = given.published(due_at=NOW - 2 * HOUR)
    assert "2 h après l’heure prévue" in as_("elise").get(post.get_absolute_url()).content.decode()
    assert "2 h après l’heure prévue" in as_("elise").get(url("calendar:list")).content.decode()
    assert given.again(post).due_at < NOW < NOW + DAY
