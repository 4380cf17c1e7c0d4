"""A second pair of eyes: who may say yes, to which words, and what undoes it."""

import pytest
from django.db import IntegrityError, transaction

from calendar_app import transitions
from calendar_app.models import Approval, Post
from journal.models import Entry

from .given import NOW


def messages(response):
    return " ".join(str(message) for message in response.wsgi_request._messages)


def ask(as_, url, who, verb, post, **data):
    response = as_(who).post(url(f"calendar:post-{verb}", pk=post.pk), data)
    return response, messages(response) if response.status_code == 302 else ""


@pytest.mark.parametrize(("who", "status"), [("amina", 302), ("bruno", 302), ("chloe", 302), ("damien", 404)])
def test_who_may_submit(as_, url, given, who, status):
    post = given.draft()
    assert as_(who).post(url("calendar:post-submit", pk=post.pk)).status_code == status
    assert given.again(post).status == ("review" if status == 302 else "draft")


@pytest.mark.parametrize(
    ("who", "status"), [("farid", 302), ("bruno", 302), ("gilles", 302), ("chloe", 403), ("damien", 404)]
)
def test_who_may_approve(as_, url, given, who, status):
    post = given.in_review()
    assert as_(who).post(url("calendar:post-approve", pk=post.pk), {"expected": 1}).status_code == status
    assert Approval.objects.count() == (status == 302)


def test_nobody_approves_their_own_words(as_, url, given):
    post = given.in_review(by=given.cast.bruno)
    page = as_("bruno").get(post.get_absolute_url()).content.decode()
    assert "une autre personne doit l’approuver" in page
    _, said = ask(as_, url, "bruno", "approve", post, expected=1)
    assert "une autre personne doit l’approuver" in said
    assert not Approval.objects.exists()


def test_a_comma_makes_one_a_writer_too(as_, url, given):
    post = given.in_review()
    transitions.write(
        post, given.words(text="Samedi, on trie !"), given.plan(), expected=1, by=given.cast.bruno, now=NOW
    )
    _, said = ask(as_, url, "bruno", "approve", post, expected=2)
    assert "une autre personne" in said
    ask(as_, url, "farid", "approve", post, expected=2)
    assert Approval.objects.get().by == given.cast.farid
    assert Approval.objects.get().writer == given.cast.bruno


def test_moving_the_day_makes_nobody_a_writer_and_keeps_the_yes(given):
    post = given.approved()
    later = given.plan(due_at=NOW + 5 * (NOW - NOW.replace(hour=9)))
    transitions.write(post, given.words(), later, expected=1, by=given.cast.bruno, now=NOW)
    assert Post.objects.with_approval().get().is_approved
    assert transitions.writers(post) == {given.cast.chloe.user_id}


def test_the_database_refuses_ones_own_yes(given):
    post = given.in_review()
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.create(
            association=post.association,
            post=post,
            revision=post.current,
            content_hash=post.content_hash,
            writer=given.cast.chloe,
            by=given.cast.chloe,
            at=NOW,
        )


def test_a_yes_is_about_the_text_that_was_read(as_, url, given):
    post = given.in_review()
    transitions.write(
        post, given.words(text="Tout autre chose."), given.plan(), expected=1, by=given.cast.chloe, now=NOW
    )
    for stale in ("1", "", "x", "9" * 30):
        _, said = ask(as_, url, "farid", "approve", post, expected=stale)
        assert "Relisez-le" in said
    assert not Approval.objects.exists()


def test_new_words_need_a_new_yes(as_, given):
    post = given.approved()
    assert Post.objects.with_approval().get().is_approved
    transitions.write(post, given.words(text="Autres mots."), given.plan(), expected=1, by=given.cast.chloe, now=NOW)
    assert not Post.objects.with_approval().get().is_approved
    page = as_("elise").get(post.get_absolute_url()).content.decode()
    assert "Approuvé par" not in page


@pytest.mark.parametrize("change", ["title", "kind", "text", "own", "channels", "images"])
def test_everything_that_goes_out_is_in_the_words(given, change):
    x, mastodon = given.channel("x"), given.channel("mastodon")
    base = given.words(channels=[x])
    changed = {
        "title": given.words(channels=[x], title="Autre"),
        "kind": given.words(channels=[x], kind="thanks"),
        "text": given.words(channels=[x], text="Autre"),
        "own": given.words(channels=[x], own={"x": "Autre"}),
        "channels": given.words(channels=[x, mastodon]),
        "images": given.words(channels=[x], images=[(type("M", (), {"sha256": "a" * 64})(), "Des jouets")]),
    }[change]
    assert changed.hash() != base.hash()
    assert given.words(channels=[x]).hash() == base.hash()


def test_the_second_approver_is_told(as_, url, given):
    post = given.approved()
    _, said = ask(as_, url, "elise", "approve", post, expected=1)
    assert "Farid Guermi a déjà approuvé ce texte" in said
    assert Approval.objects.count() == 1


def test_approval_is_in_the_journal_by_its_hash(given):
    post = given.approved()
    entry = Entry.objects.get(action="calendar.approve")
    assert entry.object_hash == post.content_hash != ""


def test_asking_for_changes_says_why(as_, url, given):
    post = given.in_review()
    response, _ = ask(as_, url, "farid", "ask-changes", post, reason=" ")
    assert "Dites pourquoi en une phrase" in response.content.decode()
    assert given.again(post).status == "review"
    ask(as_, url, "farid", "ask-changes", post, reason="Il manque le lieu.")
    assert (given.again(post).status, given.again(post).reason) == ("draft", "Il manque le lieu.")
    assert "Il manque le lieu." in as_("chloe").get(post.get_absolute_url()).content.decode()
    assert as_("chloe").post(url("calendar:post-ask-changes", pk=post.pk), {"reason": "a"}).status_code == 403


def test_acts_out_of_turn_get_a_sentence(as_, url, given):
    post = given.draft()
    for verb in ("approve", "schedule", "reopen", "ask-changes"):
        _, said = ask(as_, url, "bruno", verb, post, expected=1, reason="Parce que.")
        assert "Brouillon" in said, verb
    assert given.again(post).status == "draft"
    assert as_("bruno").get(url("calendar:post-kit", pk=post.pk)).status_code == 302


@pytest.mark.parametrize("who", ["amina", "bruno", "chloe", "elise", "gilles"])
@pytest.mark.parametrize("state", ["draft", "in_review", "approved", "scheduled"])
def test_a_button_is_drawn_only_if_its_act_succeeds(as_, url, given, state, who):
    post = getattr(given, state)()
    response = as_(who).get(post.get_absolute_url())
    for offer in response.context["offers"]:
        if offer.how == "post" and not offer.why:
            answer, said = ask(as_, url, who, offer.verb, post, expected=1)
            assert answer.status_code == 302
            assert "n’est pas possible" not in said
            assert "Rien n’a été fait" not in said
            return
