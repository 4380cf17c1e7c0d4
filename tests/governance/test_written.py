"""A written consultation: answers come online and on paper, and the statutes must provide for it (domain I17)."""

import datetime as dt

import pytest
import time_machine

from governance import counting
from governance.models import Ballot, BallotSeat, Vote
from journal.moves import Refused
from tests.charter import given

pytestmark = pytest.mark.usefixtures("unscoped")


@pytest.fixture
def during():
    with time_machine.travel(given.NOW + dt.timedelta(hours=2), tick=False) as clock:
        yield clock


def opened(client, url, version, **more):
    asked = {"question": "D’accord ?", "closes_on": "2026-11-30", "closes_time": "20:00", **more}
    client.post(url("charter:version-ballot", pk=version.pk), asked)
    return Ballot.objects.get()


@pytest.mark.parametrize(("answer", "is_advisory"), [("allowed", False), ("none", True), ("unknown", True)])
def test_the_way_is_chosen_at_the_opening_and_the_statutes_say_what_it_is_worth(
    as_, url, cast, during, answer, is_advisory
):
    given.statutes(cast, written=answer)
    version = given.frozen(cast)
    page = as_("amina").get(url("charter:version-ballot", pk=version.pk)).content.decode()
    assert ("Par consultation écrite, pour un avis consultatif" in page) is is_advisory
    ballot = opened(as_("amina"), url, version, modality="written")
    assert (ballot.modality, ballot.is_advisory) == ("written", is_advisory)
    page = as_("elise").get(ballot.get_absolute_url()).content.decode()
    assert "Par consultation écrite" in page
    assert ("Avis consultatif" in page) is is_advisory


def test_a_secret_vote_is_chosen_at_the_opening(as_, url, cast, during):
    given.statutes(cast, secret_trigger="on_request")
    version = given.frozen(cast)
    assert (
        "dès qu’une personne le demande"
        in as_("amina").get(url("charter:version-ballot", pk=version.pk)).content.decode()
    )
    ballot = opened(as_("amina"), url, version, is_secret="on")
    assert ballot.is_secret
    page = as_("elise").get(ballot.get_absolute_url()).content.decode()
    assert "Mettre dans l’urne" in page


@pytest.mark.parametrize(("who", "status"), [("bruno", 302), ("elise", 403), ("damien", 404)])
def test_who_notes_an_answer_on_paper(as_, url, cast, during, who, status):
    given.statutes(cast, written="allowed")
    ballot = opened(as_("amina"), url, given.frozen(cast), modality="written")
    typed = {"seat": BallotSeat.objects.get(membership=cast.farid).pk, "choice": "against"}
    assert as_(who).post(url("governance:ballot-paper", pk=ballot.pk), typed).status_code == status
    assert [v.seat.membership for v in Vote.objects.all()] == ([cast.farid] if status == 302 else [])


def test_an_answer_is_noted_once_and_never_for_a_vote_online(as_, url, cast, during):
    given.statutes(cast, written="allowed")
    online = given.ballot(cast)
    seat = BallotSeat.objects.get(ballot=online, membership=cast.farid)
    with pytest.raises(Refused, match="sur papier"):
        counting.write_down(online, seat.pk, "for", by=cast.amina, now=given.NOW)
    version = given.frozen(cast, kind="moderation")
    asked = {"question": "D’accord ?", "closes_on": "2026-11-30", "closes_time": "20:00", "modality": "written"}
    as_("amina").post(url("charter:version-ballot", pk=version.pk), asked)
    ballot = Ballot.objects.get(modality="written")
    seat = BallotSeat.objects.get(ballot=ballot, membership=cast.farid)
    counting.write_down(ballot, seat.pk, "for", by=cast.amina, now=given.NOW)
    with pytest.raises(Refused, match="déjà donnée"):
        counting.write_down(ballot, seat.pk, "against", by=cast.amina, now=given.NOW)
