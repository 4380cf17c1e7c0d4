"""What comes back: its dates, its drafts made once, « celle-ci » and « les suivantes »."""

import datetime as dt
import uuid

import pytest
import time_machine
from hypothesis import given as given_any
from hypothesis import strategies as st

from associations.models import Mandate
from calendar_app.campaigns import repeats
from calendar_app.campaigns.tasks import extend_recurrences
from calendar_app.models import Occurrence, Post, Recurrence
from tests.house.cases import ask, spread

from ..given import DAY, NOW
from ..test_races import race
from ..test_review import messages

PAGES = {
    "GET calendar:recurrence-list": "nobody 302, chloe 200, elise 200, damien 404",
    "GET calendar:recurrence-create": "nobody 302, chloe 200, damien 404",
}
TUESDAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(("who", "what", "status"), spread(PAGES))
def test_who_may(as_, url, given, who, what, status):
    assert ask(as_, url, who, what) == status


def data(given, **fields):
    return {
        "title": "Permanence du mardi",
        "kind": "information",
        "purpose": "known",
        "text": "Nous sommes là ce mardi.",
        "channels": [given.channel().pk],
        "owner": given.cast.chloe.pk,
        "rhythm": "weekly",
        "starts_on": "2026-11-24",
        "hour": "18:00",
        "ends_on": "",
        "count": "52",
        "token": str(uuid.uuid4()),
    } | fields


@pytest.fixture
def weekly(as_, url, given):
    as_("chloe").post(url("calendar:recurrence-create"), data(given))
    return Recurrence.objects.get()


@pytest.mark.parametrize(
    ("rhythm", "start", "end", "count", "first"),
    [
        ("weekly", TUESDAY, None, 3, ["2026-11-24", "2026-12-01", "2026-12-08"]),
        ("fortnightly", TUESDAY, dt.date(2026, 12, 22), None, ["2026-11-24", "2026-12-08", "2026-12-22"]),
        ("monthly", dt.date(2026, 12, 8), None, 3, ["2026-12-08", "2027-01-12", "2027-02-09"]),
        ("monthly", dt.date(2026, 12, 29), None, 3, ["2026-12-29", "2027-03-30", "2027-06-29"]),
        ("monthly_last", TUESDAY, None, 3, ["2026-11-24", "2026-12-29", "2027-01-26"]),
    ],
)
def test_the_dates_of_a_rule(rhythm, start, end, count, first):
    assert [str(day) for day in repeats.dates(rhythm, start, end, count)] == first


@given_any(
    st.sampled_from(repeats.Rhythm.values), st.dates(dt.date(2020, 1, 1), dt.date(2090, 1, 1)), st.integers(1, 52)
)
def test_every_date_has_the_day_of_the_first_and_they_go_forward(rhythm, start, count):
    found = repeats.dates(rhythm, start, None, count)
    assert found == sorted(set(found))
    assert {day.weekday() for day in found} <= {start.weekday()}
    assert len(found) <= count
    assert all(day >= start for day in found)


def test_the_hour_is_the_one_people_read_on_both_sides_of_a_change_of_clocks():
    spring = [repeats.moment(day, dt.time(18)) for day in (dt.date(2027, 3, 27), dt.date(2027, 3, 28))]
    assert [moment.astimezone(dt.UTC).hour for moment in spring] == [17, 16]
    assert repeats.moment(dt.date(2027, 3, 28), dt.time(2, 30)).astimezone(repeats.PARIS).hour == 3


def test_drafts_come_eight_weeks_ahead(weekly):
    assert Occurrence.objects.count() == 8
    assert {post.status for post in Post.objects.all()} == {"draft"}
    assert Post.objects.latest("due_at").due_at <= NOW + repeats.AHEAD + DAY


def test_sent_twice_it_is_one_repetition(as_, url, given):
    sent = data(given)
    assert len({as_("chloe").post(url("calendar:recurrence-create"), sent).url for _ in range(2)}) == 1
    assert Post.objects.count() == 8


def test_the_task_makes_what_lacks_once(weekly):
    assert extend_recurrences() == 0
    with time_machine.travel(NOW + dt.timedelta(weeks=2), tick=False):
        assert extend_recurrences() == 2
        assert extend_recurrences() == 0
    assert Post.objects.count() == Occurrence.objects.count() == 10


def test_a_cancelled_one_does_not_come_back(weekly, given):
    from calendar_app import transitions

    transitions.cancel(Post.objects.first(), reason="Vacances.", by=given.cast.chloe, now=NOW)
    assert extend_recurrences() == 0


def test_it_stops_at_its_count(as_, url, given):
    as_("chloe").post(url("calendar:recurrence-create"), data(given, count="3"))
    with time_machine.travel(NOW + dt.timedelta(weeks=6), tick=False):
        assert extend_recurrences() == 0
    assert Post.objects.count() == 3


def test_nothing_is_made_in_the_name_of_somebody_who_may_no_longer_write(weekly, given, as_):
    Mandate.objects.filter(membership=given.cast.chloe).update(ends_on=NOW.date() - DAY)
    with time_machine.travel(NOW + dt.timedelta(weeks=2), tick=False):
        assert extend_recurrences() == 0
        page = as_("bruno").get(weekly.get_absolute_url()).content.decode()
    assert "ne peut plus écrire" in page


def test_the_next_ones_change_and_those_touched_by_hand_keep_their_words(as_, url, given, weekly):
    posts = list(Post.objects.order_by("due_at"))
    by_hand = posts[3]
    from calendar_app import transitions

    words, plan = given.words(text="À la main."), given.plan(due_at=by_hand.due_at)
    transitions.write(by_hand, words, plan, expected=1, by=given.cast.farid, now=NOW)
    address = url("calendar:recurrence-edit", pk=weekly.pk) + "?depuis=2026-12-08"
    assert 'value="2026-12-08"' in as_("chloe").get(address).content.decode()
    sent = data(given, text="Nouveaux mots.", starts_on="2026-12-08", hour="19:00", count="50")
    answer = as_("chloe").post(address, sent, follow=True)
    assert "1 publication retouchée" in messages(answer)
    texts = [given.again(post).current.text for post in posts]
    assert texts[:2] == ["Nous sommes là ce mardi."] * 2
    assert texts[2] == texts[4] == "Nouveaux mots."
    assert texts[3] == "À la main."
    assert given.again(posts[2]).due_at.astimezone(repeats.PARIS).hour == 19
    assert Post.objects.count() == 8


def test_another_day_of_the_week_moves_the_next_ones(as_, url, given, weekly):
    sent = data(given, starts_on="2026-12-02", count="50")
    as_("chloe").post(url("calendar:recurrence-edit", pk=weekly.pk), sent)
    left = Post.objects.exclude(status="cancelled").order_by("due_at")
    days = [post.due_at.astimezone(repeats.PARIS).date() for post in left]
    assert days[:3] == [TUESDAY, dt.date(2026, 12, 1), dt.date(2026, 12, 2)]
    assert {day.weekday() for day in days[2:]} == {2}


def test_stopping_gives_up_the_drafts_when_asked(as_, url, given, weekly):
    as_("chloe").post(url("calendar:recurrence-stop", pk=weekly.pk), {"cancel_drafts": "on"})
    assert {post.status for post in Post.objects.all()} == {"cancelled"}
    again = as_("chloe").post(url("calendar:recurrence-stop", pk=weekly.pk), {}, follow=True)
    assert "déjà arrêtée" in messages(again)
    assert extend_recurrences() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [("count", "53"), ("count", ""), ("count", "0"), ("ends_on", "2026-12-24"), ("starts_on", "jamais"), ("title", "")],
)
def test_a_rule_that_cannot_be_is_refused(as_, url, given, field, value):
    answer = as_("chloe").post(url("calendar:recurrence-create"), data(given) | {field: value})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Recurrence.objects.exists()


def test_the_pages_cost_the_same(as_, url, given, assert_flat):
    client = as_("chloe")
    assert_flat(
        client,
        url("calendar:recurrence-list"),
        lambda: client.post(url("calendar:recurrence-create"), data(given, count="2")),
    )


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_tasks_at_once_make_each_draft_once(given):
    made = Recurrence.objects.create(
        association=given.association,
        token=uuid.uuid4(),
        title="Permanence",
        text="Là.",
        starts_on=TUESDAY,
        hour=dt.time(18),
        count=5,
        owner=given.cast.chloe,
        written_by=given.cast.chloe,
        updated_at=NOW,
    )
    results = race(given.association, *(lambda: repeats.extend(made, now=NOW) for _ in range(4)))
    assert sorted(results) == [0, 0, 0, 5]
    assert Post.objects.count() == Occurrence.objects.count() == 5
