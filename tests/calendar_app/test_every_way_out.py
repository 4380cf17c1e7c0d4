"""Door test: for each way into « published », a scheduled post that has come to break a gate is refused.

A row of WAYS is a door, a row of BREAKS what changed since the post was scheduled. A new door adds a row to WAYS: it
tries as hard as it can, and returns nothing.
"""

import datetime as dt

import pytest
import time_machine
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import NoReverseMatch, reverse

from associations.models import User
from calendar_app import bulk, openings, tasks, transitions
from calendar_app.connectors import telling, verbs
from calendar_app.connectors.verbs import Means
from calendar_app.departures import correcting
from calendar_app.editorial.writing import RuleText
from calendar_app.library import transitions as library
from calendar_app.models import Departure, NetworkRule, Post, Variant
from journal.moves import Refused
from tests.calendar_app import opening_given as walk
from tests.calendar_app.editorial.conftest import WORDS, Line
from tests.calendar_app.library import given as lib
from tests.charter import given as texts

from .connectors.servers import Network, ReceiverHandler
from .given import DAY, NOW
from .planning.conftest import Journey, edited
from .test_publish import LINK, confirm

SHOWN = "Samedi, la kermesse."
# In force the day before, unsigned when its grace is over.
CHARTER = dt.date(2026, 11, 21)


class Scene:
    """A post about to leave, and everything that can go wrong with it before it does."""

    def __init__(self, as_, url, given, cast, capture, network):
        self.as_, self.url, self.given, self.cast, self.capture = as_, url, given, cast, capture
        self.network = network
        texts.statutes(cast)
        self.image, self.consent = lib.shown(given)
        self.opening, channel = walk.opened(cast)
        plug(channel, network, by=cast.amina)
        self.post = lib.scheduled(given, text=SHOWN, channels=[channel], images=[(self.image, "Jeanne trie.")])
        self.variant = self.post.variants.get()
        self.now = NOW


@pytest.fixture
def scene(as_, url, given, cast, django_capture_on_commit_callbacks, settings):
    settings.CONNECTORS = settings.CONNECTOR_LOCAL = True
    with Network(ReceiverHandler) as network:
        yield Scene(as_, url, given, cast, django_capture_on_commit_callbacks, network)


def plug(channel, network, *, by):
    """From now on, `channel` sends by itself."""
    means = Means("webhook", network.url, "", "secret-partage-de-plus-de-trente-deux")
    connector = verbs.keep(channel, means, by=by, now=NOW)
    verbs.check(connector, by=by, now=NOW)
    connector.refresh_from_db()
    verbs.switch_on(connector, by=by, now=NOW)


# -- the ways out ---------------------------------------------------------------


def the_page(scene):
    """Confirm in the browser, without having opened the kit."""
    day = f"{scene.now:%Y-%m-%d}"
    confirm(scene.as_, scene.url, "bruno", scene.post, on=day, hour="10:30")


def the_kit(scene):
    """The kit itself is not given: its words could be pasted on the network."""
    answer = scene.as_("bruno").get(scene.url("calendar:post-kit", pk=scene.post.pk))
    assert answer.status_code in (302, 403)


def the_verb(scene):
    with pytest.raises((Refused, PermissionDenied)):
        transitions.confirm(scene.variant, link=LINK, published_at=scene.now, by=scene.cast.bruno, now=scene.now)


def leaving_the_account_aside(scene):
    """Skip the last account that waits: nothing is out, so nothing becomes published."""
    with pytest.raises((Refused, PermissionDenied)):
        correcting.skip(scene.variant, reason="Plus tard.", by=scene.cast.bruno, now=scene.now)


def several_at_once(scene):
    assert "publish" not in bulk.ACTS
    seen = bulk.seen(scene.post)
    sent = {"p": [f"{seen.pk}-{seen.number}-{seen.said}"], "act": "publish", "reason": "Vite."}
    assert scene.as_("bruno").post(scene.url("calendar:bulk"), sent).status_code == 200


def the_planning(scene):
    """A workbook in which every line says that it is out."""
    journey = Journey(scene.as_, scene.url, scene.capture, "bruno")

    def change(sheet, columns):
        for line in range(5, sheet.max_row + 1):
            sheet.cell(line, columns["Titre"]).value = "Tri des livres"
            sheet.cell(line, columns["État"]).value = "Publiée"

    journey.apply(journey.send(edited(journey.take(), change)), f"p{scene.post.pk}")


def the_command(scene):
    """It says what is stopped, and moves nothing."""
    with pytest.raises(SystemExit):
        call_command("check_posts", association=scene.given.association.slug)


def the_tasks(scene):
    for name in tasks.__all__:
        if name not in ("apply_planning", "make_planning"):  # these two wait for a file, see `the_planning`
            getattr(tasks, name)()


def the_admin(scene):
    """Nothing of the calendar can be written there, by anybody."""
    User.objects.create_superuser("gardienne@example.org", "une-phrase-assez-longue")
    assert not {Post, Variant} & set(admin.site._registry)
    with pytest.raises(NoReverseMatch):
        reverse("admin:calendar_post_change", args=[scene.post.pk])


def the_connector(scene):
    """The hour comes: nothing leaves, and the owner and the coordination are told why."""
    before, due_at = len(scene.network.seen), max(scene.post.due_at, scene.now)
    Post.objects.filter(pk=scene.post.pk).update(due_at=due_at)
    with time_machine.travel(due_at, tick=False):
        tasks.send_due()
        told = {mail.to.pk for mail in telling.wanted(scene.given.association, due_at)}
    assert len(scene.network.seen) == before
    departure = Departure.objects.get(variant=scene.variant)
    assert (departure.status, departure.may_be_out) == ("given_up", False)
    assert departure.trouble in ("gate", "right")
    assert {scene.cast.amina.pk, scene.post.owner_id} <= told


# The connector first: the tasks would find it too late, where the clock goes on by weeks.
WAYS = [
    the_connector,
    the_page,
    the_kit,
    the_verb,
    leaving_the_account_aside,
    several_at_once,
    the_planning,
    the_command,
    the_tasks,
    the_admin,
]
# The command looks at the post and not at who acts; the planning is not even given without a signature.
FOR_NOBODY = {the_command, the_planning}


# -- what breaks ----------------------------------------------------------------


def no_approval(scene):
    scene.post.approvals.all().delete()


def one_reader_of_two(scene):
    scene.post.approvals.filter(by=scene.cast.amina).delete()


def too_long(scene):
    """The network takes less than it did, by a value the association wrote over ours."""
    NetworkRule.objects.bulk_create(
        NetworkRule(
            association=scene.given.association,
            network=scene.variant.channel.network,
            format=shape,
            key="text.max",
            value=3,
            by=scene.cast.bruno,
            at=NOW,
            reason="Une page du réseau.",
        )
        for shape in ("photo", "video")
    )


def a_rule_that_blocks(scene):
    Line(scene.cast).in_force(WORDS)


def a_rule_that_asks_for_a_reason(scene):
    rule = RuleText("tone", "forbidden_words", "justify", {"words": ["kermesse"]}, (), "Pas de kermesse sans raison.")
    Line(scene.cast).in_force(rule)


def a_line_that_asks_for_more_readers(scene):
    grave = {"words": ["kermesse"], "level": "crisis"}
    scene.post.approvals.filter(by=scene.cast.amina).delete()
    Line(scene.cast).in_force(RuleText("tone", "sensitive_words", "advise", grave, (), "Un sujet grave."))


def a_blackout(scene):
    days = [{"from": f"{NOW:%Y-%m-%d}", "to": f"{NOW + 9 * DAY:%Y-%m-%d}", "why": "élections"}]
    Line(scene.cast).in_force(RuleText("tone", "blackout", "block", {"periods": days}, (), "Silence."))


def consent_withdrawn(scene):
    library.withdraw(scene.consent, everywhere=False, on=NOW.date(), by=scene.cast.bruno)


def consent_ended(scene):
    """The leave runs to its last day; the post was put off beyond it."""
    type(scene.consent).objects.filter(pk=scene.consent.pk).update(ends_on=(NOW + DAY).date())


def somebody_else_is_in_the_picture(scene):
    library.describe(scene.image, lib.OURS | {"shows": "people", "people": 2}, by=scene.cast.bruno)


def licence_unsaid(scene):
    type(scene.image).objects.filter(pk=scene.image.pk).update(licence="")


def a_hold(scene):
    scene.given.hold(channel=scene.variant.channel)


def a_whole_hold(scene):
    scene.given.hold()


def account_without_decision(scene):
    channels = type(scene.variant.channel).objects.filter(pk=scene.variant.channel_id)
    channels.update(opening=None, opened_by_decision="")


def account_out_of_service(scene):
    type(scene.variant.channel).objects.filter(pk=scene.variant.channel_id).update(is_active=False)


def account_suspended(scene):
    openings.suspend(scene.opening, reason="Un doute.", by=scene.cast.bruno, now=NOW)


def charter_unsigned(scene):
    texts.in_force(scene.cast, on=CHARTER)
    scene.now = NOW + 60 * DAY


BREAKS = [
    no_approval,
    one_reader_of_two,
    too_long,
    a_rule_that_blocks,
    a_rule_that_asks_for_a_reason,
    a_line_that_asks_for_more_readers,
    a_blackout,
    consent_withdrawn,
    consent_ended,
    somebody_else_is_in_the_picture,
    licence_unsaid,
    a_hold,
    a_whole_hold,
    account_without_decision,
    account_out_of_service,
    account_suspended,
    charter_unsigned,
]


@pytest.mark.parametrize("breaks", BREAKS, ids=lambda each: each.__name__)
def test_no_way_out_for_what_breaks_a_gate(scene, breaks):
    breaks(scene)
    with time_machine.travel(scene.now, tick=False):
        for way in WAYS:
            if not (breaks is charter_unsigned and way in FOR_NOBODY):
                way(scene)
            assert scene.given.again(scene.post).status == "scheduled", way.__name__
            assert not Variant.objects.exclude(published_at=None).exists(), way.__name__
    assert not Post.objects.filter(status="published").exists()


def test_the_same_post_goes_out_when_nothing_is_broken(scene):
    assert scene.as_("bruno").get(scene.url("calendar:post-kit", pk=scene.post.pk)).status_code == 200
    call_command("check_posts", association=scene.given.association.slug)
    the_page(scene)
    assert scene.given.again(scene.post).status == "published"


def test_the_same_post_leaves_by_itself_when_nothing_is_broken(scene):
    with time_machine.travel(scene.post.due_at, tick=False):
        tasks.send_due()
    assert len(scene.network.records) == 1
    assert scene.given.again(scene.post).status == "published"
