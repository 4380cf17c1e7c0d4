"""The month: all the posts, on their day in Paris, at a cost that does not grow."""

import datetime as dt
import gzip
import re
from html import escape

import pytest

from calendar_app.models import Post, Variant
from tests.conftest import count_queries

from .given import DAY, HOUR, NOW

PARIS_MIDNIGHT = dt.datetime(2026, 10, 31, 23, tzinfo=dt.UTC)


def days(page):
    """The days of the page, as (what is read aloud, titles)."""
    found = re.findall(r'<li class="day[^>]*>(.*?)</li>', page, re.S)
    strip = lambda html: re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip()  # noqa: E731
    return [(strip(day.split("</h2>")[0]), re.findall(r"<b>(.*?)</b>", day)) for day in found]


def show(as_, url, who="chloe", month=None, query=""):
    address = url("calendar:month", year=month[0], month=month[1]) if month else url("calendar:month")
    response = as_(who).get(address + query)
    assert response.status_code == 200
    return response.content.decode()


def many(given, number):
    """`number` posts of November over three accounts, by the shortest way: the cost of reading is what is measured."""
    channels = [given.channel(network) for network in ("mastodon", "x", "facebook")]
    first = given.draft(channels=channels)
    start = dt.datetime(2026, 11, 1, 9, tzinfo=dt.UTC)
    rows = Post.objects.bulk_create(
        Post(
            association=given.association,
            title=f"Rendez-vous numéro {i} à la Maison du Port",
            owner=given.cast.chloe,
            created_by=given.cast.chloe,
            created_at=NOW,
            due_at=start + dt.timedelta(days=i % 30, minutes=15 * (i % 20)),
        )
        for i in range(number)
    )
    Variant.objects.bulk_create(
        Variant(association=given.association, post=post, channel=channels[i % 3]) for i, post in enumerate(rows)
    )
    return first


def test_a_post_stands_on_its_day_with_account_hour_and_state(as_, url, given):
    given.scheduled(title="Demain, venez trier", channels=[given.channel("x"), given.channel("mastodon")])
    page = show(as_, url)
    day = dict(days(page))["mardi 24 novembre"]
    assert day == ["Demain, venez trier"]
    assert "Mastodon, X, 11\u00a0h" in page
    assert "Programmée" in page


def test_weeks_begin_on_monday_and_days_are_read_in_full(as_, url, given):
    names = [name for name, _titles in days(show(as_, url))]
    assert names[0] == "lundi 26 octobre"
    assert names[6] == "dimanche 1er novembre"
    assert names[-1] == "dimanche 6 décembre"
    assert "dimanche 22 novembre, aujourd’hui" in names


@pytest.mark.parametrize(
    ("due_at", "month", "day"),
    [
        # 29 March 2026 lasts 23 hours: 23 h 30 that day is 21 h 30 UTC.
        (dt.datetime(2026, 3, 29, 21, 30, tzinfo=dt.UTC), (2026, 3), "dimanche 29 mars"),
        (dt.datetime(2026, 3, 28, 23, 30, tzinfo=dt.UTC), (2026, 3), "dimanche 29 mars"),
        (dt.datetime(2026, 3, 29, 22, 30, tzinfo=dt.UTC), (2026, 3), "lundi 30 mars"),
        # 25 October lasts 25 hours.
        (dt.datetime(2026, 10, 24, 22, 30, tzinfo=dt.UTC), (2026, 10), "dimanche 25 octobre"),
        (dt.datetime(2026, 10, 25, 22, 59, tzinfo=dt.UTC), (2026, 10), "dimanche 25 octobre"),
        (dt.datetime(2026, 10, 25, 23, 0, tzinfo=dt.UTC), (2026, 10), "lundi 26 octobre"),
        (PARIS_MIDNIGHT, (2026, 11), "dimanche 1er novembre"),
    ],
)
def test_days_are_days_of_paris(as_, url, given, due_at, month, day):
    given.draft(title="Ici", due_at=due_at)
    assert dict(days(show(as_, url, month=month)))[day] == ["Ici"]


def test_the_first_and_last_moments_of_the_page(as_, url, given):
    first = dt.datetime(2026, 10, 25, 23, tzinfo=dt.UTC)
    last = dt.datetime(2026, 12, 6, 22, 59, 59, tzinfo=dt.UTC)
    for title, due_at in [("avant", first - HOUR), ("premier", first), ("dernier", last), ("après", last + HOUR)]:
        given.draft(title=title, due_at=due_at)
    titles = [title for _name, found in days(show(as_, url)) for title in found]
    assert titles == ["premier", "dernier"]


def test_the_same_number_of_queries_for_0_30_and_300_posts(as_, url, given):
    client, address = as_("chloe"), url("calendar:month")
    costs = [count_queries(client, address)]
    for number in (30, 270):
        many(given, number)
        costs.append(count_queries(client, address))
    assert len(set(costs)) == 1
    assert costs[0] <= 8
    page = client.get(address).content
    assert page.count(b'<a class="slot') == 302
    assert len(gzip.compress(page, 6)) <= 12_000


def test_a_hold_costs_no_more(as_, url, given):
    given.scheduled()
    before = count_queries(as_("chloe"), url("calendar:month"))
    given.hold()
    given.hold(channel=given.channel("mastodon"))
    assert count_queries(as_("chloe"), url("calendar:month")) == before


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ("draft", "Brouillon"),
        ("in_review", "En relecture"),
        ("approved", "Approuvée"),
        ("scheduled", "Programmée"),
        ("published", "Publiée"),
    ],
)
def test_each_state_has_its_word(as_, url, given, state, word):
    getattr(given, state)()
    page = show(as_, url)
    assert f"{word}\u00a0: 1" in page
    assert page.count(f"/></svg>{word}<") == 1


def test_late_held_and_cancelled(as_, url, given):
    given.scheduled(title="Tard", due_at=NOW - HOUR)
    assert "En retard" in show(as_, url)
    given.hold()
    page = show(as_, url)
    assert "Retenue\u00a0: 1" in page
    assert "Une photo publiée sans accord." in page
    assert "Amina Belkacem" in page


def test_what_calls_for_somebody_is_said_first(as_, url, given):
    given.scheduled(due_at=NOW - HOUR)
    for _ in range(2):
        given.in_review()
    assert "Une publication est en retard. 2 textes attendent une relecture." in show(as_, url)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?compte=x", ["Sur X"]),
        ("?etat=review", ["À lire"]),
        ("?etat=draft&compte=x", ["Sur X"]),
        ("?moi=1", ["De Bruno"]),
        ("?but=known", []),
        ("?compte=ailleurs&etat=rien&but=zut&moi=oui", ["Sur X", "À lire", "De Bruno"]),
    ],
)
def test_filters_are_in_the_address_and_kept_in_the_links(as_, url, given, query, titles):
    given.draft(title="Sur X", channels=[given.channel("x")])
    given.in_review(title="À lire")
    given.draft(title="De Bruno", owner=given.cast.bruno)
    page = show(as_, url, who="bruno", query=query)
    assert sorted(t for _name, found in days(page) for t in found) == sorted(titles)
    if "compte=x" in query:
        assert re.search(r'rel="prev"', page)
        assert "2026-10/?compte=x" in page


def test_the_words_of_a_title_are_escaped(as_, url, given):
    channel = given.channel(name="<i>Mur</i>", slug="mur")
    given.draft(title="<script>alert(1)</script>", channels=[channel])
    page = show(as_, url)
    assert "<script>alert" not in page
    assert "<i>Mur" not in page
    assert "<span>&lt;i&gt;Mur&lt;/i&gt;, 11" in page


@pytest.mark.parametrize(
    "title", ["100 % %(chip)s %s %%", "{{ chip }}{% now %}", "a %(x)s{{ <b>", "\u202edroite à gauche"]
)
def test_signs_of_a_pattern_in_a_title_are_only_words(as_, url, given, title):
    given.draft(title=title, channels=[given.channel(name=f"Mur {title}"[:80], slug="mur")])
    page = show(as_, url)
    assert f"<b>{escape(title)}</b>" in page
    assert f"<span>{escape('Mur ' + title)}, 11" in page
    assert escape(title) in as_("chloe").get(url("calendar:list")).content.decode()


def test_a_post_without_account_is_drawn(as_, url, given):
    given.draft(title="Sans compte", channels=[])
    assert dict(days(show(as_, url)))["mardi 24 novembre"] == ["Sans compte"]


@pytest.mark.parametrize("month", [(2026, 13), (2026, 0), (1999, 12), (2101, 1), (9999, 12)])
def test_a_month_that_is_none(as_, url, cast, month):
    assert as_("chloe").get(url("calendar:month", year=month[0], month=month[1])).status_code == 404


def test_nothing_of_a_neighbour_is_drawn(as_, url, given, unscoped):
    given.elsewhere(given.cast.damien)
    assert sum(len(titles) for _name, titles in days(show(as_, url))) == 0


def test_the_month_loads_two_style_sheets_and_no_script(as_, url, given):
    page = show(as_, url)
    assert re.findall(r'rel="stylesheet" href="([^"]+)"', page) == ["/static/css/base.css", "/static/css/calendar.css"]
    assert "<script" not in page


def test_an_empty_month_says_what_to_do(as_, url, given):
    assert "Aucune publication n’est prévue ce mois-ci." in show(as_, url)
    assert "Aucune publication ne répond à ces filtres" in show(as_, url, query="?etat=late")


def test_the_list_is_newest_first_and_walks_by_marks(as_, url, given):
    many(given, 119)
    client, address, seen = as_("chloe"), url("calendar:list"), []
    while address:
        page = client.get(address).content.decode()
        seen.append(re.findall(r'<th scope="row"><a href="[^"]*/(\d+)/"', page))
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address = older and older[1].replace("&amp;", "&")
    assert [len(rows) for rows in seen] == [50, 50, 20]
    flat = [int(pk) for rows in seen for pk in rows]
    assert flat == list(Post.objects.order_by("-due_at", "-pk").values_list("pk", flat=True))
    back = re.search(r'rel="prev" href="([^"]+)"', page)[1].replace("&amp;", "&")
    assert re.findall(r'<th scope="row"><a href="[^"]*/(\d+)/"', client.get(back).content.decode()) == seen[1]


def test_posts_of_one_same_hour_are_walked_both_ways(as_, url, given):
    many(given, 119)
    Post.objects.update(due_at=NOW)
    client = as_("chloe")
    first = client.get(url("calendar:list"))
    second = client.get(first.context["older"])
    third = client.get(second.context["older"])
    back = client.get(third.context["newer"])
    seen = [row["path"] for page in (first, second, third) for row in page.context["rows"]]
    assert len(seen) == len(set(seen)) == 120
    assert [row["path"] for row in back.context["rows"]] == [row["path"] for row in second.context["rows"]]


def test_the_list_costs_the_same_whatever_it_holds(as_, url, given):
    client, address = as_("chloe"), url("calendar:list")
    costs = [count_queries(client, address)]
    for number in (30, 270):
        many(given, number)
        costs.append(count_queries(client, address))
    assert len(set(costs)) == 1
    assert costs[0] <= 8


@pytest.mark.parametrize("mark", ["apres=x", "avant=_", "apres=20261118T170000.000000_x", "apres=99999999T999999.0_1"])
def test_a_broken_mark_shows_the_first_page(as_, url, given, mark):
    given.draft()
    assert "Tri des jouets" in as_("chloe").get(f"{url('calendar:list')}?{mark}").content.decode()


@pytest.mark.parametrize("state", ["draft", "in_review", "approved", "scheduled", "published"])
def test_the_filter_and_the_chip_agree(as_, url, given, state):
    getattr(given, state)(title="Celle-ci")
    given.scheduled(title="En retard", due_at=NOW - DAY)
    key = {"in_review": "review"}.get(state, state)
    page = as_("chloe").get(f"{url('calendar:list')}?etat={key}").content.decode()
    assert re.findall(r'<th scope="row"><a[^>]*>(.*?)</a>', page) == ["Celle-ci"]
