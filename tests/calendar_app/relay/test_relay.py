"""What supporters share: a page without account, links that count and keep nothing of anybody."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calendar_app import transitions
from calendar_app.departures import correcting
from calendar_app.models import Approval, Channel, ClickSum, ImageConsent, Media, Relay, RelayLink
from calendar_app.relay import sharing
from journal.models import Entry
from journal.moves import Refused
from tests.house.neighbours_library import _image

from ..given import DAY, NOW
from .conftest import TARGET

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"


def page(association):
    return Client().get(reverse("relay:page", args=[association.slug]))


def go(link, agent=BROWSER, method="get", **more):
    return getattr(Client(HTTP_USER_AGENT=agent, **more), method)(reverse("relay-go", args=[link.code]))


def clicks():
    return sum(ClickSum.unscoped.values_list("clicks", flat=True))


def test_closed_until_the_coordination_opens_it(given, association):
    given.scheduled()
    assert page(association).status_code == 404


def test_a_post_is_offered_and_shown_with_its_links(as_, url, given, association):
    post = given.scheduled(text=f"Samedi, on trie. {TARGET}")
    form = as_("bruno").get(url("calendar:post-relay", pk=post.pk)).content.decode()
    assert f'value="{TARGET}"' in form
    said = {"target": TARGET, "until": "2026-12-02"}
    assert as_("chloe").post(url("calendar:post-relay", pk=post.pk), said).status_code == 403
    answer = as_("bruno").post(url("calendar:post-relay", pk=post.pk), said)
    assert answer.status_code == 302
    links = {link.network: link for link in RelayLink.unscoped.all()}
    assert set(links) == {"mastodon", "message"}
    shown = page(association)
    words = shown.content.decode()
    assert f"/r/{links['mastodon'].code}/" in words
    assert TARGET not in words, "the link of the text is the counted one"
    assert shown.cookies == {}
    assert "500" in words, "the length is counted for the network"
    assert Entry.unscoped.filter(action="calendar.relay").count() == 1


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "ftp://exemple.example/a", "data:text/html,a", "/a", "", "\x00"]
)
def test_only_web_pages_are_targets(as_, url, given, target):
    post = given.scheduled()
    answer = as_("bruno").post(url("calendar:post-relay", pk=post.pk), {"target": target, "until": "2026-12-02"})
    assert answer.status_code == 200
    assert not Relay.unscoped.exists()


def test_the_database_holds_the_wall_too(given, cast, relay):
    with pytest.raises(IntegrityError), transaction.atomic():
        Relay.unscoped.filter(pk=relay.pk).update(target="javascript:alert(1)")


def test_the_target_never_changes(as_, url, relay):
    as_("bruno").post(
        url("calendar:post-relay", pk=relay.post_id), {"target": "https://ailleurs.example/", "until": "2026-12-09"}
    )
    relay.refresh_from_db()
    assert (relay.target, relay.until) == (TARGET, dt.date(2026, 12, 9))


def test_a_draft_is_not_relayed(as_, url, given):
    post = given.draft()
    answer = as_("bruno").post(url("calendar:post-relay", pk=post.pk), {"target": TARGET, "until": "2026-12-02"})
    assert "programmée ou publiée" in answer.content.decode()
    assert not Relay.unscoped.exists()


def test_a_click_is_a_number(relay, time_machine):
    link = relay.links.get(network="mastodon")
    answer = go(link)
    assert (answer.status_code, answer["Location"], answer.cookies) == (302, TARGET, {})
    assert answer["Cache-Control"] == "no-store"
    go(link)
    time_machine.move_to(NOW + DAY, tick=False)
    go(link)
    assert sorted(ClickSum.unscoped.values_list("clicks", flat=True)) == [1, 2]
    assert {field.name for field in ClickSum._meta.get_fields()} == {"id", "association", "link", "day", "clicks"}


@pytest.mark.parametrize("agent", ["", "Mastodon/4.4 (http.rb)", "facebookexternalhit/1.1", "Twitterbot/1.0", "curl/8"])
def test_machines_are_not_counted(relay, agent):
    assert go(relay.links.first(), agent).status_code == 302
    assert clicks() == 0


def test_head_and_prefetch_are_not_counted(relay):
    link = relay.links.first()
    assert go(link, method="head").status_code == 302
    assert go(link, HTTP_SEC_PURPOSE="prefetch;prerender").status_code == 302
    assert clicks() == 0
    assert go(link, method="post").status_code == 405


def test_the_same_hand_again_and_again_is_not_a_crowd(relay):
    link = relay.links.first()
    for _time in range(9):
        assert go(link).status_code == 302
    assert clicks() == 5
    go(link, REMOTE_ADDR="198.51.100.9")
    assert clicks() == 6


def test_later_or_on_another_link_the_same_hand_counts_again(relay, time_machine):
    link, other = relay.links.all()[:2]
    for _time in range(9):
        go(link)
    go(other)
    assert clicks() == 6, "one link worn out says nothing of another"
    time_machine.move_to(NOW + dt.timedelta(seconds=601), tick=False)
    go(link)
    assert clicks() == 7


def test_no_address_is_kept(relay):
    with CaptureQueriesContext(connection) as queries:
        go(relay.links.first(), REMOTE_ADDR="198.51.100.9")
    assert not any("198.51.100.9" in query["sql"] for query in queries)
    kept = repr(getattr(cache, "_cache", {}))
    assert "198.51.100.9" not in kept
    assert "relay:click" in kept or not kept


@pytest.mark.parametrize("code", ["x", "%00", "9" * 300, "é", "..%2f"])
def test_a_code_made_up_leads_nowhere(db, code):
    assert Client(HTTP_USER_AGENT=BROWSER).get(f"/r/{code}/").status_code == 404


def test_a_page_asked_without_end_waits(relay, association):
    answers = [page(association).status_code for _time in range(61)]
    assert (answers[59], answers[60]) == (200, 429)


def test_closed_it_leaves_the_page_and_its_links_live(as_, url, relay, association):
    as_("bruno").post(url("calendar:relay-close", pk=relay.pk))
    assert page(association).status_code == 404
    assert go(relay.links.first())["Location"] == TARGET


@pytest.mark.parametrize("why", ["ended", "reopened", "held"])
def test_what_may_no_longer_be_said_is_not_shown(given, cast, relay, association, time_machine, why):
    assert relay.post.title in page(association).content.decode()
    if why == "ended":
        time_machine.move_to(dt.datetime(2026, 12, 3, 10, tzinfo=dt.UTC), tick=False)
    elif why == "reopened":
        transitions.reopen(relay.post, by=cast.bruno, now=NOW)
    else:
        given.hold()
    answer = page(association)
    assert answer.status_code == 200
    assert relay.post.title not in answer.content.decode()


@pytest.mark.parametrize("why", ["account held", "account closed", "rule"])
def test_supporters_are_a_door_like_any_other(as_, url, given, relay, association, why):
    """What is scheduled and meets a refusal of the gate is shown to nobody; what is out already stays."""
    out = given.published(title="Déjà en ligne", text="Merci à toutes et tous.", channels=[given.channel("blog")])
    sharing.offer(out, target=TARGET, until=dt.date(2026, 12, 2), by=given.cast.bruno, now=NOW)
    assert relay.post.title in page(association).content.decode()
    if why == "account held":
        given.hold(channel=given.channel("x"))
    elif why == "account closed":
        Channel.objects.filter(slug="x").update(is_active=False)
    else:
        # Whoever approved has left since: the tier asks for a yes that is no longer there.
        Approval.objects.filter(post=relay.post).delete()
    words = page(association).content.decode()
    assert relay.post.title not in words
    assert "Déjà en ligne" in words
    told = as_("bruno").get(url("calendar:relay-detail", pk=relay.pk)).content.decode()
    assert "elle ne peut pas partir pour l’instant" in told
    assert "elle ne peut pas partir pour l’instant" in as_("bruno").get(url("calendar:relay-list")).content.decode()


def test_an_image_is_given_with_its_words_until_a_leave_is_taken_back(given, cast, association):
    media = _image(cast.bruno)
    Media.objects.filter(pk=media.pk).update(shows="people", people=1, licence="own")
    media.refresh_from_db()
    today = NOW.date()
    consent = ImageConsent.objects.create(
        association=association, person="Jeanne Roux", everywhere=True, starts_on=today, given_on=today,
        paper="classeur", ends_on=today + dt.timedelta(days=90), by=cast.amina, at=NOW,
    )  # fmt: skip
    consent.media.add(media)
    post = given.draft(images=[(media, "Des jouets en tas.")])
    transitions.submit(post, by=cast.chloe, now=NOW)
    for reader in (cast.farid, cast.amina):
        try:
            transitions.approve(given.again(post), expected=1, by=reader, now=NOW)
        except Refused:
            continue
    transitions.schedule(given.again(post), by=cast.bruno, now=NOW)
    relay = sharing.offer(post, target=TARGET, until=dt.date(2026, 12, 2), by=cast.bruno, now=NOW)
    address = reverse("relay:image", args=[association.slug, relay.pk, media.pk])
    words = page(association).content.decode()
    assert 'alt="Des jouets en tas."' in words
    assert address in words
    assert Client().get(address)["Content-Type"] == media.mime
    ImageConsent.objects.filter(pk=consent.pk).update(withdrawn_on=today, withdrawn_by=cast.amina)
    assert Client().get(address).status_code == 404
    assert address not in page(association).content.decode()


def test_the_coordination_reads_sums(as_, url, relay):
    go(relay.links.get(network="x"))
    words = as_("bruno").get(url("calendar:relay-detail", pk=relay.pk)).content.decode()
    assert "22 novembre 2026" in words
    assert "<meter" in words
    assert relay.post.title in as_("bruno").get(url("calendar:relay-list")).content.decode()


def test_the_page_costs_the_same_for_many(given, cast, relay, association):
    def cost():
        page(association)
        with CaptureQueriesContext(connection) as queries:
            assert page(association).status_code == 200
        return len(queries)

    before = cost()
    for number in range(4):
        post = given.scheduled(title=f"Tri {number}")
        sharing.offer(post, target=TARGET, until=dt.date(2026, 12, 2), by=cast.bruno, now=NOW)
    assert cost() == before


def test_words_put_right_are_no_longer_passed_on(as_, url, given, cast, association):
    post = given.published(text=f"Samedi, on trie. {TARGET}")
    relay = sharing.offer(post, target=TARGET, until=dt.date(2026, 12, 2), by=cast.bruno, now=NOW)
    assert post.title in page(association).content.decode()
    correcting.correct(post, text="Dimanche, on trie.", link="", reason="Mauvais jour.", by=cast.chloe, now=NOW)
    assert post.title not in page(association).content.decode()
    listed = as_("bruno").get(url("calendar:relay-list")).content.decode()
    assert "cachée\u00a0: la publication a été rectifiée" in listed
    with pytest.raises(Refused, match="rectifiée"):
        sharing.offer(post, target=TARGET, until=dt.date(2026, 12, 9), by=cast.bruno, now=NOW)
    assert go(relay.links.first())["Location"] == TARGET, "links already shared still lead somewhere"
