"""A template or a repetition carries an image of the library; each draft made from it meets the gate like any other."""

import uuid

import pytest

from calendar_app import gate
from calendar_app.campaigns import repeats, templates
from calendar_app.library import clearing
from calendar_app.library import transitions as library
from calendar_app.models import Media, Post, PostTemplate, Recurrence
from tests.calendar_app.library import given as lib

from ..given import DAY, NOW
from .test_repeats import data

ALT = "Des jouets en tas."


def template(given, media, **fields):
    made = PostTemplate(association=given.association, title="Tri", text="Samedi.", media=media, **fields)
    return templates.keep(made, [given.channel()], by=given.cast.chloe, now=NOW)


def used(given, made):
    made.refresh_from_db()
    return templates.use(made, {}, due_at=NOW + 2 * DAY, by=given.cast.chloe, now=NOW, token=uuid.uuid4())


def shown(post):
    return [(each.media_id, each.alt) for each in post.revision.all_images()]


def test_a_template_gives_its_image_and_its_description(as_, url, given):
    media = lib.image(given.cast.bruno, alt=ALT)
    said = {"title": "Tri", "kind": "information", "purpose": "known", "text": "Samedi.", "media": media.pk}
    as_("chloe").post(url("calendar:template-create"), said | {"channels": [given.channel().pk], "is_active": "on"})
    post = used(given, PostTemplate.objects.get())
    assert shown(post) == [(media.pk, ALT)]
    assert media.name in as_("chloe").get(url("calendar:template-list")).content.decode()


def test_the_description_is_that_of_the_day_it_serves(given):
    media = lib.image(given.cast.bruno, alt="Un tas.")
    made = template(given, media)
    library.describe(media, lib.OURS | {"alt": ALT}, by=given.cast.bruno)
    assert shown(used(given, made)) == [(media.pk, ALT)]


def test_without_words_the_draft_waits_for_them(given):
    post = used(given, template(given, lib.image(given.cast.bruno)))
    assert "no_alt" in [finding.code for finding in gate.findings(post, "submit", NOW) if finding.blocks]


def test_a_leave_taken_back_stops_what_is_made_afterwards(given):
    media, leave = lib.shown(given)
    library.describe(media, lib.OURS | {"shows": "people", "people": 1, "alt": ALT}, by=given.cast.bruno)
    made = template(given, media)
    library.withdraw(leave, everywhere=False, on=NOW.date(), by=given.cast.bruno)
    post = used(given, made)
    assert "consent_withdrawn" in [finding.code for finding in gate.findings(post, "publish", NOW) if finding.blocks]


def test_each_date_of_a_repetition_shows_it(as_, url, given):
    media = lib.image(given.cast.bruno, alt=ALT)
    as_("chloe").post(url("calendar:recurrence-create"), data(given, media=media.pk))
    posts = list(Post.objects.all())
    assert len(posts) == 8
    assert {tuple(shown(post)) for post in posts} == {((media.pk, ALT),)}
    recurrence = Recurrence.objects.get()
    assert media.name in as_("chloe").get(recurrence.get_absolute_url()).content.decode()
    # Another one from now on: the drafts nobody touched follow.
    other = lib.image(given.cast.bruno, colour="navy", alt="Une table.")
    recurrence.media = other
    repeats.change(recurrence, [given.channel()], by=given.cast.chloe, now=NOW)
    assert {tuple(shown(given.again(post))) for post in posts} == {((other.pk, "Une table."),)}


@pytest.mark.parametrize("sent", ["x", "999999", "9" * 40])
def test_a_choice_that_is_none_is_said(as_, url, given, sent):
    answer = as_("chloe").post(url("calendar:recurrence-create"), data(given, media=sent))
    assert answer.status_code == 200
    assert not Recurrence.objects.exists()


def test_only_what_the_library_knows_is_offered(as_, url, given, cast, unscoped):
    known = lib.image(cast.bruno, name="connue.jpg", alt=ALT)
    lib.bare(cast.bruno)
    lib.image(cast.damien, colour="olive", name="voisine.jpg")
    page = as_("chloe").get(url("calendar:template-create")).content.decode()
    assert f'value="{known.pk}"' in page
    assert "connue.jpg\u00a0: Des jouets en tas." in page
    assert "brut.jpg" not in page
    assert "voisine.jpg" not in page


def test_the_image_of_a_neighbour_is_refused(as_, url, given, cast, unscoped):
    theirs = lib.image(cast.damien, name="voisine.jpg")
    as_("chloe").post(url("calendar:recurrence-create"), data(given, media=theirs.pk))
    assert not Recurrence.objects.exists()


def test_one_chosen_long_ago_stays_chosen(as_, url, given, monkeypatch):
    monkeypatch.setattr("calendar_app.library.picking.LISTED", 1)
    old = lib.image(given.cast.bruno, alt=ALT, now=NOW - 40 * DAY)
    made = template(given, old)
    lib.image(given.cast.bruno, colour="navy")
    page = as_("chloe").get(url("calendar:template-edit", pk=made.pk)).content.decode()
    assert f'value="{old.pk}" selected' in page


@pytest.mark.parametrize("keeps", [True, False])
def test_what_is_kept_for_the_next_time_is_not_cleared(given, keeps):
    media = lib.image(given.cast.bruno)
    template(given, media if keeps else None)
    assert clearing.purge(given.association, NOW + 31 * DAY) == (0 if keeps else 1)
    assert Media.objects.filter(pk=media.pk).exists() == keeps
