"""A private address: what it shows, to whom, and what a stranger, a neighbour or a former member gets."""

import datetime as dt
import logging
import re

import pytest
from django.test import Client
from django_scopes import scope, scopes_disabled
from icalendar import Calendar

from calendar_app import transitions
from calendar_app.duty import shifts, turns
from calendar_app.feeds import addresses, ical
from calendar_app.hours import PARIS
from calendar_app.models import CalendarFeed
from journal.models import Entry
from journal.moves import Refused

from ..duty.given import FRI, a_shift, a_slot, at
from ..given import DAY, HOUR, NOW


def opened(given, who="chloe", content="all", channel=None):
    """The path of a new address."""
    by = getattr(given.cast, who)
    with scope(association=by.association):
        return f"/agenda/{addresses.open_feed(scope=content, channel=channel, by=by, now=NOW)[1]}.ics"


def read(path, **headers):
    response = Client().get(path, **headers)
    assert response.status_code == 200
    return Calendar.from_ical(response.content)


def events(path):
    return {str(event["UID"]).split("@")[0]: event for event in read(path).walk("VEVENT")}


def test_a_post_is_an_event_with_its_facts(given):
    post = given.scheduled(due_at=at(FRI, 18))
    event = events(opened(given))[f"post-{post.pk}"]
    assert event["UID"] == f"post-{post.pk}@127.0.0.1"
    assert event.decoded("DTSTART") == at(FRI, 18)
    assert event["DTSTART"].params["TZID"] == "Europe/Paris"
    assert (event["SUMMARY"], event["STATUS"]) == ("Tri des jouets (Mastodon)", "CONFIRMED")
    assert event["URL"] == f"http://127.0.0.1:8000/a/mains-voisines/calendrier/{post.pk}/"
    assert [str(word) for word in event["CATEGORIES"].cats] == ["Publication", "Programmée"]
    assert "Responsable\u00a0: Chloé Dubreuil" in event["DESCRIPTION"]
    assert event.decoded("LAST-MODIFIED") == event.decoded("DTSTAMP") == NOW


@pytest.mark.parametrize(("day", "utc"), [(dt.date(2027, 3, 27), 17), (dt.date(2027, 3, 28), 16)])
def test_the_hour_is_right_on_both_sides_of_a_clock_change(given, day, utc):
    post = given.draft(due_at=at(day, 18))
    start = events(opened(given))[f"post-{post.pk}"].decoded("DTSTART")
    assert start.astimezone(PARIS).hour == 18
    assert start.astimezone(dt.UTC).hour == utc


def test_the_sequence_grows_with_the_day_the_title_and_the_state(given):
    path, seen = opened(given), []
    post = given.draft()
    words = given.words(title="Autre titre")
    acts = (
        lambda: None,
        lambda: transitions.write(
            post, given.words(), given.plan(NOW + 3 * DAY), expected=1, by=given.cast.chloe, now=NOW
        ),
        lambda: transitions.write(post, words, given.plan(NOW + 3 * DAY), expected=2, by=given.cast.chloe, now=NOW),
        lambda: transitions.submit(post, by=given.cast.chloe, now=NOW),
        lambda: transitions.cancel(post, reason="Fermé.", by=given.cast.bruno, now=NOW),
    )
    for act in acts:
        act()
        seen.append(int(events(path)[f"post-{post.pk}"]["SEQUENCE"]))
    assert seen == sorted(set(seen))


def test_a_cancelled_post_is_said_cancelled_for_a_month(given, time_machine):
    path, post = opened(given), given.draft(due_at=NOW + 2 * DAY)
    transitions.cancel(post, reason="Fermé.", by=given.cast.bruno, now=NOW)
    assert events(path)[f"post-{post.pk}"]["STATUS"] == "CANCELLED"
    time_machine.move_to(NOW + 32 * DAY)
    assert events(path) == {}


def test_slots_and_duty_are_there(given):
    path, slot, shift = opened(given), a_slot(given, until_on=FRI), a_shift(given)
    found = events(path)
    assert found[f"shift-{shift.pk}"]["SUMMARY"].startswith("Permanence")
    past = [uid for uid in found if uid.startswith("slot-") and not uid.endswith("20261127")]
    assert found[f"slot-{slot.pk}-20261127"]["STATUS"] == "TENTATIVE"
    before = int(found[f"slot-{slot.pk}-20261127"]["SEQUENCE"])
    turns.skip(slot, FRI, reason="Vacances.", by=given.cast.chloe, now=NOW)
    after = events(path)[f"slot-{slot.pk}-20261127"]
    assert (after["STATUS"], int(after["SEQUENCE"]) > before) == ("CANCELLED", True)
    assert len(past) == 2
    turns.take_back(slot, FRI, by=given.cast.chloe, now=NOW)
    given.draft(due_at=at(FRI, 18))
    assert f"slot-{slot.pk}-20261127" not in events(path)


def test_mine_is_mine_and_one_account_is_one(given):
    mine = given.draft(owner=given.cast.chloe)
    theirs = given.draft(owner=given.cast.bruno, channels=[given.channel("blog")])
    slot, shift = a_slot(given, until_on=FRI), a_shift(given)
    shifts.sign_up(shift, by=given.cast.bruno, now=NOW)
    chloe, bruno = events(opened(given, content="mine")), events(opened(given, "bruno", "mine"))
    assert {f"post-{mine.pk}", f"slot-{slot.pk}-20261127"} <= set(chloe)
    assert f"post-{theirs.pk}" not in chloe
    assert set(bruno) == {f"post-{theirs.pk}", f"shift-{shift.pk}"}
    assert set(events(opened(given, content="channel", channel=given.channel("blog")))) == {f"post-{theirs.pk}"}


def test_a_neighbour_is_never_in_it(given):
    given.elsewhere(given.cast.damien)
    assert events(opened(given)) == {}
    assert len(events(opened(given, "damien"))) == 1


@pytest.mark.parametrize("token", ["inconnu", "a" * 43, "%00", "é" * 43, "x" * 4000])
def test_an_unknown_secret_finds_nothing(db, token):
    assert Client().get(f"/agenda/{token}.ics").status_code == 404


def test_a_changed_address_answers_no_more_and_a_closed_one_is_gone(as_, url, given):
    client, page = as_("chloe"), url("calendar:feed-list")
    shown = client.post(page + "ouvrir/", {"scope": "mine"}).context["shown"]
    feed, path = CalendarFeed.objects.get(), shown.removeprefix("http://127.0.0.1:8000")
    assert Client().get(path).status_code == 200
    assert shown not in client.get(page).content.decode()
    changed = client.post(f"{page}{feed.pk}/changer/").context["shown"].removeprefix("http://127.0.0.1:8000")
    assert (Client().get(path).status_code, Client().get(changed).status_code) == (404, 200)
    client.post(f"{page}{feed.pk}/fermer/")
    assert Client().get(changed).status_code == 410


def test_behind_the_page_too_only_ones_own_is_changed(given):
    path = opened(given)
    feed = CalendarFeed.objects.get()
    for act in (addresses.rotate, addresses.revoke):
        with pytest.raises(Refused):
            act(feed, by=given.cast.bruno, now=NOW)
    assert Client().get(path).status_code == 200
    assert not Entry.objects.filter(after__in=["rotated", "revoked"]).exists()


def test_a_closed_address_is_not_opened_again_by_changing_it(given):
    path = opened(given)
    feed = CalendarFeed.objects.get()
    addresses.revoke(feed, by=given.cast.chloe, now=NOW)
    with pytest.raises(Refused, match="déjà fermée"):
        addresses.rotate(feed, by=given.cast.chloe, now=NOW)
    with pytest.raises(Refused, match="déjà fermée"):
        addresses.revoke(feed, by=given.cast.chloe, now=NOW)
    assert Client().get(path).status_code == 410
    assert not Entry.objects.filter(after="rotated").exists()


def test_one_address_per_content_and_only_ones_own(as_, url, given):
    page = url("calendar:feed-list")
    as_("chloe").post(page + "ouvrir/", {"scope": "mine"})
    again = as_("chloe").post(page + "ouvrir/", {"scope": "mine"})
    assert (again.status_code, "déjà une adresse" in again.content.decode()) == (422, True)
    assert as_("chloe").post(page + "ouvrir/", {"scope": "channel"}).status_code == 422
    feed = CalendarFeed.objects.get()
    assert as_("bruno").post(f"{page}{feed.pk}/changer/").status_code == 404
    assert as_("bruno").post(f"{page}{feed.pk}/fermer/").status_code == 404


@pytest.mark.parametrize("why", ["left", "no role", "inactive"])
def test_whoever_is_no_longer_here_reads_nothing(given, why):
    path, chloe = opened(given), given.cast.chloe
    if why == "left":
        chloe.left_on = NOW.date()
        chloe.save()
    elif why == "no role":
        chloe.mandates.update(ends_on=NOW.date() - DAY)
    else:
        chloe.user.is_active = False
        chloe.user.save()
    assert Client().get(path).status_code == 410


def test_only_the_hash_is_kept_and_no_log_holds_the_secret(given, caplog, settings):
    path = opened(given)
    token = path.removeprefix("/agenda/").removesuffix(".ics")
    assert CalendarFeed.objects.get().token_hash == addresses.hashed(token)
    values = [str(value) for entry in Entry.objects.values_list() for value in entry]
    assert not any(token in value for value in values)
    handler = logging.getLogger().handlers
    Client().get(path)
    Client().get(path.replace(".ics", "x.ics"))
    assert handler is not None
    assert token not in caplog.text


def test_what_breaks_is_printed_without_the_secret():
    from calendar_app.feeds.masking import MaskSecrets

    record = logging.LogRecord(
        "django.request", 40, "", 1, "%s: %s", ("Internal Server Error", "/agenda/s3cr-et_.ics"), None
    )
    assert MaskSecrets().filter(record)
    assert record.getMessage() == "Internal Server Error: /agenda/…"


def test_the_private_link_of_a_witness_is_printed_nowhere_either():
    from calendar_app.feeds.masking import MaskSecrets

    said = ("Internal Server Error", "/public/mains-voisines/temoigner/5e3cr3t/")
    record = logging.LogRecord("django.request", 40, "", 1, "%s: %s", said, None)
    assert MaskSecrets().filter(record)
    assert record.getMessage() == "Internal Server Error: /public/mains-voisines/temoigner/…/"


def test_unchanged_is_304_in_two_queries_and_changed_is_not(given, django_assert_num_queries):
    path = opened(given)
    given.draft()
    first = Client().get(path)
    with scopes_disabled(), django_assert_num_queries(2):
        response = Client().get(path, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (response.status_code, response.content) == (304, b"")
    assert Client().get(path, HTTP_IF_MODIFIED_SINCE=first["Last-Modified"]).status_code == 304
    assert "no-cache" in first["Cache-Control"]
    given.draft(title="Un autre")
    assert Client().get(path, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_nothing_is_said_unchanged_to_whoever_left(given):
    path = opened(given)
    etag = Client().get(path)["ETag"]
    given.cast.chloe.left_on = NOW.date()
    given.cast.chloe.save()
    assert Client().get(path, HTTP_IF_NONE_MATCH=etag).status_code == 410


def test_the_queries_do_not_grow_with_the_crowd(given):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    path, costs = opened(given), []
    hours = iter(range(6, 20))
    for _ in range(2):
        for _ in range(4):
            given.draft()
            shifts.sign_up(a_shift(given), by=given.cast.chloe, now=NOW)
            turns.give_up(a_slot(given, hour=next(hours)), FRI, by=given.cast.chloe, now=NOW)
        with CaptureQueriesContext(connection) as queries:
            events(path)
        costs.append(len(queries))
    assert costs[0] == costs[1]


EVIL = "Fin\r\nEND:VCALENDAR\r\nX-EVIL:1 ; , \\ <script>alert(1)</script> \u202edroite\x07"


def test_words_stay_words(given):
    """Whatever a title holds, it opens no line of its own, and comes back as it was."""
    written = ical.calendar("N", [event_of(EVIL)]).decode()
    assert not re.search(r"^X-EVIL", written, re.M)
    (event,) = Calendar.from_ical(written).walk("VEVENT")
    assert event["SUMMARY"] == "Fin\nEND:VCALENDAR\nX-EVIL:1 ; , \\ <script>alert(1)</script> droite"


@pytest.mark.parametrize("text", ["é" * 200, "👩‍👩‍👧‍👦" * 40, "a" * 74, "a" * 75, "e\u0301" * 5000])
def test_lines_are_folded_between_characters(text):
    written = ical.calendar("N", [event_of(text)])
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    for line in written.split(b"\r\n"):
        line.decode()
    (event,) = Calendar.from_ical(written).walk("VEVENT")
    assert event["SUMMARY"] == text


def event_of(summary):
    url = "https://exemple.example/"
    return ical.Event("1@x", 0, "CONFIRMED", NOW, NOW + HOUR, summary, "D", url, ("C",), NOW)
