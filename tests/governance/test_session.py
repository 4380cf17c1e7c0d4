"""A vote while the body sits: put to the vote from the agenda, written down by the secretary, closed with its count."""

import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError, transaction

from associations.models import Mandate
from associations.rights import NotYet
from governance import agenda, counting, recusing, resolutions, sessions, transitions
from governance.models import AgendaItem, Ballot, BallotBox, BallotSeat, Vote
from governance.rolls import electorate
from governance.tasks import close_due_ballots
from journal.models import Entry
from journal.moves import Refused
from tests.charter import given
from tests.conftest import count_queries, make_member

from . import convened

pytestmark = pytest.mark.usefixtures("unscoped")
NOW = convened.THAT_DAY + dt.timedelta(minutes=30)


@pytest.fixture(autouse=True)
def that_evening():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def put(meeting, how="names", *, by, is_secret=False, closes_at=None):
    item = meeting.agenda.select_related("meeting").first()
    return resolutions.put_to_vote(item, how=how, is_secret=is_secret, by=by, now=NOW, closes_at=closes_at)


@pytest.fixture
def meeting(cast):
    """Amina and Gilles are there, Farid carries nobody; Élise has given her voice to Amina."""
    planned = convened.convened(cast)
    convened.proxy(planned, cast.elise, cast.amina)
    return convened.held(cast, meeting=planned)


@pytest.fixture
def ballot(meeting, cast):
    return put(meeting, by=cast.gilles)


def seat(ballot, person):
    return BallotSeat.objects.get(ballot=ballot, membership=person)


def test_the_roll_the_proxies_and_the_words_are_those_of_the_meeting(cast, meeting, ballot):
    assert {s.membership for s in ballot.seats.all()} == {cast.amina, cast.elise, cast.farid, cast.gilles}
    assert seat(ballot, cast.elise).represented_by == cast.amina
    assert seat(ballot, cast.amina).is_chair
    assert (ballot.modality, ballot.is_advisory) == ("session", False)
    assert ballot.text_hash == resolutions.text_of(meeting.agenda.first()).text_hash
    assert [s.membership for s in counting.voices_there(ballot)] == [cast.amina, cast.gilles, cast.elise]


def test_the_secretary_notes_names_reads_the_sum_and_closes(as_, url, cast, ballot):
    """Gilles is secretary of the session, and holds no right to manage votes."""
    assert not cast.gilles.can("governance.manage")
    gilles, address = as_("gilles"), url("governance:ballot-count", pk=ballot.pk)
    page = gilles.get(address).content.decode()
    assert "voix portée par Amina Belkacem" in page
    assert "Farid" not in page
    typed = {"everybody": "for", f"seat_{seat(ballot, cast.gilles).pk}": "against"}
    page = gilles.post(address, typed).content.decode().replace("\u00a0", " ")
    assert "2 pour, 1 contre : 3 voix, pour 3 présents ou représentés" in page
    assert not Vote.objects.exists()
    page = gilles.post(address, typed | {"sum": "against:1,for:2"}, follow=True).content.decode()
    assert "Le vote est clos" in page
    ballot.refresh_from_db()
    assert (ballot.status, ballot.present, ballot.count.for_, ballot.count.against) == ("adopted", 3, 2, 1)
    assert {v.seat.membership: v.choice for v in Vote.objects.all()}[cast.elise] == "for"
    assert Entry.objects.filter(action="governance.keep", actor=str(cast.gilles.pseudonym)).count() == 2
    assert "(par Amina Belkacem)" in page


def test_totals_that_do_not_add_up_are_refused_and_nothing_typed_is_lost(as_, url, cast, meeting):
    ballot = put(meeting, "totals", by=cast.gilles)
    address = url("governance:ballot-count", pk=ballot.pk)
    page = as_("gilles").post(address, {"for": "3", "against": "1", "abstain": "0"}).content.decode()
    assert "Le compte ne tombe pas juste" in page.replace("\u00a0", " ")
    assert 'value="3"' in page
    page = as_("gilles").post(address, {"for": "-1", "against": "x", "abstain": "0"}).content.decode()
    assert page.count("invalid-feedback") >= 2
    assert BallotBox.objects.get().for_count == 0
    with pytest.raises(Refused, match="ne tombe pas juste"):
        counting.count_totals(ballot, {"for": 4}, by=cast.gilles, now=NOW)


def test_totals_are_kept_without_names(as_, url, cast, meeting):
    ballot = put(meeting, "totals", by=cast.gilles)
    address = url("governance:ballot-count", pk=ballot.pk)
    typed = {"for": "2", "against": "0", "abstain": "1", "chair": "for"}
    as_("gilles").post(address, typed)
    page = as_("gilles").post(address, typed | {"sum": "abstain:1,against:0,for:2"}, follow=True).content.decode()
    ballot.refresh_from_db()
    assert (ballot.status, BallotBox.objects.get().for_count) == ("adopted", 2)
    assert 'id="voices"' not in page
    assert not Vote.objects.exists()


def test_a_tie_needs_the_voice_of_the_chair(as_, url, cast, meeting):
    ballot = put(meeting, "totals", by=cast.gilles)
    address = url("governance:ballot-count", pk=ballot.pk)
    typed = {"for": "1", "against": "1", "abstain": "1", "chair": ""}
    assert "notez celle de la présidence" in as_("gilles").post(address, typed).content.decode()
    typed["chair"] = "against"
    as_("gilles").post(address, typed | {"sum": "abstain:1,against:1,for:1"})
    ballot.refresh_from_db()
    assert ballot.status == "rejected"


def test_a_chair_who_stepped_aside_divides_nothing(as_, url, cast, meeting):
    ballot = put(meeting, "totals", by=cast.gilles)
    recusing.recuse(seat(ballot, cast.amina), by=cast.amina, now=NOW)
    page = as_("gilles").get(url("governance:ballot-count", pk=ballot.pk)).content.decode()
    assert "La voix de la présidence" not in page
    settled = counting.count_totals(ballot, {"for": 1, "against": 1}, by=cast.gilles, now=NOW, chair="for")
    assert (settled.status, settled.count.chair_decided) == ("rejected", False)


@pytest.mark.parametrize(
    ("who", "status"), [("amina", 200), ("gilles", 200), ("bruno", 200), ("elise", 403), ("damien", 404)]
)
def test_who_keeps_the_votes_of_a_session(as_, url, meeting, who, status):
    address = url("governance:meeting-ballot", pk=meeting.agenda.first().pk)
    assert as_(who).get(address).status_code == status


@pytest.mark.parametrize(("who", "status"), [("amina", 200), ("gilles", 200), ("elise", 403), ("damien", 404)])
def test_who_writes_the_voices_down(as_, url, ballot, who, status):
    assert as_(who).get(url("governance:ballot-count", pk=ballot.pk)).status_code == status


def test_from_the_agenda_to_the_form_of_names(as_, url, meeting):
    address = url("governance:meeting-ballot", pk=meeting.agenda.first().pk)
    assert "Le budget est adopté." in as_("gilles").get(address).content.decode()
    answer = as_("gilles").post(address, {"how": "names", "closes_at": ""})
    assert answer.url == url("governance:ballot-count", pk=Ballot.objects.get().pk)
    assert as_("gilles").get(address).url == Ballot.objects.get().get_absolute_url()
    page = as_("elise").get(Ballot.objects.get().get_absolute_url()).content.decode()
    assert "Le budget est adopté." in page
    assert "Ce vote a lieu en séance" in page


def test_nobody_votes_online_on_what_the_session_counts(cast, ballot):
    with pytest.raises(Refused, match="en séance"):
        transitions.cast_vote(ballot, by=cast.amina, choice="for", reason="", now=NOW)


def test_a_session_has_no_hour_and_no_machine_closes_it(cast, ballot, that_evening):
    that_evening.shift(dt.timedelta(days=3))
    assert close_due_ballots() == 0
    assert transitions.close(ballot, now=NOW + dt.timedelta(days=3)).status == "open"
    with pytest.raises(Refused, match="en séance"):
        transitions.close(ballot, now=NOW, by=cast.amina)


def test_without_a_quorum_the_vote_does_not_open(cast):
    meeting = convened.held(cast)
    convened.marked(meeting, cast, gilles="absent", now=NOW)
    with pytest.raises(Refused, match=r"il faut 2 présences ou pouvoirs, il y en a 1"):
        put(meeting, by=cast.amina)


def test_the_quorum_is_judged_again_at_the_count(cast):
    meeting = convened.held(cast)
    ballot = put(meeting, by=cast.gilles)
    convened.marked(meeting, cast, gilles="absent", now=NOW)
    settled = counting.count_names(ballot, {seat(ballot, cast.amina).pk: "for"}, by=cast.amina, now=NOW)
    assert (settled.status, settled.present) == ("no_quorum", 1)


def test_someone_absent_gives_no_voice(cast, ballot):
    with pytest.raises(Refused, match="absente et non représentée"):
        counting.count_names(ballot, {seat(ballot, cast.farid).pk: "for"}, by=cast.gilles, now=NOW)
    assert not Vote.objects.exists()


def test_a_video_meeting_needs_the_statutes(as_, cast):
    meeting = convened.held(cast, form="video", video_url="https://visio.example/ca", video="none")
    ballot = put(meeting, by=cast.gilles)
    assert (ballot.modality, ballot.is_advisory) == ("video", True)
    assert "visioconférence" in as_("amina").get(ballot.get_absolute_url()).content.decode()
    done = counting.count_names(ballot, {s.pk: "for" for s in counting.voices_there(ballot)}, by=cast.gilles, now=NOW)
    assert done.status == "to_ratify"


def test_a_point_without_words_or_out_of_session_is_not_voted(cast):
    meeting = convened.convened(cast)
    with pytest.raises(Refused, match="pendant la réunion"):
        put(meeting, by=cast.amina)
    planned = convened.draft(cast, starts_at=convened.STARTS + dt.timedelta(minutes=9))
    agenda.add_item(planned, agenda.Point("Informations"), by=cast.amina, now=convened.NOW)
    meeting = convened.held(cast, meeting=convened.meetings.convene(planned, by=cast.amina, now=convened.NOW))
    item = AgendaItem.objects.get(meeting=meeting, title="Informations")
    with pytest.raises(Refused, match="écrivez d’abord"):
        resolutions.put_to_vote(item, how="names", is_secret=False, by=cast.amina, now=NOW, closes_at=None)


def test_a_point_is_voted_once_and_its_words_stay(cast, meeting, ballot):
    with pytest.raises(Refused, match="déjà"):
        put(meeting, by=cast.gilles)
    with pytest.raises(DatabaseError), transaction.atomic():
        AgendaItem.objects.filter(pk=ballot.agenda_item_id).update(resolution="Autre chose.")
    transitions.void(ballot, by=cast.amina, reason="Erreur.", now=NOW)
    AgendaItem.objects.filter(pk=ballot.agenda_item_id).update(resolution="Autre chose.")
    assert put(meeting, by=cast.gilles).text_hash != ballot.text_hash


def test_a_charter_goes_through_its_own_room(cast):
    given.statutes(cast)
    version = given.frozen(cast)
    planned = convened.draft(cast)
    agenda.add_item(
        planned,
        agenda.Point("La charte", text=given.transitions.as_text(version)),
        by=cast.amina,
        now=convened.NOW,
    )
    meeting = convened.held(cast, meeting=convened.meetings.convene(planned, by=cast.amina, now=convened.NOW))
    item = AgendaItem.objects.get(meeting=meeting, subject_type="charter.version")
    ballot = resolutions.put_to_vote(item, how="names", is_secret=False, by=cast.gilles, now=NOW, closes_at=None)
    assert given.fresh(version).status == "ballot"
    counting.count_names(ballot, {s.pk: "for" for s in counting.voices_there(ballot)}, by=cast.gilles, now=NOW)
    assert given.fresh(version).status == "adopted"


def test_on_telephones_the_holder_gives_each_voice_and_receipts_name_them(
    as_, url, cast, mailoutbox, django_capture_on_commit_callbacks
):
    planned = convened.convened(cast, electronic="allowed")
    convened.proxy(planned, cast.elise, cast.amina)
    meeting = convened.held(cast, meeting=planned)
    ballot = put(meeting, "online", by=cast.gilles, closes_at=NOW + dt.timedelta(hours=1))
    assert (ballot.modality, ballot.is_advisory) == ("electronic", False)
    amina, address = as_("amina"), url("governance:ballot-vote", pk=ballot.pk)
    page = amina.get(ballot.get_absolute_url()).content.decode()
    assert "Voix de Élise Fontaine, par pouvoir" in page
    carried = seat(ballot, cast.elise).pk
    with django_capture_on_commit_callbacks(execute=True):
        amina.post(address, {"choice": "for", "reason": "", "siege": seat(ballot, cast.amina).pk})
        told = amina.post(address, {"choice": "against", "reason": "", "siege": carried}, follow=True).content.decode()
    assert "La voix de Élise Fontaine est enregistrée : contre" in told.replace("\u00a0", " ")
    assert {v.seat.membership: v.choice for v in Vote.objects.all()} == {cast.amina: "for", cast.elise: "against"}
    assert [m.to for m in mailoutbox] == [[cast.amina.email]] * 2
    assert "Élise Fontaine" in mailoutbox[1].body
    told = as_("elise").post(address, {"choice": "for", "reason": ""}, follow=True).content.decode()
    assert "confiée à Amina Belkacem" in told
    told = as_("gilles").post(address, {"choice": "for", "reason": "", "siege": carried}, follow=True).content.decode()
    assert "Vous ne portez pas la voix de ce siège" in told
    assert Vote.objects.count() == 2


def test_the_form_of_names_costs_the_same_for_four_and_for_two_hundred(as_, url, association, cast):
    def cost(how_many, day):
        for number in range(how_many):
            make_member(association, f"m{number}@mains-voisines.example", f"Membre {number}", ["board_member"])
        planned = convened.convened(cast, starts_at=convened.STARTS + dt.timedelta(minutes=day), quorum_share="fifth")
        everybody = {member.pk: "present" for member in electorate(planned.body, NOW.date())}
        sessions.mark(planned, everybody, by=cast.amina, now=convened.THAT_DAY)
        meeting = convened.held(cast, meeting=planned)
        ballot = put(meeting, by=cast.gilles)
        client = as_("amina")
        counted = url("governance:ballot-count", pk=ballot.pk)
        assert len(counting.voices_there(ballot)) == 4 + how_many
        return count_queries(client, counted), count_queries(client, ballot.get_absolute_url())

    assert cost(0, 0) == cost(30, 1)


def test_a_holder_whose_mandate_ended_carries_no_voice_any_more(cast, meeting):
    ballot = put(meeting, "online", by=cast.gilles, closes_at=NOW + dt.timedelta(days=2))
    Mandate.objects.filter(membership=cast.amina).update(ends_on=NOW.date())
    carried, tomorrow = seat(ballot, cast.elise), NOW + dt.timedelta(days=1)
    with pytest.raises(NotYet):
        transitions.cast_vote(ballot, by=cast.amina, choice="for", reason="", now=tomorrow, seat_id=carried.pk)
    assert not Vote.objects.exists()


def test_who_is_absent_gives_no_voice_on_a_telephone_either(as_, url, cast):
    """A vote of the session: its quorum is on those present or represented, silent ones included."""
    planned = convened.convened(cast, electronic="allowed", majority_basis="present")
    meeting = convened.held(cast, meeting=planned, present=("amina", "gilles"))
    ballot = put(meeting, "online", by=cast.gilles, closes_at=NOW + dt.timedelta(hours=1))
    address = url("governance:ballot-vote", pk=ballot.pk)
    told = as_("farid").post(address, {"choice": "for", "reason": ""}, follow=True).content.decode()
    assert "réservé aux personnes notées présentes" in told
    as_("amina").post(address, {"choice": "for", "reason": "", "siege": seat(ballot, cast.amina).pk})
    closed = transitions.close(ballot, now=NOW + dt.timedelta(hours=2))
    # One voice for out of two present: no majority of those present, whatever the silence of the second.
    assert (closed.present, closed.count.base, closed.status) == (2, 2, "rejected")


def on_phones(meeting, cast, *, is_secret=True):
    closes = NOW + dt.timedelta(hours=2)
    return put(meeting, "online", by=cast.gilles, is_secret=is_secret, closes_at=closes)


def said(response):
    return " ".join(response.content.decode().split()).replace("\u00a0", " ").replace("\u202f", " ")


def test_the_session_ends_a_vote_on_phones_before_everybody_voted(as_, url, cast):
    """Gilles keeps the votes of the session, without any right to manage them; Farid never came."""
    meeting = convened.held(cast, present=("amina", "elise", "gilles"))
    ballot = on_phones(meeting, cast)
    for person in (cast.amina, cast.elise, cast.gilles):
        transitions.cast_vote(ballot, by=person, choice="for", reason="", now=NOW)
    gilles, address = as_("gilles"), url("governance:ballot-close", pk=ballot.pk)
    page = said(gilles.get(ballot.get_absolute_url()))
    assert f'href="{address}"' in page
    assert "En séance, sur les téléphones" in page
    assert "Revoir mon vote" not in page
    assert "3 voix données, pour 3 personnes présentes ou représentées." in said(gilles.get(address))
    assert as_("elise").get(address).status_code == 403
    assert as_("elise").post(address).status_code == 403
    assert Ballot.objects.get(pk=ballot.pk).status == "open"
    assert "Le scrutin est clos" in said(gilles.post(address, follow=True))
    # The statutes of this board say nothing of votes online: an opinion, counted all the same.
    ballot = Ballot.objects.get(pk=ballot.pk)
    assert (ballot.status, ballot.count.for_) == ("to_ratify", 3)
    assert Entry.objects.filter(action="governance.keep", object_id=ballot.pk).count() == 2


def test_a_secret_vote_ended_under_three_voices_tells_nothing(as_, url, cast):
    meeting = convened.held(cast, electronic="allowed")
    ballot = on_phones(meeting, cast)
    transitions.cast_vote(ballot, by=cast.amina, choice="against", reason="", now=NOW)
    transitions.cast_vote(ballot, by=cast.gilles, choice="for", reason="", now=NOW)
    address = url("governance:ballot-close", pk=ballot.pk)
    assert "le résultat de ce vote secret ne sera pas dévoilé" in said(as_("amina").get(address))
    as_("amina").post(address)
    assert Ballot.objects.get(pk=ballot.pk).status == "withheld"


def test_the_ballot_of_a_resolution_leads_back_to_the_ballots(as_, url, ballot):
    page = as_("elise").get(ballot.get_absolute_url()).content.decode()
    assert f'<li><a href="{url("governance:ballot-list")}">Scrutins</a></li>' in page
