"""A session through the door: the sheet, the opening, who comes and goes, the end."""

import datetime as dt

import pytest

from associations.models import Role
from governance import sessions
from governance.models import Attendance, Movement
from tests.conftest import make_member
from tests.governance import convened as given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(given.NOW, tick=False)


@pytest.fixture
def that_day(time_machine):
    return lambda: time_machine.move_to(given.THAT_DAY, tick=False)


def words_of(response):
    return " ".join(response.content.decode().split()).replace("\u00a0", " ").replace("\u202f", " ")


def save(as_, url, meeting, people, **more):
    """Amina saves the sheet: {membership: "present"}; return what the page answers."""
    data = {f"p{member.pk}": word for member, word in people.items()} | more
    return words_of(as_("amina").post(url("governance:meeting-sheet", pk=meeting.pk), data, follow=True))


def presences(meeting):
    return dict(Attendance.objects.filter(meeting=meeting).values_list("membership__user__name", "presence"))


# -- the sheet ----------------------------------------------------------------


def test_the_sheet_of_an_assembly_of_thousands_is_one_form(as_, cast, url, that_day):
    meeting = given.convened(cast)
    that_day()
    many = {f"x{n}": "present" for n in range(3000)}
    save(as_, url, meeting, {cast.amina: "present"}, **many)
    assert presences(meeting) == {cast.amina.name: "present"}


def test_the_sheet_names_who_sits_and_nobody_else(as_, cast, url, that_day):
    meeting = given.convened(cast)
    that_day()
    page = words_of(as_("amina").get(url("governance:meeting-sheet", pk=meeting.pk)))
    assert [name for name in ("Amina", "Élise", "Farid", "Gilles") if f"<legend>{name}" in page] == [
        "Amina",
        "Élise",
        "Farid",
        "Gilles",
    ]
    assert "<legend>Chloé" not in page


def test_one_save_notes_everybody_it_changes(as_, cast, url, that_day):
    meeting = given.convened(cast)
    that_day()
    answer = save(as_, url, meeting, {cast.amina: "present", cast.elise: "excused", cast.farid: "absent"})
    assert "3 lignes notées." in answer
    assert presences(meeting) == {"Amina Belkacem": "present", "Élise Fontaine": "excused", "Farid Guermi": "absent"}
    assert "Rien n’a changé sur la feuille." in save(as_, url, meeting, {cast.amina: "present"})


def test_what_another_hand_noted_meanwhile_is_left_alone(as_, cast, url, that_day):
    meeting = given.convened(cast)
    that_day()
    shown = f"{cast.amina.pk}:present,{cast.elise.pk}:absent"
    given.marked(meeting, cast, amina="present", elise="present")
    # The page was drawn when Élise was absent: it sends that back untouched.
    save(as_, url, meeting, {cast.amina: "present", cast.elise: "absent", cast.farid: "excused"}, was=shown)
    assert presences(meeting)["Élise Fontaine"] == "present"


def test_the_rest_may_be_noted_here_at_once(as_, cast, url, that_day):
    meeting = given.convened(cast)
    that_day()
    was = ",".join(f"{member.pk}:expected" for member in (cast.amina, cast.elise, cast.farid, cast.gilles))
    save(as_, url, meeting, {cast.elise: "excused"}, was=was, rest="oui")
    assert sorted(presences(meeting).values()) == ["excused", "present", "present", "present"]


def test_only_excuses_before_the_day(as_, cast, url):
    meeting = given.convened(cast)
    assert "1 ligne notée." in save(as_, url, meeting, {cast.elise: "excused"})
    assert "Avant le jour de la réunion, seules les excuses se notent." in save(
        as_, url, meeting, {cast.amina: "present"}
    )
    assert presences(meeting) == {"Élise Fontaine": "excused"}
    save(as_, url, meeting, {cast.elise: "expected"})
    assert presences(meeting) == {"Élise Fontaine": "expected"}


def test_an_open_session_knows_who_is_there_or_not(as_, cast, url):
    meeting = given.held(cast)
    assert "notez une présence ou une absence" in save(as_, url, meeting, {cast.amina: "expected"})
    assert presences(meeting)["Amina Belkacem"] == "present"


def test_nobody_is_at_a_distance_in_a_room(as_, cast, url, that_day):
    meeting = given.convened(cast)
    that_day()
    assert "personne n’y est à distance" in save(as_, url, meeting, {cast.elise: "remote"})
    assert presences(meeting) == {}


def test_somebody_who_does_not_sit_is_not_noted(as_, cast, url, that_day):
    meeting = given.convened(cast)
    that_day()
    assert "ne siège pas dans cette instance" in save(as_, url, meeting, {cast.chloe: "present"})
    assert presences(meeting) == {}


@pytest.mark.parametrize(("who", "status"), [("amina", 200), ("bruno", 200), ("elise", 403), ("damien", 404)])
def test_who_keeps_the_sheet(as_, cast, url, who, status):
    meeting = given.convened(cast)
    assert as_(who).get(url("governance:meeting-sheet", pk=meeting.pk)).status_code == status
    assert as_(who).get(url("governance:meeting-print", pk=meeting.pk)).status_code == status


def test_the_printed_sheet_has_a_place_to_sign(as_, cast, url):
    meeting = given.convened(cast)
    given.proxy(meeting, cast.elise, cast.farid)
    page = words_of(as_("amina").get(url("governance:meeting-print", pk=meeting.pk)))
    assert '<th scope="col">Signature</th>' in page
    assert '<th scope="row">Élise Fontaine</th><td>Farid Guermi</td>' in page


def test_two_hundred_people_cost_what_four_do(as_, cast, url, that_day, assert_flat):
    meeting = given.convened(cast)
    that_day()
    numbers = iter(range(999))

    def grow():
        for _each in range(33):
            email = f"m{next(numbers)}@exemple.example"
            member = make_member(meeting.association, email, "Zoé Ali", [Role.BOARD_MEMBER])
            sessions.mark(meeting, {member.pk: "present"}, by=cast.amina, now=given.THAT_DAY)

    assert_flat(as_("amina"), url("governance:meeting-sheet", pk=meeting.pk), grow)


# -- opening ------------------------------------------------------------------


def open_it(as_, url, meeting, chair, secretary, **more):
    data = {"chair": chair.pk, "secretary": secretary.pk} | more
    return words_of(as_("amina").post(url("governance:meeting-open", pk=meeting.pk), data, follow=True))


def test_opening_names_two_people_and_says_the_sum(as_, cast, url, that_day):
    meeting = given.convened(cast)
    given.proxy(meeting, cast.elise, cast.gilles)
    given.marked(meeting, cast, amina="present", gilles="present")
    that_day()
    page = words_of(as_("amina").get(url("governance:meeting-open", pk=meeting.pk)))
    for sentence in (
        "4 personnes siègent.",
        "2 présences et 1 pouvoir, soit 3 en tout.",
        "Quorum : la moitié de 4, soit 2 (article 12).",
        "Le quorum est atteint.",
    ):
        assert sentence in page
    assert f'<option value="{cast.amina.pk}" selected>' in page
    assert "La séance est ouverte." in open_it(as_, url, meeting, cast.amina, cast.gilles)
    meeting = given.fresh(meeting)
    assert (meeting.status, meeting.chair, meeting.secretary) == ("held", cast.amina, cast.gilles)
    assert meeting.has_quorum is True
    assert meeting.opening["represented"] == 1
    assert presences(meeting)["Farid Guermi"] == "absent"
    assert "Élise Fontaine, par Gilles Hamon" in words_of(as_("chloe").get(meeting.get_absolute_url()))


def test_the_two_lists_name_who_sits_and_who_holds_the_secretary_mandate(as_, cast, url, that_day):
    meeting = given.convened(cast)
    outside = make_member(meeting.association, "zoe@exemple.example", "Zoé Ali", [Role.SECRETARY])
    that_day()
    page = words_of(as_("amina").get(url("governance:meeting-open", pk=meeting.pk)))
    # The president is proposed before anybody was noted.
    assert f'<option value="{cast.amina.pk}" selected>' in page
    assert f'<option value="{outside.pk}">' in page
    assert f'<option value="{cast.chloe.pk}">' not in page
    given.marked(meeting, cast, amina="present", gilles="present")
    assert "La séance est ouverte." not in open_it(as_, url, meeting, cast.amina, cast.chloe)
    sessions.mark(meeting, {outside.pk: "present"}, by=cast.amina, now=given.THAT_DAY)
    assert "La séance est ouverte." in open_it(as_, url, meeting, cast.amina, outside)


def test_what_an_opening_refuses(as_, cast, url, that_day):
    meeting = given.convened(cast)
    assert "La séance s’ouvre le jour de la réunion, pas avant." in open_it(as_, url, meeting, cast.amina, cast.gilles)
    that_day()
    given.marked(meeting, cast, amina="present", gilles="present")
    assert "sont deux personnes" in open_it(as_, url, meeting, cast.amina, cast.amina)
    assert "Élise Fontaine doit être en séance" in open_it(as_, url, meeting, cast.elise, cast.gilles)
    assert "Farid Guermi doit être en séance" in open_it(as_, url, meeting, cast.amina, cast.farid)
    with pytest.raises(sessions.Refused, match="sont deux personnes"):
        sessions.open_session(meeting, chair=cast.amina, secretary=cast.amina, by=cast.amina, now=given.THAT_DAY)
    assert given.fresh(meeting).status == "convened"
    assert presences(meeting) == {"Amina Belkacem": "present", "Gilles Hamon": "present"}


@pytest.mark.parametrize(("who", "status"), [("amina", 200), ("bruno", 200), ("elise", 403), ("damien", 404)])
def test_who_may_open(as_, cast, url, who, status):
    meeting = given.convened(cast)
    assert as_(who).get(url("governance:meeting-open", pk=meeting.pk)).status_code == status


def test_a_mandate_that_ended_before_the_opening_takes_the_line_away(cast):
    meeting = given.marked(given.convened(cast), cast, elise="excused", now=given.NOW)
    cast.elise.mandates.update(ends_on=given.STARTS.date() - dt.timedelta(days=1))
    opened = given.held(cast, meeting=meeting)
    assert "Élise Fontaine" not in presences(opened)
    assert opened.opening["called"] == 3


def test_an_unknown_quorum_opens_for_opinions(as_, cast):
    meeting = given.held(
        cast, quorum_basis="unknown", quorum_share="unknown", second_call="unknown", second_call_days=None
    )
    assert (meeting.status, meeting.has_quorum) == ("held", None)
    assert "ce qui est décidé reste un avis" in words_of(as_("elise").get(meeting.get_absolute_url()))


def test_statutes_without_a_quorum(as_, cast):
    meeting = given.held(
        cast, quorum_basis="none", quorum_share="unknown", second_call="unknown", second_call_days=None
    )
    assert meeting.has_quorum is True
    assert "Vos statuts ne prévoient pas de quorum" in words_of(as_("elise").get(meeting.get_absolute_url()))


def test_arrivals_and_departures_keep_their_hour(as_, cast, url, time_machine):
    meeting = given.held(cast)
    time_machine.move_to(given.STARTS + dt.timedelta(minutes=15), tick=False)
    save(as_, url, meeting, {cast.elise: "present"})
    time_machine.move_to(given.STARTS + dt.timedelta(minutes=65), tick=False)
    save(as_, url, meeting, {cast.elise: "absent"})
    moves = Movement.objects.values_list("attendance__membership__user__name", "before", "after", "at")
    assert list(moves) == [
        ("Élise Fontaine", "absent", "present", given.STARTS + dt.timedelta(minutes=15)),
        ("Élise Fontaine", "present", "absent", given.STARTS + dt.timedelta(minutes=65)),
    ]
    page = words_of(as_("chloe").get(meeting.get_absolute_url()))
    assert "Arrivées et départs" in page
    assert "à 20 h 15" in page


def test_an_open_session_puts_its_resolutions_to_the_vote(as_, cast, url):
    meeting = given.held(cast)
    address = url("governance:meeting-ballot", pk=meeting.agenda.get().pk)
    assert f'href="{address}"' in words_of(as_("amina").get(meeting.get_absolute_url()))
    assert address not in words_of(as_("elise").get(meeting.get_absolute_url()))


def test_closing_and_who_may(as_, cast, url):
    meeting = given.held(cast)
    assert as_("elise").post(url("governance:meeting-close", pk=meeting.pk)).status_code == 403
    assert "La séance est levée." in words_of(
        as_("amina").post(url("governance:meeting-close", pk=meeting.pk), follow=True)
    )
    assert given.fresh(meeting).closed_at == given.NOW
    again = words_of(as_("amina").post(url("governance:meeting-close", pk=meeting.pk), follow=True))
    assert "Cet acte n’est pas possible : l’état est « Levée »" in again
