"""What the calendar tells, and what it puts in « À faire »."""

import datetime as dt

import pytest
from django_scopes import scope

from calendar_app import reminding, requirements, todo, transitions
from reminders.outbox import deliver_due, look

from .given import DAY, HOUR, NOW


def told(given, now=NOW):
    return {(p.key.split(":")[2], p.to.name): p for p in reminding.wanted(given.association, now)}


def lines(given, *who, now=NOW):
    return [(t.state, t.verb, t.title) for t in todo.waiting([getattr(given.cast, name) for name in who], now)]


def test_the_owner_is_told_the_day_before(given):
    post = given.scheduled(due_at=NOW + 30 * HOUR)
    planned = told(given)["tomorrow", "Chloé Dubreuil"]
    assert planned.sentence == "«\u00a0Tri des jouets\u00a0» est à publier demain à 17\u00a0h."
    assert planned.path == post.get_absolute_url()
    assert planned.due_at <= NOW


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        # The post is due on Sunday 25 October 2026 at 9 h (8 h UTC): a day that lasts 25 hours.
        (dt.datetime(2026, 10, 23, 21, 59, tzinfo=dt.UTC), False),
        (dt.datetime(2026, 10, 23, 22, 1, tzinfo=dt.UTC), True),
        (dt.datetime(2026, 10, 24, 21, 59, tzinfo=dt.UTC), True),
        (dt.datetime(2026, 10, 24, 22, 1, tzinfo=dt.UTC), False),
    ],
)
def test_tomorrow_is_a_day_of_paris(given, now, expected):
    given.scheduled(due_at=dt.datetime(2026, 10, 25, 8, tzinfo=dt.UTC))
    assert any(kind == "tomorrow" for kind, _name in told(given, now)) is expected


def test_what_now_blocks_is_said_the_day_before(given):
    given.scheduled(due_at=NOW + 30 * HOUR)
    given.hold()
    assert (
        "Un point bloque\u00a0: Le compte Mastodon est en suspens" in told(given)["tomorrow", "Chloé Dubreuil"].sentence
    )


def test_late_is_told_after_an_hour_and_not_for_ever(given):
    given.scheduled(due_at=NOW - dt.timedelta(minutes=59))
    assert told(given) == {}
    assert ("late", "Chloé Dubreuil") in told(given, NOW + HOUR)
    assert told(given, NOW + 15 * DAY) == {}


@pytest.mark.parametrize("on", ["everything", "the account"])
def test_nobody_is_asked_to_publish_what_a_hold_keeps_back(given, on):
    """In a crisis, a mail that says « publiez-la » would ask for the very mistake the hold prevents."""
    given.scheduled(due_at=NOW - 2 * HOUR)
    given.scheduled(due_at=NOW + HOUR, title="Dans une heure")
    elsewhere = given.scheduled(due_at=NOW + HOUR, title="Ailleurs", channels=[given.channel("blog")])
    hold = given.hold(channel=None if on == "everything" else given.channel())
    assert told(given) == {}
    kept = [("scheduled", "Publier à la main", elsewhere.title)] if on == "the account" else []
    assert [line for line in lines(given, "chloe") if "lien" not in line[1]] == kept
    type(hold).objects.filter(pk=hold.pk).update(ends_at=NOW - dt.timedelta(minutes=1))
    assert ("late", "Chloé Dubreuil") in told(given)
    assert [title for _state, _verb, title in lines(given, "chloe")] == ["Tri des jouets", "Dans une heure", "Ailleurs"]


def test_those_who_may_approve_and_wrote_nothing_are_told(given):
    given.in_review(by=given.cast.bruno, owner=given.cast.bruno)
    names = {name for kind, name in told(given) if kind == "review"}
    assert names == {"Amina Belkacem", "Élise Fontaine", "Farid Guermi", "Gilles Hamon"}


def test_a_new_request_is_a_new_reminder_and_an_approved_text_is_none(given):
    post = given.in_review()
    first = told(given)["review", "Farid Guermi"].key
    transitions.ask_changes(post, reason="Le lieu.", by=given.cast.farid, now=NOW)
    assert told(given) == {}
    transitions.submit(post, by=given.cast.chloe, now=NOW + HOUR)
    assert told(given, NOW + HOUR)["review", "Farid Guermi"].key != first
    transitions.approve(post, expected=1, by=given.cast.farid, now=NOW + HOUR)
    assert told(given, NOW + HOUR) == {}


def test_reminders_leave_once(given, mailoutbox):
    given.scheduled(due_at=NOW + 30 * HOUR)
    for _ in range(2):
        look(given.association, NOW)
        deliver_due(NOW)
    assert [mail.to for mail in mailoutbox] == [["chloe@mains-voisines.example"]]
    assert "Tri des jouets" in mailoutbox[0].body


def test_reminding_costs_the_same_for_ten_posts_in_review(given):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    costs = []
    for _ in range(2):
        given.in_review()
        with CaptureQueriesContext(connection) as queries:
            told(given)
        costs.append(len(queries))
        for _ in range(9):
            given.in_review()
    assert costs[0] == costs[1]


@pytest.mark.parametrize(
    ("state", "who", "expected"),
    [
        ("draft", "chloe", [("draft", "Finir le texte")]),
        ("draft", "bruno", []),
        ("in_review", "farid", [("review", "Relire et approuver")]),
        ("in_review", "chloe", []),
        ("approved", "farid", []),
        ("scheduled", "chloe", [("scheduled", "Publier à la main")]),
        ("scheduled", "bruno", []),
        ("published", "chloe", []),
    ],
)
def test_what_waits_for_whom(given, state, who, expected):
    getattr(given, state)(due_at=NOW + DAY)
    assert [line[:2] for line in lines(given, who)] == expected


def test_the_owner_who_may_schedule_is_asked_to(given):
    given.approved(owner=given.cast.bruno)
    assert lines(given, "bruno") == [("approved", "Programmer", "Tri des jouets")]


def test_late_is_urgent_and_far_drafts_wait(given):
    given.draft(due_at=NOW + 30 * DAY)
    given.scheduled(due_at=NOW - HOUR, title="En retard")
    (line,) = todo.waiting([given.cast.chloe], NOW)
    assert (line.state, line.urgent, line.title) == ("late", True, "En retard")


def test_asked_changes_come_up_whatever_the_day(given):
    post = given.in_review(due_at=NOW + 60 * DAY)
    transitions.ask_changes(post, reason="Il manque le lieu.", by=given.cast.farid, now=NOW)
    (line,) = todo.waiting([given.cast.chloe], NOW)
    assert "Il manque le lieu." in line.sentence
    assert line.path.endswith(f"/{post.pk}/modifier/")


def test_the_writer_of_a_text_is_not_asked_to_approve_it(given):
    given.in_review(by=given.cast.farid)
    assert lines(given, "farid") == []
    assert len(lines(given, "elise")) == 1


def test_every_line_leads_to_a_page_that_opens(as_, given):
    for state in ("draft", "in_review", "approved", "scheduled"):
        getattr(given, state)(owner=given.cast.bruno, due_at=NOW + DAY)
    given.scheduled(owner=given.cast.bruno, due_at=NOW - HOUR)
    found = todo.waiting([given.cast.bruno], NOW)
    statuses = [as_("bruno").get(line.path).status_code for line in found]
    assert statuses == [200] * 5


def test_three_queries_for_any_number_of_hats(given, cast, unscoped, django_assert_num_queries):
    given.in_review()
    with scope(association=[given.association, cast.other]):
        for hats in ([cast.bruno], [cast.bruno, cast.damien]):
            for hat in hats:
                _ = hat.roles
            with django_assert_num_queries(3):
                list(todo.waiting(hats, NOW))


def test_a_hold_on_everything_is_a_missing_link(given):
    assert requirements.no_hold(given.cast.chloe, "calendar.publish") is None
    given.hold(channel=given.channel())
    assert requirements.no_hold(given.cast.chloe, "calendar.publish") is None
    given.hold()
    missing = requirements.no_hold(given.cast.chloe, "calendar.publish")
    assert "en suspens" in missing.sentence
    assert "Amina Belkacem" in missing.who
    assert requirements.no_hold(given.cast.chloe, "calendar.edit") is None


def test_whoever_left_is_told_nothing(given):
    given.scheduled(due_at=NOW + 30 * HOUR)
    given.cast.chloe.left_on = NOW.date()
    given.cast.chloe.save()
    assert told(given) == {}
