"""Words entrusted from outside: received without account, read by a person, used with leave, taken back for good."""

import datetime as dt
import html
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from calendar_app import gate, transitions
from calendar_app.models import Post
from calendar_app.models import Testimony as Entrusted
from calendar_app.relay import cleaning, entrusted
from journal.models import Entry
from journal.moves import Overtaken, Refused
from tests.house.neighbours_relay import a_testimony

from ..given import DAY, NOW


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def form(call, association, time_machine):
    """Open the page, wait as a reader does, send it; a strict client that checks CSRF, with what the page gave."""

    def send(wait=30, client=None, **said):
        client = client or Client(enforce_csrf_checks=True)
        address = reverse("relay:testify", args=[association.slug])
        page = client.get(address).content.decode()
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', page))
        time_machine.shift(dt.timedelta(seconds=wait))
        values = {"text": "Ici, on m’a écoutée.", "naming": "first_name", "name": "Jeanne", "consent": "on"}
        return client.post(address, hidden | values | said)

    return send


def link_in(answer):
    return re.search(r"/public/[\w-]+/temoigner/([0-9a-f]{48})/", html.unescape(answer.content.decode()))[0]


def only():
    return Entrusted.unscoped.select_related("association").get()


def accepted(cast, **said):
    testimony = a_testimony(cast.amina, **said)
    entrusted.accept(testimony, parent_agreed_on=None, by=cast.amina, now=NOW)
    return testimony


def test_the_form_is_closed_until_somebody_opens_it(association, as_, url):
    address = reverse("relay:testify", args=[association.slug])
    assert Client().get(address).status_code == 404
    assert Client().post(address, {"text": "a"}).status_code == 404
    said = {"question": "Qu’avez-vous trouvé ici ?", "used_for": "notre blog", "months": "12", "is_open": "on"}
    assert as_("chloe").post(url("calendar:testimony-call"), said).status_code == 403
    assert as_("bruno").post(url("calendar:testimony-call"), said).status_code == 302
    assert "notre blog, jusqu’au 22/11/2027" in html.unescape(Client().get(address).content.decode())


def test_a_testimony_arrives_with_its_private_link(form, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = form(email="jeanne@exemple.example")
    link = link_in(answer)
    kept = only()
    assert (kept.status, kept.name, kept.consent_until) == ("received", "Jeanne", dt.date(2027, 11, 22))
    assert kept.consent.startswith("J’accepte que Les Mains voisines")
    assert link.split("/")[-2] not in repr(vars(kept)), "the database cannot open the link"
    assert [m.to for m in mail.outbox] == [["jeanne@exemple.example"]]
    assert link in mail.outbox[0].body
    assert kept.text not in mail.outbox[0].body
    shown = Client().get(link)
    assert kept.text in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    assert shown["X-Robots-Tag"] == "noindex"
    entry = Entry.unscoped.filter(action="calendar.testimonies").get()
    assert "Jeanne" not in repr(vars(entry))


def test_without_the_token_of_the_page_nothing_enters(call, association):
    client = Client(enforce_csrf_checks=True)
    address = reverse("relay:testify", args=[association.slug])
    assert client.post(address, {"text": "a", "consent": "on"}).status_code == 403


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"consent": ""}, "Sans votre accord, nous ne gardons rien."),
        ({"name": ""}, "Écrivez un prénom ou un nom inventé"),
        ({"is_minor": "on"}, "Donnez l’adresse d’un parent"),
        ({"website": "http://a.example"}, "Un champ caché a été rempli."),
        ({"text": "\x00\u202e \u200b"}, "Ce champ est obligatoire"),
        ({"text": "x" * 5001}, "5000"),
        ({"email": "jeanne"}, "valide"),
        ({"naming": "autre"}, "Sélectionnez un choix valide"),
        ({"stamp": "forgé"}, "ouverte depuis trop longtemps"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_kept(form, said, sentence):
    answer = form(**said)
    assert answer.status_code == 200
    assert sentence in html.unescape(answer.content.decode())
    assert not Entrusted.unscoped.exists()


def test_too_fast_is_asked_again_with_the_words_kept(form, call, association, time_machine):
    answer = form(wait=1)
    page = html.unescape(answer.content.decode())
    assert "C’est allé très vite" in page
    assert "Ici, on m’a écoutée." in page
    assert not Entrusted.unscoped.exists()
    stamp = re.search(r'name="stamp" value="([^"]+)"', page)[1]
    time_machine.shift(dt.timedelta(seconds=10))
    said = {"text": "Ici.", "naming": "anonymous", "consent": "on", "stamp": stamp}
    Client().post(reverse("relay:testify", args=[association.slug]), said)
    assert (only().text, only().name) == ("Ici.", "")


def test_a_page_left_open_gets_a_new_stamp(form, association, time_machine):
    page = form(wait=2 * 24 * 3600).content.decode()
    stamp = re.search(r'name="stamp" value="([^"]+)"', page)[1]
    time_machine.shift(dt.timedelta(seconds=10))
    said = {"text": "Ici.", "naming": "anonymous", "consent": "on", "stamp": stamp}
    Client().post(reverse("relay:testify", args=[association.slug]), said)
    assert only().text == "Ici."


def test_sent_twice_it_is_kept_once(call, association, time_machine):
    client, address = Client(), reverse("relay:testify", args=[association.slug])
    stamp = re.search(r'name="stamp" value="([^"]+)"', client.get(address).content.decode())[1]
    time_machine.shift(dt.timedelta(seconds=30))
    said = {"text": "Ici.", "naming": "anonymous", "consent": "on", "stamp": stamp}
    first, second = client.post(address, said), client.post(address, said)
    assert link_in(first) == link_in(second)
    assert "déjà reçu" in html.unescape(second.content.decode())
    assert only().text == "Ici."


def test_a_stamp_of_another_house_is_not_ours(call, cast, association, time_machine):
    from django_scopes import scope

    with scope(association=cast.other):
        said = {"is_open": True, "question": "?", "used_for": "x", "months": 1}
        entrusted.call(cast.other, said, by=cast.damien)
    page = Client().get(reverse("relay:testify", args=[cast.other.slug])).content.decode()
    stamp = re.search(r'name="stamp" value="([^"]+)"', page)[1]
    time_machine.shift(dt.timedelta(seconds=30))
    said = {"text": "Ici.", "naming": "anonymous", "consent": "on", "stamp": stamp}
    Client().post(reverse("relay:testify", args=[association.slug]), said)
    assert not Entrusted.unscoped.exists()


def test_one_place_does_not_flood_the_queue(form):
    answers = [form().status_code for _time in range(7)]
    assert answers == [200] * 6 + [429]
    assert Entrusted.unscoped.count() == 6


def test_nonsense_is_cleaned_and_never_breaks(form):
    heap = "e" + "\u0301" * 10_000
    answer = form(text=f"a\x00b\u202etxet {heap} fin", name="\u202eJeanne")
    assert answer.status_code == 200
    kept = only()
    assert (kept.name, kept.text[:7]) == ("Jeanne", "abtxet ")
    assert len(kept.text) < 30
    assert "\u202e" not in cleaning.clean("\u202e\u2066a")


@pytest.mark.parametrize("key", ["0" * 48, "x", "a" * 300])
def test_a_private_link_made_up_opens_nothing(call, association, key):
    assert Client().get(reverse("relay:testimony", args=[association.slug, key])).status_code == 404


def test_only_those_who_hold_the_right_read(as_, url, given, cast):
    pk = a_testimony(cast.amina).pk
    for who, status in {"amina": 200, "bruno": 200, "chloe": 403, "farid": 403}.items():
        assert as_(who).get(url("calendar:testimony-detail", pk=pk)).status_code == status
        assert as_(who).get(url("calendar:testimony-list")).status_code == status


def test_accepted_it_becomes_a_draft_with_these_words(as_, url, given, cast):
    testimony = a_testimony(cast.amina)
    as_("bruno").post(url("calendar:testimony-accept", pk=testimony.pk))
    answer = as_("bruno").post(url("calendar:testimony-draft", pk=testimony.pk))
    post = Post.unscoped.get()
    assert answer.url == post.get_absolute_url()
    assert (post.kind, post.status) == ("testimony", "draft")
    assert "Ici, on m’a écoutée." in post.current.text
    assert post.current.text.endswith("Jeanne")
    as_("amina").post(url("calendar:testimony-draft", pk=testimony.pk))
    assert Post.unscoped.count() == 1


def test_a_refusal_has_a_reason(as_, url, given, cast):
    testimony = a_testimony(cast.amina)
    as_("bruno").post(url("calendar:testimony-refuse", pk=testimony.pk), {"reason": " "})
    assert only().status == "received"
    as_("bruno").post(url("calendar:testimony-refuse", pk=testimony.pk), {"reason": "Nomme une autre personne."})
    assert (only().status, only().reason) == ("refused", "Nomme une autre personne.")
    with pytest.raises(Refused):
        entrusted.draft(only(), by=cast.bruno, now=NOW)


def test_a_parent_agrees_before_a_child_is_quoted(as_, url, given, cast):
    testimony = a_testimony(cast.amina, is_minor=True, parent_email="parent@exemple.example")
    answer = as_("bruno").post(url("calendar:testimony-accept", pk=testimony.pk))
    assert "moins de 18 ans" in answer.content.decode()
    as_("bruno").post(url("calendar:testimony-accept", pk=testimony.pk), {"parent_agreed_on": "2030-01-01"})
    assert only().status == "received"
    as_("bruno").post(url("calendar:testimony-accept", pk=testimony.pk), {"parent_agreed_on": "2026-11-21"})
    assert (only().status, only().parent_agreed_on) == ("accepted", dt.date(2026, 11, 21))


def scheduled(given, cast, testimony):
    """A post with the words of `testimony`, all the way to the calendar."""
    post = entrusted.draft(testimony, by=cast.bruno, now=NOW)
    words = given.words(text=post.revision.text, title=post.title, kind="testimony")
    transitions.write(post, words, given.plan(NOW + 2 * DAY), expected=1, by=cast.bruno, now=NOW)
    post = given.again(post)
    transitions.submit(post, by=cast.bruno, now=NOW)
    for reader in (cast.farid, cast.elise, cast.amina, cast.gilles):
        try:
            transitions.approve(given.again(post), expected=2, by=reader, now=NOW)
        except Refused:
            continue
    transitions.schedule(given.again(post), by=cast.bruno, now=NOW)
    return given.again(post)


def test_taken_back_the_planned_post_is_stopped_at_every_door(as_, url, form, given, cast):
    link = link_in(form())
    testimony = only()
    entrusted.accept(testimony, parent_agreed_on=None, by=cast.amina, now=NOW)
    post = scheduled(given, cast, testimony)
    assert not [f for f in gate.findings(post, "publish", NOW) if f.blocks]
    answer = Client().post(link)
    assert "Votre accord est retiré." in html.unescape(answer.content.decode())
    gone = only()
    assert (gone.status, gone.text, gone.name, gone.email) == ("withdrawn", "", "", "")
    with pytest.raises(gate.Stopped, match="a retiré son accord"):
        transitions.confirm(post.variants.get(), link="https://a.example/1", published_at=NOW, by=cast.bruno, now=NOW)
    assert "a retiré son accord" in html.unescape(as_("bruno").get(post.get_absolute_url()).content.decode())
    assert Client().post(link).status_code == 200, "said twice, it is not a fault"
    assert Entry.unscoped.filter(after="withdrawn").count() == 1


def test_a_leave_that_ends_before_the_day_stops_the_post(given, cast):
    testimony = accepted(cast)
    post = scheduled(given, cast, testimony)
    Entrusted.objects.filter(pk=testimony.pk).update(consent_until=NOW.date() + DAY)
    codes = [f.code for f in gate.findings(post, "schedule", NOW) if f.blocks]
    assert codes == ["testimony_ended"]


def test_erased_the_row_stays_to_be_counted(as_, url, given, cast):
    testimony = accepted(cast, email="jeanne@exemple.example")
    as_("bruno").post(url("calendar:testimony-erase", pk=testimony.pk))
    gone = only()
    assert (gone.text, gone.name, gone.email, gone.status) == ("", "", "", "accepted")
    assert "1 témoignage" in html.unescape(as_("bruno").get(url("calendar:testimony-list")).content.decode())
    with pytest.raises(Overtaken):
        entrusted.erase(gone, by=cast.amina, now=NOW)


def test_the_list_costs_the_same_for_many(as_, url, given, cast, assert_flat):
    def more():
        accepted(cast)
        a_testimony(cast.amina)

    assert_flat(as_("bruno"), url("calendar:testimony-list"), more)
