"""An outcome is proclaimed once two people have vouched for the very result they saw (domain I15, I21)."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from associations.models import Role
from governance import certifying, reminding, todo, transitions
from governance.models import Ballot, Capacity, Certification
from journal.models import Entry
from journal.moves import NoSuchMove, Refused
from tests.charter import given
from tests.conftest import make_member

pytestmark = pytest.mark.usefixtures("unscoped")


@pytest.fixture
def after():
    with time_machine.travel(given.CLOSES + dt.timedelta(hours=1), tick=False) as clock:
        yield clock


@pytest.fixture
def ballot(cast, after):
    """Adopted, and waiting to be proclaimed."""
    given.statutes(cast)
    running = given.voted(given.ballot(cast), cast, "for", "for", "for", "against")
    return transitions.close(running, now=given.CLOSES)


def certify(ballot, by, seen="", **more):
    return certifying.certify(ballot, by=by, seen=seen or certifying.result_hash(ballot), now=given.CLOSES, **more)


def test_two_people_proclaim_it_and_the_page_says_who_and_when(as_, url, cast, ballot):
    amina, address = as_("amina"), url("governance:ballot-certify", pk=ballot.pk)
    assert "Adopté, à proclamer" in amina.get(ballot.get_absolute_url()).content.decode()
    page = amina.get(address).content.decode()
    assert "Présidence de séance" in page
    seen = certifying.result_hash(ballot)
    told = amina.post(address, {"seen": seen}, follow=True).content.decode()
    assert "quand une deuxième personne" in told
    assert Ballot.objects.get().certified_at is None
    told = as_("gilles").post(address, {"seen": seen, "follow_up": "Inès prévient tout le monde."}, follow=True)
    page = told.content.decode()
    assert "Le résultat est proclamé" in page
    assert "Amina Belkacem" in page
    assert "Gilles Hamon" in page
    assert "Secrétariat de séance" in page
    assert "Inès prévient tout le monde." in page
    assert "à proclamer" not in page
    assert Ballot.objects.get().certified_at


@pytest.mark.parametrize(
    ("who", "status"), [("amina", 200), ("gilles", 200), ("bruno", 403), ("elise", 403), ("damien", 404)]
)
def test_who_may_certify(as_, url, ballot, who, status):
    address = url("governance:ballot-certify", pk=ballot.pk)
    assert as_(who).get(address).status_code == status
    if status != 200:
        assert as_(who).post(address, {"seen": certifying.result_hash(ballot)}).status_code == status
    assert not Certification.objects.exists()


def test_the_treasurer_stands_in_only_while_nobody_is_secretary(association, cast, ballot):
    secretary = make_member(association, "s@mains-voisines.example", "Sami Secret", [Role.SECRETARY])
    with pytest.raises(PermissionDenied):
        certify(ballot, cast.gilles)
    assert certify(ballot, secretary).capacity == Capacity.SECRETARY
    assert certify(ballot, cast.amina).capacity == Capacity.CHAIR


def test_the_same_person_twice_is_refused_in_words(as_, url, cast, ballot):
    certify(ballot, cast.amina)
    answer = as_("amina").post(
        url("governance:ballot-certify", pk=ballot.pk), {"seen": certifying.result_hash(ballot)}, follow=True
    )
    assert "une deuxième personne doit le faire" in answer.content.decode()
    assert Ballot.objects.get().certified_at is None


def test_the_same_person_twice_is_refused_by_the_database(cast, ballot):
    made = certify(ballot, cast.amina)
    with pytest.raises(IntegrityError), transaction.atomic():
        Certification.objects.create(
            association=ballot.association,
            ballot=ballot,
            membership=cast.amina,
            capacity=Capacity.SECRETARY,
            result_hash=made.result_hash,
            certified_at=given.CLOSES,
        )


def test_another_result_than_the_one_seen_is_refused_and_nothing_typed_is_lost(as_, url, cast, ballot):
    with pytest.raises(Refused, match="relisez-le"):
        certify(ballot, cast.amina, seen="0" * 64)
    day = {"seen": certifying.result_hash(ballot), "review_on": "2020-01-01", "follow_up": "Inès."}
    page = as_("amina").post(url("governance:ballot-certify", pk=ballot.pk), day).content.decode()
    assert "Ce jour est passé" in page
    assert "Inès." in page
    assert not Certification.objects.exists()


def test_a_ballot_without_quorum_is_never_certified(cast, after):
    given.statutes(cast)
    ballot = transitions.close(given.voted(given.ballot(cast), cast, "for"), now=given.CLOSES)
    assert ballot.status == Ballot.Status.NO_QUORUM
    with pytest.raises(NoSuchMove):
        certify(ballot, cast.amina)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.filter(pk=ballot.pk).update(certified_at=given.CLOSES)


def test_one_name_never_proclaims_even_by_hand(cast, ballot):
    certify(ballot, cast.amina)
    with pytest.raises(DatabaseError, match="two people"), transaction.atomic():
        Ballot.objects.filter(pk=ballot.pk).update(certified_at=given.CLOSES)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE governance_certification SET result_hash = 'x'",
        "UPDATE governance_ballot SET certified_at = NULL",
        "UPDATE governance_ballot SET status = 'rejected'",
        "UPDATE governance_ballot SET result = '{}'",
        "UPDATE governance_ballot SET rule = '{}'",
        "UPDATE governance_ballot SET text_hash = 'x'",
        "UPDATE governance_vote SET choice = 'against'",
    ],
)
def test_what_is_proclaimed_is_never_rewritten(cast, ballot, statement):
    given.certified(ballot, cast)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_third_signature_finds_it_proclaimed(association, cast, ballot):
    given.certified(ballot, cast)
    other = make_member(association, "p@mains-voisines.example", "Paul Prési", [Role.PRESIDENT])
    with pytest.raises(Refused, match="déjà proclamé"):
        certify(ballot, other)


def test_the_journal_keeps_both_names_and_the_hash_of_the_result(cast, ballot):
    given.certified(ballot, cast)
    entries = Entry.objects.filter(action="governance.certify").order_by("seq")
    assert [(e.actor, e.after) for e in entries] == [
        (str(cast.amina.pseudonym), ""),
        (str(cast.gilles.pseudonym), "proclaimed"),
    ]
    assert {e.object_hash for e in entries} == {certifying.result_hash(ballot)}


def test_it_waits_in_a_faire_and_in_the_mail_of_the_two(cast, ballot):
    def told(membership):
        now = given.CLOSES
        waits = [t.title for t in todo.waiting([membership], now) if "Certifier" in t.title]
        planned = reminding.planned(membership.association, now)
        return waits, [p for p in planned if p.to == membership and ":certify:" in p.key]

    for person in (cast.amina, cast.gilles):
        waits, mails = told(person)
        assert len(waits) == len(mails) == 1
        assert "adopté, à proclamer" in mails[0].sentence
    assert told(cast.elise) == ([], [])
    certify(ballot, cast.amina)
    assert told(cast.amina) == ([], [])
    assert len(told(cast.gilles)[0]) == 1
    certify(ballot, cast.gilles)
    assert told(cast.gilles) == ([], [])


def test_the_day_to_look_at_it_again_is_told_to_those_who_certified(cast, ballot):
    day = dt.date(2027, 3, 1)
    certify(ballot, cast.amina, review_on=day, follow_up="Inès prépare le bilan.")
    certify(ballot, cast.gilles, review_on=day, follow_up="Inès prépare le bilan.")

    def told(moment):
        return [p for p in reminding.planned(ballot.association, moment) if ":review:" in p.key]

    assert told(dt.datetime(2027, 2, 28, 12, tzinfo=dt.UTC)) == []
    found = told(dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC))
    assert {p.to for p in found} == {cast.amina, cast.gilles}
    assert "Inès prépare le bilan." in found[0].sentence
