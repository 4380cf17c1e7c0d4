"""Week, board and list beside the month: one way between them, filters and day kept, at a cost that does not grow."""

import datetime as dt
import re

import pytest

from calendar_app import duty  # noqa: F401 - the slots of the week are drawn here
from calendar_app.models import Campaign, Channel, Pillar, Post
from tests.conftest import count_queries
from tests.house.cases import ask, spread

from .given import DAY, HOUR, NOW
from .test_month import days, many

PAGES = {
    "GET calendar:around": "nobody 302, chloe 200, elise 200, damien 404",
    "GET calendar:week": "nobody 302, chloe 200, elise 200, damien 404",
    "GET calendar:board": "nobody 302, chloe 200, elise 200, damien 404",
    "GET calendar:bulk": "nobody 302, chloe 200, damien 404",
    "POST calendar:bulk": "nobody 302, chloe 200, damien 404",
}


@pytest.mark.parametrize(("who", "what", "status"), spread(PAGES))
def test_who_sees_what(as_, url, given, who, what, status):
    assert ask(as_, url, who, what) == status


def page(as_, address, who="chloe"):
    response = as_(who).get(address)
    assert response.status_code == 200
    return response.content.decode()


def week(url, year, month, day):
    return url("calendar:week", year=year, month=month, day=day)


def test_a_week_begins_on_monday_whatever_day_is_asked(as_, url, given):
    for day in (16, 19, 22):
        names = [name for name, _titles in days(page(as_, week(url, 2026, 11, day)))]
        assert (names[0], names[-1], len(names)) == ("lundi 16 novembre", "dimanche 22 novembre, aujourd’hui", 7)


@pytest.mark.parametrize(
    ("day", "utc", "hour", "note"),
    [
        # Before the change of March Paris is an hour ahead of UTC, after it two: 3 h follows 1 h 59.
        ((2026, 3, 29), dt.datetime(2026, 3, 29, 0, 59, tzinfo=dt.UTC), "1\u00a0h\u00a059", "avancent"),
        ((2026, 3, 29), dt.datetime(2026, 3, 29, 1, 0, tzinfo=dt.UTC), "3\u00a0h", "avancent"),
        ((2027, 3, 28), dt.datetime(2027, 3, 28, 1, 30, tzinfo=dt.UTC), "3\u00a0h\u00a030", "avancent"),
        # In October 2 h 30 is lived twice.
        ((2026, 10, 25), dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC), "2\u00a0h\u00a030", "reculent"),
        ((2026, 10, 25), dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC), "2\u00a0h\u00a030", "reculent"),
        ((2026, 10, 25), dt.datetime(2026, 10, 25, 22, 30, tzinfo=dt.UTC), "23\u00a0h\u00a030", "reculent"),
    ],
)
def test_the_hours_of_a_week_are_those_of_the_clock(as_, url, given, day, utc, hour, note):
    given.draft(title="Ici", due_at=utc)
    html = page(as_, week(url, *day))
    name, titles = days(html)[6]
    assert (name.startswith("dimanche"), titles) == (True, ["Ici"])
    assert f"<span>Mastodon, {hour}</span>" in html
    assert html.count(f"Les horloges {note}") == 1
    month = page(as_, url("calendar:month", year=day[0], month=day[1]))
    assert month.count(f"Les horloges {note}") == 1


def test_the_edges_of_a_week_across_a_clock_change(as_, url, given):
    # Monday 23 March 0 h is 23 h UTC on Sunday; Monday 30 March 0 h is already 22 h UTC.
    first, after = dt.datetime(2026, 3, 22, 23, tzinfo=dt.UTC), dt.datetime(2026, 3, 29, 22, tzinfo=dt.UTC)
    for title, at in (("avant", first - HOUR), ("premier", first), ("dernier", after - HOUR), ("après", after)):
        given.draft(title=title, due_at=at)
    found = [title for _name, titles in days(page(as_, week(url, 2026, 3, 25))) for title in titles]
    assert found == ["premier", "dernier"]


@pytest.mark.parametrize("day", [(2026, 2, 30), (2026, 13, 1), (1999, 1, 1), (9999, 12, 31)])
def test_a_week_that_is_none(as_, url, cast, day):
    assert as_("chloe").get(week(url, *day)).status_code == 404


def test_the_board_puts_each_post_under_its_state(as_, url, given):
    given.draft(title="Ébauche")
    given.approved(title="Lu")
    given.scheduled(title="Tard", due_at=NOW - HOUR)
    html = page(as_, url("calendar:board"))
    columns = re.findall(r'<section aria-labelledby="col-(\w+)">(.*?)</section>', html, re.S)
    titles = {state: re.findall(r"<b>(.*?)</b>", inside) for state, inside in columns}
    assert titles == {"late": ["Tard"], "draft": ["Ébauche"], "approved": ["Lu"]}
    assert html.count('name="p"') == 3


def test_the_board_shows_its_month_only(as_, url, given):
    for title, at in (("octobre", dt.datetime(2026, 10, 31, 22, tzinfo=dt.UTC)), ("novembre", NOW + DAY)):
        given.draft(title=title, due_at=at)
    assert re.findall(r"<b>(.*?)</b>", page(as_, url("calendar:board"))) == ["novembre"]
    assert re.findall(r"<b>(.*?)</b>", page(as_, url("calendar:board", year=2026, month=10))) == ["octobre"]


def test_one_way_from_view_to_view_keeps_filters_and_day(as_, url, given):
    given.draft()
    wish = "compte=mastodon&etat=draft"
    address = f"{week(url, 2026, 12, 9)}?{wish}"
    seen = []
    for name in ("Tableau", "Liste", "Mois", "Semaine"):
        links = re.search(r'<nav class="views".*?</nav>', page(as_, address), re.S)[0]
        assert links.count('aria-current="page"') == 1
        address = re.search(rf'href="([^"]+)"[^>]*>{name}<', links)[1].replace("&amp;", "&")
        assert wish in address
        seen.append(address.split("calendrier/")[1].split("?")[0])
    assert seen == ["tableau/2026-12/", "liste/", "2026-12/", "semaine/2026-11-30/"]


def test_the_list_hands_the_day_on(as_, url, given):
    html = page(as_, url("calendar:list") + "?jour=2026-12-09")
    assert "semaine/2026-12-07/" in html
    assert '<input type="hidden" name="jour" value="2026-12-09">' in html
    for broken in ("x", "9999-99-99", "0001-01-01"):
        assert "semaine/2026-11-16/" in page(as_, url("calendar:list") + f"?jour={broken}")


@pytest.mark.parametrize("view", ["calendar:month", "calendar:week", "calendar:board", "calendar:list"])
def test_every_view_narrows_by_owner_pillar_and_campaign(as_, url, given, view):
    pillar = Pillar.objects.create(association=given.association, name="Quartier", slug="quartier")
    campaign = Campaign.objects.create(
        association=given.association,
        name="Jouets",
        slug="jouets",
        audience="Parents",
        goal="Cent jouets",
        starts_on=NOW.date(),
        ends_on=NOW.date(),
        owner=given.cast.bruno,
        created_by=given.cast.bruno,
        created_at=NOW,
    )
    given.draft(title="De Bruno", owner=given.cast.bruno, due_at=NOW + HOUR)
    mine = given.draft(title="De Chloé", due_at=NOW + HOUR)
    Post.objects.filter(pk=mine.pk).update(pillar=pillar, campaign=campaign)
    for wish in (f"resp={given.cast.chloe.pk}", "pilier=quartier", "campagne=jouets"):
        html = page(as_, f"{url(view)}?{wish}", "elise")
        assert "De Chloé" in html
        assert "De Bruno" not in html
    html = page(as_, f"{url(view)}?resp=0&pilier=x&campagne=99999999999999999999", "elise")
    assert "De Bruno" in html


@pytest.mark.parametrize("view", ["calendar:month", "calendar:week", "calendar:board", "calendar:list"])
def test_the_same_number_of_queries_for_0_30_and_300_posts(as_, url, given, view):
    client, address = as_("chloe"), url(view)
    costs = [count_queries(client, address)]
    for number in (30, 270):
        many(given, number)
        costs.append(count_queries(client, address))
    assert len(set(costs)) == 1
    assert costs[0] <= 8


def test_1800_posts_cost_no_query_more(as_, url, given):
    addresses = [url("calendar:month"), url("calendar:board")]
    before = [count_queries(as_("chloe"), address) for address in addresses]
    many(given, 1800)
    assert [count_queries(as_("chloe"), address) for address in addresses] == before


def test_the_month_to_move_in_says_so_and_loads_one_script(as_, url, given):
    post = given.draft(title="<b>Tri</b> « 100 % »")
    done = given.published(title="Faite", due_at=NOW + HOUR)
    html = page(as_, url("calendar:month") + "?deplacer=1&moi=1".replace("&moi=1", ""))
    assert re.findall(r'<script src="([^"]+)"', html) == ["/static/js/move.js"]
    assert f'data-post="{post.pk}" data-at="2026-11-24"' in html
    assert f'data-post="{done.pk}"' not in html
    assert "<b>Tri" not in html
    assert f"{post.get_absolute_url()}deplacer/" in html


def test_what_deserves_a_look_is_said(as_, url, given):
    given.channel("x")
    for minute in (0, 20):
        given.draft(title=f"Message {minute}", due_at=NOW + 2 * DAY + dt.timedelta(minutes=minute))
    for hours in range(2, 6):
        given.draft(title=f"Message {hours}", due_at=NOW + 2 * DAY + hours * HOUR)
    html = page(as_, url("calendar:month"))
    assert "«\u00a0Message 0\u00a0» et «\u00a0Message 20\u00a0» à 20 min d’écart" in html
    assert "Mastodon, mardi 24 novembre\u00a0: 6 publications le même jour." in html
    assert "X\u00a0: rien pendant" in html
    assert "Chloé Dubreuil porte 6 publications à venir." in html
    narrowed = page(as_, url("calendar:month") + "?compte=x")
    assert "À surveiller" not in narrowed


def test_a_closed_account_may_be_silent(as_, url, given):
    given.draft(channels=[given.channel("mastodon")])
    Channel.objects.filter(pk=given.channel("x").pk).update(is_active=False)
    assert "X\u00a0: rien pendant" not in page(as_, url("calendar:month"))


def test_an_agenda_keeps_what_still_waits_from_past_days(as_, url, given):
    given.published(title="Faite", due_at=NOW - 4 * DAY)
    given.scheduled(title="Tard", due_at=NOW - 3 * DAY)
    html = page(as_, url("calendar:month"))
    looks = dict(
        re.findall(r'<li class="(day[^"]*)"[^>]*>(?:(?!</li>).)*?<b>(.*?)</b>', html, re.S)
        and [
            (title, look)
            for look, title in re.findall(r'<li class="(day[^"]*)"[^>]*>(?:(?!</li>).)*?<b>(.*?)</b>', html, re.S)
        ]
    )
    assert "is-past" in looks["Faite"]
    assert "is-past" not in looks["Tard"]
    assert 'id="passes"' in html


class TestUnchanged:
    """The browser asks whether its page still stands."""

    def again(self, client, address, mark):
        return client.get(address, headers={"if-none-match": mark}).status_code

    @pytest.mark.parametrize("view", ["calendar:month", "calendar:week"])
    def test_the_same_page_is_not_sent_twice(self, as_, url, given, view):
        given.draft()
        client, address = as_("chloe"), url(view)
        client.get(address)
        first = client.get(address)
        assert first["ETag"].startswith('W/"')
        assert "no-cache" in first["Cache-Control"]
        assert "private" in first["Cache-Control"]
        assert self.again(client, address, first["ETag"]) == 304

    def test_whatever_it_shows_makes_it_new(self, as_, url, given, association):
        from associations.roles import Role
        from tests.conftest import make_member

        client, address = as_("chloe"), url("calendar:month")
        client.get(address)
        mark = client.get(address)["ETag"]

        def changed():
            nonlocal mark
            status = self.again(client, address, mark)
            mark = client.get(address)["ETag"]
            return status == 200

        assert not changed()
        post = given.draft()
        assert changed()
        from calendar_app import moving

        moving.reschedule(post, due_at=NOW + 5 * DAY, expected=1, by=given.cast.bruno, now=NOW)
        assert changed()
        given.hold()
        assert changed()
        make_member(association, "ode@mains-voisines.example", "Ode Klein", [Role.READER])
        assert changed()
        given.cast.chloe.user.theme = "dark"
        given.cast.chloe.user.save()
        assert changed()
        given.cast.chloe.user.language = "en"
        given.cast.chloe.user.save()
        assert changed()
        assert not changed()

    def test_a_post_that_becomes_late_makes_it_new(self, as_, url, given):
        import time_machine

        given.scheduled(due_at=NOW + HOUR)
        client, address = as_("chloe"), url("calendar:month")
        client.get(address)
        mark = client.get(address)["ETag"]
        with time_machine.travel(NOW + 2 * HOUR, tick=False):
            assert self.again(client, address, mark) == 200

    def test_filters_people_and_days_have_their_own(self, as_, url, given):
        import time_machine

        client, address = as_("chloe"), url("calendar:month")
        client.get(address)
        mark = client.get(address)["ETag"]
        assert self.again(client, address + "?moi=1", mark) == 200
        bruno = as_("bruno")
        bruno.get(address)
        assert self.again(bruno, address, mark) == 200
        with time_machine.travel(NOW + DAY, tick=False):
            assert self.again(client, address, mark) == 200

    def test_a_message_is_told_once_and_never_kept(self, as_, url, given):
        post, client, address = given.draft(), as_("chloe"), url("calendar:month")
        client.get(address)
        mark = client.get(address)["ETag"]
        data = {"due_on": "2026-11-24", "due_hour": "11:00", "expected": 1, "retour": address}
        assert client.post(url("calendar:post-move", pk=post.pk), data).status_code == 302
        told = client.get(address, headers={"if-none-match": mark})
        assert "est prévue" in told.content.decode()
        assert "ETag" not in told
        assert "est prévue" not in client.get(address).content.decode()

    def test_the_answer_costs_one_query_beside_the_door(self, as_, url, given):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client, address = as_("chloe"), url("calendar:month")
        client.get(address)
        mark = client.get(address)["ETag"]
        with CaptureQueriesContext(connection) as queries:
            assert self.again(client, address, mark) == 304
        assert len(queries) == 5
