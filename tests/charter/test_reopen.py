"""Editing a text under vote: one act, that voids the ballot and tells those who had voted."""

import pytest
import time_machine
from django.core import mail

from charter import transitions, writing
from charter.models import Version
from governance import transitions as governance
from governance.models import Ballot
from journal.models import Entry
from journal.moves import Refused
from reminders import outbox
from tests.house.cases import ask, spread

from . import given

pytestmark = pytest.mark.usefixtures("unscoped")
LATER = given.NOW.replace(hour=15)
WHY = "L’article 2 oublie les mineurs."


@pytest.fixture
def ballot(cast):
    given.statutes(cast)
    return given.voted(given.ballot(cast), cast, "for", "against")


@pytest.fixture
def version(ballot):
    return given.fresh(Version(pk=ballot.subject_id))


@pytest.mark.parametrize(
    ("who", "what", "status"),
    spread(
        {
            "GET charter:version-reopen": "nobody 302, amina 200, bruno 200, elise 403, chloe 403, damien 404",
            "POST charter:version-reopen": "amina 302, bruno 302, elise 403, chloe 403, damien 404",
        }
    ),
)
def test_who_opens_a_text_under_vote_again(as_, url, version, who, what, status):
    assert ask(as_, url, who, what, {"reason": WHY}, pk=version.pk) == status
    assert (given.fresh(version).status == "review") is (what.startswith("POST") and status == 302)


def test_i4_opening_the_text_again_voids_the_ballot_in_the_same_breath(as_, url, cast, ballot, version):
    with time_machine.travel(LATER, tick=False):
        page = as_("bruno").post(url("charter:version-reopen", pk=version.pk), {"reason": WHY}, follow=True)
    assert "Le scrutin est annulé et le texte est revenu en relecture" in page.content.decode()
    assert WHY in page.content.decode()
    version, ballot = given.fresh(version), Ballot.objects.get(pk=ballot.pk)
    assert (version.status, version.content_hash, version.frozen_at) == ("review", "", None)
    assert (ballot.status, ballot.void_reason) == ("void", WHY)
    clause = version.clauses.get(position=2)
    words = writing.Words(clause.title, "De nouveaux mots.")
    writing.rewrite(clause, words, expected=clause.revision, by=cast.elise, now=LATER)
    with pytest.raises(Refused):
        governance.cast_vote(ballot, by=cast.gilles, choice="for", reason="", now=LATER)
    steps = Entry.objects.filter(object_type="charter.version", object_id=str(version.pk)).order_by("seq")
    assert [(e.before, e.after) for e in steps][-2:] == [("ballot", "frozen"), ("frozen", "review")]


def test_those_who_had_voted_are_told_why_by_mail_and_nobody_else(cast, association, version):
    transitions.reopen(version, by=cast.bruno, reason=WHY, now=LATER)
    mail.outbox.clear()
    outbox.look(association, LATER)
    outbox.deliver_due(LATER)
    told = {to for m in mail.outbox if "annulé" in m.subject for to in m.to}
    assert told == {cast.amina.email, cast.elise.email}
    assert all(WHY in m.body for m in mail.outbox if "annulé" in m.subject)


def test_no_reason_voids_nothing(as_, url, cast, ballot, version):
    page = as_("bruno").post(url("charter:version-reopen", pk=version.pk), {"reason": " "}).content.decode()
    assert "obligatoire" in page
    with pytest.raises(Refused, match="pourquoi"):
        transitions.reopen(version, by=cast.bruno, reason=" ", now=LATER)
    assert Ballot.objects.get(pk=ballot.pk).status == "open"
    assert given.fresh(version).status == "ballot"


def test_a_ballot_that_was_counted_is_not_undone(cast, ballot, version):
    given.voted(ballot, cast, "for", "for", "for", "for")
    governance.close(ballot, now=given.CLOSES)
    with pytest.raises(Refused, match="Aucun scrutin n’est en cours"):
        transitions.reopen(version, by=cast.bruno, reason=WHY, now=given.CLOSES)
    assert given.fresh(version).status == "adopted"


def test_an_advice_that_waits_for_its_session_may_still_be_opened_again(cast):
    given.statutes(cast, electronic="none")
    ballot = given.voted(given.ballot(cast), cast, "for", "for", "for", "for")
    governance.close(ballot, now=given.CLOSES)
    version = transitions.reopen(
        Version(pk=ballot.subject_id, association=ballot.association), by=cast.amina, reason=WHY, now=given.CLOSES
    )
    assert version.status == "review"


def test_the_bench_of_a_text_under_vote_offers_exactly_this_act(as_, url, version):
    page = as_("bruno").get(url("charter:version-edit", pk=version.pk), follow=True)
    assert page.redirect_chain[-1][0] == url("charter:version-reopen", pk=version.pk)
    said = page.content.decode()
    for words in ("les voix déjà données ne comptent plus", "reçoivent un e-mail", "revient en relecture"):
        assert words in said
    clause = version.clauses.first()
    again = as_("bruno").get(url("charter:clause-edit", pk=clause.pk), follow=True)
    assert again.redirect_chain[-1][0] == url("charter:version-reopen", pk=version.pk)
    elise = as_("elise").get(url("charter:version-edit", pk=version.pk), follow=True).content.decode()
    assert "Ce texte est au vote" in elise


@pytest.mark.parametrize("who", ["bruno", "elise"])
def test_forms_sent_against_a_text_under_vote_give_back_what_was_typed(as_, url, version, who):
    clause, client = version.clauses.first(), as_(who)
    typed = {"title": "Mon titre tardif", "body": "Une idée tardive.", "revision": clause.revision}
    sent = [
        client.post(url("charter:clause-edit", pk=clause.pk), typed),
        client.post(url("charter:clause-add", pk=version.pk), typed),
        client.post(
            url("charter:version-edit", pk=version.pk), {"summary": "Une idée tardive.", "is_material": "True"}
        ),
    ]
    for answer in sent:
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Une idée tardive." in page
        assert "Ce texte est au vote" in page
        assert (url("charter:version-reopen", pk=version.pk) in page) is (who == "bruno")
    assert given.fresh(version).content_hash == version.content_hash
