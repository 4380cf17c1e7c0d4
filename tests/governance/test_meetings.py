"""A meeting from its preparation to its second call, through the door."""

import datetime as dt

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from governance import agenda, convocations, meetings
from governance.models import Convocation, DecisionRule, Meeting, MeetingDocument, Notice
from tests.governance import convened as given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]
PDF = b"%PDF-1.7 some pages"


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(given.NOW, tick=False)


@pytest.fixture
def sent(django_capture_on_commit_callbacks):
    """Run what waits for the commit: the mails."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def the_day(time_machine):
    time_machine.move_to(given.THAT_DAY, tick=False)


def words_of(response):
    return " ".join(response.content.decode().split()).replace("\u00a0", " ").replace("\u202f", " ")


WRITTEN = {"starts_on": "2026-12-14", "starts_time": "20:00", "form": "in_person", "place": "Salle 2", "video_url": ""}


# -- preparing ----------------------------------------------------------------


def test_amina_prepares_a_meeting_at_the_hour_of_paris(as_, cast, url):
    body = given.board(cast)
    answer = as_("amina").post(url("governance:meeting-create"), WRITTEN | {"body": body.pk})
    meeting = Meeting.objects.get()
    assert answer.url == meeting.get_absolute_url()
    assert meeting.starts_at == given.STARTS
    assert meeting.status == "draft"
    assert len(mail.outbox) == 0


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"starts_on": "2026-11-21"}, "Choisissez un jour à venir, dans les deux ans."),
        ({"starts_on": "9999-12-31"}, "Choisissez un jour à venir, dans les deux ans."),
        ({"starts_on": "2026-11-22", "starts_time": "10:00"}, "Cette heure est déjà passée"),
    ],
)
def test_a_date_that_cannot_be_keeps_what_was_typed(as_, cast, url, typed, sentence):
    body = given.board(cast)
    answer = as_("amina").post(url("governance:meeting-create"), WRITTEN | {"body": body.pk} | typed)
    assert sentence in words_of(answer)
    assert 'value="Salle 2"' in words_of(answer)
    assert not Meeting.objects.exists()


def test_without_a_body_the_page_says_where_to_begin(as_, url):
    page = words_of(as_("amina").get(url("governance:meeting-create")))
    assert "Aucune instance n’est encore décrite." in page


@pytest.mark.parametrize(("who", "status"), [("amina", 302), ("bruno", 302), ("chloe", 403), ("damien", 404)])
def test_who_may_prepare(as_, cast, url, who, status):
    body = given.board(cast)
    assert as_(who).post(url("governance:meeting-create"), WRITTEN | {"body": body.pk}).status_code == status


def test_points_are_added_moved_and_removed(as_, cast, url):
    meeting, amina = given.draft(cast), as_("amina")
    add = url("governance:meeting-item-add", pk=meeting.pk)
    amina.post(add, {"title": "Le local", "detail": "Déménager ?", "resolution": ""})
    second = meeting.agenda.get(title="Le local")
    amina.post(url("governance:item-up", pk=second.pk))
    assert [item.title for item in meeting.agenda.all()] == ["Le local", "Le budget"]
    amina.post(url("governance:item-down", pk=second.pk))
    amina.post(url("governance:item-down", pk=second.pk))
    assert [item.title for item in meeting.agenda.all()] == ["Le budget", "Le local"]
    amina.post(url("governance:item-edit", pk=second.pk), {"title": "Le nouveau local"})
    assert "Le nouveau local" in words_of(as_("chloe").get(meeting.get_absolute_url()))
    amina.post(url("governance:item-remove", pk=second.pk))
    assert [(item.title, item.position) for item in meeting.agenda.all()] == [("Le budget", 1)]
    assert not Notice.objects.exists()


def test_a_point_carries_a_fixed_text_offered_by_its_room(as_, cast, url):
    from tests.charter import given as charter

    version, meeting = charter.frozen(cast), given.draft(cast)
    add, amina = url("governance:meeting-item-add", pk=meeting.pk), as_("amina")
    page = words_of(amina.get(add))
    assert str(version).replace("\u00a0", " ") in page
    both = amina.post(add, {"title": "La charte", "resolution": "Oui.", "text": f"charter.version:{version.pk}"})
    assert "Un point porte une résolution ou un texte arrêté, pas les deux" in words_of(both)
    amina.post(add, {"title": "La charte", "text": f"charter.version:{version.pk}"})
    item = meeting.agenda.get(title="La charte")
    assert (item.subject_type, item.subject_id) == ("charter.version", version.pk)
    assert version.get_absolute_url() in words_of(amina.get(meeting.get_absolute_url()))


def test_an_agenda_has_an_end(as_, cast, url):
    meeting = given.draft(cast)
    for number in range(agenda.MOST_ITEMS - 1):
        agenda.add_item(meeting, agenda.Point(f"Point {number}"), by=cast.amina, now=given.NOW)
    answer = as_("amina").post(url("governance:meeting-item-add", pk=meeting.pk), {"title": "Un de trop"})
    assert "L’ordre du jour a déjà 60 points" in words_of(answer)
    assert 'value="Un de trop"' in words_of(answer)


# -- documents ----------------------------------------------------------------


def join(client, url, meeting, name, content, mime="application/pdf"):
    file = SimpleUploadedFile(name, content, content_type=mime)
    return client.post(url("governance:meeting-document-add", pk=meeting.pk), {"file": file})


def test_a_document_is_kept_by_its_hash_and_given_to_members_as_a_download(as_, cast, url):
    meeting = given.draft(cast)
    join(as_("amina"), url, meeting, "../Comptes 2026.pdf", PDF)
    document = MeetingDocument.objects.get()
    assert document.name == "Comptes 2026.pdf"
    assert "Comptes" not in document.file.name
    answer = as_("chloe").get(document.get_absolute_url())
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert as_("damien").get(document.get_absolute_url()).status_code == 404


def _zip(*names):
    import io
    import zipfile

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("page.html", b"<script>", "Ce type de fichier n’est pas accepté"),
        ("macro.docm", b"PK", "Ce type de fichier n’est pas accepté"),
        ("faux.pdf", b"<html>", "Ce fichier n’est pas ce que dit son nom (« .pdf »)"),
        ("vide.pdf", b"", "Ce fichier est vide"),
        ("abime.docx", b"PK\x03\x04 broken", "Ce fichier est abîmé"),
        ("macro.docx", _zip("word/document.xml", "word/vbaProject.bin"), "Ce document contient une macro"),
        ("lourd.pdf", PDF + b"0" * agenda.LARGEST, "Ce fichier dépasse 10 Mo"),
    ],
)
def test_a_file_that_cannot_be_joined_is_refused_in_words(as_, cast, url, name, content, sentence):
    meeting = given.draft(cast)
    assert sentence in words_of(join(as_("amina"), url, meeting, name, content))
    assert not MeetingDocument.objects.exists()


def test_a_document_is_joined_once_and_taken_away_with_its_file(as_, cast, url, sent):
    meeting = given.draft(cast)
    join(as_("amina"), url, meeting, "a.pdf", PDF)
    assert "Ce document est déjà joint, sous le nom « a.pdf »" in words_of(
        join(as_("amina"), url, meeting, "b.pdf", PDF)
    )
    document = MeetingDocument.objects.get()
    with sent():
        as_("amina").post(url("governance:document-remove", pk=document.pk))
    assert not MeetingDocument.objects.exists()
    assert not document.file.storage.exists(document.file.name)


def test_no_file_is_a_sentence(as_, cast, url):
    meeting = given.draft(cast)
    answer = as_("amina").post(url("governance:meeting-document-add", pk=meeting.pk), {})
    assert "Choisissez un fichier : rien n’a été joint." in words_of(answer)


# -- convening ----------------------------------------------------------------


def test_convening_mails_everybody_who_sits_once(as_, cast, url, sent):
    meeting = given.draft(cast)
    with sent():
        as_("amina").post(url("governance:meeting-convene", pk=meeting.pk), {})
    assert sorted(m.to[0].split("@")[0] for m in mail.outbox) == ["amina", "elise", "farid", "gilles"]
    letter = mail.outbox[0]
    body = letter.body.replace("\u00a0", " ")
    assert "Convocation" in letter.subject
    for words in ("lundi 14 décembre 2026 à 20 h", "Salle 2", "1. Le budget", "Le budget est adopté.", "/pouvoir/"):
        assert words in body
    assert "qui peut en porter 1 au plus (article 12)" in body
    convocations.send_notice(Notice.objects.get().pk)
    convocations.send_waiting_notices()
    assert len(mail.outbox) == 4
    assert Convocation.objects.filter(sent_at=given.NOW).count() == 4


def test_a_mail_server_that_is_away_loses_nothing(cast, sent, monkeypatch, settings):
    settings.EMAIL_BACKEND = "tests.governance.convened.Away"
    meeting = given.draft(cast)
    with sent():
        meetings.convene(meeting, by=cast.amina, now=given.NOW)
    assert Convocation.objects.filter(sent_at=None, leaving_at=None).count() == 4
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert convocations.send_waiting_notices() == 4


def test_an_address_that_refuses_is_said_on_the_page(as_, cast, sent, settings):
    settings.EMAIL_BACKEND = "tests.governance.convened.RefusesElise"
    meeting = given.draft(cast)
    with sent():
        meetings.convene(meeting, by=cast.amina, now=given.NOW)
    page = words_of(as_("amina").get(meeting.get_absolute_url()))
    assert "3 e-mails envoyés sur 4" in page
    assert "1 adresse refuse le courrier" in page


def test_the_rule_is_kept_as_it_was_the_day_people_were_called(cast):
    meeting = given.convened(cast)
    DecisionRule.objects.filter(body=meeting.body).update(quorum_share="two_thirds", proxy_cap=9)
    assert (given.fresh(meeting).rule["quorum_share"], given.fresh(meeting).rule["proxy_cap"]) == ("half", 1)


def test_a_late_convocation_asks_to_be_confirmed_and_is_remembered(as_, cast, url):
    meeting = given.draft(cast, starts_at=given.NOW + dt.timedelta(days=9))
    page = url("governance:meeting-convene", pk=meeting.pk)
    sentence = "Vos statuts demandent de convoquer 10 jours avant, il en reste 9"
    assert sentence in words_of(as_("amina").get(page))
    assert sentence in words_of(as_("amina").post(page, {}))
    assert given.fresh(meeting).status == "draft"
    as_("amina").post(page, {"is_confirmed": "on"})
    assert given.fresh(meeting).is_short_notice
    assert "Convoquée hors délai" in words_of(as_("chloe").get(meeting.get_absolute_url()))


def test_ten_days_are_enough_to_the_day(cast):
    meeting = given.convened(cast, starts_at=given.NOW + dt.timedelta(days=10))
    assert not given.fresh(meeting).is_short_notice


def test_what_lacks_is_said_before_anybody_is_called(as_, cast, url, time_machine):
    meeting = given.draft(cast, form="mixed")
    meeting.agenda.all().delete()
    Meeting.objects.filter(pk=meeting.pk).update(place="")
    page = words_of(as_("amina").get(meeting.get_absolute_url()))
    for sentence in ("L’ordre du jour est vide", "Le lieu manque", "Le lien de la visioconférence manque"):
        assert sentence in page
    answer = as_("amina").post(url("governance:meeting-convene", pk=meeting.pk), {}, follow=True)
    assert "L’ordre du jour est vide" in words_of(answer)
    time_machine.move_to(given.STARTS + dt.timedelta(days=1), tick=False)
    assert "La date est passée" in words_of(as_("amina").get(meeting.get_absolute_url()))
    assert not Notice.objects.exists()


def test_nobody_sits_nobody_is_called(as_, cast, url):
    from governance.models import Body

    empty = Body.objects.create(association=cast.amina.association, kind="committee", name="Fêtes", composition="named")
    meeting = meetings.prepare(
        empty, by=cast.amina, now=given.NOW, starts_at=given.STARTS, form="in_person", place="Ici", video_url=""
    )
    agenda.add_item(meeting, agenda.Point("Un point"), by=cast.amina, now=given.NOW)
    answer = as_("amina").post(url("governance:meeting-convene", pk=meeting.pk), {}, follow=True)
    assert "Personne n’a de mandat en cours dans l’instance « Fêtes »" in words_of(answer)


def test_what_the_statutes_do_not_say_is_asked_before_the_convocation(as_, cast, url):
    meeting = given.draft(cast, proxies="unknown", proxy_cap=None, notice_days=None, blank_proxies="unknown")
    page = words_of(as_("amina").get(url("governance:meeting-convene", pk=meeting.pk)))
    assert "Il manque : les pouvoirs, le délai de convocation." in page


# -- changing what people were called for ------------------------------------


def test_a_change_after_the_convocation_is_told_with_what_changed(as_, cast, url, sent):
    meeting = given.convened(cast)
    mail.outbox.clear()
    with sent():
        as_("amina").post(url("governance:meeting-item-add", pk=meeting.pk), {"title": "Le local"})
    assert len(mail.outbox) == 4
    assert "Point ajouté : « Le local »." in mail.outbox[0].body.replace("\u00a0", " ")
    assert "Changement" in mail.outbox[0].subject
    mail.outbox.clear()
    with sent():
        as_("amina").post(
            url("governance:meeting-edit", pk=meeting.pk), WRITTEN | {"starts_time": "19:00", "place": "Salle 3"}
        )
    told = mail.outbox[0].body.replace("\u00a0", " ")
    assert "Date et heure : lundi 14 décembre à 19 h, au lieu de lundi 14 décembre à 20 h." in told
    assert "Lieu : Salle 3." in told


def test_saving_the_same_words_tells_nobody(as_, cast, url, sent):
    meeting = given.convened(cast)
    item = meeting.agenda.get()
    with sent():
        as_("amina").post(url("governance:item-edit", pk=item.pk), {"title": item.title, "resolution": item.resolution})
        as_("amina").post(url("governance:meeting-edit", pk=meeting.pk), WRITTEN)
    assert Notice.objects.count() == 1


def test_moving_the_date_under_the_notice_asks_again(as_, cast, url):
    meeting = given.convened(cast)
    page, sooner = url("governance:meeting-edit", pk=meeting.pk), WRITTEN | {"starts_on": "2026-11-28"}
    answer = as_("amina").post(page, sooner)
    assert "il en reste 6" in words_of(answer)
    assert given.fresh(meeting).starts_at == given.STARTS
    as_("amina").post(page, sooner | {"is_confirmed": "on"})
    assert given.fresh(meeting).is_short_notice


def test_a_change_that_leaves_no_place_is_refused_with_what_was_typed(as_, cast, url):
    meeting = given.convened(cast)
    answer = as_("amina").post(url("governance:meeting-edit", pk=meeting.pk), WRITTEN | {"place": ""})
    assert "Le lieu manque : dites où l’on se retrouve." in words_of(answer)
    assert given.fresh(meeting).place == "Salle 2"


def test_the_order_of_the_points_is_fixed_once_people_read_it(as_, cast, url):
    meeting = given.draft(cast)
    other = agenda.add_item(meeting, agenda.Point("Autre"), by=cast.amina, now=given.NOW)
    meetings.convene(meeting, by=cast.amina, now=given.NOW)
    answer = as_("amina").post(url("governance:item-up", pk=other.pk), follow=True)
    assert "Cet acte n’est pas possible" in words_of(answer)


def test_the_last_point_of_a_called_meeting_is_not_taken_away(as_, cast, url):
    meeting = given.convened(cast)
    answer = as_("amina").post(url("governance:item-remove", pk=meeting.agenda.get().pk), follow=True)
    assert "annulez plutôt la réunion" in words_of(answer)


def test_nothing_changes_once_the_session_has_opened(as_, cast, url):
    meeting = given.held(cast)
    item = meeting.agenda.get()
    for name, pk in (
        ("governance:meeting-edit", meeting.pk),
        ("governance:meeting-item-add", meeting.pk),
        ("governance:meeting-document-add", meeting.pk),
        ("governance:item-edit", item.pk),
        ("governance:item-remove", item.pk),
        ("governance:meeting-cancel", meeting.pk),
        ("governance:meeting-convene", meeting.pk),
    ):
        answer = as_("amina").post(url(name, pk=pk), WRITTEN | {"title": "x", "reason": "x"}, follow=True)
        assert "Cet acte n’est pas possible : l’état est « En séance »" in words_of(answer), name


def test_cancelling_tells_why_to_those_who_were_called(as_, cast, url, sent):
    meeting = given.convened(cast)
    page = url("governance:meeting-cancel", pk=meeting.pk)
    assert "Dites en quelques mots pourquoi" in words_of(as_("amina").post(page, {"reason": ""}))
    mail.outbox.clear()
    with sent():
        as_("amina").post(page, {"reason": "La salle est inondée."})
    assert len(mail.outbox) == 4
    assert "La salle est inondée." in mail.outbox[0].body
    assert "La salle est inondée." in words_of(as_("chloe").get(meeting.get_absolute_url()))


def test_cancelling_what_nobody_was_called_to_writes_to_nobody(as_, cast, url, sent):
    meeting = given.draft(cast)
    with sent():
        as_("amina").post(url("governance:meeting-cancel", pk=meeting.pk), {"reason": "Erreur de date."})
    assert given.fresh(meeting).status == "cancelled"
    assert len(mail.outbox) == 0
