"""The doors of slots and shifts: who may, what is said, what is refused."""

import pytest

from calendar_app.duty import shifts, turns
from calendar_app.models import CalendarSlot, DutyShift, Post, ShiftSeat, SlotAsk, SlotTurn
from tests.house.cases import ask, spread

from ..given import DAY, HOUR, NOW, form_data
from .given import FRI, WED, a_shift, a_slot, again, asks, at, given_up

TABLE = {
    "GET calendar:slot-list": "nobody 302, chloe 200, damien 404",
    "GET calendar:slot-create": "bruno 200, chloe 403, damien 404",
    "GET calendar:shift-list": "nobody 302, chloe 200, damien 404",
    "GET calendar:shift-create": "bruno 200, chloe 403, damien 404",
    "GET calendar:feed-list": "nobody 302, chloe 200, damien 404",
}


@pytest.mark.parametrize(("who", "what", "status"), spread(TABLE))
def test_who_may(as_, url, who, what, status):
    assert ask(as_, url, who, what) == status


def slot_data(given, **fields):
    values = {"channel": given.channel().pk, "weekday": 4, "hour": "18:00", "owner": given.cast.chloe.pk}
    return values | {"from_on": "2026-11-01", "until_on": ""} | fields


def test_a_slot_is_opened_and_changed(as_, url, given):
    people = {"partner": given.cast.farid.pk, "first": given.cast.elise.pk, "third": given.cast.gilles.pk}
    assert as_("bruno").post(url("calendar:slot-create"), slot_data(given, **people)).status_code == 302
    slot = CalendarSlot.objects.get()
    assert [s.membership.name for s in slot.substitutes.all()] == ["Élise Fontaine", "Gilles Hamon"]
    as_("bruno").post(url("calendar:slot-edit", pk=slot.pk), slot_data(given, hour="19:30", owner=""))
    slot.refresh_from_db()
    assert (slot.hour.hour, slot.owner, slot.substitutes.count()) == (19, None, 0)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"until_on": "2026-10-01"}, "La fin vient avant le début"),
        ({"from_on": "0026-10-01"}, "hors du calendrier"),
        ({"channel": "9" * 30}, "Sélectionnez un choix valide"),
        ({"weekday": "7"}, "Sélectionnez un choix valide"),
        ({"hour": "25:00"}, "Cette heure ne se lit pas"),
        ({"first": "chloe"}, "déjà nommée plus haut"),
        ({"partner": "chloe"}, "déjà la personne qui prépare"),
        ({"owner": "", "partner": "farid"}, "Nommez d’abord"),
    ],
)
def test_what_a_slot_refuses_is_said(as_, url, given, fields, sentence):
    people = {k: getattr(given.cast, v).pk for k, v in fields.items() if hasattr(given.cast, v)}
    response = as_("bruno").post(url("calendar:slot-create"), slot_data(given, **fields | people))
    assert sentence in response.content.decode()
    assert not CalendarSlot.objects.exists()


def test_two_slots_at_one_hour_are_refused_in_words(as_, url, given):
    a_slot(given)
    response = as_("bruno").post(url("calendar:slot-create"), slot_data(given))
    assert "a déjà un créneau" in response.content.decode()


def test_i_cannot_then_yes_from_the_page_of_the_mail(as_, url, given):
    slot = a_slot(given, substitutes=["farid"])
    page = slot.page_of(FRI)
    assert "Je ne peux pas" in as_("chloe").get(page).content.decode()
    response = as_("chloe").post(page + "rendre/", follow=True)
    assert "Nous demandons aux relèves" in response.content.decode()
    ask_page = SlotAsk.objects.get().get_absolute_url()
    assert as_("elise").get(ask_page).status_code == 404
    assert "Oui, je le prends" in as_("farid").get(ask_page).content.decode()
    response = as_("farid").post(ask_page, {"answer": "yes"}, follow=True)
    assert "Merci ! Ce créneau est à vous." in response.content.decode().replace("\u00a0", " ")
    assert "Tenu par Farid Guermi" in response.content.decode()
    assert "La question ne se pose plus" in as_("farid").get(ask_page).content.decode()


def test_a_skipped_week_says_why(as_, given):
    page = a_slot(given).page_of(FRI)
    assert as_("chloe").post(page + "sauter/", {"reason": ""}).status_code == 422
    response = as_("chloe").post(page + "sauter/", {"reason": "Vacances <b>scolaires</b>."}, follow=True)
    assert "Vacances &lt;b&gt;scolaires&lt;/b&gt;." in response.content.decode()


@pytest.mark.parametrize("on", ["2026-11-28", "2026-13-01", "demain", "20261127x"])
def test_a_day_that_is_none_of_the_slot_is_not_found(as_, given, on):
    slot = a_slot(given)
    assert as_("chloe").get(slot.page_of(FRI).replace("2026-11-27", on)).status_code == 404


def test_a_post_proposed_for_the_slot_begins_there_and_fills_it(as_, url, given):
    slot = a_slot(given)
    client = as_("chloe")
    page = client.get(slot.page_of(FRI)).content.decode()
    link = f"{url('calendar:post-create')}?jour=2026-11-27&amp;creneau={slot.pk}"
    assert link in page
    form = client.get(link.replace("&amp;", "&")).context["form"]
    assert (form["due_hour"].value().hour, form["channels"].value()) == (18, [slot.channel_id])
    data = form_data(due_on="2026-11-27", due_hour="09:00", channels=[slot.channel_id], owner=given.cast.chloe.pk)
    client.post(link.replace("&amp;", "&"), data)
    assert SlotTurn.objects.get().post == Post.objects.get()
    assert "Préparé par la publication" in client.get(slot.page_of(FRI)).content.decode()


def test_a_post_written_for_a_slot_leads_to_the_next_one_of_this_person(as_, url, given):
    slot = a_slot(given)
    a_slot(given, owner="farid", weekday=2)
    client = as_("chloe")
    address = f"{url('calendar:post-create')}?jour=2026-11-27&creneau={slot.pk}"
    assert "Pour le créneau Mastodon, vendredi 27 novembre" in client.get(address).content.decode()
    data = form_data(due_on="2026-11-27", due_hour="18:00", channels=[slot.channel_id], owner=given.cast.chloe.pk)
    page = client.post(address, data, follow=True).content.decode()
    assert f'préparer\u00a0: <a href="{slot.page_of(FRI + 7 * DAY)}">Mastodon, vendredi 4 décembre' in page
    # The list then leads from the slot to the post that fills it.
    assert f'<a href="{url("calendar:post-detail", pk=Post.objects.get().pk)}">' in (
        client.get(url("calendar:slot-list")).content.decode()
    )
    # Farid holds the Wednesdays only: after writing for Chloé's Friday, his own slot is what comes next.
    data |= {"due_on": "2026-12-04", "title": "Encore", "token": ""}
    page = as_("farid").post(address.replace("11-27", "12-04"), data, follow=True).content.decode()
    assert "Mastodon, mercredi 25 novembre" in page


def test_who_gave_a_week_up_takes_it_back_in_one_press(as_, given):
    slot = given_up(given, substitutes=["farid"]).slot
    page = as_("chloe").get(slot.page_of(FRI)).content.decode()
    assert "Finalement, je peux" in page
    assert "Je le prends" not in page
    assert "Je le prends" in as_("elise").get(slot.page_of(FRI)).content.decode()
    assert "Rendre le créneau à qui le tenait" in as_("bruno").get(slot.page_of(FRI)).content.decode()
    as_("chloe").post(slot.page_of(FRI) + "remettre/")
    assert SlotTurn.objects.get().status == SlotTurn.Status.HELD


def test_the_slot_of_a_neighbour_fills_nothing(as_, url, given):
    slot = a_slot(given)
    client = as_("damien")
    address = url("calendar:post-create").replace("mains-voisines", "fil-bleu")
    form = client.get(f"{address}?jour=2026-11-27&creneau={slot.pk}").context["form"]
    assert form["channels"].value() in (None, [])


def test_the_list_costs_the_same_for_many_slots(as_, url, given, assert_flat):
    hours = iter(range(6, 20))

    def grow():
        slot = a_slot(given, hour=next(hours), partner="farid", substitutes=["elise"])
        turns.give_up(slot, FRI, by=given.cast.chloe, now=NOW)
        given.draft(due_at=at(WED, 9))

    assert_flat(as_("bruno"), url("calendar:slot-list"), grow)


def shift_data(given, **fields):
    values = {"on": "2026-11-25", "from_hour": "22:00", "to_hour": "00:30", "purpose": "Répondre", "capacity": "1"}
    return values | {"channels": [given.channel().pk]} | fields


def test_a_shift_is_opened_across_midnight(as_, url, given):
    assert as_("bruno").post(url("calendar:shift-create"), shift_data(given)).status_code == 302
    shift = DutyShift.objects.get()
    assert shift.ends_at - shift.starts_at == 2.5 * HOUR


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"on": "2026-11-20"}, "Cette heure est passée"),
        ({"to_hour": "21:00"}, "Douze heures au plus"),
        ({"channels": []}, "au moins un compte"),
        ({"capacity": "0"}, "supérieur"),
        ({"purpose": ""}, "obligatoire"),
    ],
)
def test_what_a_shift_refuses_is_said(as_, url, given, fields, sentence):
    response = as_("bruno").post(url("calendar:shift-create"), shift_data(given, **fields))
    assert sentence in response.content.decode()
    assert not DutyShift.objects.exists()


def test_a_pair_shares_a_shift_and_a_third_is_told(as_, given):
    page = a_shift(given).get_absolute_url()
    for who in ("chloe", "chloe", "farid"):
        as_(who).post(page + "inscription/")
    response = as_("elise").post(page + "inscription/", follow=True)
    assert "La permanence est complète" in response.content.decode()
    assert ShiftSeat.objects.count() == 2
    as_("chloe").post(page + "retrait/")
    as_("elise").post(page + "inscription/")
    assert sorted(seat.membership.name for seat in ShiftSeat.objects.all()) == ["Farid Guermi", "Élise Fontaine"]


def test_what_came_of_it_is_told_and_counted(as_, url, given, time_machine):
    shift = a_shift(given)
    page = shift.get_absolute_url()
    for who in ("chloe", "farid"):
        as_(who).post(page + "inscription/")
    account = {"contacts": "7", "hours": "1,5", "result": "useful", "note": "Beaucoup de questions."}
    early = as_("chloe").post(page + "bilan/", account).content.decode()
    assert "n’a pas commencé" in early
    time_machine.move_to(shift.ends_at)
    assert as_("elise").get(page + "bilan/").status_code == 302
    as_("chloe").post(page + "bilan/", account)
    assert ShiftSeat.objects.get(membership=given.cast.chloe).minutes == 90
    (month,) = as_("bruno").get(url("calendar:shift-list")).context["totals"]
    assert (month["word"], month["shifts"], month["people"]) == ("novembre 2026", 1, 2)
    assert (month["hours"], month["contacts"], month["untold"]) == (1.5, 7, 1)


def test_an_untold_month_is_unknown_not_zero(as_, url, given, time_machine):
    shift = a_shift(given)
    shifts.sign_up(shift, by=given.cast.chloe, now=NOW)
    time_machine.move_to(shift.ends_at)
    (month,) = as_("bruno").get(url("calendar:shift-list")).context["totals"]
    assert (month["hours"], month["contacts"]) == (None, None)


def test_a_cancelled_shift_says_why_and_takes_nobody(as_, given):
    page = a_shift(given).get_absolute_url()
    assert as_("bruno").post(page + "annuler/", {"reason": ""}).status_code == 422
    assert "Coupure" in as_("bruno").post(page + "annuler/", {"reason": "Coupure."}, follow=True).content.decode()
    assert "a été annulée" in as_("chloe").post(page + "inscription/", follow=True).content.decode()
    assert as_("chloe").post(page + "annuler/", {"reason": "Non."}).status_code == 403


def test_the_list_of_shifts_costs_the_same_for_many(as_, url, given, assert_flat):
    def grow():
        shift = a_shift(given, start=NOW + DAY)
        shifts.sign_up(shift, by=given.cast.chloe, now=NOW)

    assert_flat(as_("bruno"), url("calendar:shift-list"), grow)


def test_a_turn_given_up_on_the_page_keeps_its_questions(as_, given):
    turn = given_up(given, substitutes=["farid"])
    page = as_("bruno").get(turn.get_absolute_url()).content.decode()
    assert "Farid Guermi" in page
    assert asks(turn) == [("Farid", "asked")]
    assert again(turn).given_up_by == given.cast.chloe
