"""Guards that stand behind the door: a command or a task comes in without passing it."""

import pytest
from django.core.exceptions import PermissionDenied

from associations.rights import Missing, NotYet
from calendar_app import transitions
from calendar_app.models import Approval, Variant
from journal.moves import NoSuchMove, Refused

from .given import NOW
from .test_publish import LINK


def lacking(membership, act):
    return Missing("Il manque une signature.")


def acts(given, post):
    """Every verb on `post` that takes a right, by name."""
    variant = post.variants.first()
    return {
        "create": lambda by: transitions.create(given.association, given.words(), given.plan(), by=by, now=NOW),
        "write": lambda by: transitions.write(
            post, given.words(text="Autre."), given.plan(), expected=1, by=by, now=NOW
        ),
        "approve": lambda by: transitions.approve(post, expected=1, by=by, now=NOW),
        "confirm": lambda by: transitions.confirm(variant, link=LINK, published_at=NOW, by=by, now=NOW),
        "submit": lambda by: transitions.submit(post, by=by, now=NOW),
        "schedule": lambda by: transitions.schedule(post, by=by, now=NOW),
        "reopen": lambda by: transitions.reopen(post, by=by, now=NOW),
        "cancel": lambda by: transitions.cancel(post, reason="Il pleut.", by=by, now=NOW),
        "ask_changes": lambda by: transitions.ask_changes(post, reason="Il manque le lieu.", by=by, now=NOW),
    }


@pytest.mark.parametrize(
    ("verb", "state"),
    [
        ("create", "draft"),
        ("write", "draft"),
        ("submit", "draft"),
        ("approve", "in_review"),
        ("ask_changes", "in_review"),
        ("schedule", "approved"),
        ("reopen", "scheduled"),
        ("cancel", "scheduled"),
        ("confirm", "scheduled"),
    ],
)
def test_each_verb_asks_for_the_right_to_act(given, settings, verb, state):
    # Two accounts: the first confirmed does not move the post yet, and asks all the same.
    post = getattr(given, state)(channels=[given.channel("mastodon"), given.channel("x")])
    before = (given.again(post).status, post.revisions.count(), Approval.objects.count())
    settings.RIGHT_TO_ACT = [f"{__name__}.lacking"]
    with pytest.raises(NotYet):
        acts(given, post)[verb](given.cast.bruno)
    assert (given.again(post).status, post.revisions.count(), Approval.objects.count()) == before
    assert not Variant.objects.exclude(published_at=None).exists()


@pytest.mark.parametrize(
    ("verb", "state"),
    [("write", "draft"), ("approve", "in_review"), ("schedule", "approved"), ("confirm", "scheduled")],
)
def test_a_role_is_asked_for_without_the_door(given, verb, state):
    post = getattr(given, state)(channels=[given.channel("mastodon"), given.channel("x")])
    nobody = given.cast.gilles
    nobody.mandates.all().delete()
    vars(nobody).pop("roles", None)
    with pytest.raises(PermissionDenied):
        acts(given, post)[verb](nobody)


@pytest.mark.parametrize(
    ("verb", "states"),
    [
        ("submit", ["in_review", "scheduled", "published"]),
        ("approve", ["draft", "scheduled", "published"]),
        ("ask_changes", ["draft", "scheduled", "published"]),
        ("schedule", ["draft", "scheduled", "published"]),
        ("reopen", ["draft", "in_review", "published"]),
        ("confirm", ["draft", "in_review", "approved", "published"]),
        ("write", ["published"]),
        ("cancel", ["published"]),
    ],
)
def test_an_act_out_of_turn_does_nothing(given, verb, states):
    for state in states:
        post = getattr(given, state)()
        before = (post.status, post.revisions.count(), post.approvals.count())
        with pytest.raises(Refused) as refusal:
            acts(given, post)[verb](given.cast.bruno)
        assert isinstance(refusal.value, NoSuchMove) or verb == "cancel", (verb, state)
        post = given.again(post)
        assert (post.status, post.revisions.count(), post.approvals.count()) == before


def test_words_that_may_not_go_out_are_not_approved(given):
    post = given.in_review()
    channel = post.variants.get().channel
    channel.is_active = False
    channel.save()
    with pytest.raises(Refused, match="n’est plus en service"):
        transitions.approve(post, expected=1, by=given.cast.farid, now=NOW)
    assert not Approval.objects.exists()


def test_the_kit_is_given_to_those_who_may_publish_now(as_, url, given, settings):
    post = given.scheduled()
    assert as_("chloe").get(url("calendar:post-kit", pk=post.pk)).status_code == 200
    settings.RIGHT_TO_ACT = [f"{__name__}.lacking"]
    answer = as_("chloe").get(url("calendar:post-kit", pk=post.pk))
    assert answer.status_code == 403
    assert "Il manque une signature." in answer.content.decode()
