"""The register: numbered, sealed by the database, corrected by further minutes only."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django_scopes import scopes_disabled

from governance import minutes, transitions
from governance.models import Minutes, MinutesSignature
from journal.models import Entry
from journal.moves import NoSuchMove, Refused
from tests.charter import given as texts
from tests.governance import convened as given
from tests.governance.minuted import AFTER, filed, read, submitted, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(AFTER, tick=False)


def test_taken_back_the_first_signature_falls_with_its_words(as_, url, cast):
    made = submitted(cast)
    minutes.sign(made, by=cast.amina, seen=made.content_hash, now=AFTER)
    page = words_of(as_("bruno").post(url("governance:minutes-return", pk=made.pk), follow=True))
    assert "Les signatures repartent de zéro" in page
    assert not MinutesSignature.objects.exists()
    assert Minutes.objects.get().content_hash == ""


def test_filed_it_can_only_be_corrected_by_another(as_, url, cast, tmp_path):
    made = filed(cast)
    with pytest.raises(NoSuchMove):
        minutes.take_back(made, by=cast.amina)
    page = as_("amina").post(
        url("governance:minutes-correct", pk=made.pk), {"words": "Lire « 120 € » et non « 210 € »."}, follow=True
    )
    assert "La rectification est commencée" in words_of(page)
    second = Minutes.objects.get(corrects=made)
    minutes.submit(second, by=cast.amina, now=AFTER)
    second.refresh_from_db()
    for person in (cast.amina, cast.gilles):
        minutes.sign(second, by=person, seen=second.content_hash, now=AFTER)
    second.refresh_from_db()
    assert second.number == 2
    text = read(bytes(second.pdf), tmp_path)
    assert "Rectifie le procès-verbal n° 1" in text
    assert "Lire « 120 € » et non « 210 € »." in text
    assert "Rectifié par le procès-verbal n° 2" in words_of(as_("chloe").get(made.get_absolute_url()))


@pytest.mark.parametrize(
    "columns",
    [
        {"closing": "x"},
        {"content": {}},
        {"content_hash": "0" * 64},
        {"number": 9},
        {"journal_head": "0" * 64},
        {"pdf": b"x"},
        {"pdf_hash": "0" * 64},
        {"filed_at": given.NOW},
    ],
    ids=lambda columns: next(iter(columns)),
)
def test_the_database_refuses_to_alter_the_register(cast, columns):
    made = filed(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Minutes.unscoped.filter(pk=made.pk).update(**columns)


def test_the_database_refuses_to_take_out_minutes_or_a_name(cast):
    made = filed(cast)
    table = Minutes._meta.db_table
    # What is still to be checked would hide the refusal of a TRUNCATE.
    connection.check_constraints()
    for words in (
        f"DELETE FROM {MinutesSignature._meta.db_table}",
        f"UPDATE {MinutesSignature._meta.db_table} SET capacity = 'chair'",
        f"DELETE FROM {table} WHERE id = {made.pk}",
        *([f"TRUNCATE {table} CASCADE"] if connection.vendor == "postgresql" else []),
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(words)


def test_the_database_seals_nothing_that_two_people_did_not_sign(cast):
    made = submitted(cast)
    minutes.sign(made, by=cast.amina, seen=made.content_hash, now=AFTER)
    by_hand = f"UPDATE {Minutes._meta.db_table} SET status = 'signed' WHERE id = {made.pk}"
    sealing = pytest.raises(IntegrityError, match="two people sign minutes")
    with sealing, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(by_hand)
    name = {"association": made.association, "membership": cast.gilles, "capacity": "secretary", "signed_at": AFTER}
    with pytest.raises(IntegrityError, match="as they were submitted"), transaction.atomic():
        MinutesSignature.objects.create(minutes=made, content_hash="0" * 64, **name)
    minutes.take_back(made, by=cast.amina)
    with pytest.raises(IntegrityError, match="as they were submitted"), transaction.atomic():
        MinutesSignature.objects.create(minutes=made, content_hash=made.content_hash, **name)


def test_a_ballot_without_a_meeting_has_its_own(as_, url, cast, tmp_path):
    texts.statutes(cast)
    running = texts.voted(texts.ballot(cast), cast, "for", "for", "for", "against")
    ballot = texts.certified(transitions.close(running, now=texts.CLOSES), cast)
    as_("amina").post(url("governance:ballot-minutes", pk=ballot.pk))
    made = Minutes.objects.get()
    minutes.submit(made, by=cast.amina, now=AFTER)
    made.refresh_from_db()
    for person in (cast.amina, cast.gilles):
        minutes.sign(made, by=person, seen=made.content_hash, now=AFTER)
    made.refresh_from_db()
    text = read(bytes(made.pdf), tmp_path)
    assert "Faut-il adopter ce texte ?" in text
    assert "En ligne" in text
    assert ballot.text_hash in text.replace(" ", "")


def test_the_head_it_printed_shows_a_journal_cut_short(cast, association, capsys):
    filed(cast)
    call_command("verify_journal", "--association", association.slug)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal_entry'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
    last = Entry.unscoped.filter(association=association).order_by("-seq").values_list("seq", flat=True)[:3]
    Entry.unscoped.filter(association=association, seq__in=list(last)).delete()
    with pytest.raises(CommandError):
        call_command("verify_journal", "--association", association.slug)
    assert "procès-verbal n° 1" in capsys.readouterr().out.replace("\u00a0", " ")


def test_cost(as_, url, cast, assert_flat):
    made = filed(cast)

    def grow():
        minutes.correct(made, words="Une virgule.", by=cast.amina)

    assert_flat(as_("amina"), url("governance:minutes-list"), grow)
    assert_flat(as_("amina"), made.get_absolute_url(), grow)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_papers_signed_at_once_get_two_numbers(cast):
    """And two second signatures on one paper file it once."""
    first = submitted(cast)
    minutes.sign(first, by=cast.amina, seen=first.content_hash, now=AFTER)
    outcomes = []

    def second_name():
        with scopes_disabled():
            try:
                minutes.sign(first, by=cast.gilles, seen=first.content_hash, now=AFTER)
                outcomes.append("filed")
            except (Refused, PermissionDenied):
                outcomes.append("refused")
            finally:
                connection.close()

    threads = [threading.Thread(target=second_name) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("filed") == 1
    assert Minutes.objects.get().number == 1
