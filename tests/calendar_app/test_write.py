"""Create and edit: what is kept, what is refused, and two people writing at once."""

import datetime as dt
import uuid

import pytest

from associations.roles import Role
from calendar_app import transitions
from calendar_app.models import Post, Revision
from journal.moves import Refused
from tests.conftest import make_member

from .given import DAY, NOW, form_data
from .test_review import messages


def sent(given, *networks, **fields):
    channels = [given.channel(network).pk for network in networks or ("mastodon",)]
    return form_data(channels=channels, owner=given.cast.chloe.pk, **fields)


def test_a_volunteer_writes_a_draft(as_, url, given):
    response = as_("chloe").post(url("calendar:post-create"), sent(given, "mastodon", "x"))
    post = Post.objects.get()
    assert response.url == post.get_absolute_url()
    assert (post.status, post.title, post.owner, post.created_by) == (
        "draft",
        "Tri des jouets",
        given.cast.chloe,
        given.cast.chloe,
    )
    assert post.due_at == dt.datetime(2026, 11, 25, 17, tzinfo=dt.UTC)
    assert post.current.number == 1
    assert post.current.text == "Samedi, on trie les jouets."
    assert {channel.slug for channel in post.channels.all()} == {"mastodon", "x"}


def test_saving_and_sending_in_one_go(as_, url, given):
    response = as_("chloe").post(url("calendar:post-create"), sent(given, submit="1"))
    assert Post.objects.get().status == "review"
    assert messages(response) == "Enregistré et envoyé en relecture."


def test_each_save_says_what_became_of_the_text(as_, url, given):
    post = given.draft()
    address = url("calendar:post-edit", pk=post.pk)
    assert messages(as_("chloe").post(address, sent(given, expected=1))) == "Enregistré."
    said = messages(as_("chloe").post(address, sent(given, expected=2, submit="1")))
    assert said == "Enregistré et envoyé en relecture."
    assert messages(as_("chloe").post(address, sent(given, expected=3))) == "Enregistré."


@pytest.mark.parametrize(("network", "limit"), [("x", 280), ("bluesky", 300), ("mastodon", 500)])
def test_too_long_is_refused_with_network_count_and_limit(as_, url, given, network, limit):
    text = "a" * (limit + 1)
    response = as_("chloe").post(url("calendar:post-create"), sent(given, network, text=text, submit="1"))
    page = response.content.decode()
    assert response.status_code == 200
    assert f"Trop long pour {given.channel(network).name}" in page
    assert f"{limit + 1} caractères comptés, la limite est de {limit}." in page
    assert text in page
    assert not Post.objects.exists()
    as_("chloe").post(url("calendar:post-create"), sent(given, network, text="a" * limit, submit="1"))
    assert Post.objects.get().status == "review"


def test_a_long_draft_is_kept_and_its_page_says_what_blocks(as_, url, given):
    client = as_("chloe")
    client.post(url("calendar:post-create"), sent(given, "x", text="a" * 300))
    post = Post.objects.get()
    page = client.get(post.get_absolute_url()).content.decode()
    assert "300 caractères comptés, la limite est de 280" in page
    assert 'aria-disabled="true"' in page
    client.post(url("calendar:post-submit", pk=post.pk))
    post.refresh_from_db()
    assert post.status == "draft"


def test_an_own_text_is_counted_for_its_account(as_, url, given):
    x = given.channel("x")
    data = sent(given, "x", "mastodon", text="a" * 400, submit="1") | {f"own_{x.pk}": "Court."}
    as_("chloe").post(url("calendar:post-create"), data)
    post = Post.objects.get()
    assert post.status == "review"
    assert dict(post.current.texts.values_list("channel__slug", "text")) == {"x": "Court.", "mastodon": ""}


def test_the_same_page_sent_twice_is_kept_once(as_, url, given):
    token = uuid.uuid4()
    for _ in range(2):
        as_("chloe").post(url("calendar:post-create"), sent(given, token=token))
    assert Post.objects.count() == Revision.objects.count() == 1


def test_each_save_is_a_revision(as_, url, given):
    post = given.draft()
    data = sent(given, expected=1, text="Dimanche.")
    as_("bruno").post(url("calendar:post-edit", pk=post.pk), data)
    as_("bruno").post(url("calendar:post-edit", pk=post.pk), data | {"expected": 2, "due_hour": "19:00"})
    rows = list(post.revisions.order_by("number").values_list("number", "text", "by", "has_new_words"))
    chloe, bruno = given.cast.chloe.pk, given.cast.bruno.pk
    assert rows == [
        (1, "Samedi, on trie les jouets.", chloe, True),
        (2, "Dimanche.", bruno, True),
        (3, "Dimanche.", bruno, False),
    ]


def test_two_people_edit_and_the_second_sees_both_texts(as_, url, given):
    post = given.draft()
    address = url("calendar:post-edit", pk=post.pk)
    as_("bruno").post(address, sent(given, expected=1, text="Les mots de Bruno."))
    response = as_("chloe").post(address, sent(given, expected=1, text="Les mots de Chloé."))
    page = response.content.decode()
    assert response.status_code == 409
    assert "Bruno Castel a enregistré la version 2" in page
    assert "Les mots de Bruno." in page
    assert "Les mots de Chloé." in page
    assert post.revisions.count() == 2
    assert 'name="expected" value="2"' in page
    as_("chloe").post(address, sent(given, expected=2, text="Les deux."))
    assert given.again(post).current.text == "Les deux."


def test_an_edit_without_a_number_is_a_conflict(as_, url, given):
    post = given.draft()
    response = as_("chloe").post(url("calendar:post-edit", pk=post.pk), sent(given, expected="", text="Autre."))
    assert response.status_code == 409
    assert post.revisions.count() == 1


def test_text_in_review_must_stay_publishable(as_, url, given):
    post = given.in_review(channels=[given.channel("x")])
    response = as_("chloe").post(url("calendar:post-edit", pk=post.pk), sent(given, "x", expected=1, text="a" * 300))
    assert "la limite est de 280" in response.content.decode()
    assert given.again(post).current.number == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "Ce champ est obligatoire."),
        ({"due_on": "demain"}, "Cette date ne se lit pas."),
        ({"due_hour": "tard"}, "Cette heure ne se lit pas."),
        ({"due_on": "0001-01-01", "due_hour": "00:00"}, "Cette année est hors du calendrier."),
        ({"due_on": "0026-11-25"}, "Cette année est hors du calendrier."),
        ({"due_on": "9999-12-31"}, "Cette année est hors du calendrier."),
        ({"due_on": "2026-03-29", "due_hour": "02:30"}, "Cette heure n’existe pas ce jour-là"),
        ({"channels": [999999]}, "Sélectionnez un choix valide"),
        ({"owner": 999999}, "Sélectionnez un choix valide"),
        ({"kind": "rumeur"}, "Sélectionnez un choix valide"),
        ({"text": "a" * 60_001}, "60000"),
        ({"text": "a\x00b"}, "caractère nul"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_nothing(as_, url, given, fields, sentence):
    response = as_("chloe").post(url("calendar:post-create"), sent(given) | fields)
    assert sentence in response.content.decode()
    assert not Post.objects.exists()


def test_a_neighbours_account_or_person_is_no_choice(as_, url, given, unscoped):
    theirs = given.elsewhere(given.cast.damien)
    for fields in ({"channels": [theirs.variants.get().channel_id]}, {"owner": given.cast.damien.pk}):
        response = as_("chloe").post(url("calendar:post-create"), sent(given) | fields)
        assert response.status_code == 200
    assert Post.objects.of(given.association).count() == 0


def test_french_ways_to_write_a_day_and_an_hour(as_, url, given):
    as_("chloe").post(url("calendar:post-create"), sent(given, due_on="25/10/2026", due_hour="2 h 30"))
    assert Post.objects.get().due_at == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)


def test_the_page_of_a_published_post_is_not_a_form(as_, url, given):
    post = given.published()
    assert as_("chloe").get(url("calendar:post-edit", pk=post.pk)).status_code == 302
    as_("chloe").post(url("calendar:post-edit", pk=post.pk), sent(given, expected=1, text="Trop tard."))
    assert given.again(post).current.number == 1


def test_a_form_in_a_bare_association_says_what_to_do_first(as_, url, cast):
    page = as_("chloe").get(url("calendar:post-create")).content.decode()
    assert "Aucun compte n’est en service." in page


def test_a_new_page_opens_on_the_asked_day(as_, url, given):
    page = as_("chloe").get(url("calendar:post-create") + "?jour=2026-12-24").content.decode()
    assert 'value="2026-12-24"' in page
    assert 'value="18:00"' in page
    assert as_("chloe").get(url("calendar:post-create") + "?jour=hier").status_code == 200


def test_writing_costs_the_same_whatever_is_stored(as_, url, given, assert_flat):
    count = iter(range(100))
    assert_flat(as_("chloe"), url("calendar:post-create"), lambda: given.draft(title=f"Numéro {next(count)}"))
    post = given.draft(due_at=NOW + DAY)
    assert_flat(as_("chloe"), url("calendar:post-edit", pk=post.pk), lambda: given.draft())


def test_words_typed_after_a_lost_answer_are_kept(as_, url, given):
    client, token = as_("chloe"), uuid.uuid4()
    for text in ("Dans le tunnel.", "Dans le tunnel, puis dehors."):
        client.post(url("calendar:post-create"), sent(given, token=token, text=text))
    post = Post.objects.get()
    assert [r.text for r in post.revisions.order_by("number")] == ["Dans le tunnel.", "Dans le tunnel, puis dehors."]
    assert post.current.number == 2
    page = client.post(url("calendar:post-create"), sent(given, token=token, text="Encore.")).content.decode()
    assert "a enregistré une autre version" in page
    assert "Encore." in page
    assert post.revisions.count() == 2


def test_a_closed_account_is_offered_only_where_it_was_chosen(as_, url, given):
    closed = given.channel("x")
    post = given.draft(channels=[closed])
    closed.is_active = False
    closed.save()
    box = f'name="channels" value="{closed.pk}"'
    offered = {
        "new": box in as_("chloe").get(url("calendar:post-create")).content.decode(),
        "edit": box in as_("chloe").get(url("calendar:post-edit", pk=post.pk)).content.decode(),
    }
    assert offered == {"new": False, "edit": True}
    as_("chloe").post(url("calendar:post-create"), sent(given, "x"))
    assert Post.objects.get() == post


def test_whoever_left_is_no_longer_responsible_for_new_posts(as_, url, given):
    post = given.draft(owner=given.cast.elise)
    given.cast.elise.left_on = NOW.date()
    given.cast.elise.save()
    assert "Élise" not in as_("chloe").get(url("calendar:post-create")).content.decode()
    assert "Élise" in as_("chloe").get(url("calendar:post-edit", pk=post.pk)).content.decode()
    as_("chloe").post(url("calendar:post-create"), sent(given) | {"owner": given.cast.elise.pk})
    assert Post.objects.get() == post


def test_nobody_answers_for_a_post_who_may_not_write(as_, url, given, association):
    reader = make_member(association, "ode@mains-voisines.example", "Ode Klein", [Role.READER])
    offered = as_("chloe").get(url("calendar:post-create")).content.decode()
    assert "Ode Klein" not in offered
    refused = as_("chloe").post(url("calendar:post-create"), sent(given) | {"owner": reader.pk})
    assert (refused.status_code, Post.objects.exists()) == (200, False)
    with pytest.raises(Refused, match="Ode Klein ne peut pas écrire"):
        given.draft(owner=reader)
    post = given.draft()
    with pytest.raises(Refused, match="Ode Klein ne peut pas écrire"):
        transitions.write(post, given.words(), given.plan(owner=reader), expected=1, by=given.cast.chloe, now=NOW)
