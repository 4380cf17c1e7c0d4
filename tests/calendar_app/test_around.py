"""What lies around the calendar, and the days that are marked in it."""

import datetime as dt
import re

import pytest

from calendar_app.around import GROUPS
from calendar_app.models import DayChoice, DayConfirmation
from tests.conftest import count_queries

from .given import NOW

VIEWS = ("month", "week", "board", "list")


@pytest.mark.parametrize("view", VIEWS)
def test_every_page_is_two_clicks_away(as_, url, given, view):
    client = as_("amina")
    around = url("calendar:around")
    assert f'href="{around}"' in client.get(url(f"calendar:{view}")).content.decode()
    html = client.get(around).content.decode()
    # The rules lead to a version of the line, which this association has not written yet.
    for route in [way.route for _need, ways in GROUPS for way in ways if way.route != "rule-list"]:
        path = url(f"calendar:{route}")
        assert f'href="{path}"' in html, route
        if view == "month":
            assert client.get(path).status_code == 200, route


def test_a_person_sees_only_the_pages_they_may_open(as_, url, given):
    html = as_("elise").get(url("calendar:around")).content.decode()
    main = html.split("<main")[1].split("</main>")[0]
    for path in set(re.findall(r'<li><a href="(/a/[^"]+)"', main)):
        assert as_("elise").get(path).status_code == 200, path
    assert url("calendar:consent-list") not in main


def shown(as_, address):
    return re.findall(r'<p class="marked">(.*?)</p>', as_("chloe").get(address).content.decode())


def test_a_public_holiday_is_said_on_its_day_in_month_and_week(as_, url, given):
    month = url("calendar:month", year=2026, month=11)
    week = url("calendar:week", year=2026, month=11, day=11)
    for address in (month, week):
        assert sum("Armistice" in line for line in shown(as_, address)) == 1
    html = as_("chloe").get(week).content.decode()
    day = next(part for part in html.split('<li class="day')[1:] if "Armistice" in part)
    assert "mercredi" in day.split("</h2>")[0]


def test_a_day_that_is_hidden_or_dated_changes_the_page_and_its_mark(as_, url, given, cast, association):
    address, client = url("calendar:month", year=2026, month=11), as_("chloe")
    client.get(address)  # gives the cookie of the forms
    first = client.get(address)
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    before = count_queries(client, address)
    name = re.search(r"#([\w-]+)\">[^<]*Armistice", "".join(shown(as_, address)))[1]
    DayChoice.unscoped.create(association=association, day=name, is_shown=False)
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    assert not any("Armistice" in line for line in shown(as_, address))
    DayConfirmation.unscoped.create(
        association=association, day="fete_voisins", year=2026, starts_on=dt.date(2026, 11, 4),
        ends_on=dt.date(2026, 11, 4), source="https://exemple.example/", by=cast.amina, at=NOW,
    )  # fmt: skip
    assert any("fete_voisins" in line for line in shown(as_, address))
    assert client.get(address, headers={"if-none-match": again["ETag"]}).status_code == 200
    assert count_queries(client, address) == before <= 8
