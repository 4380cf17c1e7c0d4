"""A mention is noted once, then answered, or left with a reason."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django_scopes import scope

from journal.models import Entry
from journal.moves import NoSuchMove, Overtaken
from tests.house.cases import ask, spread
from watch import transitions
from watch.models import Item

NOW = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)
MENTION = {
    "url": "https://journal.example/tri-des-jouets",
    "place": "Le Journal du Port",
    "excerpt": "Les Mains voisines ont trié trois cents jouets samedi.",
}

pytestmark = pytest.mark.usefixtures("unscoped")


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


def a_mention(by, **words):
    return transitions.note(Item(**MENTION | words), by=by, now=NOW)


@pytest.fixture
def item(cast):
    return a_mention(cast.chloe)


def _fresh(item):
    return Item.objects.get(pk=item.pk)


WHO = {
    "GET watch:item-list": "nobody 302, amina 200, chloe 200, damien 404",
    "GET watch:item-create": "nobody 302, chloe 200, damien 404",
    "GET watch:item-detail": "nobody 302, chloe 200, damien 404",
    "POST watch:item-answer": "amina 422, bruno 422, chloe 403, elise 403, damien 404",
    "POST watch:item-leave": "amina 422, bruno 422, chloe 403, elise 403, damien 404",
    "POST watch:item-take-back": "amina 302, chloe 403, damien 404",
}


@pytest.mark.parametrize(("who", "what", "status"), spread(WHO))
def test_who_may(as_, url, item, who, what, status):
    fill = {} if what.endswith(("list", "create")) else {"pk": item.pk}
    assert ask(as_, url, who, what, **fill) == status


def test_the_neighbours_mention_does_not_exist_here(as_, url, cast):
    with scope(association=cast.other):
        theirs = a_mention(cast.damien)
    assert as_("amina").get(url("watch:item-detail", pk=theirs.pk)).status_code == 404
    assert as_("amina").post(url("watch:item-answer", pk=theirs.pk)).status_code == 404


def test_noting_keeps_the_words_and_who_set_the_tone(as_, url, cast):
    response = as_("chloe").post(url("watch:item-create"), MENTION | {"tone": "favourable"})
    item = Item.objects.get()
    assert response.url == item.get_absolute_url()
    assert (item.status, item.noted_by, item.noted_at, item.tone_by) == ("new", cast.chloe, NOW, cast.chloe)
    assert Entry.objects.get(object_type="watch.item").action == "watch.note"


def test_an_address_without_its_beginning_is_completed(as_, url):
    as_("chloe").post(url("watch:item-create"), MENTION | {"url": "journal.example/une"})
    assert Item.objects.get().url == "https://journal.example/une"


def test_the_same_link_leads_to_the_mention_already_there(as_, url, item):
    response = as_("bruno").post(url("watch:item-create"), MENTION | {"excerpt": "Autrement dit."}, follow=True)
    assert Item.objects.count() == 1
    assert response.redirect_chain[-1][0] == item.get_absolute_url()
    assert "déjà été notée" in response.content.decode()


def test_two_associations_may_note_the_same_link(cast, item):
    with scope(association=cast.other):
        a_mention(cast.damien)
    assert Item.objects.filter(url=item.url).count() == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"url": "javascript:alert(1)"}, "URL"),
        ({"url": ""}, "obligatoire"),
        ({"excerpt": ""}, "obligatoire"),
        ({"excerpt": "x" * 1001}, "1000"),
        ({"published_on": "2026-11-23"}, "pas encore venue"),
        ({"tone": "furieuse"}, "furieuse"),
    ],
)
def test_a_bad_mention_is_told_why_and_keeps_nothing(as_, url, change, said):
    response = as_("chloe").post(url("watch:item-create"), MENTION | change)
    assert response.status_code == 200
    assert said in response.content.decode()
    assert not Item.objects.exists()


def test_an_answer_is_kept_with_its_link_and_tone(as_, url, item, cast):
    sent = {
        "reponse-answer": "Merci d’être venus.",
        "reponse-answer_url": "https://r.example/1",
        "reponse-tone": "mixed",
    }
    as_("bruno").post(url("watch:item-answer", pk=item.pk), sent)
    kept = _fresh(item)
    assert (kept.status, kept.answer, kept.settled_by, kept.settled_at) == (
        "answered",
        "Merci d’être venus.",
        cast.bruno,
        NOW,
    )
    assert (kept.tone, kept.tone_by) == ("mixed", cast.bruno)


def test_the_tone_stays_with_who_set_it_until_somebody_reads_otherwise(cast):
    item = a_mention(cast.chloe, tone="mixed")
    transitions.answer(item, by=cast.bruno, words="Merci.", tone="mixed", now=NOW)
    assert _fresh(item).tone_by == cast.chloe


def test_leaving_is_a_decision_with_a_reason(as_, url, item):
    bruno = as_("bruno")
    response = bruno.post(url("watch:item-leave", pk=item.pk), {"sans-reason": ""})
    assert response.status_code == 422
    assert "Laisser est une vraie décision" in response.content.decode()
    assert _fresh(item).status == "new"
    bruno.post(url("watch:item-leave", pk=item.pk), {"sans-reason": "Simple relais."})
    assert (_fresh(item).status, _fresh(item).reason) == ("left", "Simple relais.")
    assert "Simple relais." in bruno.get(item.get_absolute_url()).content.decode()


def test_a_mention_left_may_be_taken_back_an_answer_may_not(cast, item):
    transitions.leave(item, by=cast.bruno, reason="Simple relais.", now=NOW)
    transitions.take_back(item, by=cast.amina)
    back = _fresh(item)
    assert (back.status, back.reason, back.settled_by) == ("new", "", None)
    transitions.answer(back, by=cast.bruno, words="Merci.", now=NOW)
    with pytest.raises(NoSuchMove):
        transitions.take_back(back, by=cast.amina)


def test_of_two_who_settle_one_is_told(cast, item):
    stale = _fresh(item)
    transitions.answer(item, by=cast.bruno, words="Merci.", now=NOW)
    with pytest.raises(Overtaken):
        transitions.leave(stale, by=cast.amina, reason="Simple relais.", now=NOW)
    assert _fresh(item).status == "answered"


def test_the_list_counts_answers_of_the_last_thirty_days(as_, url, cast, clock):
    transitions.answer(a_mention(cast.chloe), by=cast.bruno, words="Merci.", now=NOW - dt.timedelta(days=31))
    transitions.answer(a_mention(cast.chloe, url="https://a.example/2"), by=cast.bruno, words="Merci.", now=NOW)
    transitions.leave(a_mention(cast.chloe, url="https://a.example/3"), by=cast.bruno, reason="Relais.", now=NOW)
    a_mention(cast.chloe, url="https://a.example/4")
    assert Item.objects.all().answers(NOW - dt.timedelta(days=30)) == {"waiting": 1, "settled": 2, "answered": 1}
    page = as_("chloe").get(url("watch:item-list")).content.decode()
    assert "Une mention attend une réponse" in page
    assert "2 mentions ont été traitées" in page


def test_the_list_costs_the_same_with_more_mentions(as_, url, cast, assert_flat):
    numbers = iter(range(100))

    def grow():
        a_mention(cast.chloe, url=f"https://journal.example/{next(numbers)}", tone="neutral")

    assert assert_flat(as_("chloe"), url("watch:item-list"), grow) <= 12


@pytest.mark.parametrize("broken", [{"tone": "neutral"}, {"url": "https://a.example/2"}])
def test_the_database_says_never(cast, item, broken):
    a_mention(cast.chloe, url="https://a.example/2")
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.unscoped.filter(pk=item.pk).update(**broken)
