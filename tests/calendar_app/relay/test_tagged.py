"""A relay link tells our own site which network it was shared on, and tells nobody who followed it."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from calendar_app.models import Campaign, Post
from calendar_app.relay import sharing

from ..given import NOW

UNTIL = dt.date(2026, 12, 2)


def offered(given, cast, target, **words):
    given.channel("blog", url="https://www.mains-voisines.example/")
    post = given.scheduled(channels=[given.channel(), given.channel("x")], **words)
    return sharing.offer(post, target=target, until=UNTIL, by=cast.bruno, now=NOW)


def lead(relay, network):
    code = relay.links.get(network=network).code
    return Client(HTTP_USER_AGENT="Mozilla/5.0 Firefox/143.0").get(reverse("relay-go", args=[code]))["Location"]


def test_each_link_says_its_network_to_our_site(given, cast):
    relay = offered(given, cast, "https://mains-voisines.example/tri?jour=samedi#venir")
    for network in ("mastodon", "x", "message"):
        tagged = f"utm_source={network}&utm_medium=relais&utm_campaign=tri-des-jouets"
        assert lead(relay, network) == f"https://mains-voisines.example/tri?jour=samedi&{tagged}#venir"
    relay.refresh_from_db()
    assert relay.target == "https://mains-voisines.example/tri?jour=samedi#venir", "what was typed stays"


def test_a_campaign_gives_its_name(given, cast):
    relay = offered(given, cast, "https://mains-voisines.example/tri")
    campaign = Campaign.objects.create(
        association=given.association,
        slug="hiver-solidaire",
        name="Hiver",
        starts_on=NOW.date(),
        ends_on=UNTIL,
        owner=cast.bruno,
        created_by=cast.bruno,
        created_at=NOW,
    )
    Post.objects.filter(pk=relay.post_id).update(campaign=campaign)
    assert lead(relay, "x").endswith("utm_campaign=hiver-solidaire")


@pytest.mark.parametrize(
    "target",
    [
        "https://ailleurs.example/page",
        "https://mains-voisines.example.ailleurs.example/",
        "https://mains-voisines.example/tri?utm_source=tract",
    ],
)
def test_elsewhere_or_tagged_by_hand_it_leads_where_it_was_told(given, cast, target):
    assert lead(offered(given, cast, target), "mastodon") == target


def test_the_site_of_a_neighbour_is_not_ours(given, cast, unscoped):
    given.channel("blog", association=cast.other, url="https://fil-bleu.example/")
    relay = offered(given, cast, "https://fil-bleu.example/agenda")
    assert lead(relay, "mastodon") == "https://fil-bleu.example/agenda"


def test_two_people_are_led_to_the_same_address(given, cast):
    relay = offered(given, cast, "https://mains-voisines.example/tri")
    assert lead(relay, "x") == lead(relay, "x")
