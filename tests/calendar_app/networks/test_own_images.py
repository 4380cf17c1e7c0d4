"""One post, one variant per account: its own images or none, and what the words' hash says of them."""

import io

import pytest

from calendar_app import gate, images, media, transitions
from calendar_app.models import Post
from calendar_app.models.revisions import content_hash
from tests.calendar_app.given import NOW
from tests.calendar_app.networks.test_facts import text_of
from tests.calendar_app.test_images import picture, upload
from tests.calendar_app.test_write import sent


@pytest.fixture
def two(given):
    return given.channel("mastodon"), given.channel("x")


def write(client, url, given, post=None, **fields):
    address = url("calendar:post-edit", pk=post.pk) if post else url("calendar:post-create")
    return client.post(address, sent(given, "mastodon", "x") | fields)


def cleaned():
    content = picture()
    return images.clean(io.BytesIO(content), len(content))


def shown(post, channel):
    post = Post.objects.to_read().get(pk=post.pk)
    return [image.media.name for image in post.revision.images_on(channel.pk)]


def test_the_hash_of_old_words_does_not_move():
    words = {"title": "Tri", "kind": "event", "text": "Samedi.", "texts": [(1, "")], "images": [("ab", "Un tri")]}
    known = "ccac29fbbf0a018d8da45fa0db7c7d4f0ebde8e2a1fb3e57286987b2f5fd0cbc"
    assert content_hash(**words) == content_hash(**words, own_images=[]) == known
    assert len({content_hash(**words), content_hash(**words, own_images=[(1, [])])}) == 2


def test_an_image_for_one_account_alone(as_, url, given, two):
    mastodon, x = two
    client = as_("chloe")
    write(client, url, given, image=upload(picture()), image_alt="Des jouets.", image_for=[x.pk])
    post = Post.objects.get()
    assert (shown(post, mastodon), len(shown(post, x))) == ([], 1)
    assert post.current.words() == post.current.content_hash
    page = text_of(client.get(url("calendar:post-edit", pk=post.pk)))
    media_pk = post.current.images.get().media_id
    assert f'name="for_{media_pk}" value="{x.pk}" id="id_for_{media_pk}_1" checked' in page
    assert "Aperçu sur X" in text_of(client.get(post.get_absolute_url()))


def test_an_account_without_the_images_of_the_others(as_, url, given, two):
    mastodon, x = two
    write(as_("chloe"), url, given, image=upload(picture()), image_alt="Des jouets.", **{f"bare_{x.pk}": "on"})
    post = Post.objects.get()
    assert (len(shown(post, mastodon)), shown(post, x)) == (1, [])
    page = text_of(as_("chloe").get(url("calendar:post-edit", pk=post.pk)))
    assert f'name="bare_{x.pk}" checked' in page
    assert post.current.words() == post.current.content_hash


def test_where_an_image_is_shown_is_part_of_the_words(as_, url, given, two):
    _mastodon, x = two
    client = as_("chloe")
    write(client, url, given, image=upload(picture()), image_alt="Des jouets.", submit="1")
    post = Post.objects.get()
    transitions.approve(post, expected=1, by=given.cast.farid, now=NOW)
    pk = post.current.images.get().media_id
    write(client, url, given, post, expected=1, **{f"alt_{pk}": "Des jouets.", f"for_{pk}": [x.pk]})
    post = given.again(post)
    assert post.current.number == 2
    assert gate.approvals(post) == []


def test_an_image_for_an_account_that_is_not_ticked_is_not_lost(as_, url, given, two):
    blog = given.channel("blog")
    response = write(as_("chloe"), url, given, image=upload(picture()), image_alt="Des jouets.", image_for=[blog.pk])
    assert "Cette image n’irait sur aucun compte coché." in text_of(response)
    assert not Post.objects.exists()


def test_the_gate_judges_the_images_of_each_account(as_, url, given, two):
    instagram = given.channel("instagram")
    data = sent(given, "mastodon", submit="1") | {
        "channels": [given.channel("mastodon").pk, instagram.pk],
        "image": upload(picture(size=(400, 300))),
        "image_alt": "Des jouets.",
        f"bare_{instagram.pk}": "on",
    }
    assert "Instagram ne prend pas de texte seul." in text_of(as_("chloe").post(url("calendar:post-create"), data))
    assert not Post.objects.exists()


def test_a_version_says_where_an_image_went(as_, url, given, two):
    _mastodon, x = two
    write(as_("chloe"), url, given, image=upload(picture()), image_alt="Des jouets.", image_for=[x.pk])
    post = Post.objects.get()
    page = text_of(as_("chloe").get(url("calendar:post-version", pk=post.pk, number=1)))
    assert "Des jouets. (seulement sur X)" in page


def test_cards_while_typing(as_, url, given, two):
    mastodon, x = two
    facebook = given.channel("facebook")
    image = media.keep(cleaned(), "jouets.jpg", given.association, by=given.cast.chloe, now=NOW)
    link = "https://maison-du-port.fr/une/adresse/tres/longue"
    typed = {
        "channels": [mastodon.pk, x.pk, facebook.pk],
        "text": f"Samedi #jouets {link} " + "a" * 500,
        f"own_{facebook.pk}": "b" * 477 + " la suite",
        f"alt_{image.pk}": "Des jouets.",
        f"for_{image.pk}": [x.pk],
    }
    page = text_of(as_("chloe").post(url("calendar:count"), typed))
    on_facebook, on_mastodon, on_x = page.split('class="preview"')[1:]
    assert '<span class="preview-tag">#jouets</span>' in on_x
    assert "maison-du-port.fr/une/…" in on_mastodon
    assert link not in on_mastodon
    assert "le réseau ne le prend pas" in on_x
    assert "voir plus" in on_facebook
    assert "Replié par le réseau : « la suite »" in on_facebook
    assert ('alt="Des jouets."' in on_x, "<img" in on_mastodon) == (True, False)


def test_cards_of_nothing_and_of_marks_of_another_world(as_, url, given, two):
    _mastodon, x = two
    client = as_("chloe")
    assert "preview" not in text_of(client.post(url("calendar:count"), {"channels": [x.pk], "text": " "}))
    for text in ("\u202e" + "a\u0301" * 9000, "<script>alert(1)</script>", "#" * 5000, "http://" * 900):
        response = client.post(url("calendar:count"), {"channels": [x.pk], "text": text, "alt_9": "", "alt_x": ""})
        assert response.status_code == 200
        assert "<script>" not in text_of(response)


def test_a_neighbours_image_is_not_drawn(as_, url, given, two, unscoped):
    damien = given.cast.damien
    theirs = media.keep(cleaned(), "secret.jpg", damien.association, by=damien, now=NOW)
    typed = {"channels": [two[1].pk], "text": "Bonjour.", f"alt_{theirs.pk}": "x"}
    assert "<img" not in text_of(as_("chloe").post(url("calendar:count"), typed))
