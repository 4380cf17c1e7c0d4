"""Talking about a post: threads, people called by name, and an earlier version taken up again."""

import datetime as dt
import io

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given as examples
from hypothesis import strategies as st
from PIL import Image

from associations.models import Role
from calendar_app import images, media, restoring, transitions
from calendar_app.comments import saying, telling
from calendar_app.comments.calling import called
from calendar_app.models import Addressee, Approval, PostComment
from journal.moves import Overtaken, Refused
from reminders.todo import waiting
from tests.conftest import count_queries, make_member
from tests.house.cases import ask, spread

from .given import NOW

PEOPLE = [
    (1, "Chloé Dubreuil"),
    (2, "Marie Dupont"),
    (3, "Marie Martin"),
    (4, "Jean-Marc Petit"),
    (5, "Élise Fontaine"),
]


@pytest.mark.parametrize(
    ("body", "people"),
    [
        ("@Chloé, la date est-elle bonne ?", (1,)),
        ("@chloe la date ?", (1,)),
        ("@CHLOÉ DUBREUIL : la date ?", (1,)),
        ("@Marie Martin et @élise", (3, 5)),
        ("Merci @Jean-Marc.", (4,)),
        ("« @Chloé »", (1,)),
        ("@chloé puis encore @Chloé Dubreuil", (1,)),
        ("Le compte @mains_voisines", ()),
        ("chloe@exemple.example", ()),
        ("@", ()),
        ("", ()),
    ],
)
def test_who_is_called(body, people):
    assert called(body, PEOPLE) == (type(called("", []))(people, {}))


def test_a_name_that_two_people_bear_is_not_guessed():
    assert called("@Marie ?", PEOPLE).unclear == {"marie": ["Marie Dupont", "Marie Martin"]}


@examples(st.text(alphabet="@ éÉ.,\u0301abc\n", max_size=60))
def test_any_words_may_be_read(body):
    assert set(called(body, PEOPLE).people) <= {1, 2, 3, 4, 5}


@pytest.fixture
def post(given):
    return given.in_review()


def said(post, cast, body="La date est-elle bonne ?", by="farid", **more):
    return saying.say(post, body, by=getattr(cast, by), now=NOW, **more)


def test_a_remark_and_its_answer_are_read_by_all(as_, url, post):
    as_("farid").post(url("calendar:post-comment", pk=post.pk), {"body": "@Chloé, samedi ou dimanche ?"})
    thread = PostComment.objects.get()
    page = as_("chloe").get(post.get_absolute_url()).content.decode()
    assert "samedi ou dimanche" in page
    assert "J’ai vu" in page
    as_("chloe").post(url("calendar:post-comment", pk=post.pk), {"body": "Samedi.", "thread": thread.pk})
    page = as_("elise").get(post.get_absolute_url()).content.decode()
    assert page.index("samedi ou dimanche") < page.index("Samedi.")
    assert "J’ai vu" not in page


def test_whoever_is_called_finds_it_waiting_until_they_answer(cast, post, scoped):
    thread = said(post, cast, "@Chloé, samedi ou dimanche ?")
    mine = [todo.verb for todo in waiting([cast.chloe], NOW)]
    assert "Répondre" in mine
    assert "Répondre" not in [todo.verb for todo in waiting([cast.elise], NOW)]
    said(post, cast, "Samedi.", by="chloe", thread=thread)
    assert "Répondre" not in [todo.verb for todo in waiting([cast.chloe], NOW)]


def test_they_are_mailed_once_and_not_about_old_news(cast, post, association, scoped):
    said(post, cast, "@Chloé et @Élise, votre avis ?")
    told = list(telling.planned(association, NOW))
    assert {planned.to for planned in told} == {cast.chloe, cast.elise}
    assert len({planned.key for planned in told}) == 1
    assert not list(telling.planned(association, NOW + telling.TOLD_FOR + dt.timedelta(minutes=1)))


def test_nobody_calls_themselves_nor_someone_who_left(cast, post, scoped):
    cast.elise.left_on = NOW.date()
    cast.elise.save()
    said(post, cast, "@Farid @Élise ?")
    assert not Addressee.objects.exists()


def test_two_people_of_one_name_are_told_apart(as_, url, cast, association, post):
    make_member(association, "chloe2@mains-voisines.example", "Chloé Martin", [])
    typed = "@Chloé ? La photo est floue."
    page = as_("farid").post(url("calendar:post-comment", pk=post.pk), {"body": typed}, follow=True)
    words = page.content.decode().replace("\u00a0", " ")
    assert "« @chloe » peut désigner Chloé Dubreuil, Chloé Martin. Écrivez le nom en entier." in words
    assert typed in words
    assert not PostComment.objects.exists()


def test_empty_words_come_back_with_a_sentence(as_, url, post):
    page = as_("farid").post(url("calendar:post-comment", pk=post.pk), {"body": "  "})
    assert "Écrivez votre commentaire, puis envoyez-le." in page.content.decode()
    assert not PostComment.objects.exists()


def test_a_thread_is_settled_by_one_hand_and_an_answer_takes_it_up_again(as_, url, cast, post):
    thread = said(post, cast, "@Chloé ?")
    as_("chloe").post(url("calendar:comment-settle", pk=thread.pk))
    assert PostComment.objects.get().settled_by == cast.chloe
    assert not Addressee.objects.filter(seen_at=None).exists()
    with pytest.raises(Overtaken):
        saying.settle(thread, by=cast.bruno, now=NOW)
    assert "1 fil réglé" in as_("farid").get(post.get_absolute_url()).content.decode().replace("\u00a0", " ")
    said(post, cast, "Encore une chose.", thread=thread)
    assert PostComment.objects.get(pk=thread.pk).settled_at is None
    with pytest.raises(Overtaken):
        saying.reopen(thread, by=cast.bruno, now=NOW)


def test_seen_is_said_without_answering(as_, url, cast, post):
    thread = said(post, cast, "@Chloé ?")
    as_("chloe").post(url("calendar:comment-see", pk=thread.pk))
    assert Addressee.objects.get().seen_at is not None


def test_an_answer_is_kept_in_its_own_post(as_, url, cast, given, post):
    elsewhere = said(given.draft(title="Autre"), cast)
    as_("chloe").post(url("calendar:post-comment", pk=post.pk), {"body": "Samedi.", "thread": elsewhere.pk})
    assert PostComment.objects.get(body="Samedi.").thread is None


def test_what_was_said_stays(cast, post):
    thread = said(post, cast)
    with pytest.raises(TypeError):
        thread.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        PostComment.unscoped.filter(pk=thread.pk).update(body="")
    with pytest.raises(IntegrityError), transaction.atomic():
        PostComment.unscoped.filter(pk=thread.pk).update(settled_at=NOW)


def test_the_page_costs_the_same_however_long_the_talk(as_, cast, post):
    said(post, cast, "@Chloé ?")
    one = count_queries(as_("farid"), post.get_absolute_url())
    for number in range(12):
        thread = said(post, cast, f"{number} @Chloé @Élise ?")
        said(post, cast, "@Farid !", by="chloe", thread=thread)
    assert count_queries(as_("farid"), post.get_absolute_url()) == one


DOORS = {
    "POST calendar:post-comment": "nobody 302, chloe 200, damien 404",
    "GET calendar:post-comment": "chloe 405",
}


@pytest.mark.parametrize(("who", "what", "status"), spread(DOORS))
def test_who_may_take_part(as_, url, post, who, what, status):
    assert ask(as_, url, who, what, pk=post.pk) == status


@pytest.fixture
def rewritten(given, cast):
    """Version 1 approved, then rewritten as version 2."""
    post = given.approved(text="Samedi, on trie les jouets.")
    words = given.words(text="Dimanche, on trie les livres.")
    transitions.write(post, words, given.plan(), expected=1, by=cast.chloe, now=NOW)
    return given.again(post)


def test_an_earlier_version_is_taken_up_again_as_a_new_one(as_, url, given, rewritten):
    page = as_("chloe").get(url("calendar:post-version", pk=rewritten.pk, number=1)).content.decode()
    assert "Reprendre les mots de la version" in page
    as_("chloe").post(url("calendar:post-version-restore", pk=rewritten.pk, number=1), {"expected": 2})
    post = given.again(rewritten)
    assert (post.revision.number, post.revision.text) == (3, "Samedi, on trie les jouets.")
    # The yes was about these very words: it counts again.
    assert Approval.objects.filter(content_hash=post.revision.content_hash).exists()


def test_words_taken_up_again_keep_the_images_of_each_account(given, cast):
    x, mastodon = given.channel("x"), given.channel("mastodon")
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(file, "PNG")
    image = media.keep(images.clean(file, file.tell()), "tri.png", given.association, by=cast.chloe, now=NOW)
    post = given.draft(
        channels=[x, mastodon], own={"x": "Court."}, images=[(image, "Des caisses")], own_images={x.pk: []}
    )
    assert restoring.words_of(post.revision).hash() == post.revision.content_hash
    other = given.draft(channels=[x, mastodon], images=[(image, "Des caisses")])
    assert restoring.words_of(other.revision).hash() != post.revision.content_hash


def test_the_last_version_offers_nothing_to_take_up(as_, url, cast, rewritten):
    page = as_("chloe").get(url("calendar:post-version", pk=rewritten.pk, number=2)).content.decode()
    assert "Reprendre les mots" not in page
    with pytest.raises(Refused, match="rien à reprendre"):
        restoring.restore(rewritten, 2, expected=2, by=cast.chloe, now=NOW)


def test_taking_up_over_words_one_has_not_seen_is_refused(as_, url, given, rewritten):
    as_("chloe").post(url("calendar:post-version-restore", pk=rewritten.pk, number=1), {"expected": 1})
    assert given.again(rewritten).revision.number == 2


def test_a_reader_reads_the_talk_and_says_nothing(cast, association, url, post):
    reader = make_member(association, "lise@mains-voisines.example", "Lise", [Role.READER])
    said(post, cast)
    client = Client()
    client.force_login(reader.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    page = client.get(post.get_absolute_url()).content.decode()
    assert "La date est-elle bonne" in page
    assert "Envoyer le commentaire" not in page
    assert client.post(url("calendar:post-comment", pk=post.pk), {"body": "Oui"}).status_code == 403
    assert client.post(url("calendar:post-version-restore", pk=post.pk, number=1)).status_code == 403
