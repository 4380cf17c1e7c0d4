"""A report keeps its proof, a decision cites an article in force, and nobody decides alone what is grave."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django_scopes import scope

from associations.models import Role
from journal.models import Entry
from journal.moves import Overtaken, Refused
from moderation import transitions
from moderation.models import Case
from tests.conftest import make_member
from tests.house.cases import ask, spread

from . import given
from .given import NOW

pytestmark = pytest.mark.usefixtures("unscoped")

REASON = "Le message laisse entendre que l’on connaît ses habitudes."


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def case(cast):
    return given.a_case(cast.chloe)


@pytest.fixture
def charter(cast):
    return given.a_charter_in_force(cast.amina)


@pytest.fixture
def mael(association):
    return given.a_moderator(association)


def _fresh(case):
    return Case.objects.get(pk=case.pk)


def _decide(as_, url, case, who="amina", **words):
    return as_(who).post(url("moderation:case-decide", pk=case.pk), {"measure": "none", "reason": REASON} | words)


WHO = {
    "GET moderation:case-list": "nobody 302, amina 200, chloe 200, damien 404",
    "GET moderation:case-create": "nobody 302, amina 200, chloe 200, damien 404",
    "GET moderation:case-detail": "nobody 302, amina 200, chloe 200, damien 404",
    "POST moderation:case-take-up": "nobody 302, amina 302, bruno 403, chloe 403, damien 404",
    "POST moderation:case-decide": "amina 422, bruno 403, chloe 403, damien 404",
    "POST moderation:case-close": "amina 422, bruno 403, chloe 403, damien 404",
    "POST moderation:case-confirm": "amina 302, bruno 403, damien 404",
    "POST moderation:case-pass-on": "amina 302, bruno 403, damien 404",
}


@pytest.mark.parametrize(("who", "what", "status"), spread(WHO))
def test_who_may(as_, url, case, who, what, status):
    fill = {} if what.endswith(("list", "create")) else {"pk": case.pk}
    assert ask(as_, url, who, what, **fill) == status


def test_the_neighbours_case_does_not_exist_here(as_, url, cast):
    with scope(association=cast.other):
        theirs = given.a_case(cast.damien)
    assert as_("amina").get(url("moderation:case-detail", pk=theirs.pk)).status_code == 404
    assert as_("amina").post(url("moderation:case-take-up", pk=theirs.pk)).status_code == 404


def test_a_report_keeps_its_proof_and_starts_the_clock(as_, url, cast):
    sent = given.REPORT | {"channel": given.a_channel(cast.chloe).pk, "written_at": "2026-11-22T08:30"}
    response = as_("chloe").post(url("moderation:case-create"), sent)
    case = Case.objects.get()
    assert response.url == case.get_absolute_url()
    assert (case.number, case.status, case.reported_by) == (1, "received", cast.chloe)
    assert (case.known_at, case.due_at) == (NOW, NOW + dt.timedelta(hours=4))
    entry = Entry.objects.get(object_type="moderation.case")
    assert (entry.action, entry.object_hash) == ("moderation.report", case.evidence_hash)


def test_the_same_message_reported_twice_leads_to_its_case(as_, url, case):
    response = as_("bruno").post(
        url("moderation:case-create"), given.REPORT | {"channel": case.channel_id}, follow=True
    )
    assert Case.objects.count() == 1
    assert response.redirect_chain[-1][0] == case.get_absolute_url()
    assert "déjà été signalé" in response.content.decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"evidence": ""}, "sans preuve, personne ne pourra décider"),
        ({"evidence": "x" * 5001}, "5000"),
        ({"written_at": "2026-11-23T10:00"}, "pas encore venue"),
        ({"written_at": "0001-01-01T00:00"}, "trop lointaine"),
        ({"address": "javascript:alert(1)"}, "URL"),
        ({"seriousness": "critique"}, "critique"),
        ({"channel": "9999"}, "Sélectionnez un choix valide"),
    ],
)
def test_a_bad_report_is_told_why_and_keeps_nothing(as_, url, cast, change, said):
    sent = given.REPORT | {"channel": given.a_channel(cast.chloe).pk} | change
    response = as_("chloe").post(url("moderation:case-create"), sent)
    assert response.status_code == 200
    assert said in response.content.decode()
    assert not Case.objects.exists()


def test_who_may_not_read_the_queue_may_still_report(client, url, cast, association):
    reader = make_member(association, "lecture@mains-voisines.example", "Ève Jourdan", [Role.READER])
    client.force_login(reader.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert client.get(url("moderation:case-list")).status_code == 403
    sent = given.REPORT | {"channel": given.a_channel(cast.chloe).pk}
    response = client.post(url("moderation:case-create"), sent)
    assert response.url == association.get_absolute_url()
    assert Case.objects.get().reported_by == reader
    again = client.post(url("moderation:case-create"), sent, follow=True)
    assert again.status_code == 200, "told on a page they may read"
    assert "déjà été signalé" in again.content.decode()


def test_the_verb_asks_for_the_right_too(cast, association):
    bare = make_member(association, "ancien@mains-voisines.example", "Ancien Mandat", [])
    with pytest.raises(PermissionDenied):
        given.a_case(bare)
    assert not Case.objects.exists()


def test_a_channel_of_the_neighbour_is_not_offered(as_, url, cast):
    theirs = given.a_channel(cast.damien, "Le fil")
    as_("chloe").post(url("moderation:case-create"), given.REPORT | {"channel": theirs.pk})
    assert not Case.objects.exists()


def test_what_was_written_is_drawn_as_text(as_, url, cast):
    case = given.a_case(cast.chloe, evidence="<script>alert(1)</script>")
    page = as_("amina").get(case.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_from_report_to_closing_under_an_article(as_, url, case, charter):
    amina = as_("amina")
    amina.post(url("moderation:case-take-up", pk=case.pk))
    article = charter.clauses.get(key="threats")
    page = amina.get(case.get_absolute_url()).content.decode()
    assert article.title in page
    _decide(as_, url, case, measure="remove", article=article.pk)
    decided = _fresh(case)
    assert (decided.status, decided.article, decided.decided_at) == ("decided", article, NOW)
    response = amina.post(url("moderation:case-close", pk=case.pk), {"notice": "told"}, follow=True)
    assert response.status_code == 200
    assert _fresh(case).status == "closed"
    page = amina.get(case.get_absolute_url()).content.decode()
    assert page.index("Message signalé") < page.index("Dossier pris en charge") < page.index("Décision prise")


def test_a_measure_without_an_article_is_refused(as_, url, case, charter, cast):
    transitions.take_up(case, by=cast.amina)
    response = _decide(as_, url, case, measure="hide")
    assert response.status_code == 422
    assert "citez l’article" in response.content.decode()
    assert _fresh(case).status == "assigned"


def test_without_a_charter_in_force_one_may_answer_not_remove(as_, url, case, cast):
    transitions.take_up(case, by=cast.amina)
    page = as_("amina").get(case.get_absolute_url()).content.decode()
    assert "Aucune charte de modération n’est en vigueur" in page
    assert _decide(as_, url, case, measure="hide").status_code == 422
    assert _decide(as_, url, case, measure="reply").status_code == 302


def test_an_article_of_another_text_is_refused(as_, url, case, charter, cast):
    transitions.take_up(case, by=cast.amina)
    draft = given.charters.start_version(cast.amina.association, "moderation", by=cast.amina)
    other = draft.clauses.first()
    assert _decide(as_, url, case, measure="hide", article=other.pk).status_code == 422
    with pytest.raises(Refused):
        transitions.decide(case, by=cast.amina, measure="hide", article=other, reason=REASON, now=NOW)


@pytest.mark.parametrize("reason", ["", "Menace."])
def test_a_decision_says_why(as_, url, case, cast, reason):
    transitions.take_up(case, by=cast.amina)
    response = _decide(as_, url, case, reason=reason)
    assert response.status_code == 422
    assert "dites ce qui, dans le message" in response.content.decode().lower()


def test_one_decides_only_what_one_took_up(as_, url, case, cast, mael):
    transitions.take_up(case, by=mael)
    response = as_("amina").post(
        url("moderation:case-decide", pk=case.pk), {"measure": "none", "reason": REASON}, follow=True
    )
    assert "Prenez d’abord ce dossier en charge" in response.content.decode()
    assert _fresh(case).status == "assigned"


def test_of_two_who_take_up_one_is_told(case, cast, mael):
    stale = _fresh(case)
    transitions.take_up(case, by=mael)
    with pytest.raises(Overtaken):
        transitions.take_up(stale, by=cast.amina)
    assert _fresh(case).assigned_to == mael


def test_a_grave_measure_waits_for_somebody_else(as_, url, case, charter, cast, mael):
    article = charter.clauses.get(key="threats")
    transitions.take_up(case, by=cast.amina)
    _decide(as_, url, case, measure="block", article=article.pk)
    assert _fresh(case).status == "second_reading"
    response = as_("amina").post(url("moderation:case-confirm", pk=case.pk), follow=True)
    assert "Une autre personne doit relire" in response.content.decode()
    assert _fresh(case).decided_at is None
    client = Client()
    client.force_login(mael.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    page = client.get(case.get_absolute_url()).content.decode()
    read = re.search(r'name="decision" value="(\w+)"', page)[1]
    client.post(url("moderation:case-confirm", pk=case.pk), {"decision": read})
    settled = _fresh(case)
    assert (settled.status, settled.decided_by, settled.second_reader) == ("decided", cast.amina, mael)


def test_nobody_confirms_a_decision_they_have_not_read(case, charter, cast, mael):
    """While Maël reads, Amina takes the case back and proposes something else."""
    article = charter.clauses.get(key="threats")
    transitions.take_up(case, by=cast.amina)
    transitions.decide(case, by=cast.amina, measure="suspend_30", article=article, reason=REASON, now=NOW)
    page = _fresh(case)
    transitions.pass_on(_fresh(case), by=cast.amina)
    again = _fresh(case)
    transitions.take_up(again, by=cast.amina)
    transitions.decide(again, by=cast.amina, measure="block", article=article, reason=REASON, now=NOW)
    with pytest.raises(Overtaken, match="relisez-la"):
        transitions.confirm(page, by=mael, read=page.decision_hash, now=NOW)
    assert _fresh(case).status == "second_reading"


def test_a_decision_typed_on_a_case_passed_on_since_is_refused(case, cast, mael):
    """The status is the same again, the person is not: a stale page decides nothing."""
    transitions.take_up(case, by=cast.amina)
    page = _fresh(case)
    transitions.pass_on(_fresh(case), by=cast.amina)
    transitions.take_up(_fresh(case), by=mael)
    with pytest.raises(Refused, match="Prenez d’abord"):
        transitions.decide(page, by=cast.amina, measure="none", article=None, reason=REASON, now=NOW)
    assert _fresh(case).measure == ""


def test_a_grave_decision_passed_on_is_dropped(case, charter, cast, mael):
    transitions.take_up(case, by=cast.amina)
    article = charter.clauses.get(key="threats")
    transitions.decide(case, by=cast.amina, measure="block", article=article, reason=REASON, now=NOW)
    transitions.pass_on(case, by=mael)
    back = _fresh(case)
    assert (back.status, back.measure, back.article, back.decided_by) == ("received", "", None, None)


def test_closing_after_a_measure_says_whether_the_author_knows(as_, url, case, charter, cast):
    transitions.take_up(case, by=cast.amina)
    transitions.decide(
        case, by=cast.amina, measure="hide", article=charter.clauses.get(key="threats"), reason=REASON, now=NOW
    )
    with pytest.raises(Refused):
        transitions.close(case, by=cast.amina, notice="not_needed", now=NOW)
    response = as_("amina").post(url("moderation:case-close", pk=case.pk), {"notice": "not_needed"})
    assert response.status_code == 422
    assert _fresh(case).status == "decided"


@pytest.mark.parametrize(
    "broken",
    [
        {"evidence": ""},
        {"measure": "hide"},
        {"evidence_hash": "same"},
        {"number": 1},
    ],
)
def test_the_database_says_never(case, cast, broken):
    other = given.a_case(cast.bruno, evidence="Autre message")
    if broken == {"evidence_hash": "same"}:
        broken = {"evidence_hash": case.evidence_hash}
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.unscoped.filter(pk=other.pk).update(**broken)


def test_the_queue_costs_the_same_with_more_cases(as_, url, cast, assert_flat):
    numbers = iter(range(100))

    def grow():
        case = given.a_case(cast.chloe, evidence=f"Message {next(numbers)}")
        transitions.take_up(case, by=cast.amina)

    assert assert_flat(as_("amina"), url("moderation:case-list"), grow) <= 12


def test_settled_cases_have_their_list(as_, url, case, cast):
    transitions.take_up(case, by=cast.amina)
    transitions.decide(case, by=cast.amina, measure="none", article=None, reason=REASON, now=NOW)
    amina = as_("amina")
    assert case.summary not in amina.get(url("moderation:case-list")).content.decode()
    assert case.summary in amina.get(url("moderation:case-list") + "?dossiers=regles").content.decode()
