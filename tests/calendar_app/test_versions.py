"""What each version said, what changed in it, and what was asked of it."""

import io

import pytest
from PIL import Image

from calendar_app import images, media, transitions
from calendar_app.models import ChangeRequest
from tests.house.cases import ask as status_of
from tests.house.cases import spread

from .given import HOUR, NOW
from .test_review import ask


def rewritten(given, post, number, by=None, **words):
    transitions.write(post, given.words(**words), given.plan(), expected=number, by=by or given.cast.bruno, now=NOW)
    return given.again(post)


def version(as_, url, post, number, who="elise"):
    return as_(who).get(url("calendar:post-version", pk=post.pk, number=number)).content.decode()


@pytest.mark.parametrize(
    ("who", "what", "status"), spread({"GET calendar:post-version": "nobody 302, chloe 200, elise 200, damien 404"})
)
def test_who_may_read_a_version(as_, url, given, who, what, status):
    assert status_of(as_, url, who, what, pk=given.draft().pk, number=1) == status


def test_each_version_is_read_beside_the_one_before(as_, url, given):
    post = rewritten(given, given.draft(), 1, text="Dimanche, on trie les jouets.")
    page = as_("elise").get(post.get_absolute_url()).content.decode()
    for number in (1, 2):
        assert f'href="{url("calendar:post-version", pk=post.pk, number=number)}"' in page
    first, second = (version(as_, url, post, number) for number in (1, 2))
    assert "Samedi, on trie les jouets." in first
    assert "<ins>" not in first
    assert "<del>Samedi</del><ins>Dimanche</ins>, on trie les jouets." in second
    assert f'rel="prev" href="{url("calendar:post-version", pk=post.pk, number=1)}"' in second


def test_title_accounts_and_own_texts_are_compared_too(as_, url, given):
    x, mastodon = given.channel("x"), given.channel("mastodon")
    post = given.draft(channels=[mastodon, x], own={"x": "Court <b>."})
    post = rewritten(given, post, 1, channels=[x], own={"x": "Bref <b>."}, title="Tri des livres", kind="event")
    page = version(as_, url, post, 2)
    assert "<del>jouets</del><ins>livres</ins>" in page
    assert "<del>Court</del><ins>Bref</ins> &lt;b&gt;." in page
    assert "Mastodon" in page
    assert "<del>Information</del><ins>Événement</ins>" in page


def test_a_version_that_only_moves_the_day_says_so(as_, url, given):
    post = rewritten(given, given.draft(), 1)
    assert "dit la même chose que la version 1" in version(as_, url, post, 2)


def test_an_image_put_in_and_taken_out_is_said(as_, url, given):
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(file, "PNG")
    size = file.tell()
    file.seek(0)
    photo = media.keep(images.clean(file, size), "tri.png", given.association, by=given.cast.chloe, now=NOW)
    post = rewritten(given, given.draft(), 1, images=[(photo, "Des jouets.")])
    post = rewritten(given, post, 2, images=[(photo, "Des livres.")])
    post = rewritten(given, post, 3)
    assert "Image ajoutée." in version(as_, url, post, 2)
    assert "<del>jouets</del><ins>livres</ins>" in version(as_, url, post, 3)
    assert "Image retirée." in version(as_, url, post, 4)


def test_a_version_that_was_never_written_is_not_found(as_, url, given):
    post = given.draft()
    for number in (0, 2, 10**12):
        assert as_("chloe").get(url("calendar:post-version", pk=post.pk, number=number)).status_code == 404


def test_a_version_costs_the_same_however_many_there_are(as_, url, given, assert_flat):
    both = [given.channel("x"), given.channel("mastodon")]
    post, numbers = given.draft(), iter(range(1, 100))

    def grow():
        rewritten(
            given, post, (number := next(numbers)), text=f"Version {number}", channels=both, own={"x": f"{number}"}
        )

    grow()
    assert_flat(as_("elise"), url("calendar:post-version", pk=post.pk, number=2), grow)


def test_what_was_asked_stays_in_the_list_after_the_answer(as_, url, given):
    post = given.in_review()
    ask(as_, url, "farid", "ask-changes", post, reason="Il manque le lieu.")
    asked = ChangeRequest.objects.get()
    assert (asked.revision, asked.by, asked.at, asked.reason) == (
        post.current,
        given.cast.farid,
        NOW,
        "Il manque le lieu.",
    )
    for address in (post.get_absolute_url(), url("calendar:post-edit", pk=post.pk)):
        page = as_("chloe").get(address).content.decode()
        assert "Farid Guermi demande des changements sur la version 1." in page
        assert "Il manque le lieu." in page
    post = rewritten(given, post, 1, by=given.cast.chloe, text="Samedi, au local.")
    transitions.submit(post, by=given.cast.chloe, now=NOW + HOUR)
    page = as_("farid").get(post.get_absolute_url()).content.decode()
    assert "sur la version 1." not in page, "it was answered"
    assert "Farid Guermi demande des changements" in page
    assert "Il manque le lieu." in page


def test_changes_refused_without_a_reason_leave_no_trace(as_, url, given):
    ask(as_, url, "farid", "ask-changes", given.in_review(), reason=" ")
    assert not ChangeRequest.objects.exists()


def test_a_reason_is_written_beside_the_text_it_is_about(as_, url, given):
    post = given.in_review(channels=[given.channel("x")], own={"x": "Court, pour X."})
    for verb, who in (("ask-changes", "farid"), ("cancel", "bruno")):
        page = as_(who).get(url(f"calendar:post-{verb}", pk=post.pk)).content.decode()
        assert "Samedi, on trie les jouets." in page
        assert "Court, pour X." in page
    refused = as_("farid").post(url("calendar:post-ask-changes", pk=post.pk), {"reason": ""}).content.decode()
    assert "Samedi, on trie les jouets." in refused
    assert "<title>À corriger" in refused


def test_the_page_of_a_post_costs_the_same_however_often_it_came_back(as_, url, given, assert_flat):
    post = given.in_review()

    def grow():
        transitions.ask_changes(post, reason="Encore.", by=given.cast.farid, now=NOW)
        transitions.submit(post, by=given.cast.chloe, now=NOW)

    assert_flat(as_("elise"), post.get_absolute_url(), grow)
