"""A ballot through its door: who votes, until when, on what, and what everybody is told."""

import datetime as dt

import pytest
import time_machine
from django.core import mail

from associations.models import Mandate, Role
from governance import transitions
from governance.models import Ballot, BallotSeat, Vote
from governance.receipts import send_receipt
from governance.tasks import close_due_ballots
from journal.models import Entry
from journal.moves import Refused
from tests.charter import given
from tests.conftest import make_member

pytestmark = pytest.mark.usefixtures("unscoped")


@pytest.fixture
def during():
    with time_machine.travel(given.NOW + dt.timedelta(hours=2), tick=False) as clock:
        yield clock


@pytest.fixture
def ballot(cast, during):
    given.statutes(cast)
    return given.ballot(cast)


def vote(client, url, ballot, choice="for", **more):
    return client.post(url("governance:ballot-vote", pk=ballot.pk), {"choice": choice, "reason": "", **more})


@pytest.mark.parametrize(
    ("who", "reads", "votes"),
    [
        ("amina", 200, 302),
        ("elise", 200, 302),
        ("gilles", 200, 302),
        ("bruno", 200, 403),
        ("chloe", 200, 403),
        ("damien", 404, 404),
    ],
)
def test_who_reads_and_who_votes(as_, url, ballot, who, reads, votes):
    client = as_(who)
    assert client.get(ballot.get_absolute_url()).status_code == reads
    assert vote(client, url, ballot).status_code == votes
    assert Vote.objects.count() == (votes == 302)


@pytest.mark.parametrize(
    ("name", "who", "status"),
    [
        ("ballot-close", "elise", 403),
        ("ballot-void", "elise", 403),
        ("ballot-void", "bruno", 200),
        ("ballot-session", "bruno", 403),
        ("ballot-session", "amina", 302),
        ("ballot-close", "damien", 404),
        ("ballot-void", "damien", 404),
        ("ballot-session", "damien", 404),
    ],
)
def test_who_runs_a_ballot(as_, url, ballot, name, who, status):
    client, address = as_(who), url(f"governance:{name}", pk=ballot.pk)
    answer = client.post(address) if name == "ballot-close" else client.get(address)
    assert answer.status_code == status


def test_a_neighbours_ballot_is_not_found_at_our_address(as_, url, cast, ballot):
    address = f"/a/{cast.other.slug}/scrutins/{ballot.pk}/"
    assert as_("damien").get(address).status_code == 404
    assert as_("damien").post(f"{address}voter/", {"choice": "for"}).status_code == 404
    assert as_("damien").get(f"{address}annuler/").status_code == 404


def test_someone_outside_the_roll_is_told_so(as_, url, ballot):
    page = vote(as_("bruno"), url, ballot).content.decode()
    assert "Vous n’êtes pas sur la liste des votants" in page


def test_a_vote_may_change_until_the_close_and_counts_once(as_, url, ballot):
    elise = as_("elise")
    vote(elise, url, ballot, "for")
    vote(elise, url, ballot, "against", reason="Trop long.")
    kept = Vote.objects.get()
    assert (kept.choice, kept.reason, kept.number) == ("against", "Trop long.", 2)
    assert Entry.objects.filter(action="governance.vote").count() == 2


def test_no_choice_keeps_nothing_but_the_words(as_, url, ballot):
    page = as_("elise").post(url("governance:ballot-vote", pk=ballot.pk), {"reason": "J’hésite."}).content.decode()
    assert "Choisissez pour, contre ou abstention" in page
    assert "J’hésite." in page
    assert not Vote.objects.exists()


def test_a_refused_ballot_lands_on_its_own_form_even_on_a_phone(as_, url, ballot):
    elise, address = as_("elise"), url("governance:ballot-vote", pk=ballot.pk)
    page = elise.get(ballot.get_absolute_url()).content.decode()
    sheet = page[page.index('id="bulletin"') :].split("</form>")[0]
    assert f'action="{address}#bulletin"' in sheet
    assert "novalidate" not in sheet
    assert sheet.count(" required>") == 3
    assert 'role="alert"' not in sheet
    refused = elise.post(address, {"reason": ""}).content.decode()
    assert "<title>À corriger" in refused
    sheet = refused[refused.index('id="bulletin"') :].split("</form>")[0]
    assert "Choisissez pour, contre ou abstention" in sheet.split('role="alert"')[1]


def test_an_unknown_choice_is_refused(as_, url, ballot):
    assert "Choisissez pour, contre" in vote(as_("elise"), url, ballot, "perhaps").content.decode()
    assert not Vote.objects.exists()


@pytest.mark.parametrize(("seconds", "kept"), [(-1, True), (0, False), (3600, False)])
def test_the_servers_hour_decides(as_, url, during, ballot, seconds, kept):
    """Late even when the closing task has not run yet."""
    during.move_to(given.CLOSES + dt.timedelta(seconds=seconds))
    answer = as_("elise").post(
        url("governance:ballot-vote", pk=ballot.pk), {"choice": "for", "reason": ""}, follow=True
    )
    assert Vote.objects.exists() is kept
    if not kept:
        assert "Le scrutin a été clos" in answer.content.decode()
        assert "votre vote n’a pas été enregistré" in answer.content.decode()


def test_a_seat_that_ended_this_morning_no_longer_votes(as_, url, cast, ballot):
    Mandate.objects.filter(membership=cast.elise).update(ends_on=given.NOW.date() - dt.timedelta(days=1))
    assert vote(as_("elise"), url, ballot).status_code == 403
    Mandate.objects.create(
        association=cast.elise.association, membership=cast.elise, role=Role.READER, starts_on=given.NOW.date()
    )
    assert "a pris fin" in as_("elise").get(ballot.get_absolute_url()).content.decode()
    page = vote(as_("elise"), url, ballot)
    assert page.status_code == 403
    assert "a pris fin" in page.content.decode()
    assert BallotSeat.objects.filter(ballot=ballot).count() == 4


def test_someone_who_joins_the_board_later_is_not_on_the_roll(as_, url, association, cast, ballot):
    newcomer = make_member(association, "new@mains-voisines.example", "Ninon Karl", [Role.BOARD_MEMBER])
    with pytest.raises(transitions.rights.NotYet):
        transitions.cast_vote(ballot, by=newcomer, choice="for", reason="", now=given.NOW)


def test_the_rule_of_a_ballot_is_the_rule_of_its_opening(cast, ballot):
    given.statutes(cast, majority_share="all")
    given.voted(ballot, cast, "for", "for", "for", "against")
    assert transitions.close(ballot, now=given.CLOSES).status == Ballot.Status.ADOPTED


def test_voices_are_shown_after_the_close_and_only_to_the_body(as_, url, cast, ballot):
    vote(as_("elise"), url, ballot, "against", reason="Trop vague à mon goût.")
    given.voted(ballot, cast, "for", None, "for", "for")
    address = ballot.get_absolute_url()
    assert "Trop vague" not in as_("amina").get(address).content.decode()
    transitions.close(ballot, now=given.CLOSES)
    assert "Trop vague" in as_("amina").get(address).content.decode()
    outside = as_("chloe").get(address).content.decode()
    assert "Trop vague" not in outside
    assert "3 pour, 1 contre" in outside


@pytest.mark.parametrize(
    ("choices", "status"),
    [
        (("for", "for", "for", "for"), "adopted"),
        (("for", "for", "against", "against"), "adopted"),  # tie: the president's voice
        (("against", "for", "for", "against"), "rejected"),
        (("for", None, None, None), "no_quorum"),
        ((None, None, None, None), "no_quorum"),
        (("abstain", "abstain", None, None), "rejected"),
    ],
)
def test_outcomes(cast, ballot, choices, status):
    given.voted(ballot, cast, *choices)
    assert transitions.close(ballot, now=given.CLOSES).status == status


def test_closing_before_the_hour_needs_every_voice(as_, url, cast, ballot):
    amina, address = as_("amina"), url("governance:ballot-close", pk=ballot.pk)
    given.voted(ballot, cast, "for", "for", "for")
    assert "Tout le monde n’a pas encore voté" in amina.post(address, follow=True).content.decode()
    given.voted(ballot, cast, None, None, None, "for")
    assert "Le scrutin est clos" in amina.post(address, follow=True).content.decode()
    ballot.refresh_from_db()
    assert ballot.status == Ballot.Status.ADOPTED


def test_the_house_never_closes_before_the_hour(cast, ballot):
    given.voted(ballot, cast, "for", "for", "for", "for")
    assert transitions.close(ballot, now=given.CLOSES - dt.timedelta(seconds=1)).status == Ballot.Status.OPEN
    assert transitions.close(ballot, now=given.CLOSES).status == Ballot.Status.ADOPTED


def test_the_task_closes_once_and_only_at_the_hour(during, ballot):
    assert close_due_ballots() == 0
    during.move_to(given.CLOSES)
    assert close_due_ballots() == 1
    before = Entry.objects.count()
    assert close_due_ballots() == 0
    assert Entry.objects.count() == before


def test_one_ballot_that_cannot_be_closed_does_not_hold_the_others(during, cast, ballot, caplog):
    second = given.ballot(cast, kind="moderation")
    Ballot.unscoped.filter(pk=ballot.pk).update(subject_type="gone.text")
    during.move_to(given.CLOSES)
    assert close_due_ballots() == 1
    assert f"Ballot {ballot.pk} could not be closed." in caplog.text
    assert [b.pk for b in Ballot.objects.open()] == [ballot.pk]
    assert Ballot.objects.get(pk=second.pk).closed_at


def test_a_void_ballot_gives_its_reason_and_frees_the_text(as_, url, cast, ballot):
    given.voted(ballot, cast, "for")
    address = url("governance:ballot-void", pk=ballot.pk)
    assert "obligatoire" in as_("bruno").post(address, {"reason": ""}).content.decode()
    page = as_("bruno").post(address, {"reason": "Une erreur à l’article 2."}, follow=True).content.decode()
    assert "Une erreur à l’article 2." in page
    assert (
        "Ce scrutin a été annulé" in vote(as_("elise"), url, ballot).wsgi_request._messages._queued_messages[0].message
    )


class TestAdvisory:
    @pytest.fixture
    def ballot(self, cast, during):
        given.statutes(cast, electronic="none")
        return given.voted(given.ballot(cast), cast, "for", "for", "for", "for")

    def test_every_page_says_so(self, as_, url, ballot):
        amina = as_("amina")
        pages = [ballot.get_absolute_url(), url("governance:ballot-list"), url("governance:statutes"), ballot.path]
        for page in pages:
            assert "vis consultatif" in amina.get(page).content.decode(), page
        assert "(article 12)" in amina.get(ballot.get_absolute_url()).content.decode()

    def test_the_session_decides_and_its_date_is_kept(self, as_, url, during, ballot):
        during.move_to(given.CLOSES)
        close_due_ballots()
        ballot.refresh_from_db()
        assert ballot.status == Ballot.Status.TO_RATIFY
        address = url("governance:ballot-session", pk=ballot.pk)
        early = as_("amina").post(address, {"adopted": "yes", "session_on": "2026-01-01"}, follow=True)
        assert "corrigez sa date" in early.content.decode()
        as_("amina").post(address, {"adopted": "yes", "session_on": "2026-11-28"})
        ballot.refresh_from_db()
        assert (ballot.status, ballot.session_on) == (Ballot.Status.RATIFIED, dt.date(2026, 11, 28))
        again = as_("amina").post(address, {"adopted": "no", "session_on": "2026-11-28"}, follow=True)
        assert "Cet acte n’est pas possible" in again.content.decode()


@pytest.mark.parametrize(
    "answers",
    [{"quorum_basis": "unknown", "quorum_share": "unknown"}, {"majority_basis": "unknown"}, {"kind": "unknown"}],
)
def test_an_unknown_rule_makes_an_opinion(cast, during, answers):
    given.statutes(cast, **answers)
    ballot = given.voted(given.ballot(cast), cast, "for", "for", "for", "for")
    assert ballot.is_advisory
    assert transitions.close(ballot, now=given.CLOSES).status == Ballot.Status.TO_RATIFY


def test_a_tie_under_an_unknown_casting_vote_goes_to_the_session(cast, during):
    given.statutes(cast, casting_vote="unknown")
    ballot = given.voted(given.ballot(cast), cast, "for", "for", "against", "against")
    assert not ballot.is_advisory
    assert transitions.close(ballot, now=given.CLOSES).status == Ballot.Status.TO_RATIFY


def test_an_assembly_is_everybody(cast, during):
    given.statutes(cast, kind="assembly")
    assert given.ballot(cast).seats.count() == 6


@pytest.mark.parametrize("closes_at", [given.NOW, given.NOW - dt.timedelta(days=1)])
def test_a_ballot_never_opens_in_the_past(cast, during, closes_at):
    given.statutes(cast)
    with pytest.raises(Refused, match="dans le futur"):
        given.ballot(cast, closes_at=closes_at)
    assert not Ballot.objects.exists()


def test_a_receipt_leaves_once_per_voice_and_names_the_text(cast, ballot):
    vote = transitions.cast_vote(ballot, by=cast.elise, choice="abstain", reason="", now=given.NOW)
    send_receipt(vote.pk, 1)
    send_receipt(vote.pk, 1)
    assert [m.to for m in mail.outbox] == [[cast.elise.email]]
    assert "Votre voix : Abstention" in mail.outbox[0].body.replace("\u00a0", " ")
    assert ballot.text_hash[:4] in mail.outbox[0].body
    transitions.cast_vote(ballot, by=cast.elise, choice="for", reason="", now=given.NOW)
    send_receipt(vote.pk, 1)
    assert len(mail.outbox) == 1
    send_receipt(vote.pk, 2)
    send_receipt(9999, 1)
    assert len(mail.outbox) == 2


def test_a_receipt_the_server_refused_is_sent_again_and_holds_no_vote_meanwhile(cast, ballot, monkeypatch):
    vote = transitions.cast_vote(ballot, by=cast.elise, choice="for", reason="", now=given.NOW)
    claimed = []

    def away(message):
        claimed.append(Vote.objects.get(pk=vote.pk).receipts)
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr("governance.receipts.EmailMessage.send", away)
        with pytest.raises(ConnectionRefusedError):
            send_receipt(vote.pk, 1)
    assert claimed == [1]
    send_receipt(vote.pk, 1)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(("name", "when"), [("ballot-void", "settled"), ("ballot-session", "open")])
def test_a_step_whose_time_is_not_now_is_sent_back_at_the_door(as_, url, cast, ballot, during, name, when):
    if when == "settled":
        transitions.close(given.voted(ballot, cast, "for", "for", "for", "for"), now=given.CLOSES)
    page = as_("amina").get(url(f"governance:{name}", pk=ballot.pk), follow=True)
    assert "Cet acte n’est pas possible" in page.content.decode()


def test_the_journal_never_holds_the_choice(cast, ballot):
    transitions.cast_vote(ballot, by=cast.elise, choice="against", reason="Secret", now=given.NOW)
    entry = Entry.objects.get(action="governance.vote")
    assert entry.object_hash == ballot.text_hash
    assert "against" not in str(entry.canonical())


def test_the_list_costs_the_same_for_one_ballot_and_for_six(as_, url, cast, during, assert_flat):
    given.statutes(cast)
    running = []

    def grow():
        for old in running:
            transitions.void(old, by=cast.amina, reason="Essai.", now=given.NOW)
            given.transitions.thaw(given.Version.objects.get(), by=cast.amina)
            version = given.Version.objects.get()
            given.transitions.freeze(version, by=cast.amina, now=given.NOW)
        version = given.fresh(given.Version.objects.get()) if running else given.frozen(cast)
        running[:] = [
            given.transitions.open_ballot(version, by=cast.amina, question="?", closes_at=given.CLOSES, now=given.NOW)
        ]

    assert_flat(as_("chloe"), url("governance:ballot-list"), grow)


def test_a_voice_and_an_outcome_are_about_the_text_of_the_ballot_and_no_other(cast, ballot):
    seat = ballot.seats.get(membership=cast.elise)
    other = Vote(association=ballot.association, seat=seat, choice="for", text_hash="0" * 64, cast_at=given.NOW)
    with pytest.raises(ValueError, match="text of its ballot"):
        other.save()
    ballot.text_hash = "0" * 64
    with pytest.raises(ValueError, match="another text"):
        given.transitions.take_outcome(ballot, given.CLOSES)


def test_two_people_presiding_leave_nobody_a_casting_vote(cast, association):
    make_member(association, "co@mains-voisines.example", "Colette Presque", [Role.PRESIDENT])
    given.statutes(cast)
    assert not given.ballot(cast).seats.filter(is_chair=True).exists()
