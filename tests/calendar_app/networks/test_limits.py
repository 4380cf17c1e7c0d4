"""Beyond length: each fact of a network against a draft, as plain data."""

import pytest

from calendar_app.networks import networks
from calendar_app.rules import ADVISE, BLOCK, Draft, Image, Outlet, Ruleset
from calendar_app.rules.network_limits import fits_the_network

PHOTO = {"alt": "Des jouets.", "mime": "image/jpeg", "width": 1200, "height": 1000, "size": 300_000}


def photo(name="jouets.jpg", **facts):
    return Image(name, **(PHOTO | facts))


def said(network, text="Bonjour.", images=(), act="submit", own=None):
    facts = networks()[network]
    outlet = Outlet(facts.label, network, facts.label, text, facts=facts, images=own)
    draft = Draft("information", (outlet,), tuple(images))
    return {finding.code: finding.severity for finding in fits_the_network(draft, Ruleset(), act)}


@pytest.mark.parametrize(
    ("network", "text", "images", "expected"),
    [
        ("instagram", "Bonjour.", [], {"media_lacking": BLOCK}),
        ("instagram", "Bonjour.", [photo()], {}),
        ("instagram", "Voir https://exemple.fr", [photo()], {"dead_link": ADVISE}),
        ("instagram", "#un #deux #trois #quatre #cinq", [photo()], {}),
        ("instagram", "#un #deux #trois #quatre #cinq #six", [photo()], {"too_many_hashtags": BLOCK}),
        ("instagram", "@a @b @c @d", [photo()], {"too_many_mentions": ADVISE}),
        ("instagram", "Bonjour.", [photo(mime="image/png")], {"image_format": ADVISE}),
        ("instagram", "Bonjour.", [photo(width=500, height=1000)], {"image_ratio": BLOCK}),
        ("instagram", "Bonjour.", [photo(width=3000, height=1000)], {"image_ratio": BLOCK}),
        ("instagram", "Bonjour.", [photo(alt="a" * 1001)], {"alt_too_long": BLOCK}),
        ("x", "Bonjour.", [photo()] * 4, {}),
        ("x", "Bonjour.", [photo()] * 5, {"too_many_images": BLOCK}),
        ("x", "Bonjour.", [photo(size=5_000_001)], {"image_too_heavy": BLOCK}),
        ("mastodon", "Bonjour.", [photo(size=16_777_216)], {}),
        ("mastodon", "Bonjour.", [photo(size=16_777_217)], {"image_too_heavy": BLOCK}),
        ("mastodon", "Bonjour.", [photo(width=10_000, height=4_000)], {"image_too_large": BLOCK}),
        ("threads", " ".join(f"https://exemple.fr/{n}" for n in range(6)), [], {"too_many_links": BLOCK}),
        ("threads", "https://exemple.fr " * 6, [], {}),
        ("threads", "#un #deux", [], {"too_many_hashtags": ADVISE}),
        ("snapchat", "Bonjour.", [photo(), photo()], {"too_many_images": BLOCK}),
        ("linkedin", "Bonjour.", [photo(alt="a" * 301)], {"alt_too_long": ADVISE}),
        ("linkedin", "Bonjour.", [photo(mime="image/webp")], {"image_format": BLOCK}),
        # Level « error », but nobody checked it: it advises.
        ("threads", "Bonjour.", [photo(alt="a" * 1001)], {"alt_too_long": ADVISE}),
        ("reddit", "Bonjour.", [photo()] * 21, {"too_many_images": ADVISE}),
        ("blog", "Bonjour.", [photo()] * 40, {}),
        # An image of unknown size breaks nothing.
        ("instagram", "Bonjour.", [Image("a", "b")], {}),
    ],
)
def test_a_fact_speaks(network, text, images, expected):
    assert said(network, text, images) == expected


def test_a_draft_may_lack_its_image_until_it_is_sent():
    assert said("instagram", act="write") == {}


def test_the_images_of_the_account_are_the_ones_judged():
    assert said("instagram", images=[photo()], own=()) == {"media_lacking": BLOCK}
    assert said("x", images=[photo()] * 5, own=(photo(),)) == {}


def test_an_address_is_no_mention():
    text = "Écrivez à a@exemple.fr, b@exemple.fr, c@exemple.fr, d@exemple.fr."
    assert "too_many_mentions" not in said("instagram", text, [photo()])


def test_the_association_may_say_otherwise():
    facts = networks()["instagram"].amended({("feed", "hashtags.max"): 30, ("feed", "image.ratio_min"): 0.75})
    outlet = Outlet("Instagram", "instagram", "Instagram", "#un #deux #trois #quatre #cinq #six", facts=facts)
    draft = Draft("information", (outlet,), (photo(width=750, height=1000),))
    assert list(fits_the_network(draft, Ruleset(), "submit")) == []
