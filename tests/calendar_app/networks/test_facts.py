"""Facts shown with their source, changed by the association, and followed by counters and gate alike."""

import pytest

from calendar_app import gate
from calendar_app.models import NetworkRule, Post
from calendar_app.networks import networks, wording
from journal.models import Entry
from tests.calendar_app.given import NOW
from tests.calendar_app.test_write import sent

X_LENGTH = {"network": "x", "format": "post", "key": "text.max"}


def text_of(response):
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def amend(as_, url, value="400", reason="Notre abonnement, page du 3 novembre 2026", who="bruno", **fact):
    return as_(who).post(url("calendar:network-fact", **(X_LENGTH | fact)), {"value": value, "reason": reason})


def test_every_network_has_its_page_in_words(as_, url, given):
    client = as_("chloe")
    listed = text_of(client.get(url("calendar:network-list")))
    for network in networks().values():
        assert network.label in listed.replace("&#x27;", "'")
        page = text_of(client.get(url("calendar:network-detail", network=network.id)))
        for rule in network.rules:
            assert wording.title(rule.key) != rule.key
            assert wording.title(rule.key).replace("\xa0", " ") in page
            assert str(rule.year) in page
        assert ("à vérifier" in page.split("<main")[1]) or all(rule.verified for rule in network.rules)


def test_our_networks_come_first(as_, url, given):
    given.channel("tiktok")
    page = text_of(as_("chloe").get(url("calendar:network-list")))
    assert page.index("TikTok") < page.index("Facebook")


def test_an_unknown_network_or_fact_is_no_page(as_, url, given):
    client = as_("bruno")
    assert client.get(url("calendar:network-detail", network="minitel")).status_code == 404
    for wrong in ({"network": "minitel"}, {"format": "reel"}, {"key": "text.min"}):
        assert client.get(url("calendar:network-fact", **(X_LENGTH | wrong))).status_code == 404
        assert client.post(url("calendar:network-restore", **(X_LENGTH | wrong))).status_code == 404


def test_a_changed_fact_is_shown_followed_and_given_back(as_, url, given):
    client = as_("chloe")
    post = given.draft(channels=[given.channel("x")], text="a" * 300)
    assert [f.code for f in gate.findings(post, "submit", NOW) if f.blocks] == ["too_long"]
    assert amend(as_, url).status_code == 302
    page = text_of(client.get(url("calendar:network-detail", network="x")))
    assert "modifié par l’association" in page
    assert "Notre abonnement, page du 3 novembre 2026 (Bruno Castel, fait publié : 280 caractères" in page
    assert [f.code for f in gate.findings(post, "submit", NOW) if f.blocks] == []
    assert "300 sur 400" in text_of(client.get(post.get_absolute_url()))
    assert "300 sur 400" in text_of(client.get(url("calendar:post-edit", pk=post.pk)))
    typed = {"channels": [given.channel("x").pk], "text": "a" * 10}
    assert "10 sur 400" in text_of(client.post(url("calendar:count"), typed))
    as_("bruno").post(url("calendar:network-restore", **X_LENGTH))
    assert [f.code for f in gate.findings(post, "submit", NOW) if f.blocks] == ["too_long"]
    assert not NetworkRule.objects.exists()
    said = list(
        Entry.objects.filter(object_type="calendar.networkrule").order_by("seq").values_list("after", flat=True)
    )
    assert said == ["network fact changed", "published fact"]


def test_changing_twice_keeps_one_value(as_, url, given):
    amend(as_, url, "400")
    amend(as_, url, "500")
    assert NetworkRule.objects.get().value == 500


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ({}, "beaucoup"),
        ({}, "-3"),
        ({}, ""),
        ({}, "9" * 30),
        ({"key": "image.formats"}, ""),
        ({"key": "links.clickable"}, "peut-être"),
    ],
)
def test_a_value_of_another_shape_gets_a_sentence(as_, url, given, fact, value):
    response = amend(as_, url, value, **fact)
    assert response.status_code == 200
    assert "est à reprendre" in text_of(response)
    assert not NetworkRule.objects.exists()


def test_a_value_says_where_it_comes_from(as_, url, given):
    assert "Dites d’où vient cette valeur" in text_of(amend(as_, url, reason=" "))
    assert not NetworkRule.objects.exists()


@pytest.mark.parametrize(
    ("fact", "value", "kept"),
    [
        ({"key": "links.clickable"}, "no", False),
        ({"key": "image.formats"}, "JPEG, png ,", ["jpeg", "png"]),
        ({"network": "instagram", "format": "feed", "key": "image.ratio_min"}, "0,75", 0.75),
    ],
)
def test_each_shape_of_value_is_kept(as_, url, given, fact, value, kept):
    amend(as_, url, value, **fact)
    assert NetworkRule.objects.get().value == kept


def test_a_neighbours_value_is_not_ours(as_, url, given, unscoped):
    damien = given.cast.damien
    NetworkRule.objects.create(
        association=damien.association, by=damien, at=NOW, reason="Chez nous", value=9000, **X_LENGTH
    )
    assert "9000" not in text_of(as_("chloe").get(url("calendar:network-detail", network="x")))
    assert [c.limit for c in gate.counts("x", "a")] == [280]


def test_only_who_manages_changes_a_fact(as_, url, given):
    assert amend(as_, url, who="chloe").status_code == 403
    assert as_("chloe").post(url("calendar:network-restore", **X_LENGTH)).status_code == 403
    assert "Modifier" not in text_of(as_("chloe").get(url("calendar:network-detail", network="x"))).split("<main")[1]


def test_pages_cost_the_same_whatever_was_changed(as_, url, given, assert_flat):
    keys = (rule.key for rule in networks()["x"].rules)

    def more():
        NetworkRule.objects.create(
            association=given.association,
            network="x",
            format="post",
            key=next(keys),
            value=7,
            reason="Essai",
            by=given.cast.bruno,
            at=NOW,
        )

    assert_flat(as_("chloe"), url("calendar:network-list"), more)
    assert_flat(as_("chloe"), url("calendar:network-detail", network="x"), more)
    post = given.draft(channels=[given.channel("x")])
    assert_flat(as_("chloe"), post.get_absolute_url(), more)


def test_what_nobody_checked_never_blocks(as_, url, given):
    reddit = given.channel("reddit")
    post = given.draft(channels=[reddit], text="a" * 40_001)
    found = [f for f in gate.findings(post, "submit", NOW) if f.code == "too_long"]
    assert [f.blocks for f in found] == [False]
    as_("chloe").post(url("calendar:post-submit", pk=post.pk))
    assert Post.objects.get(pk=post.pk).status == "review"


def test_a_text_network_without_image_is_refused_by_the_page(as_, url, given):
    instagram = given.channel("instagram")
    data = sent(given, submit="1") | {"channels": [instagram.pk]}
    page = text_of(as_("chloe").post(url("calendar:post-create"), data))
    assert "Instagram ne prend pas de texte seul." in page
    assert not Post.objects.exists()
