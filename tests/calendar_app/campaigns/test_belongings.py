"""A post says which pillar and which campaign it belongs to, and whom it speaks to: none of it is words."""

import datetime as dt

import pytest

from calendar_app import transitions
from calendar_app.models import Campaign, Pillar, Post

from ..given import NOW, form_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def pillar(cast):
    return Pillar.objects.create(association=cast.chloe.association, name="Coulisses", slug="coulisses", share=30)


@pytest.fixture
def campaign(cast):
    return Campaign.objects.create(
        association=cast.chloe.association,
        name="Collecte d’hiver",
        slug="collecte-d-hiver",
        audience="Les voisins",
        goal="Trente sacs de vêtements",
        starts_on=dt.date(2026, 12, 1),
        ends_on=dt.date(2026, 12, 20),
        owner=cast.chloe,
        created_by=cast.chloe,
        created_at=NOW,
    )


def test_the_composer_keeps_them(as_, url, given, pillar, campaign):
    data = form_data(owner=given.cast.chloe.pk, pillar=pillar.pk, campaign=campaign.pk, audience="Les voisins")
    assert as_("chloe").post(url("calendar:post-create"), data).status_code == 302
    post = Post.objects.get()
    assert (post.pillar, post.campaign, post.audience) == (pillar, campaign, "Les voisins")


def test_changing_them_asks_for_no_new_yes(as_, url, given, pillar, time_machine):
    time_machine.move_to(NOW, tick=False)
    post = given.scheduled()
    data = form_data(
        post, owner=given.cast.chloe.pk, channels=[given.channel().pk], due_on="2026-11-24", due_hour="11:00"
    )
    as_("chloe").post(url("calendar:post-edit", pk=post.pk), data | {"pillar": pillar.pk})
    post = given.again(post)
    assert (post.status, post.pillar) == ("scheduled", pillar)


def test_a_door_that_says_nothing_of_them_leaves_them(given, pillar):
    post = given.draft()
    Post.objects.filter(pk=post.pk).update(pillar=pillar, audience="Les voisins")
    transitions.write(post, given.words(text="Autrement."), given.plan(), expected=1, by=given.cast.chloe, now=NOW)
    post = given.again(post)
    assert (post.pillar, post.audience) == (pillar, "Les voisins")


def test_a_neighbour_s_campaign_is_refused(as_, url, given, campaign):
    Campaign.objects.filter(pk=campaign.pk).update(association=given.cast.damien.association)
    answer = as_("chloe").post(url("calendar:post-create"), form_data(owner=given.cast.chloe.pk, campaign=campaign.pk))
    assert answer.status_code == 200
    assert not Post.objects.exists()
