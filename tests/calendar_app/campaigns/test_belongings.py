"""A post says which pillar and which campaign it belongs to, and whom it speaks to: none of it is words."""

import datetime as dt

import pytest

from associations.models import Mandate
from associations.roles import Role
from calendar_app import gate, moving, transitions
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


def test_whoever_reads_a_post_sees_what_it_belongs_to(as_, url, given, pillar, campaign):
    post = given.in_review()
    Post.objects.filter(pk=post.pk).update(pillar=pillar, campaign=campaign, audience="Les voisins", voice=None)
    page = as_("farid").get(post.get_absolute_url()).content.decode().replace("\u00a0", " ")
    for words in ("Pour : Les voisins.", "Pilier : Coulisses.", "Collecte d’hiver</a>."):
        assert words in page
    assert "Qui parle" not in page


@pytest.fixture
def speaks(cast, association):
    """Élise is mandated to speak for the association."""
    Mandate.objects.create(
        association=association, membership=cast.elise, role=Role.SPOKESPERSON, starts_on=NOW.date() - dt.timedelta(1)
    )
    return cast.elise


def test_a_post_says_whose_voice_it_is(as_, url, given, speaks):
    page = as_("chloe").get(url("calendar:post-create")).content.decode()
    assert "Élise" in page[page.index("Qui parle") :]
    data = form_data(owner=given.cast.chloe.pk, channels=[given.channel().pk], voice=speaks.pk)
    assert as_("chloe").post(url("calendar:post-create"), data).status_code == 302
    post = Post.objects.get()
    assert post.voice == speaks
    words = as_("farid").get(post.get_absolute_url()).content.decode().replace("\u00a0", " ")
    assert f"Qui parle : {speaks.name}, porte-parole." in words
    assert as_("chloe").post(url("calendar:post-create"), data | {"voice": given.cast.farid.pk}).status_code == 200
    assert Post.objects.count() == 1


def test_without_a_spokesperson_the_question_is_not_asked(as_, url, given):
    assert "Qui parle" not in as_("chloe").get(url("calendar:post-create")).content.decode()


def stopped(post, act="schedule"):
    return {f.code for f in gate.findings(post, act, NOW) if f.blocks}


def test_nobody_speaks_through_somebody_who_knows_nothing_of_it(given, speaks):
    post = given.approved()
    Post.objects.filter(pk=post.pk).update(voice=speaks)
    post = given.again(post)
    assert stopped(post) == {"voice_unaware"}
    with pytest.raises(gate.Stopped, match="ni écrit ni relu"):
        transitions.schedule(post, by=given.cast.bruno, now=NOW)
    moving.hand_over(post, owner=speaks, expected=1, by=given.cast.chloe, now=NOW)
    assert stopped(given.again(post)) == set()


def test_who_wrote_or_read_it_knows(given, speaks, cast):
    wrote = given.approved(by=speaks)
    Post.objects.filter(pk=wrote.pk).update(voice=speaks)
    assert stopped(given.again(wrote)) == set()
    read = given.in_review(title="Relue")
    transitions.approve(read, expected=1, by=speaks, now=NOW)
    Post.objects.filter(pk=read.pk).update(voice=speaks)
    assert stopped(given.again(read)) == set()


def test_a_voice_whose_mandate_ended_speaks_no_more(given, speaks):
    post = given.scheduled(owner=speaks)
    Post.objects.filter(pk=post.pk).update(voice=speaks)
    assert stopped(given.again(post), "publish") == set()
    Mandate.objects.filter(membership=speaks, role=Role.SPOKESPERSON).update(ends_on=NOW.date() - dt.timedelta(1))
    assert stopped(given.again(post), "publish") == {"voice_without_mandate"}


def test_a_campaign_leads_to_a_post_that_already_names_it(as_, url, given, campaign):
    page = as_("chloe").get(url("calendar:campaign-detail", pk=campaign.pk)).content.decode()
    address = f"{url('calendar:post-create')}?campagne={campaign.pk}"
    assert f'href="{address}"' in page
    form = as_("chloe").get(address).content.decode()
    assert f'<option value="{campaign.pk}" selected>' in form
    assert as_("chloe").get(f"{url('calendar:post-create')}?campagne=9{'9' * 30}").status_code == 200
