"""A session through the door: the sheet, the opening, the quorum, the second call, the end."""

import datetime as dt

import pytest

from associations.models import Role
from governance import meeting_reminding, meeting_todo, meetings, presence, sessions
from governance.models import AgendaItem, Attendance, Meeting, Movement
from governance.presence import counts
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
        "2 présences et 1 pouvoir : 3 présents ou représentés.",
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


def test_the_secretary_may_come_from_outside_the_body(as_, cast, url, that_day):
    meeting = given.marked(given.convened(cast), cast, amina="present", gilles="present")
    that_day()
    assert "La séance est ouverte." in open_it(as_, url, meeting, cast.amina, cast.chloe)


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


def test_closing_and_who_may(as_, cast, url):
    meeting = given.held(cast)
    assert as_("elise").post(url("governance:meeting-close", pk=meeting.pk)).status_code == 403
    assert "La séance est levée." in words_of(
        as_("amina").post(url("governance:meeting-close", pk=meeting.pk), follow=True)
    )
    assert given.fresh(meeting).closed_at == given.NOW
    again = words_of(as_("amina").post(url("governance:meeting-close", pk=meeting.pk), follow=True))
    assert "Cet acte n’est pas possible : l’état est « Levée »" in again


# -- without the quorum -------------------------------------------------------


def test_without_the_quorum_the_page_waits_then_closes(as_, cast, url, that_day):
    meeting = given.convened(cast, quorum_share="three_quarters")
    given.marked(meeting, cast, amina="present", gilles="present")
    that_day()
    page = words_of(as_("amina").get(url("governance:meeting-open", pk=meeting.pk)))
    assert "Le quorum n’est pas atteint : il manque 1 personne." in page
    assert "attendez encore un peu" in open_it(as_, url, meeting, cast.amina, cast.gilles)
    assert given.fresh(meeting).status == "convened"
    answer = open_it(as_, url, meeting, cast.amina, cast.gilles, without_quorum="oui")
    assert "Quorum non atteint : c’est noté, la séance est levée sans rien décider." in answer
    meeting = given.fresh(meeting)
    assert (meeting.status, meeting.has_quorum) == ("closed", False)
    assert meeting.opening["quorum_needed"] == 3


def test_the_second_meeting_has_the_same_agenda_and_its_own_delay(as_, cast, url):
    first = given.failed(cast)
    page = words_of(as_("amina").get(first.get_absolute_url()))
    assert "Préparer la deuxième réunion" in page
    as_("amina").post(url("governance:meeting-second", pk=first.pk))
    second = Meeting.objects.get(call=2)
    assert second.first_call == first
    assert second.starts_at == given.STARTS + dt.timedelta(days=15)
    assert list(second.agenda.values_list("title", "resolution")) == [("Le budget", "Le budget est adopté.")]
    answer = words_of(as_("amina").post(url("governance:meeting-second", pk=first.pk), follow=True))
    assert "La deuxième réunion est déjà préparée : la voici." in answer
    assert Meeting.objects.filter(call=2).count() == 1


def test_the_second_call_decides_whoever_comes_under_the_rule_of_the_first(cast):
    first = given.failed(cast)
    second = sessions.call_again(first, by=cast.amina, now=given.THAT_DAY)
    given.board(cast, quorum_share="third")
    meetings.convene(second, by=cast.amina, now=given.THAT_DAY)
    assert given.fresh(second).rule == given.fresh(first).rule
    day = second.starts_at
    sessions.mark(second, {cast.amina.pk: "present"}, by=cast.amina, now=day)
    opened = sessions.open_session(second, chair=cast.amina, secretary=cast.chloe, by=cast.amina, now=day)
    assert (opened.status, opened.has_quorum, opened.opening["quorum_needed"]) == ("held", True, None)


def test_a_second_call_with_the_same_quorum_needs_it_again(cast):
    second = sessions.call_again(given.failed(cast, second_call="same_quorum"), by=cast.amina, now=given.THAT_DAY)
    meetings.convene(second, by=cast.amina, now=given.THAT_DAY)
    sessions.mark(second, {cast.amina.pk: "present"}, by=cast.amina, now=second.starts_at)
    assert counts(given.fresh(second)).quorum_reached is False


def test_a_second_call_waits_for_the_delay_of_the_statutes(as_, cast, url, time_machine):
    second = sessions.call_again(given.failed(cast), by=cast.amina, now=given.THAT_DAY)
    time_machine.move_to(given.THAT_DAY, tick=False)
    sooner = {"starts_on": "2026-12-28", "starts_time": "20:00", "form": "in_person", "place": "Salle 2"}
    as_("amina").post(url("governance:meeting-edit", pk=second.pk), sooner)
    answer = as_("amina").post(url("governance:meeting-convene", pk=second.pk), {}, follow=True)
    assert "La deuxième réunion ne peut avoir lieu avant le 29 décembre 2026" in words_of(answer)


@pytest.mark.parametrize("provided", ["none", "unknown"])
def test_no_second_call_that_the_statutes_do_not_provide(as_, cast, url, provided):
    first = given.failed(cast, second_call=provided, second_call_days=None)
    assert "Préparer la deuxième réunion" not in words_of(as_("amina").get(first.get_absolute_url()))
    answer = as_("amina").post(url("governance:meeting-second", pk=first.pk), follow=True)
    assert "Cette réunion n’appelle pas de deuxième convocation." in words_of(answer)


def test_a_meeting_that_had_its_quorum_is_not_called_again(as_, cast, url):
    answer = as_("amina").post(url("governance:meeting-second", pk=given.closed(cast).pk), follow=True)
    assert "Cette réunion n’appelle pas de deuxième convocation." in words_of(answer)


def test_a_cancelled_second_call_may_be_prepared_anew(cast):
    first = given.failed(cast)
    second = sessions.call_again(first, by=cast.amina, now=given.THAT_DAY)
    meetings.cancel(second, by=cast.amina, reason="Erreur", now=given.THAT_DAY)
    assert sessions.call_again(first, by=cast.amina, now=given.THAT_DAY).pk != second.pk


# -- the arithmetic of presence -----------------------------------------------


@pytest.mark.parametrize(
    ("basis", "share", "second_call", "call", "called", "came", "expected"),
    [
        ("none", "unknown", "unknown", 1, 9, 0, (None, True)),
        ("unknown", "unknown", "unknown", 1, 9, 9, (None, None)),
        ("registered", "unknown", "unknown", 1, 9, 9, (None, None)),
        ("registered", "half", "none", 1, 9, 4, (5, False)),
        ("registered", "half", "none", 1, 9, 5, (5, True)),
        ("registered", "over_half", "none", 1, 10, 5, (6, False)),
        ("registered", "half", "without_quorum", 2, 9, 0, (None, True)),
        ("registered", "half", "without_quorum", 1, 9, 0, (5, False)),
        ("registered", "half", "same_quorum", 2, 9, 4, (5, False)),
    ],
)
def test_the_quorum(basis, share, second_call, call, called, came, expected):
    rule = {"quorum_basis": basis, "quorum_share": share, "second_call": second_call}
    assert presence.quorum(rule, call, called=called, taking_part=came) == expected


# -- what waits, what is told -------------------------------------------------


def todos(*members, now=given.NOW):
    return [todo.verb for todo in meeting_todo.waiting(list(members), now)]


def test_what_waits_for_whom(cast):
    meeting = given.draft(cast)
    assert todos(cast.amina) == ["Préparer la convocation"]
    assert todos(cast.elise) == []
    meetings.convene(meeting, by=cast.amina, now=given.NOW)
    assert todos(cast.amina) == ["Lire l’ordre du jour"]
    assert todos(cast.elise) == ["Lire l’ordre du jour"]
    assert todos(cast.chloe) == []
    assert todos(cast.bruno, now=given.THAT_DAY) == ["Ouvrir la feuille de présence"]
    given.proxy(meeting, cast.elise, cast.farid)
    assert todos(cast.elise) == []
    given.marked(meeting, cast, now=given.NOW, gilles="excused")
    assert todos(cast.gilles) == []
    given.held(cast, meeting=meeting, present=("amina", "gilles"))
    assert todos(cast.bruno, now=given.STARTS) == ["Ouvrir la feuille de présence"]


def test_what_waits_is_on_the_home_page(as_, cast):
    given.convened(cast)
    assert "si vous ne pouvez pas venir, donnez votre pouvoir." in words_of(as_("elise").get("/"))


@pytest.mark.parametrize(
    ("before", "subject", "urgent"),
    [
        (dt.timedelta(days=7, minutes=1), None, None),
        (dt.timedelta(days=7), "Dans une semaine : Conseil d’administration", False),
        (dt.timedelta(days=2), "Dans une semaine : Conseil d’administration", False),
        (dt.timedelta(days=1), "Demain : Conseil d’administration", True),
        (dt.timedelta(0), None, None),
    ],
)
def test_reminders_a_week_and_a_day_before(cast, before, subject, urgent):
    meeting = given.convened(cast)
    given.proxy(meeting, cast.elise, cast.farid)
    told = list(meeting_reminding.planned(meeting.association, given.STARTS - before))
    if subject is None:
        assert told == []
    else:
        assert {str(each.to) for each in told} == {"Amina Belkacem", "Farid Guermi", "Gilles Hamon"}
        assert {each.subject.replace("\u00a0", " ") for each in told} == {subject}
        assert {each.urgent for each in told} == {urgent}


def test_somebody_just_called_is_not_reminded_at_once(cast):
    meeting = given.draft(cast, starts_at=given.NOW + dt.timedelta(days=5))
    meetings.convene(meeting, by=cast.amina, now=given.NOW, is_confirmed=True)
    assert list(meeting_reminding.planned(meeting.association, given.NOW + dt.timedelta(hours=1))) == []


def test_the_list_of_meetings_is_flat_and_tells_past_from_coming(as_, cast, url, assert_flat):
    coming, past = given.convened(cast), given.failed(cast)
    page = words_of(as_("chloe").get(url("governance:meeting-list")))
    assert page.index("À venir") < page.index(coming.get_absolute_url()) < page.index("Passées")
    assert page.index("Passées") < page.index(past.get_absolute_url())
    assert "Quorum non atteint" in page
    assert_flat(as_("amina"), url("governance:meeting-list"), lambda: given.convened(cast))
    assert_flat(as_("amina"), "/", lambda: given.convened(cast))


def test_the_page_of_a_meeting_is_flat(as_, cast, assert_flat):
    meeting = given.draft(cast)

    def grow():
        AgendaItem.objects.create(association=meeting.association, meeting=meeting, position=9, title="Encore un point")

    assert_flat(as_("amina"), meeting.get_absolute_url(), grow)
