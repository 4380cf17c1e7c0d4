"""Who sits where: named seats between two days, and the roll that a vote draws from them."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from governance import rolls, statutes, transitions
from governance.models import Body, Seat
from journal.models import Entry
from journal.moves import Refused
from tests.charter import given

pytestmark = pytest.mark.usefixtures("unscoped")
DAY = dt.timedelta(days=1)
TODAY = given.NOW.date()
JANUARY, JUNE = dt.date(2026, 1, 1), dt.date(2026, 6, 30)


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(given.NOW, tick=False)


@pytest.fixture
def committee(cast, association):
    return statutes.add_body(association, by=cast.amina, kind="committee", name="Rédaction", composition="named")


def seat(cast, body, who, *, function="member", starts_on=JANUARY, ends_on=None):
    return statutes.add_seat(
        body, getattr(cast, who), by=cast.amina, function=function, starts_on=starts_on, ends_on=ends_on
    )


def names(body, on=TODAY):
    return {person.name.split()[0] for person in rolls.electorate(body, on)}


# -- who sits -------------------------------------------------------------------


def test_mandates_membership_and_names_each_give_a_roll(cast, association, committee):
    board = given.statutes(cast)
    assembly = statutes.add_body(association, by=cast.amina, kind="assembly", name="")
    seat(cast, committee, "chloe")
    assert names(board) == {"Amina", "Élise", "Farid", "Gilles"}
    assert names(assembly) == {"Amina", "Bruno", "Chloé", "Élise", "Farid", "Gilles"}
    assert names(committee) == {"Chloé"}


@pytest.mark.parametrize(("on", "is_seated"), [(-1, False), (0, True), (180, True), (181, False)])
def test_the_first_and_the_last_day_of_a_seat_count(cast, committee, on, is_seated):
    seat(cast, committee, "chloe", ends_on=JUNE)
    day = JANUARY + on * DAY
    assert rolls.sits(committee, cast.chloe, day) is is_seated
    assert names(committee, day) == ({"Chloé"} if is_seated else set())


@pytest.mark.parametrize("composition", ["named", "members", "mandates"])
def test_who_left_the_association_sits_nowhere(cast, committee, composition):
    seat(cast, committee, "amina")
    Body.objects.filter(pk=committee.pk).update(composition=composition)
    committee.refresh_from_db()
    assert rolls.sits(committee, cast.amina, TODAY)
    cast.amina.left_on = TODAY
    cast.amina.save()
    assert not rolls.sits(committee, cast.amina, TODAY)
    assert "Amina" not in names(committee)


def test_the_chair_is_the_seat_that_says_so_and_else_the_presidency(cast, association, committee):
    board = given.statutes(cast)
    assert rolls.chairs(board, TODAY) == [cast.amina]
    seat(cast, committee, "amina")
    assert rolls.chairs(committee, TODAY) == [cast.amina]
    seat(cast, committee, "chloe", function="chair", ends_on=JUNE)
    assert rolls.chairs(committee, JUNE) == [cast.chloe]
    assert rolls.chairs(committee, JUNE + DAY) == [cast.amina]


def test_a_committee_of_named_people_votes_a_charter(cast, committee):
    statutes.choose_deciding(committee, by=cast.amina)
    statutes.answer(committee, by=cast.amina, answers=given.STATUTES, expected=1)
    seat(cast, committee, "chloe", function="chair")
    seat(cast, committee, "farid")
    seat(cast, committee, "elise", ends_on=JUNE)
    ballot = given.ballot(cast)
    assert {(each.membership, each.is_chair) for each in ballot.seats.all()} == {
        (cast.chloe, True),
        (cast.farid, False),
    }
    statutes.end_seat(Seat.objects.get(membership=cast.farid), by=cast.amina, ends_on=TODAY)
    assert transitions.lapsed(ballot, cast.farid, TODAY) is None
    assert "a pris fin" in transitions.lapsed(ballot, cast.farid, TODAY + DAY).sentence


def test_who_sits_does_not_change_under_an_open_vote(cast):
    board = given.statutes(cast)
    given.ballot(cast)
    with pytest.raises(Refused, match="vote ou une séance est en cours"):
        statutes.describe_body(board, by=cast.amina, name="", composition="named")
    assert statutes.describe_body(board, by=cast.amina, name="Collégiale", composition="mandates").name == "Collégiale"


# -- what may not be ------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (JANUARY, None),
        (JANUARY, JANUARY),
        (JUNE, JUNE),
        (JUNE, None),
        (JANUARY - 9 * DAY, JANUARY),
        (JANUARY + DAY, JUNE - DAY),
        (JANUARY - DAY, JUNE + DAY),
    ],
)
def test_one_person_has_no_two_seats_at_once_in_one_body(cast, committee, starts_on, ends_on):
    seat(cast, committee, "chloe", ends_on=JUNE)
    with pytest.raises(Refused, match="Chloé Dubreuil siège déjà ici du 1 janvier 2026 au 30 juin 2026"):
        seat(cast, committee, "chloe", starts_on=starts_on, ends_on=ends_on)
    assert Seat.objects.count() == 1


@pytest.mark.parametrize(("starts_on", "ends_on"), [(JUNE + DAY, None), (JANUARY - 9 * DAY, JANUARY - DAY)])
def test_seats_may_follow_each_other(cast, committee, starts_on, ends_on):
    seat(cast, committee, "chloe", ends_on=JUNE)
    seat(cast, committee, "chloe", starts_on=starts_on, ends_on=ends_on)
    seat(cast, committee, "elise", starts_on=JANUARY)
    assert Seat.objects.count() == 3


def test_a_seat_without_end_is_ended_before_another_begins(cast, committee):
    first = seat(cast, committee, "chloe")
    with pytest.raises(Refused, match="notez d’abord la fin de ce siège"):
        seat(cast, committee, "chloe", starts_on=JUNE)
    statutes.end_seat(first, by=cast.amina, ends_on=JUNE - DAY)
    second = seat(cast, committee, "chloe", starts_on=JUNE)
    with pytest.raises(Refused, match="siège déjà ici"):
        statutes.end_seat(first, by=cast.amina, ends_on=None)
    with pytest.raises(Refused, match="avant le début"):
        statutes.end_seat(second, by=cast.amina, ends_on=JUNE - DAY)


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_on": JUNE, "ends_on": JANUARY},
        {"starts_on": JANUARY, "ends_on": JUNE},
        {"starts_on": JUNE, "ends_on": None},
        {"starts_on": JUNE, "ends_on": JUNE},
        {"starts_on": JANUARY - 9 * DAY, "ends_on": JANUARY},
    ],
)
def test_the_database_refuses_a_crossed_a_repeated_and_an_overlapping_seat(cast, committee, changes):
    seat(cast, committee, "chloe")
    row = {"association": committee.association, "body": committee, "membership": cast.chloe, **changes}
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(**row)


def test_the_database_refuses_a_seat_stretched_over_another(cast, committee):
    first = seat(cast, committee, "chloe", ends_on=JUNE)
    seat(cast, committee, "chloe", starts_on=JUNE + DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.filter(pk=first.pk).update(ends_on=JUNE + DAY)
    Seat.objects.filter(pk=first.pk).update(ends_on=JUNE - DAY)


def test_a_person_of_another_association_gets_no_seat(cast, committee):
    with pytest.raises(Refused, match="n’est plus membre"):
        seat(cast, committee, "damien")


# -- the pages ------------------------------------------------------------------


def give(client, url, committee, person, **changes):
    data = {"membership": person.pk, "function": "chair", "starts_on": "2026-01-01", "ends_on": "2027-03-14"}
    return client.post(url("governance:body-seat-create", pk=committee.pk), data | changes)


def test_a_seat_is_given_shown_and_ended(as_, url, cast, committee):
    client = as_("bruno")
    assert give(client, url, committee, cast.chloe).url == committee.get_absolute_url()
    page = client.get(committee.get_absolute_url()).content.decode()
    assert "Chloé Dubreuil" in page
    assert "du 1er janvier 2026 au 14 mars 2027" in page
    given_seat = Seat.objects.get()
    client.post(url("governance:seat-end", pk=given_seat.pk), {"ends_on": "2026-06-30"})
    given_seat.refresh_from_db()
    assert given_seat.ends_on == JUNE
    page = client.get(committee.get_absolute_url()).content.decode()
    assert "(terminé)" in page
    assert "Personne n’y siège aujourd’hui" in page
    assert [entry.after for entry in Entry.objects.order_by("seq")][-2:] == ["seat given", "seat ended"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ends_on": "2025-01-01"}, "La fin vient avant le début"),
        ({"starts_on": "hier"}, "Écrivez une date complète"),
        ({"starts_on": ""}, "obligatoire"),
        ({"membership": ""}, "obligatoire"),
        ({"function": "king"}, "Sélectionnez un choix valide"),
        ({"starts_on": "2026-05-01"}, "siège déjà ici du 1 janvier 2026"),
    ],
)
def test_a_bad_seat_is_told_and_nothing_typed_is_lost(as_, url, cast, committee, changes, sentence):
    client = as_("bruno")
    give(client, url, committee, cast.chloe)
    page = give(client, url, committee, cast.chloe, **changes).content.decode()
    assert sentence in page
    assert f'value="{cast.chloe.pk}" selected' in page or changes.get("membership") == ""
    assert Seat.objects.count() == 1


def test_a_neighbour_is_not_among_those_who_may_sit(as_, url, cast, committee):
    page = as_("bruno").get(url("governance:body-seat-create", pk=committee.pk)).content.decode()
    assert "Chloé" in page
    assert "Damien" not in page
    assert "Sélectionnez un choix valide" in give(as_("bruno"), url, committee, cast.damien).content.decode()


def test_a_body_of_mandates_has_no_named_seats(as_, url, cast):
    board = given.statutes(cast)
    assert give(as_("bruno"), url, board, cast.chloe).status_code == 404
