"""One slot, one story: its page, the month, the week and the agenda say the same of it."""

import pytest

from calendar_app import moving
from calendar_app.duty import reminding, turns
from calendar_app.feeds import events
from calendar_app.models import CalendarSlot, Post

from ..given import DAY, NOW, form_data
from ..test_bulk import send
from .given import FRI, WED, a_slot, again, asks, at, given_up

PROPOSE = "Proposer pour ce créneau"
PRIMARY = '<a class="btn btn-primary" href="/a/mains-voisines/calendrier/nouvelle/'


def seen(client, path):
    return client.get(path).content.decode()


def drawn(client, address, slot):
    """The free slot in its day, as `address` draws it."""
    return seen(client, address).split(f'href="{slot.page_of(FRI)}"')[1].split("</a>")[0]


@pytest.mark.parametrize("view", [("month", {}), ("week", {"year": 2026, "month": 11, "day": 27})])
def test_the_calendar_says_that_a_substitute_is_asked(as_, url, given, view):
    slot = given_up(given, substitutes=["farid"]).slot
    address = url(f"calendar:{view[0]}", **view[1])
    assert "Relève demandée" in seen(as_("elise"), slot.page_of(FRI))
    assert "Relève demandée" in drawn(as_("elise"), address, slot)
    # Once it is nobody’s, anybody may take it; once it is held again, its holder is named.
    turns.answer(slot.turns.get().asks.get(), yes=False, by=given.cast.farid, now=NOW)
    assert "Créneau à prendre" in drawn(as_("elise"), address, slot)
    turns.take_back(slot, FRI, by=given.cast.chloe, now=NOW)
    assert "À remplir par Chloé Dubreuil" in drawn(as_("elise"), address, slot)


def test_the_agenda_says_that_a_substitute_is_asked(given):
    turn = given_up(given, substitutes=["farid"])
    found = [each for each in events.collect(events.Selection(given.association), NOW) if f"{FRI:%Y%m%d}" in each.uid]
    assert [each.description for each in found] == ["Relève demandée"]
    turns.answer(turn.asks.get(), yes=True, by=given.cast.farid, now=NOW)
    found = [each for each in events.collect(events.Selection(given.association), NOW) if f"{FRI:%Y%m%d}" in each.uid]
    assert "Farid Guermi" in found[0].description


def test_whoever_gave_it_up_is_not_told_to_write_while_somebody_is_asked(as_, given):
    slot = given_up(given, substitutes=["farid"]).slot
    page = seen(as_("chloe"), slot.page_of(FRI))
    assert "Finalement, je peux" in page
    assert PROPOSE not in page
    # Others may still write it, but the answer that is waited for comes first.
    page = seen(as_("farid"), slot.page_of(FRI))
    assert PROPOSE in page
    assert PRIMARY not in page
    as_("chloe").post(slot.page_of(FRI) + "remettre/")
    assert PRIMARY in seen(as_("chloe"), slot.page_of(FRI))


def test_a_week_nobody_was_asked_for_is_still_proposed(as_, given):
    page = seen(as_("chloe"), a_slot(given).page_of(FRI))
    assert PRIMARY in page


def wanted(given):
    return [each.key for each in reminding.wanted(given.association, NOW)]


def writes(client, url, given, slot, who, **fields):
    """Write the post of that Friday, from the page of the slot."""
    address = f"{url('calendar:post-create')}?jour={FRI}&creneau={slot.pk}"
    data = {"due_on": f"{FRI}", "channels": [slot.channel_id], "owner": getattr(given.cast, who).pk}
    assert client.post(address, form_data(**data | fields)).status_code == 302


@pytest.mark.parametrize("hour", ["18:00", "09:00"])
def test_once_somebody_wrote_the_post_nobody_is_asked(as_, url, given, hour):
    turn = given_up(given, substitutes=["farid", "elise"])
    slot, question = turn.slot, turn.asks.get()
    assert wanted(given) == [f"slot-ask:{question.pk}"]
    assert "Je le prends" in seen(as_("elise"), slot.page_of(FRI))
    writes(as_("bruno"), url, given, slot, "bruno", due_hour=hour)
    assert asks(turn) == [("Farid", "dropped")]
    assert f"slot-ask:{question.pk}" not in wanted(given)
    page = seen(as_("elise"), slot.page_of(FRI))
    assert "Tenu par Bruno" in page
    assert "Rendu par Chloé" in page
    for words in ("Je le prends", PROPOSE, "Finalement, je peux"):
        assert words not in page
    answered = as_("farid").post(question.get_absolute_url(), {"answer": "yes"}, follow=True).content.decode()
    assert "vient de reprendre ce créneau" in answered
    assert again(turn).holder == given.cast.bruno


def test_whoever_gave_it_up_and_writes_it_after_all_holds_it_and_gave_up_nothing(as_, url, given):
    turn = given_up(given, substitutes=["farid"])
    writes(as_("chloe"), url, given, turn.slot, "chloe", due_hour="18:00")
    page = seen(as_("chloe"), turn.slot.page_of(FRI))
    assert "Tenu par Chloé" in page
    assert "Rendu par" not in page
    assert asks(turn) == [("Farid", "dropped")]
    assert wanted(given) == []


def test_a_turn_nobody_could_take_is_taken_by_the_one_who_writes(given):
    turn = given_up(given)
    assert any(":open:" in key for key in wanted(given))
    given.draft(due_at=at(FRI, 19), by=given.cast.bruno, owner=given.cast.bruno)
    assert (again(turn).status, again(turn).holder) == ("taken", given.cast.bruno)
    assert not any(":open:" in key for key in wanted(given))


def test_a_post_moved_to_the_hour_of_the_slot_closes_the_question(as_, given):
    turn = given_up(given, substitutes=["farid"])
    post = given.draft(due_at=at(WED, 18), by=given.cast.bruno, owner=given.cast.bruno)
    assert asks(turn) == [("Farid", "asked")]
    moving.reschedule(post, due_at=at(FRI, 18), expected=1, by=given.cast.bruno, now=NOW)
    assert asks(turn) == [("Farid", "dropped")]


def test_a_post_of_another_account_or_day_closes_no_question(given):
    turn = given_up(given, substitutes=["farid"])
    given.draft(due_at=at(FRI, 18), channels=[given.channel("blog")])
    given.draft(due_at=at(FRI, 9))
    given.draft(due_at=at(WED, 18))
    assert asks(turn) == [("Farid", "asked")]


def test_a_slot_that_no_longer_falls_on_that_day_stops_no_post(given):
    turn = given_up(given, substitutes=["farid"])
    CalendarSlot.objects.update(until_on=FRI - DAY)
    given.draft(due_at=at(FRI, 18))
    assert asks(turn) == [("Farid", "asked")]


def test_a_substitute_who_gave_it_back_and_takes_it_again_gave_up_nothing(as_, given):
    turn = given_up(given, substitutes=["farid"])
    page = turn.slot.page_of(FRI)
    as_("farid").post(turn.asks.get().get_absolute_url(), {"answer": "yes"})
    as_("farid").post(page + "rendre/")
    as_("farid").post(page + "prendre/")
    drawn = seen(as_("farid"), page)
    assert "Tenu par Farid Guermi" in drawn
    assert "Rendu par" not in drawn


def moved_alone(as_, url, post):
    data = {"due_on": "2026-11-30", "due_hour": "18:00", "expected": 1}
    assert as_("bruno").post(url("calendar:post-move", pk=post.pk), data).status_code == 302


def moved_with_others(as_, url, post):
    assert "C’est fait." in send(as_, url, [post], who="bruno", act="move", days="3")


def written_again(as_, url, post):
    account = post.variants.get().channel_id
    data = form_data(post, due_on="2026-11-30", channels=[account], owner=post.owner_id)
    assert as_("bruno").post(url("calendar:post-edit", pk=post.pk), data).status_code == 302


@pytest.mark.parametrize("moved", [moved_alone, moved_with_others, written_again])
def test_a_post_moved_to_another_day_leaves_its_slot_free_again(as_, url, given, moved):
    slot = a_slot(given)
    writes(as_("chloe"), url, given, slot, "chloe", due_hour="18:00")
    page, month = slot.page_of(FRI), url("calendar:month")
    assert "Préparé" in seen(as_("chloe"), page)
    assert f'href="{page}"' not in seen(as_("chloe"), month)
    post = given.again(Post.objects.get())
    moved(as_, url, post)
    for path in (page, url("calendar:slot-list")):
        assert "Préparé" not in seen(as_("chloe"), path)
    assert PRIMARY in seen(as_("chloe"), page)
    for address in (month, url("calendar:week", year=2026, month=11, day=27)):
        assert "À remplir par Chloé Dubreuil" in drawn(as_("chloe"), address, slot)
    # Put back on its day, even at another hour, it is what the slot was for.
    number = given.again(post).current.number
    moving.reschedule(post, due_at=at(FRI, 9), expected=number, by=given.cast.bruno, now=NOW)
    assert "Préparé" in seen(as_("chloe"), page)


def test_a_post_written_for_a_slot_and_put_on_another_day_does_not_fill_it(as_, url, given):
    turn = given_up(given, substitutes=["farid"])
    writes(as_("bruno"), url, given, turn.slot, "bruno", due_on="2026-11-30")
    assert again(turn).post is None
    assert asks(turn) == [("Farid", "asked")]
    assert "Relève demandée" in drawn(as_("elise"), url("calendar:month"), turn.slot)


def test_the_month_costs_the_same_for_many_slots(as_, url, given, assert_flat):
    hours = iter(range(6, 23, 3))

    def grow():
        slot = a_slot(given, hour=next(hours), substitutes=["farid"])
        turns.give_up(slot, FRI, by=given.cast.chloe, now=NOW)
        turns.fill(slot, FRI + 7 * DAY, given.draft(due_at=at(WED, 9)), by=given.cast.chloe)

    assert_flat(as_("elise"), url("calendar:month"), grow)
