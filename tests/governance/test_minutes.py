"""A procès-verbal: written from what was recorded, signed by two, numbered, and never altered."""

import datetime as dt
import hashlib

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from associations.models import Role
from governance import counting, minutes, minutes_todo, resolutions, statement
from governance.models import Ballot, Minutes, MinutesSignature
from journal.models import Entry
from journal.moves import Refused
from tests.conftest import make_member
from tests.governance import convened as given
from tests.governance.minuted import AFTER, begun, decided, read, submitted, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(AFTER, tick=False)


def test_the_secretary_writes_submits_and_two_people_file_it(as_, url, cast, tmp_path):
    meeting = decided(cast)
    amina = as_("amina")
    assert "Écrire le procès-verbal" in words_of(amina.get(meeting.get_absolute_url()))
    assert "Écrire le procès-verbal" not in words_of(as_("chloe").get(meeting.get_absolute_url()))
    page = amina.post(url("governance:meeting-minutes", pk=meeting.pk), follow=True)
    made = Minutes.objects.get()
    item = meeting.agenda.get()
    typed = {
        "revision": made.revision,
        "opening": "La présidente ouvre la séance.",
        f"report-{item.pk}": "Le trésorier présente les comptes.",
        "closing": "Prochaine réunion en janvier.",
    }
    assert "Rien n’est encore signé" in words_of(amina.post(made.get_absolute_url(), typed, follow=True))
    page = words_of(amina.post(url("governance:minutes-submit", pk=made.pk), follow=True))
    assert "Le trésorier présente les comptes." in page
    assert "3 personnes présentes ou représentées sur 4 à l’ouverture. Il en fallait 2 : le quorum est atteint." in page
    assert "Farid Guermi (pouvoir à Amina Belkacem)" in page
    assert "Excusés et excusées" in page
    made.refresh_from_db()
    yes = {"seen": made.content_hash, "approved": "on"}
    sign = url("governance:minutes-sign", pk=made.pk)
    assert "il en manque une" in words_of(amina.post(sign, yes, follow=True))
    assert "sous le n° 1" in words_of(as_("gilles").post(sign, yes, follow=True))
    paper = as_("chloe").get(url("governance:minutes-paper", pk=made.pk))
    assert paper["Content-Type"] == "application/pdf"
    made.refresh_from_db()
    assert hashlib.sha256(paper.content).hexdigest() == made.pdf_hash
    text = read(paper.content, tmp_path)
    for said in (
        "Procès-verbal n° 1",
        "Séance ouverte",
        "Gilles Hamon",
        "Il en fallait 2 : le quorum est atteint.",
        "Adoptez-vous « Le budget » ?",
        "3 votes reçus : 3 pour, 0 contre, 0 abstention",
        "Adopté",
        "Signé le 14 décembre 2026 à 23 h",
        "Statuts, article 12",
    ):
        assert said in text, said
    assert made.journal_head in text.replace(" ", "")
    assert made.content_hash in text.replace(" ", "")
    assert Ballot.objects.get().text_hash in text.replace(" ", "")
    assert "Projet" not in text


def test_a_draft_paper_carries_its_mark(as_, url, cast, tmp_path):
    made = begun(cast)
    assert "Projet" in read(as_("chloe").get(url("governance:minutes-paper", pk=made.pk)).content, tmp_path)


@pytest.mark.parametrize(("who", "status"), [("elise", 403), ("chloe", 403), ("damien", 404), ("amina", 302)])
def test_who_may_begin(as_, url, cast, who, status):
    meeting = given.closed(cast)
    assert as_(who).post(url("governance:meeting-minutes", pk=meeting.pk)).status_code == status
    assert Minutes.objects.count() == (status == 302)


def test_beginning_twice_is_beginning_once(as_, url, cast):
    meeting = given.closed(cast)
    for who in ("amina", "bruno"):
        as_(who).post(url("governance:meeting-minutes", pk=meeting.pk))
    assert Minutes.objects.count() == 1
    assert Entry.objects.filter(action="governance.minute").count() == 1


def test_it_is_not_submitted_before_all_is_said(as_, url, cast):
    made = begun(cast, certify=False)
    page = words_of(as_("amina").post(url("governance:minutes-submit", pk=made.pk), follow=True))
    assert "n’est pas encore proclamé par deux personnes" in page
    assert Minutes.objects.get().status == "draft"


def test_a_meeting_that_has_not_opened_has_no_minutes(as_, url, cast):
    meeting = given.convened(cast)
    page = words_of(as_("amina").post(url("governance:meeting-minutes", pk=meeting.pk), follow=True))
    assert "Le procès-verbal commence avec la séance" in page
    assert not Minutes.objects.exists()


def test_having_it_signed_keeps_what_was_just_typed(as_, cast):
    made = begun(cast)
    item = made.meeting.agenda.get()
    typed = {"revision": 1, "opening": "", f"report-{item.pk}": "Dit à l’instant.", "closing": "", "signer": "1"}
    page = words_of(as_("amina").post(made.get_absolute_url(), typed, follow=True))
    assert "Le texte est fixé" in page
    assert "Dit à l’instant." in page
    assert Minutes.objects.get().status == "submitted"


def test_a_show_of_hands_is_not_told_as_a_vote_by_name(cast):
    meeting = given.held(cast)
    now = given.STARTS + dt.timedelta(minutes=30)
    ballot = resolutions.put_to_vote(
        meeting.agenda.get(), how="totals", is_secret=False, by=cast.amina, now=now, closes_at=None
    )
    counting.count_totals(ballot, {"for": 2}, by=cast.amina, now=now)
    how = statement.resolution(Ballot.objects.get(pk=ballot.pk))["how"]
    assert "sans noms" in how
    assert "nominatif" not in how


def test_two_hands_on_one_draft_lose_nothing(as_, cast):
    made = begun(cast)
    item = made.meeting.agenda.get()
    for who, said in (("amina", "Le budget est long."), ("bruno", "Le budget est court.")):
        typed = {"revision": 1, "opening": "", f"report-{item.pk}": said, "closing": ""}
        page = words_of(as_(who).post(made.get_absolute_url(), typed, follow=True))
    assert "Quelqu’un a écrit ici entre-temps" in page
    assert "Le budget est long." in page
    assert "Le budget est court." in page
    item.refresh_from_db()
    assert item.report == "Le budget est long."


@pytest.mark.parametrize(("who", "status"), [("elise", 403), ("bruno", 403), ("damien", 404)])
def test_only_the_two_of_the_session_sign(as_, url, cast, who, status):
    made = submitted(cast)
    yes = {"seen": made.content_hash, "approved": "on"}
    assert as_(who).post(url("governance:minutes-sign", pk=made.pk), yes).status_code == status
    assert not MinutesSignature.objects.exists()


def test_when_the_secretary_of_the_session_has_left_who_holds_the_right_signs(cast):
    made = submitted(cast)
    type(cast.gilles).objects.filter(pk=cast.gilles.pk).update(left_on=AFTER.date())
    heir = make_member(made.association, "heir@mains-voisines.example", "Ida Klein", [Role.SECRETARY])
    for person in (cast.amina, heir):
        minutes.sign(Minutes.objects.get(), by=person, seen=made.content_hash, now=AFTER)
    assert Minutes.objects.get().number == 1


def test_one_person_never_signs_twice(cast):
    made = submitted(cast)
    minutes.sign(made, by=cast.amina, seen=made.content_hash, now=AFTER)
    with pytest.raises(Refused, match="Vous avez déjà signé"):
        minutes.sign(made, by=cast.amina, seen=made.content_hash, now=AFTER)
    with pytest.raises(IntegrityError, match=r"two_distinct_people_sign_minutes|UNIQUE"), transaction.atomic():
        MinutesSignature.objects.create(
            association=made.association,
            minutes=made,
            membership=cast.amina,
            capacity="secretary",
            content_hash=made.content_hash,
            signed_at=AFTER,
        )


def test_signing_needs_the_box_and_the_words_that_were_read(as_, url, cast):
    made = submitted(cast)
    sign = url("governance:minutes-sign", pk=made.pk)
    assert "Cochez la case pour signer" in words_of(as_("amina").post(sign, {"seen": made.content_hash}))
    page = words_of(as_("amina").post(sign, {"seen": "0" * 64, "approved": "on"}, follow=True))
    assert "a changé depuis que vous l’avez ouvert" in page
    assert not MinutesSignature.objects.exists()


def test_what_waits_is_told_to_those_it_waits_for(cast):
    meeting = decided(cast)

    def told(who):
        return [todo.title for todo in minutes_todo.waiting([type(who).objects.current().get(pk=who.pk)], AFTER)]

    assert any("Écrire le procès-verbal" in title for title in told(cast.amina))
    assert told(cast.elise) == []
    made = minutes.begin(by=cast.amina, meeting=meeting)
    minutes.submit(made, by=cast.amina, now=AFTER)
    assert [title.split("\u00a0: ")[0] for title in told(cast.gilles)] == ["Signer le procès-verbal"]
    assert told(cast.elise) == []
    minutes.sign(made, by=cast.gilles, seen=Minutes.objects.get().content_hash, now=AFTER)
    assert told(cast.gilles) == []


def test_the_secretary_of_the_session_writes_its_minutes_without_any_other_right(as_, url, cast):
    """Gilles was named secretary of that meeting; Élise, who sits beside him, was not."""
    assert not cast.gilles.can("governance.manage")
    meeting = decided(cast)
    begin, sheet = url("governance:meeting-minutes", pk=meeting.pk), url("governance:meeting-sheet", pk=meeting.pk)
    gilles, elise = as_("gilles"), as_("elise")
    (todo,) = minutes_todo.waiting([cast.gilles], AFTER)
    assert todo.title.startswith("Écrire le procès-verbal")
    assert not list(minutes_todo.waiting([cast.elise], AFTER))
    assert f'href="{sheet}"' in words_of(gilles.get(meeting.get_absolute_url()))
    assert (gilles.get(sheet).status_code, elise.get(sheet).status_code) == (200, 403)
    assert elise.post(begin).status_code == 403
    assert "Rédiger" in words_of(gilles.post(begin, follow=True))
    made = Minutes.objects.get()
    submit, back = url("governance:minutes-submit", pk=made.pk), url("governance:minutes-return", pk=made.pk)
    typed = {"revision": 1, "opening": "La séance est ouverte.", "closing": ""}
    typed |= {f"report-{item.pk}": "" for item in meeting.agenda.all()}
    assert "Rien n’est encore signé" in words_of(gilles.post(made.get_absolute_url(), typed, follow=True))
    assert elise.post(submit).status_code == 403
    assert "Le texte est fixé" in words_of(gilles.post(submit, follow=True))
    assert elise.post(back).status_code == 403
    assert "de nouveau modifiable" in words_of(gilles.post(back, follow=True))
    kept = Entry.objects.filter(action="governance.minute", after="kept", actor=cast.gilles.pseudonym)
    assert kept.count() == 2


def test_the_secretary_of_another_meeting_writes_nothing(cast):
    made = begun(cast)
    with pytest.raises(PermissionDenied):
        minutes.write(made, expected=1, opening="", closing="", reports={}, by=cast.elise)
    with pytest.raises(PermissionDenied):
        minutes.submit(made, by=cast.elise, now=AFTER)
