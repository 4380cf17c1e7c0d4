"""Move a post: the words and the yeses stay, the past and the halted refuse, the clocks are those of Paris."""

import datetime as dt
import re

import pytest

from calendar_app import moving, transitions
from calendar_app.hours import PARIS, NoSuchHour, same_hour
from calendar_app.models import Post
from journal.models import Entry
from journal.moves import NoSuchMove, Refused
from tests.house.cases import ask, spread

from .given import DAY, HOUR, NOW

VERBS = {
    "GET calendar:post-move": "nobody 302, chloe 200, elise 200, damien 404",
    "POST calendar:post-move": "nobody 302, chloe 200, damien 404",
}


def move(given, post, due_at, by=None, expected=None):
    number = post.revision.number if expected is None else expected
    return moving.reschedule(post, due_at=due_at, expected=number, by=by or given.cast.chloe, now=NOW)


@pytest.mark.parametrize(("who", "what", "status"), spread(VERBS))
def test_who_may_move(as_, url, given, who, what, status):
    assert ask(as_, url, who, what, pk=given.draft().pk) == status


def test_a_move_keeps_words_yes_and_status(given):
    channels = [given.channel("x"), given.channel("mastodon")]
    post = given.scheduled(channels=channels, own={"x": "Samedi, tri."})
    said = post.revision.words()
    moved = given.again(move(given, post, NOW + 5 * DAY, by=given.cast.bruno))
    assert (moved.due_at, moved.status) == (NOW + 5 * DAY, "scheduled")
    assert moved.revision.number == 2
    assert moved.revision.words() == moved.revision.content_hash == said
    assert moved.revision.by == given.cast.bruno
    assert not moved.revision.has_new_words
    assert Post.objects.with_approval().get().is_approved
    # Whoever moved it wrote nothing: no reader is lost.
    assert transitions.writers(moved) == {given.cast.chloe.user_id}
    entry = Entry.objects.order_by("-seq").first()
    assert (entry.action, entry.before, entry.after) == ("calendar.move", "scheduled", "scheduled")


def test_asked_twice_it_moves_once(given):
    post = given.draft()
    move(given, post, NOW + 5 * DAY)
    move(given, post, NOW + 5 * DAY, expected=1)
    assert given.again(post).revision.number == 2
    assert Entry.objects.filter(action="calendar.move").count() == 1


def test_of_two_hands_the_second_is_told(given):
    post = given.draft()
    move(given, post, NOW + 5 * DAY, by=given.cast.bruno)
    with pytest.raises(transitions.Conflict, match="Bruno Castel"):
        move(given, post, NOW + 6 * DAY, expected=1)
    assert given.again(post).due_at == NOW + 5 * DAY


def test_a_page_opened_before_cannot_undo_the_move(given):
    post = given.draft()
    move(given, post, NOW + 5 * DAY)
    with pytest.raises(transitions.Conflict):
        transitions.write(post, given.words(), given.plan(), expected=1, by=given.cast.chloe, now=NOW)


@pytest.mark.parametrize("due_at", [NOW, NOW - HOUR, NOW - 400 * DAY])
def test_the_past_is_refused(given, due_at):
    post = given.draft()
    with pytest.raises(Refused, match="déjà passé"):
        move(given, post, due_at)
    assert given.again(post).revision.number == 1


def test_what_is_finished_does_not_move(given):
    for post in (given.published(), _cancelled(given)):
        with pytest.raises(NoSuchMove):
            move(given, post, NOW + 5 * DAY)


def _cancelled(given):
    post = given.draft()
    transitions.cancel(post, reason="Annulé.", by=given.cast.chloe, now=NOW)
    return given.again(post)


def test_what_is_out_on_one_account_does_not_move(given):
    post = given.scheduled(channels=[given.channel("x"), given.channel("mastodon")])
    variant = post.variants.first()
    transitions.confirm(variant, link="https://a.example/1", published_at=NOW, by=given.cast.bruno, now=NOW)
    with pytest.raises(Refused, match="déjà publié"):
        move(given, post, NOW + 5 * DAY)


@pytest.mark.parametrize("everywhere", [True, False])
def test_what_is_held_does_not_move(given, everywhere):
    post, draft = given.scheduled(), given.draft()
    given.hold(channel=None if everywhere else given.channel())
    with pytest.raises(Refused, match="retenue"):
        move(given, post, NOW + 5 * DAY)
    move(given, draft, NOW + 5 * DAY)


def test_a_late_post_finds_a_new_hour(given):
    post = given.scheduled(due_at=NOW - HOUR)
    assert move(given, post, NOW + HOUR).status == "scheduled"


def test_who_may_not_write_is_not_handed_a_post(given, association):
    from associations.roles import Role
    from tests.conftest import make_member

    reader = make_member(association, "ode@mains-voisines.example", "Ode Klein", [Role.READER])
    post = given.in_review()
    with pytest.raises(Refused, match="Ode Klein ne peut pas écrire"):
        moving.hand_over(post, owner=reader, expected=1, by=given.cast.chloe, now=NOW)
    moving.hand_over(post, owner=given.cast.bruno, expected=1, by=given.cast.chloe, now=NOW)
    assert given.again(post).owner == given.cast.bruno
    assert given.again(post).revision.number == 2


@pytest.mark.parametrize(
    ("before", "day", "utc"),
    [
        # Across March, 18 h stays 18 h: one hour less of waiting.
        (dt.datetime(2026, 3, 27, 18, tzinfo=PARIS), dt.date(2026, 3, 29), dt.datetime(2026, 3, 29, 16, tzinfo=dt.UTC)),
        (dt.datetime(2027, 3, 27, 18, tzinfo=PARIS), dt.date(2027, 3, 28), dt.datetime(2027, 3, 28, 16, tzinfo=dt.UTC)),
        # Across October too, back and forth; the hour lived twice is its first time.
        (
            dt.datetime(2026, 10, 24, 9, tzinfo=PARIS),
            dt.date(2026, 10, 25),
            dt.datetime(2026, 10, 25, 8, tzinfo=dt.UTC),
        ),
        (
            dt.datetime(2026, 10, 26, 9, tzinfo=PARIS),
            dt.date(2026, 10, 24),
            dt.datetime(2026, 10, 24, 7, tzinfo=dt.UTC),
        ),
        (
            dt.datetime(2026, 10, 24, 2, 30, tzinfo=PARIS),
            dt.date(2026, 10, 25),
            dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC),
        ),
    ],
)
def test_the_hour_on_the_clock_is_kept(before, day, utc):
    assert same_hour(before, day).astimezone(dt.UTC) == utc


def test_an_hour_the_clocks_jump_over_is_none():
    with pytest.raises(NoSuchHour):
        same_hour(dt.datetime(2027, 3, 27, 2, 30, tzinfo=PARIS), dt.date(2027, 3, 28))


def send(client, url, post, day, hour="18:00", expected=1, **more):
    data = {"due_on": day, "due_hour": hour, "expected": expected} | more
    return client.post(url("calendar:post-move", pk=post.pk), data)


def test_the_page_moves_and_offers_the_way_back(as_, url, given):
    post, client = given.draft(due_at=NOW + 2 * DAY), as_("chloe")
    month = url("calendar:month") + "?moi=1"
    response = send(client, url, post, "2026-11-28", retour=month)
    assert (response.status_code, response.url) == (302, month)
    page = client.get(response.url).content.decode()
    assert "est prévue samedi 28 novembre à 18\u00a0h." in page
    back = re.search(r'href="([^"]+)">Remettre mardi 24 novembre à 11', page)[1].replace("&amp;", "&")
    form = client.get(back).context["form"]
    assert (form.initial["due_on"], form.initial["due_hour"]) == (dt.date(2026, 11, 24), dt.time(11))
    assert send(client, url, post, "2026-11-24", "11:00", expected=form.initial["expected"]).status_code == 302
    assert given.again(post).due_at == NOW + 2 * DAY


@pytest.mark.parametrize(
    "back", ["https://ailleurs.example/", "//ailleurs.example", "/a/fil-bleu/calendrier/", "/compte/"]
)
def test_the_way_back_stays_in_the_calendar(as_, url, given, back):
    post = given.draft()
    assert send(as_("chloe"), url, post, "2026-11-28", retour=back).url == post.get_absolute_url()


@pytest.mark.parametrize(
    ("day", "hour", "words"),
    [
        ("2026-11-21", "18:00", "déjà passé"),
        ("2027-03-28", "02:30", "Cette heure n’existe pas ce jour-là"),
        ("28 novembre", "18:00", "ne se lit pas"),
        ("2026-11-28", "25:00", "ne se lit pas"),
        ("0026-11-28", "18:00", "hors du calendrier"),
        ("", "", "obligatoire"),
    ],
)
def test_a_refusal_is_a_sentence_on_the_page(as_, url, given, day, hour, words):
    post = given.draft()
    response = send(as_("chloe"), url, post, day, hour)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert given.again(post).revision.number == 1


@pytest.mark.parametrize("expected", ["", "x", "0", "99999999999999999999"])
def test_a_broken_number_moves_nothing(as_, url, given, expected):
    post = given.draft()
    assert send(as_("chloe"), url, post, "2026-11-28", expected=expected).status_code == 200
    assert given.again(post).due_at == NOW + 2 * DAY


def test_somebody_was_quicker(as_, url, given):
    post, client = given.draft(), as_("chloe")
    move(given, post, NOW + 5 * DAY, by=given.cast.bruno)
    page = client.post(
        url("calendar:post-move", pk=post.pk), {"due_on": "2026-11-28", "due_hour": "18:00", "expected": 1}, follow=True
    ).content.decode()
    assert "Bruno Castel a modifié cette publication entre-temps." in page
