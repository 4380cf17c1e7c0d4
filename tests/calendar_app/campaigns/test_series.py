"""The posts around an event: made, moved with it, given up with it; and posts made from a template."""

import datetime as dt
import uuid

import pytest

from calendar_app import transitions
from calendar_app.campaigns import events
from calendar_app.models import EventSeries, Post, PostTemplate
from tests.house.cases import ask, spread
from tests.house.neighbours_campaigns import template as a_template

from ..given import NOW
from ..test_review import messages

PAGES = {
    "GET calendar:series-list": "nobody 302, chloe 200, elise 200, damien 404",
    "GET calendar:series-create": "nobody 302, chloe 200, damien 404",
    "GET calendar:template-list": "nobody 302, chloe 200, damien 404",
    "GET calendar:template-create": "nobody 302, chloe 200, damien 404",
}


@pytest.mark.parametrize(("who", "what", "status"), spread(PAGES))
def test_who_may(as_, url, given, who, what, status):
    assert ask(as_, url, who, what) == status


def data(given, **fields):
    return {
        "name": "La collecte",
        "on": "2026-12-19",
        "at": "14:00",
        "place": "Au local",
        "link": "https://exemple.example/collecte",
        "channels": [given.channel().pk],
        "steps": list(events.DAYS),
        "owner": given.cast.chloe.pk,
        "token": str(uuid.uuid4()),
    } | fields


@pytest.fixture
def series(as_, url, given):
    as_("chloe").post(url("calendar:series-create"), data(given))
    return EventSeries.objects.get()


def of(series, step):
    return Post.objects.select_related("association", "current").get(series_step__series=series, series_step__step=step)


def approved(given, post):
    transitions.submit(post, by=given.cast.chloe, now=NOW)
    transitions.approve(given.again(post), expected=1, by=given.cast.farid, now=NOW)
    transitions.schedule(given.again(post), by=given.cast.bruno, now=NOW)
    return given.again(post)


def test_a_draft_for_each_moment_at_good_days(series):
    due = {s.step: s.post.due_at for s in series.steps.select_related("post")}
    assert due == {
        "announce": dt.datetime(2026, 11, 28, 17, tzinfo=dt.UTC),
        "week": dt.datetime(2026, 12, 12, 17, tzinfo=dt.UTC),
        "eve": dt.datetime(2026, 12, 18, 17, tzinfo=dt.UTC),
        "day": dt.datetime(2026, 12, 19, 8, tzinfo=dt.UTC),
        "thanks": dt.datetime(2026, 12, 20, 17, tzinfo=dt.UTC),
    }
    assert {post.status for post in Post.objects.all()} == {"draft"}
    assert "samedi 19 décembre à 14\u00a0h" in of(series, "announce").current.text
    assert "[nombre de personnes]" in of(series, "thanks").current.text


def test_sent_twice_it_is_one_series(as_, url, given):
    sent = data(given)
    first, second = (as_("chloe").post(url("calendar:series-create"), sent) for _ in range(2))
    assert first.url == second.url
    assert (EventSeries.objects.count(), Post.objects.count()) == (1, 5)


def test_moments_gone_by_are_left_out(as_, url, given):
    as_("chloe").post(url("calendar:series-create"), data(given, on="2026-11-25"))
    assert {s.step for s in EventSeries.objects.get().steps.all()} == {"eve", "day", "thanks"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("on", "2026-11-01"),
        ("on", "0026-12-19"),
        ("link", "javascript:1"),
        ("steps", ["hier"]),
        ("at", "25 h"),
    ],
)
def test_an_event_that_cannot_be_is_refused(as_, url, given, field, value):
    answer = as_("chloe").post(url("calendar:series-create"), data(given) | {field: value})
    assert field in answer.context["form"].errors
    assert not Post.objects.exists()


def test_an_early_event_is_recalled_before_it():
    at = events.hours.instant(dt.date(2026, 12, 19), dt.time(9, 30))
    assert events.moment("day", at) == at - dt.timedelta(hours=2)


def test_a_move_is_shown_before_it_is_made(as_, url, given, series):
    approved(given, of(series, "eve"))
    before = list(Post.objects.order_by("pk").values_list("due_at", flat=True))
    moved = {"on": "2026-12-20", "at": "15:00"}
    page = as_("chloe").post(url("calendar:series-move", pk=series.pk), moved).content.decode()
    assert "Ce qui bougerait" in page
    assert "les accords restent" in page
    assert "la date sera corrigée dans le texte" in page
    assert list(Post.objects.order_by("pk").values_list("due_at", flat=True)) == before


def test_a_move_takes_the_posts_along_and_keeps_the_yeses_of_those_that_do_not_say_the_date(as_, url, given, series):
    approved(given, of(series, "eve"))
    approved(given, of(series, "announce"))
    moved = {"on": "2026-12-20", "at": "15:00", "confirm": "1"}
    as_("chloe").post(url("calendar:series-move", pk=series.pk), moved)
    eve, announce = of(series, "eve"), of(series, "announce")
    assert (eve.status, eve.due_at) == ("scheduled", dt.datetime(2026, 12, 19, 17, tzinfo=dt.UTC))
    assert announce.status == "review"
    assert "dimanche 20 décembre à 15\u00a0h" in announce.current.text
    assert announce.due_at == dt.datetime(2026, 11, 29, 17, tzinfo=dt.UTC)
    series.refresh_from_db()
    assert series.starts_at == dt.datetime(2026, 12, 20, 14, tzinfo=dt.UTC)


def test_a_move_leaves_what_would_already_be_past(as_, url, given, series):
    as_("chloe").post(url("calendar:series-move", pk=series.pk), {"on": "2026-12-05", "at": "14:00", "confirm": "1"})
    assert of(series, "announce").due_at == dt.datetime(2026, 11, 28, 17, tzinfo=dt.UTC)
    assert of(series, "week").due_at == dt.datetime(2026, 11, 28, 17, tzinfo=dt.UTC)


def test_an_hour_is_kept_over_the_change_of_clocks(as_, url, given):
    as_("chloe").post(url("calendar:series-create"), data(given, on="2027-03-27"))
    made = EventSeries.objects.get()
    as_("chloe").post(url("calendar:series-move", pk=made.pk), {"on": "2027-03-28", "at": "14:00", "confirm": "1"})
    thanks = of(made, "thanks").due_at.astimezone(events.PARIS)
    assert (thanks.date(), thanks.hour) == (dt.date(2027, 3, 29), 18)


def test_cancelling_asks_for_each_post(as_, url, given, series):
    eve = approved(given, of(series, "eve"))
    announce, week = of(series, "announce"), of(series, "week")
    address = url("calendar:series-cancel", pk=series.pk)
    assert "La retenir" in as_("chloe").get(address).content.decode()
    choices = {f"post_{p.pk}": "cancel" for p in Post.objects.all()}
    choices |= {f"post_{eve.pk}": "hold", f"post_{week.pk}": "keep", "reason": ""}
    assert "reason" in as_("chloe").post(address, choices).context["form"].errors
    as_("chloe").post(address, choices | {"reason": "La salle est fermée."})
    assert [given.again(p).status for p in (announce, eve, week)] == ["cancelled", "review", "draft"]
    assert "La salle est fermée." in as_("chloe").get(series.get_absolute_url()).content.decode()
    later = as_("chloe").post(
        url("calendar:series-move", pk=series.pk), {"on": "2027-01-05", "at": "14:00", "confirm": "1"}
    )
    assert later.status_code in (302, 409)
    assert given.again(week).due_at == week.due_at


def test_the_figure_fills_the_thanks(as_, url, given, series):
    answer = as_("chloe").post(url("calendar:series-count", pk=series.pk), {"attendance": "42"}, follow=True)
    assert "Le remerciement porte ce chiffre." in messages(answer)
    assert "Nous étions 42" in of(series, "thanks").current.text
    refused = as_("chloe").post(url("calendar:series-count", pk=series.pk), {"attendance": "beaucoup"}, follow=True)
    assert "en chiffres" in messages(refused)


def test_the_lists_cost_the_same(as_, url, given, assert_flat):
    assert_flat(
        as_("chloe"),
        url("calendar:series-list"),
        lambda: as_("chloe").post(url("calendar:series-create"), data(given)),
    )


TEMPLATE = {"title": "Merci", "kind": "thanks", "purpose": "known", "is_active": "on"}


def test_a_template_asks_for_its_blanks(as_, url, given):
    client, channel = as_("chloe"), given.channel()
    text = "Nous étions [Nombre de personnes] au [lieu]. Encore merci au [lieu]."
    client.post(url("calendar:template-create"), TEMPLATE | {"text": text, "channels": [channel.pk]})
    made = PostTemplate.objects.get()
    assert "[nombre de personnes]" in made.text
    page = client.get(made.get_absolute_url()).content.decode()
    assert page.count("<label") >= 4
    assert "Nombre de personnes" in page
    sent = {"blank_0": "42", "blank_1": "", "on": "2026-11-25", "at": "18:00", "token": str(uuid.uuid4())}
    answer = client.post(made.get_absolute_url(), sent)
    assert client.post(made.get_absolute_url(), sent).url == answer.url
    post = Post.objects.get()
    assert post.current.text == "Nous étions 42 au [lieu]. Encore merci au [lieu]."
    assert list(post.channels.all()) == [channel]
    refused = client.post(url("calendar:post-submit", pk=post.pk), follow=True)
    assert "Il reste à remplir" in messages(refused)


def test_a_closed_account_is_left_out_of_a_new_post(as_, url, given):
    channel = given.channel()
    made = PostTemplate.objects.get(**a_template(given.cast.chloe))
    made.channels.set([channel])
    channel.is_active = False
    channel.save()
    as_("chloe").post(made.get_absolute_url(), {"blank_0": "42", "on": "2026-11-25", "at": "18:00"})
    assert not Post.objects.get().channels.exists()


def test_two_templates_do_not_share_a_title(as_, url, given):
    for _ in range(2):
        answer = as_("chloe").post(url("calendar:template-create"), TEMPLATE | {"text": "Merci."})
    assert "title" in answer.context["form"].errors
