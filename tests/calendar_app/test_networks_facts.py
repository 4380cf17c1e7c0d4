"""The facts file is complete, dated, sourced, and says what nobody checked."""

import dataclasses
import tomllib

import pytest
from django.utils import translation

from calendar_app.networks import UnknownNetwork, limit, limits, networks
from calendar_app.networks.counting import COUNTERS

KINDS = {"official", "official_code", "third_party", "third_party_code", "unverified"}


@pytest.mark.parametrize(
    ("network", "format", "value", "unit"),
    [
        ("x", None, 280, "weighted"),
        ("mastodon", None, 500, "mastodon"),
        ("bluesky", None, 300, "graphemes"),
        ("threads", None, 500, "threads"),
        ("facebook", None, 63206, "utf16"),
        ("instagram", "reel", 2200, "utf16"),
        ("linkedin", None, 3000, "utf16"),
        ("youtube", "short", 5000, "utf8_bytes"),
        ("tiktok", None, 2200, "utf16"),
        ("tiktok", "photo", 4000, "utf16"),
        ("snapchat", "spotlight", 160, "utf16"),
        ("twitch", None, 500, "utf16"),  # the stream has a title only: the first format with a text is the chat
    ],
)
def test_limit(network, format, value, unit):
    found = limit(network, format)
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize(
    ("network", "format"), [("blog", None), ("newsletter", None), ("facebook", "story"), ("reddit", "image")]
)
def test_no_limit_is_none_and_not_zero(network, format):
    assert limit(network, format) is None


def test_bluesky_has_two_limits():
    assert [(bound.value, bound.unit) for bound in limits("bluesky")] == [(300, "graphemes"), (3000, "utf8_bytes")]


def test_what_nobody_checked_says_so():
    assert limit("x").verified
    assert limit("x").mark == ""
    assert not limit("whatsapp_channel").verified
    assert limit("whatsapp_channel").mark == "à vérifier"
    assert limit("whatsapp_channel").level == "warning"


def test_every_rule_has_a_source_a_year_and_a_format_of_its_network():
    for network in networks().values():
        assert network.count in COUNTERS
        for rule in network.rules:
            assert rule.format in network.formats, (network.id, rule)
            assert rule.source.kind in KINDS
            assert rule.level in {"error", "warning", "info"}
            assert 2020 <= rule.year <= 2026
        for name in network.formats:
            assert all(bound.unit in COUNTERS for bound in limits(network.id, name))


def test_rules_answer_by_key():
    assert networks()["instagram"].rule("hashtags.max").value == 5
    assert networks()["instagram"].rule("alt_text.supported", "reel").value is False
    assert networks()["x"].rule("no.such.rule") is None


def test_labels_follow_the_language():
    newsletter = networks()["newsletter"]
    assert newsletter.label == "Lettre d’information (Brevo, Mailchimp)"
    with translation.override("en"):
        assert str(newsletter) == "Newsletter (Brevo, Mailchimp)"


def test_the_facts_cannot_be_written_to():
    with pytest.raises(dataclasses.FrozenInstanceError):
        networks()["x"].count = "bytes"
    with pytest.raises(TypeError):
        networks()["x"] = None


def test_unknown_network():
    with pytest.raises(UnknownNetwork):
        limit("myspace")


def test_nothing_was_lost_from_the_survey(shared_data):
    """Every rule of the survey is in our file, with the same value, level, source and year."""
    survey = tomllib.loads(shared_data("networks.toml").read_text(encoding="utf-8"))
    assert list(survey["networks"]) == list(networks())
    for key, entry in survey["networks"].items():
        ours = [
            (
                rule.format,
                rule.key,
                list(rule.value) if isinstance(rule.value, tuple) else rule.value,
                rule.unit,
                rule.level,
                rule.source.id,
                rule.year,
                rule.note,
            )
            for rule in networks()[key].rules
        ]
        assert ours == [
            tuple(rule[name] for name in ("format", "key", "value", "unit", "level", "src", "year", "note"))
            for rule in entry["rules"]
        ]
