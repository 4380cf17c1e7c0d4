"""Two hands at once, in real threads, on the database that production uses."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django_scopes import scope

from calendar_app import moving, transitions
from calendar_app.models import Approval, Post, Variant
from journal.models import Entry
from journal.moves import Refused

from .given import NOW, Given

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def race(association, *acts):
    """Run `acts` together; return what each gave: its value, or the refusal it met."""
    start, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            with scope(association=association):
                start.wait(timeout=10)
                results[place] = act()
        except Refused as refusal:
            results[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


@pytest.fixture
def ready(transactional_db, cast):
    with scope(association=cast.amina.association):
        yield Given(cast)


def refused(results):
    return [result for result in results if isinstance(result, Refused)]


def test_two_approvers_one_yes(ready):
    post, cast = ready.in_review(), ready.cast
    results = race(
        post.association,
        *(lambda by=by: transitions.approve(post, expected=1, by=by, now=NOW) for by in (cast.farid, cast.elise)),
    )
    assert len(refused(results)) == 1
    assert "a déjà approuvé" in str(refused(results)[0])
    assert Approval.objects.count() == 1
    assert Entry.objects.filter(action="calendar.approve").count() == 1


def test_two_schedulers_one_move(ready):
    post, cast = ready.approved(), ready.cast
    results = race(
        post.association, *(lambda by=by: transitions.schedule(post, by=by, now=NOW) for by in (cast.bruno, cast.amina))
    )
    assert len(refused(results)) == 1
    assert Entry.objects.filter(after="scheduled", before="review").count() == 1


def test_two_publish_one_link(ready):
    post, cast = ready.scheduled(), ready.cast
    variant = post.variants.get()
    people = {cast.bruno: "https://a.example/bruno", cast.chloe: "https://a.example/chloe"}

    def confirm(by, link):
        return transitions.confirm(variant, link=link, published_at=NOW, by=by, now=NOW)

    results = race(post.association, *(lambda by=by, link=link: confirm(by, link) for by, link in people.items()))
    assert len(refused(results)) == 1
    assert Post.objects.get().status == "published"
    variant.refresh_from_db()
    assert variant.link == people[variant.confirmed_by]
    assert Entry.objects.filter(after="published").count() == 1


def test_two_accounts_confirmed_together_publish_once(ready):
    post, cast = ready.scheduled(channels=[ready.channel("x"), ready.channel("mastodon")]), ready.cast
    acts = [
        lambda v=variant: transitions.confirm(v, link="https://a.example/1", published_at=NOW, by=cast.bruno, now=NOW)
        for variant in post.variants.all()
    ]
    assert sorted(race(post.association, *acts)) == [False, True]
    assert Post.objects.get().status == "published"
    assert not Variant.objects.to_confirm().exists()


def test_two_editors_one_version(ready):
    post, cast = ready.draft(), ready.cast
    results = race(
        post.association,
        *(
            lambda by=by: transitions.write(post, ready.words(text=by.name), ready.plan(), expected=1, by=by, now=NOW)
            for by in (cast.bruno, cast.chloe)
        ),
    )
    assert [type(r).__name__ for r in refused(results)] == ["Conflict"]
    assert post.revisions.count() == 2


def test_an_edit_and_an_approval_never_mix(ready):
    post, cast = ready.in_review(), ready.cast
    words = ready.words(text="Autres mots.")
    race(
        post.association,
        lambda: transitions.approve(post, expected=1, by=cast.farid, now=NOW),
        lambda: transitions.write(post, words, ready.plan(), expected=1, by=cast.chloe, now=NOW),
    )
    row = Post.objects.with_approval().select_related("current").get()
    assert row.current.text == "Autres mots."
    assert not row.is_approved


def test_two_readers_at_once_on_a_sensitive_text_give_two_yeses(ready):
    post, cast = ready.in_review(kind="testimony"), ready.cast
    results = race(
        post.association,
        *(lambda by=by: transitions.approve(post, expected=1, by=by, now=NOW) for by in (cast.farid, cast.gilles)),
    )
    assert refused(results) == []
    assert sorted(Approval.objects.values_list("reaches", flat=True)) == [1, 2]
    assert Post.objects.with_approval().get().is_approved


def test_of_two_readers_outside_the_bureau_one_adds_nothing(ready):
    post, cast = ready.in_review(kind="testimony"), ready.cast
    results = race(
        post.association,
        *(lambda by=by: transitions.approve(post, expected=1, by=by, now=NOW) for by in (cast.farid, cast.elise)),
    )
    assert len(refused(results)) == 1
    assert Approval.objects.get().awaits == "bureau"
    assert not Post.objects.with_approval().get().is_approved


def test_two_people_move_one_post(ready):
    post, cast = ready.scheduled(), ready.cast
    times = [post.due_at + dt.timedelta(days=days) for days in (1, 2)]
    results = race(
        post.association,
        *(
            lambda by=by, at=at: moving.reschedule(post, due_at=at, expected=1, by=by, now=NOW)
            for by, at in zip((cast.bruno, cast.amina), times, strict=True)
        ),
    )
    # The first hand wins; the second is told who was there, and its hour is not kept anywhere.
    assert len(refused(results)) == 1
    assert "a modifié cette publication entre-temps" in str(refused(results)[0])
    moved = Post.objects.get(pk=post.pk)
    assert moved.due_at in times
    assert (moved.status, moved.revision.number, moved.revision.due_at) == ("scheduled", 2, moved.due_at)
    assert Entry.objects.filter(action="calendar.move").count() == 1
