"""Domain I28 to I30, each at the verb, at the gate and in the database where it holds a wall.

I25 is in tests/charter, I27 in test_opening, I31 in test_keys.
"""

import pytest
from django.db import Error, IntegrityError, transaction

from associations import rights
from calendar_app import gate, transitions
from calendar_app.editorial.writing import RuleText
from calendar_app.library import transitions as library
from calendar_app.models import Approval
from journal.moves import Refused
from tests.calendar_app.editorial.conftest import Line
from tests.calendar_app.library import given as lib
from tests.charter import given as texts

from .given import DAY, NOW
from .test_publish import LINK


def codes(post, act):
    return {finding.code for finding in gate.findings(post, act, NOW) if finding.blocks}


def stopped(post, given):
    """What refuses each later act on `post`, read and about to be scheduled; it stays where it is."""
    with pytest.raises(gate.Stopped) as caught:
        transitions.schedule(post, by=given.cast.bruno, now=NOW)
    assert given.again(post).status == "review"
    found = {finding.code for finding in caught.value.findings}
    assert found <= codes(post, "publish") | {"past"}, "what refuses the calendar refuses the departure"
    return found


# -- I28: the author is not the only validator -----------------------------------


def test_i28_nobody_approves_their_own_words(given, cast):
    post = given.in_review(by=cast.farid)
    with pytest.raises(Refused, match="Vous avez écrit"):
        transitions.approve(post, expected=1, by=cast.farid, now=NOW)
    assert stopped(post, given) == {"not_approved"}


def test_i28_an_earlier_hand_in_the_text_counts(given, cast):
    post = given.draft(by=cast.farid)
    words = given.words(text="Réécrit.")
    transitions.write(post, words, given.plan(), expected=1, by=cast.chloe, now=NOW)
    transitions.submit(given.again(post), by=cast.chloe, now=NOW)
    with pytest.raises(Refused, match="Vous avez écrit"):
        transitions.approve(given.again(post), expected=2, by=cast.farid, now=NOW)


def test_i28_the_database_refuses_ones_own_yes(given, cast):
    post = given.in_review(by=cast.farid)
    with pytest.raises(Error), transaction.atomic():
        Approval.objects.create(
            association=post.association,
            post=post,
            revision=post.revision,
            content_hash=post.content_hash,
            writer=cast.farid,
            by=cast.farid,
            at=NOW,
        )


# -- I29: scheduled only if every gate passes -------------------------------------


def shows(given, media):
    return lib.approved(given, images=[(media, "On trie.")])


def test_i29_every_recognisable_person_has_agreed(given, cast):
    media, _leave = lib.shown(given)
    post = shows(given, media)
    library.describe(media, lib.OURS | {"shows": "people", "people": 2}, by=cast.bruno)
    assert stopped(post, given) == {"consent_missing"}


def test_i29_the_leave_is_in_date_on_the_day_it_goes_out(given):
    media, _leave = lib.shown(given, ends_on=(NOW + 3 * DAY).date())
    post = shows(given, media)
    post.due_at = NOW + 4 * DAY
    post.save(update_fields=["due_at"])
    assert stopped(post, given) == {"consent_ended"}


def test_i29_a_leave_taken_back_stops_it(given, cast):
    media, leave = lib.shown(given)
    post = shows(given, media)
    library.withdraw(leave, everywhere=False, on=NOW.date(), by=cast.bruno)
    assert stopped(post, given) == {"consent_withdrawn"}


def test_i29_for_a_child_both_parents_sign(given):
    child = {"is_minor": True, "first_parent": "Anne Roux", "child_opinion": "agrees"}
    with pytest.raises(IntegrityError), transaction.atomic():
        lib.shown(given, **child)
    media, leave = lib.shown(given, **child, second_parent="Paul Roux")
    post = shows(given, media)
    assert codes(post, "schedule") == set()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(leave).objects.filter(pk=leave.pk).update(second_parent="")


def test_i29_the_rights_on_the_work_run(given, cast):
    ended = lib.grant(cast.bruno, ends_on=(NOW + 3 * DAY).date())
    media = lib.image(cast.bruno, licence="grant", grant=ended)
    post = given.approved(images=[(media, "On trie.")])
    post.due_at = NOW + 4 * DAY
    post.save(update_fields=["due_at"])
    assert stopped(post, given) == {"grant_missing"}


def test_i29_an_image_is_described(given, cast):
    post = given.draft(images=[(lib.image(cast.bruno), "")])
    assert codes(post, "schedule") >= {"no_alt"}
    with pytest.raises(gate.Stopped):
        transitions.submit(post, by=cast.chloe, now=NOW)


def test_i29_the_captions_of_a_video_are_checked(given, cast):
    post = given.approved(images=[(lib.video(cast.bruno), "On trie.")])
    assert "captions_unsaid" in stopped(post, given)


def test_i29_what_a_machine_made_and_passes_for_real_says_so(given, cast):
    media = lib.image(cast.bruno, machine="lifelike")
    silent = given.draft(text="Samedi, on trie.", images=[(media, "Des bénévoles trient.")])
    with pytest.raises(gate.Stopped, match="faite par une IA"):
        transitions.submit(silent, by=cast.chloe, now=NOW)
    said = given.approved(text="Samedi, on trie. Image faite avec une IA.", images=[(media, "Des bénévoles trient.")])
    assert "machine_unsaid" not in codes(said, "publish")
    # Said of the image once the text was read: the gate asks at each act, whatever was approved.
    late = lib.image(cast.bruno, colour="navy")
    post = given.scheduled(images=[(late, "On trie.")])
    library.describe(late, {"machine": "lifelike"}, by=cast.chloe)
    assert "machine_unsaid" in codes(post, "publish")


def test_i29_no_blackout(given, cast):
    texts.statutes(cast)
    post = given.approved()
    days = [{"from": f"{NOW:%Y-%m-%d}", "to": f"{NOW + 9 * DAY:%Y-%m-%d}", "why": "élections"}]
    Line(cast).in_force(RuleText("tone", "blackout", "block", {"periods": days}, (), "Silence."))
    assert "blackout" in stopped(post, given)


@pytest.mark.parametrize("everywhere", [True, False])
def test_i29_nothing_is_scheduled_in_a_crisis(given, cast, everywhere):
    post = given.approved()
    hold = given.hold(channel=None if everywhere else given.channel())
    assert stopped(post, given) == {"held"}
    assert "held" not in codes(post, "submit") | codes(post, "approve"), "people write and read on"
    # Lifted, the same yes is enough.
    type(hold).objects.filter(pk=hold.pk).update(ends_at=NOW)
    transitions.schedule(post, by=cast.bruno, now=NOW)
    assert given.again(post).status == "scheduled"


def test_i29_a_hold_on_another_account_stops_nothing_here(given, cast):
    post = given.approved()
    given.hold(channel=given.channel("x"))
    transitions.schedule(post, by=cast.bruno, now=NOW)
    assert given.again(post).status == "scheduled"


def test_i29_the_page_says_why_the_calendar_waits(as_, url, given):
    post = given.approved()
    given.hold(channel=given.channel())
    page = as_("bruno").get(post.get_absolute_url()).content.decode()
    assert "Une photo publiée sans accord." in page
    assert "vous pourrez programmer dès la levée" in page
    as_("bruno").post(url("calendar:post-schedule", pk=post.pk))
    assert given.again(post).status == "review"


def test_i29_what_was_scheduled_before_a_hold_stays_and_does_not_go_out(given, cast):
    post = given.scheduled()
    given.hold()
    assert codes(post, "publish") == {"held"}
    with pytest.raises(rights.NotYet, match="en suspens"):
        transitions.confirm(post.variants.get(), link=LINK, published_at=NOW, by=cast.bruno, now=NOW)


# -- I30: on X, messages inform ----------------------------------------------------


def test_i30_a_stand_on_x_is_not_scheduled_by_ordinary_readers(given, cast):
    post = given.in_review(kind="position", channels=[given.channel("x")])
    transitions.approve(post, expected=1, by=cast.amina, now=NOW)
    transitions.approve(post, expected=1, by=cast.gilles, now=NOW)
    # The bureau agrees, and nobody speaks for the association.
    assert stopped(post, given) == {"position_on_x"}
    assert codes(post, "publish") >= {"position_on_x"}


def test_i30_a_spokesperson_and_the_bureau_may(given, cast):
    from associations.models import Mandate, Role

    post = given.in_review(kind="position", channels=[given.channel("x")])
    Mandate.objects.create(
        association=post.association, membership=cast.chloe, role=Role.SPOKESPERSON, starts_on=NOW.date()
    )
    transitions.approve(post, expected=1, by=cast.amina, now=NOW)
    assert "position_on_x" in stopped(given.again(post), given), "one yes of the bureau is not enough"
    transitions.approve(given.again(post), expected=1, by=cast.gilles, now=NOW)
    transitions.schedule(given.again(post), by=cast.bruno, now=NOW)
    assert given.again(post).status == "scheduled"


def test_i30_elsewhere_a_stand_and_on_x_a_date_are_free(given):
    elsewhere = given.in_review(kind="position", channels=[given.channel("mastodon")])
    informs = given.in_review(kind="event", channels=[given.channel("x")])
    for post in (elsewhere, informs):
        assert "position_on_x" not in codes(post, "publish")
