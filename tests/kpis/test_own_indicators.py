"""Indicators of one's own, and breaks: written in a page, worked out, never guessed, never chained."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django_scopes import scope
from openpyxl import load_workbook

from kpis import breaks, catalogue, exporting, series
from kpis.models import FollowedIndicator, OwnIndicator, SeriesBreak
from kpis.own import acts, units, writing
from tests.kpis.conftest import NOW, OCTOBER

pytestmark = pytest.mark.usefixtures("november")
SEPTEMBER = dt.date(2026, 9, 1)


def _sent(**changed):
    return {
        "name": "Cafés offerts",
        "unit": "count",
        "direction": "up",
        "scope": "association",
        "way": "read",
        "aggregation": "sum",
        **changed,
    }


@pytest.fixture
def write(as_, url):
    """write(name=…, way=…): what the page answers to the coordinator."""
    return lambda who="bruno", **changed: as_(who).post(url("kpis:own-create"), _sent(**changed))


def _made(name):
    return OwnIndicator.unscoped.get(name=name)


def test_a_raw_indicator_is_written_followed_and_read_like_any_other(write, as_, url, association, read):
    answer = write()
    made = _made("Cafés offerts")
    assert answer.url.endswith(f"?cocher={made.code}")
    page = as_("bruno").get(answer.url).content.decode()
    assert "Cafés offerts" in page
    as_("bruno").post(url("kpis:indicator-follow"), {"follow": [made.code, "posts"]})
    as_("bruno").post(
        url("kpis:entry", month="2026-10"), {f"v-{made.code}-0": "42", f"n-w-{made.code}": "Le cahier du bar"}
    )
    month = as_("chloe").get(url("kpis:month", month="2026-10")).content.decode()
    assert "Cafés offerts" in month
    assert ">42<" in month


@pytest.mark.parametrize(
    ("way", "changed", "value"),
    [
        ("share", {"unit": "%"}, "25"),
        ("per", {}, "0.25"),
        ("sum", {}, "50"),
        ("difference", {}, "-30"),
        ("free", {"typed": "([Dons reçus] + 2,5) × 2"}, "25.0"),
    ],
)
def test_a_calculation_is_made_on_the_totals(write, association, read, channels, way, changed, value):
    assert write(name="Essai", way=way, first="donations_count", second="visits", **changed).status_code == 302
    read("donations_count", 10)
    read("visits", 40)
    with scope(association=association):
        code = _made("Essai").code
        book = series.book(association, [code], OCTOBER, OCTOBER, [channels.blog.pk])
        assert book.total(code, OCTOBER).value == Decimal(value)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"way": "sum", "first": "donations_amount", "second": "volunteer_hours"}, "euros et heures"),
        ({"way": "share", "first": "posts", "second": "visits", "unit": "EUR"}, "L’unité choisie est"),
        ({"way": "free", "typed": "[Dons recus] × 2"}, "« Dons recus »"),
        ({"way": "free", "typed": "__import__('os')"}, "ne se lit pas"),
        ({"way": "free", "typed": "(" * 300 + "[Vues]" + ")" * 290}, "ne se lit pas"),
        ({"way": "free", "typed": "2 + 2"}, "ne se lit pas"),
        ({"way": "free", "typed": "[Vues] ** 9"}, "ne se lit pas"),
        ({"way": "read", "aggregation": ""}, "nous ne le devinons jamais"),
        ({"way": "share", "first": "posts"}, "Choisissez un indicateur"),
        ({"name": "Vues"}, "existe déjà"),
        ({"name": "Vues [fb]"}, "Les crochets"),
    ],
)
def test_what_cannot_be_is_refused_in_words(write, changed, sentence):
    answer = write(**changed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not OwnIndicator.unscoped.exists()


def test_a_formula_that_comes_back_to_itself_is_refused(write, as_, url):
    write(name="Un", way="sum", first="posts", second="visits")
    first = _made("Un")
    write(name="Deux", way="sum", first=first.code, second="posts")
    answer = as_("bruno").post(
        url("kpis:own-edit", pk=first.pk), _sent(name="Un", way="free", typed="[Deux] + [Publications]")
    )
    assert answer.status_code == 422
    assert "revient sur lui-même, par\u00a0: Deux, Un." in answer.content.decode()
    first.refresh_from_db()
    assert first.formula == "posts + visits"


def test_a_loop_written_around_the_pages_stops_no_page(write, as_, url, association):
    write(name="Un", way="sum", first="posts", second="visits")
    write(name="Deux", way="sum", first=_made("Un").code, second="posts")
    OwnIndicator.unscoped.filter(name="Un").update(formula=f"{_made('Deux').code} + 1")
    as_("bruno").post(url("kpis:indicator-follow"), {"follow": [_made("Un").code, _made("Deux").code]})
    assert as_("bruno").get(url("kpis:month")).status_code == 200
    assert as_("bruno").get(url("kpis:entry")).status_code == 200


def test_once_read_it_stays_what_it_is(write, as_, url, read):
    write()
    made = _made("Cafés offerts")
    read(made.code, 5)
    edit = url("kpis:own-edit", pk=made.pk)
    assert as_("bruno").post(edit, _sent(unit="EUR")).status_code == 422
    assert as_("bruno").post(edit, _sent(pitfall="Le thé compte aussi.")).status_code == 302
    made.refresh_from_db()
    assert (made.unit, made.pitfall) == ("count", "Le thé compte aussi.")


def test_what_others_are_worked_out_from_is_not_retired(write, as_, url, association, cast):
    write(name="Un", way="sum", first="posts", second="visits")
    first = _made("Un")
    write(name="Deux", way="sum", first=first.code, second="posts")
    as_("bruno").post(url("kpis:own-retire", pk=first.pk))
    first.refresh_from_db()
    assert first.retired_at is None
    with scope(association=association):
        acts.retire(_made("Deux"), by=cast.bruno, now=NOW)
        acts.retire(first, by=cast.bruno, now=NOW)
    assert OwnIndicator.unscoped.offered().count() == 0
    assert write(name="Un").status_code == 302, "its name is free again"


def test_unique_people_stay_what_cannot_be_added(write, association, read, channels):
    write(name="Par personne", way="per", first="reactions", second="reach")
    with scope(association=association):
        assert catalogue.get(_made("Par personne").code).across == "not_additive"


def test_the_database_refuses_an_indicator_that_does_not_say_how_it_adds_up(write):
    write()
    with pytest.raises(IntegrityError), transaction.atomic():
        OwnIndicator.unscoped.update(aggregation="ratio_of_sums")
    with pytest.raises(IntegrityError), transaction.atomic():
        OwnIndicator.unscoped.update(unit="litres")


def test_whoever_may_not_fix_targets_may_not_write_one(write):
    assert write("chloe").status_code == 403


@pytest.mark.parametrize(
    ("formula", "unit"),
    [("100 * posts / visits", "%"), ("amount / hours", "EUR/h"), ("rate * hours", "EUR"), ("share * visits", "count")],
)
def test_units_that_go_together(formula, unit):
    given = {"posts": "count", "visits": "accounts", "amount": "EUR", "hours": "hours", "rate": "EUR/h", "share": "%"}
    units.check(formula, unit, given.__getitem__)


@pytest.mark.parametrize("formula", ["amount + hours", "share + visits", "hours - 2", "minutes + hours"])
def test_units_that_do_not(formula):
    given = {"visits": "count", "amount": "EUR", "hours": "hours", "share": "%", "minutes": "min"}
    with pytest.raises(units.Clash):
        units.of_formula(formula, given.__getitem__)


def test_a_formula_is_read_back_as_it_was_written():
    entries = list(catalogue.indicators().values())
    formula = writing.read("100 × [Clics sur un lien] / ([Vues] − [Impressions])", entries)
    assert formula == "100 * link_clicks / (views - impressions)"
    names = {entry.id: entry.fr for entry in entries}
    assert writing.read(writing.written(formula, names), entries) == formula


# Breaks.


def _followed(association, *ids):
    with scope(association=association):
        for rank, each in enumerate(ids):
            FollowedIndicator.objects.create(association=association, indicator=each, rank=rank)


def test_no_change_is_worked_out_across_a_break(as_, url, association, read, channels):
    _followed(association, "visits")
    for place, month in enumerate([dt.date(2026, m, 1) for m in range(4, 11)]):
        read("visits", 100 + 50 * place, month=month)
    address = url("kpis:month", month="2026-10")
    assert "+50" in as_("chloe").get(address).content.decode()
    sent = {"indicator": "visits", "channel": "", "on": "2026-10-01", "reason": "Nouvel outil de mesure"}
    assert as_("bruno").post(url("kpis:break-list"), sent).status_code == 302
    page = as_("chloe").get(address).content.decode()
    assert "+50" not in page
    assert "sans comparaison" in page
    assert "rupture en octobre 2026\u00a0: Nouvel outil de mesure." in page
    assert 'class="cut"' in page


def test_a_break_inside_a_month_spoils_that_month():
    months = [dt.date(2026, m, 1) for m in range(1, 7)]
    middle = breaks.Break("views", dt.date(2026, 3, 15), "")
    first = breaks.Break("views", dt.date(2026, 3, 1), "")
    last = breaks.Break("views", dt.date(2026, 6, 15), "")
    assert breaks.comparable_from(months, [middle]) == 3
    assert breaks.comparable_from(months, [first]) == 2
    assert breaks.comparable_from(months, [first, last]) == 5
    assert breaks.comparable_from(months, []) == 0


def test_the_break_of_a_network_counts_where_there_is_an_account(association, channels):
    def found(of):
        return breaks.between(association, ["views", "er_impressions"], of, dt.date(2025, 1, 1), OCTOBER, "fr")

    with scope(association=association):
        assert {each.indicator for each in found([channels.facebook])} == {"views", "er_impressions"}
        assert found([channels.mastodon]) == []


def test_a_break_noted_twice_is_noted_once_and_may_be_taken_away(as_, url, association, cast):
    _followed(association, "visits")
    sent = {"indicator": "visits", "channel": "", "on": "2026-05-04", "reason": "Nouveau site"}
    for _ in range(2):
        as_("bruno").post(url("kpis:break-list"), sent)
    noted = SeriesBreak.unscoped.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        SeriesBreak.unscoped.create(
            association=association, indicator="visits", on=noted.on, reason="x", by=cast.bruno, at=NOW
        )
    as_("bruno").post(url("kpis:break-remove", pk=noted.pk))
    assert not SeriesBreak.unscoped.exists()
    assert as_("chloe").post(url("kpis:break-list"), sent).status_code == 403


def test_the_page_costs_the_same_with_many_own_indicators_and_breaks(as_, url, association, cast, assert_flat):
    count = iter(range(100))

    def grow():
        with scope(association=association):
            n = next(count)
            made = OwnIndicator(association=association, name=f"Chiffre {n}", unit="count", aggregation="sum")
            acts.save(made, by=cast.bruno, now=NOW)
            FollowedIndicator.objects.create(association=association, indicator=made.code, rank=n)
            noted = SeriesBreak(association=association, indicator=made.code, on=SEPTEMBER, reason="Essai")
            acts.note_break(noted, by=cast.bruno, now=NOW)

    assert_flat(as_("bruno"), url("kpis:month", month="2026-10"), grow)
    assert_flat(as_("bruno"), url("kpis:indicator-list"), grow)
    assert_flat(as_("bruno"), url("kpis:break-list"), grow)


def test_the_workbook_says_the_breaks_under_the_months(association, read, channels, cast):
    _followed(association, "visits")
    for month in (8, 9, 10):
        read("visits", 100 * month, month=dt.date(2026, month, 1))
    with scope(association=association):
        noted = SeriesBreak(association=association, indicator="visits", on=SEPTEMBER, reason="Nouveau site")
        acts.note_break(noted, by=cast.bruno, now=NOW)
        made, _head = exporting.build(association, OCTOBER, "fr", NOW)
    book = load_workbook(io.BytesIO(made.content))
    told = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("rupture en septembre 2026" in words and "Nouveau site" in words for words in told)
