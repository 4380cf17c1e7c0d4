"""The way to a signature: from the link of the mail, the text, the questions, the code, to « lu et approuvé »."""

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import override_settings

from charter import attesting, campaigns
from charter.models import Acknowledgement, Attempt, Opening, SigningCode
from charter.reminding import planned
from charter.requirements import charter_signed
from journal.models import Entry
from journal.moves import Refused
from reminders import outbox
from tests.conftest import PASSWORD

from . import given

pytestmark = pytest.mark.usefixtures("unscoped")
START = dt.date(2026, 11, 30)
NOW = dt.datetime(2026, 11, 30, 11, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def version(cast):
    given.statutes(cast)
    return given.in_force(cast, on=START)


@pytest.fixture
def opened(cast, version):
    attesting.open_text(version, by=cast.chloe, now=NOW)
    return version


def words(response):
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_from_the_mail_to_the_signature(as_, url, cast, version, django_capture_on_commit_callbacks):
    question = given.question(given.campaign(version), cast.bruno, position=2)
    outbox.look(version.association, NOW)
    outbox.deliver_due(NOW)
    told = next(m for m in mail.outbox if m.to == [cast.chloe.email])
    path = re.search(r"https?://[^/]+(/a/\S+/signer/)", told.body)[1]
    chloe = as_("chloe")
    with time_machine.travel(NOW, tick=False):
        page = words(chloe.get(path))
        assert "J’ai lu ce texte, continuer" in page
        assert "Recevoir un code" not in page
        quiz = chloe.post(url("charter:sign-open", pk=version.pk))
        assert quiz.url == url("charter:sign-quiz", pk=version.pk)
        assert "Qui peut publier ?" in words(chloe.get(quiz.url))
        chloe.post(quiz.url, {f"q{question.pk}": "2"})
        wrong = words(chloe.get(quiz.url))
        assert f"Relisez l’article 2, « {question.clause.title} »" in wrong
        assert "#article-2" in wrong
        assert "Voir l’article." not in wrong
        assert "Recevoir un code" not in words(chloe.get(path))
        chloe.post(quiz.url, {f"q{question.pk}": "0"})
        assert "Recevoir un code" in words(chloe.get(path))
        with django_capture_on_commit_callbacks(execute=True):
            chloe.post(url("charter:sign-code", pk=version.pk))
        code = re.search(r"^\d{6}$", mail.outbox[-1].body, re.M)[0]
        assert mail.outbox[-1].to == [cast.chloe.email]
        assert mail.outbox[-1].subject.startswith(code)
        typed = {"approved": "on", "by": "code", "proof": f"{code[:3]} {code[3:]}"}
        assert "Lu et approuvé" in words(chloe.post(path, typed, follow=True))
    signature = Acknowledgement.objects.get()
    assert (signature.membership, signature.method) == (cast.chloe, "code")
    assert (signature.content_hash, signature.signed_at) == (version.content_hash, NOW)
    assert [attempt.is_passed for attempt in Attempt.objects.all()] == [False, True]
    deeds = Entry.objects.filter(action="charter.sign")
    assert [deed.object_hash for deed in deeds] == [version.content_hash]
    assert cast.chloe not in [p.to for p in planned(version.association, NOW)]


def test_reading_the_page_is_not_yet_having_opened_it(as_, url, version):
    as_("chloe").get(url("charter:sign", pk=version.pk))
    assert not Opening.objects.exists()


def test_the_first_opening_alone_is_kept(cast, version):
    for day in range(3):
        attesting.open_text(version, by=cast.chloe, now=NOW + dt.timedelta(days=day))
    assert Opening.objects.get().opened_at == NOW


@pytest.mark.parametrize("by", ["code", "password"])
def test_nothing_is_signed_before_the_text_was_opened(as_, url, version, by):
    proof = {"code": "123456", "password": PASSWORD}[by]
    typed = {"approved": "on", "by": by, "proof": proof}
    page = words(as_("chloe").post(url("charter:sign", pk=version.pk), typed, follow=True))
    assert "Ouvrez d’abord le texte" in page
    assert "J’ai lu ce texte, continuer" in page
    assert not Acknowledgement.objects.exists()


def test_nothing_is_signed_before_the_questions_were_answered(cast, opened):
    given.question(given.campaign(opened), cast.bruno)
    with pytest.raises(Refused, match="Répondez d’abord"):
        attesting.sign_by_password(opened, by=cast.chloe, password=PASSWORD, now=NOW)
    with pytest.raises(Refused, match="Répondez d’abord"):
        attesting.issue_code(opened, by=cast.chloe, now=NOW)


def test_a_version_that_is_not_in_force_is_not_signed(cast, opened):
    """I22, in the verb and in the database."""
    code = attesting.issue_code(opened, by=cast.chloe, now=NOW)
    given.in_force(cast, on=START + dt.timedelta(days=60), words="Tout autre chose.")
    for act in (
        lambda: attesting.sign_by_code(opened, by=cast.chloe, code=code, now=NOW),
        lambda: attesting.sign_by_password(opened, by=cast.chloe, password=PASSWORD, now=NOW),
        lambda: attesting.open_text(opened, by=cast.bruno, now=NOW),
        lambda: attesting.issue_code(opened, by=cast.chloe, now=NOW),
    ):
        with pytest.raises(Refused, match="On ne signe que la version en vigueur"):
            act()
    with pytest.raises(IntegrityError), transaction.atomic():
        _row(opened, cast.chloe)


def _row(version, who, **changes):
    columns = {"content_hash": version.content_hash, "signed_at": NOW, "method": "code", **changes}
    return Acknowledgement.objects.create(association=version.association, version=version, membership=who, **columns)


def test_the_database_keeps_a_signature_to_the_words_in_force(cast, version):
    for changes in ({"content_hash": "0" * 64}, {"method": "fax"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            _row(version, cast.chloe, **changes)
    row = _row(version, cast.chloe)
    for sql in (
        "UPDATE charter_acknowledgement SET method = 'password' WHERE id = %s",
        "UPDATE charter_acknowledgement SET membership_id = membership_id + 1 WHERE id = %s",
        "DELETE FROM charter_acknowledgement WHERE id = %s",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [row.pk])


def test_a_signature_does_not_carry_over(as_, url, cast, version):
    """I23: the page of the next version asks for everything again."""
    given.signed(version, cast.chloe, NOW)
    day = START + dt.timedelta(days=60)
    new = given.in_force(cast, on=day, words="Tout autre chose.")
    with time_machine.travel(dt.datetime.combine(day, dt.time(9), dt.UTC), tick=False):
        page = words(as_("chloe").get(url("charter:sign", pk=new.pk)))
    assert "J’ai lu ce texte, continuer" in page
    assert not Acknowledgement.objects.filter(version=new).exists()


def test_no_sanction_hangs_on_a_signature(as_, url, version):
    """I26, said where one signs."""
    page = words(as_("chloe").get(url("charter:sign", pk=version.pk)))
    assert "Pour les personnes salariées : signer atteste que le texte a été lu. Cela ne crée aucune sanction." in page


def test_a_code_is_kept_as_a_hash_bound_to_person_version_and_words(cast, opened):
    code = attesting.issue_code(opened, by=cast.chloe, now=NOW)
    row = SigningCode.objects.get()
    assert code not in row.code_hash
    assert row.is_code(code)
    attesting.open_text(opened, by=cast.bruno, now=NOW)
    with pytest.raises(attesting.NotProven, match="Demandez d’abord un code"):
        attesting.sign_by_code(opened, by=cast.bruno, code=code, now=NOW)
    row.membership = cast.bruno
    assert not row.is_code(code)
    row.membership = cast.chloe
    row.version.content_hash = "0" * 64
    assert not row.is_code(code)


def test_a_wrong_code_is_told_and_five_of_them_end_it(as_, url, cast, opened):
    with time_machine.travel(NOW, tick=False):
        code = attesting.issue_code(opened, by=cast.chloe, now=NOW)
        wrong = "000000" if code != "000000" else "111111"
        chloe, address = as_("chloe"), url("charter:sign", pk=opened.pk)
        for left in ("il reste 4 essais", "il reste 3 essais", "il reste 2 essais", "il reste 1 essai"):
            page = words(chloe.post(address, {"approved": "on", "by": "code", "proof": wrong}))
            assert left in page
            assert re.search(r'name="approved"[^>]*checked', page)
        assert "Cinq essais" in words(chloe.post(address, {"approved": "on", "by": "code", "proof": wrong}))
        assert "Cinq essais" in words(chloe.post(address, {"approved": "on", "by": "code", "proof": code}))
    assert not Acknowledgement.objects.exists()


def test_a_code_expires_and_serves_once(cast, opened):
    late = NOW + 15 * MINUTE
    code = attesting.issue_code(opened, by=cast.chloe, now=NOW)
    with pytest.raises(attesting.NotProven, match="n’est plus valable"):
        attesting.sign_by_code(opened, by=cast.chloe, code=code, now=late)
    attesting.sign_by_code(opened, by=cast.chloe, code=code, now=late - MINUTE)
    assert SigningCode.objects.get().used_at == late - MINUTE
    # Another tab, the same code: signing twice is signing once.
    again = attesting.sign_by_code(opened, by=cast.chloe, code=code, now=late)
    assert again == Acknowledgement.objects.get()
    assert Entry.objects.filter(action="charter.sign").count() == 1


def test_codes_are_not_poured_out(cast, opened):
    attesting.issue_code(opened, by=cast.chloe, now=NOW)
    with pytest.raises(Refused, match="Un code vient de partir"):
        attesting.issue_code(opened, by=cast.chloe, now=NOW + dt.timedelta(seconds=30))
    for turn in range(1, 5):
        attesting.issue_code(opened, by=cast.chloe, now=NOW + 2 * turn * MINUTE)
    with pytest.raises(Refused, match="Cinq codes"):
        attesting.issue_code(opened, by=cast.chloe, now=NOW + 20 * MINUTE)
    attesting.issue_code(opened, by=cast.chloe, now=NOW + 62 * MINUTE)


def test_only_the_last_code_serves(cast, opened):
    first = attesting.issue_code(opened, by=cast.chloe, now=NOW)
    second = attesting.issue_code(opened, by=cast.chloe, now=NOW + 2 * MINUTE)
    if first != second:
        with pytest.raises(attesting.NotProven, match="pas le bon code"):
            attesting.sign_by_code(opened, by=cast.chloe, code=first, now=NOW + 3 * MINUTE)
    attesting.sign_by_code(opened, by=cast.chloe, code=second, now=NOW + 3 * MINUTE)


@override_settings(ACCOUNT_RATE_LIMITS={"reauthenticate": "2/m/user"})
def test_a_password_is_not_tried_for_ever(as_, url, cast, opened):
    chloe, address = as_("chloe"), url("charter:sign", pk=opened.pk)
    typed = {"approved": "on", "by": "password", "proof": "pas celui-là"}
    pages = [words(chloe.post(address, typed)) for _turn in range(3)]
    assert ["Ce mot de passe n’est pas le bon" in page for page in pages] == [True, True, False]
    assert "Trop d’essais" in pages[2]
    assert "pas celui-là" not in pages[0]
    assert not Acknowledgement.objects.exists()


def test_rights_return_at_once_with_a_signature(as_, url, cast, version):
    day = START + dt.timedelta(days=21)
    with time_machine.travel(dt.datetime.combine(day, dt.time(9), dt.UTC), tick=False):
        lack = charter_signed(cast.chloe, "calendar.edit")
        assert str(version) in lack.sentence
        assert "était à signer jusqu’au 20 décembre 2026" in lack.sentence
        assert lack.path == url("charter:sign", pk=version.pk)
        page = words(as_("chloe").get(lack.path))
        assert "Vos droits de publier attendent votre signature depuis le lundi 21 décembre 2026" in page
        given.signed(version, cast.chloe, NOW)
        assert charter_signed(cast.chloe, "calendar.edit") is None


def test_a_withdrawal_of_rights_is_never_silent(association, cast, version):
    """A week before, the day before, and on the day: to the person, and that day to the coordination too."""
    for name in ("bruno", "elise", "farid", "gilles"):
        given.signed(version, getattr(cast, name), NOW)

    def told(days):
        now = dt.datetime.combine(START + dt.timedelta(days=days), dt.time(11), dt.UTC)
        return {(p.to, p.urgent): p.sentence for p in planned(association, now) if p.due_at.date() == now.date()}

    assert "à partir du 21 décembre 2026" in told(14)[cast.chloe, False]
    assert "à partir du 21 décembre 2026" in told(20)[cast.chloe, False]
    day = told(21)
    assert "ne pouvez plus publier depuis le 21 décembre 2026" in day[cast.chloe, True]
    assert "2 personnes n’ont pas signé" in day[cast.bruno, False]
    assert told(22) == {}


def test_a_minor_version_tells_and_does_not_ask_again(cast, version):
    given.signed(version, cast.chloe, NOW)
    before = campaigns.of_version(version)
    draft = given.draft(cast, words="Une virgule.")
    given.transitions.describe(draft, by=cast.bruno, summary="Une faute.", is_material=False)
    given.transitions.submit(draft, by=cast.bruno)
    given.transitions.freeze(given.fresh(draft), by=cast.bruno, now=given.NOW)
    running = given.transitions.open_ballot(
        given.fresh(draft), by=cast.amina, question="?", closes_at=given.CLOSES, now=given.NOW
    )
    given.voted(running, cast, "for", "for", "for")
    given.governance.close(running, now=given.CLOSES)
    given.certified(running, cast)
    day = START + dt.timedelta(days=1)
    minor = given.transitions.set_date(given.fresh(draft), on=day, by=cast.amina, today=day)
    assert campaigns.of_version(minor) == before
    assert campaigns.of_version(minor).status == "running"
    # Who had not signed signs the words in force.
    given.signed(minor, cast.bruno, NOW)
    assert {a.version_id for a in Acknowledgement.objects.all()} == {version.pk, minor.pk}
