"""What a body adopted ends by its vote: no right of a person repeals a text alone."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from charter import repealing
from charter.frozen import REPEAL_COURSE
from charter.models import Repeal, Version
from charter.todo import waiting
from governance import agenda, counting, meetings, minutes, resolutions, sessions
from governance import transitions as governance
from governance.models import Ballot, Minutes
from governance.reminding import planned
from journal import frozen
from journal.models import Entry
from journal.moves import NoSuchMove, Refused
from tests.governance import convened
from tests.house.cases import ask, spread

from . import given

pytestmark = pytest.mark.usefixtures("unscoped")
DAY = dt.date(2026, 11, 30)
# The board is asked in January; it has an hour to answer.
ASKED = dt.datetime(2027, 1, 15, 9, tzinfo=dt.UTC)
LATER = ASKED + dt.timedelta(hours=2)
TODAY = dt.date(2027, 1, 20)


def at(moment):
    return time_machine.travel(moment, tick=False)


@pytest.fixture
def version(cast):
    given.statutes(cast)
    return given.in_force(cast, on=DAY)


def _repeal(ballot):
    return Repeal.objects.with_version().get(pk=ballot.subject_id)


DOORS = {
    "GET charter:version-repeal": "nobody 302, amina 200, bruno 200, elise 403, chloe 403, damien 404",
    "POST charter:version-repeal": "amina 302, bruno 302, elise 403, chloe 403, damien 404",
}
DOORS_OF_A_REPEAL = {
    "GET charter:repeal-detail": "nobody 302, amina 200, chloe 200, damien 404",
    "GET charter:repeal-ballot": "amina 200, bruno 200, elise 403, chloe 403, damien 404",
    "POST charter:repeal-withdraw": "amina 302, bruno 302, elise 403, chloe 403, damien 404",
    "GET charter:repeal-enforce": "amina 302, bruno 403, chloe 403, damien 404",
}


@pytest.mark.parametrize(("who", "what", "status"), spread(DOORS))
def test_who_asks_for_the_end_of_a_text(as_, url, version, who, what, status):
    with at(ASKED):
        assert ask(as_, url, who, what, {"reason": "La loi le fait mieux."}, pk=version.pk) == status


@pytest.mark.parametrize(("who", "what", "status"), spread(DOORS_OF_A_REPEAL))
def test_who_follows_a_repeal(as_, url, cast, version, who, what, status):
    repeal = given.repeal(cast, version, now=ASKED)
    with at(ASKED):
        assert ask(as_, url, who, what, pk=repeal.pk) == status


def test_the_way_through_the_pages(as_, url, cast, version):
    """Asked for by the coordination, voted by the board, certified by two, carried out by the president."""
    with at(ASKED):
        bruno = as_("bruno")
        page = bruno.get(version.get_absolute_url()).content.decode()
        assert "Proposer d’abroger ce texte" in page
        answer = bruno.post(url("charter:version-repeal", pk=version.pk), {"reason": "La loi le fait mieux."})
        repeal = Repeal.objects.with_version().get()
        assert answer.url == repeal.get_absolute_url()
        form = {"question": "Faut-il l’abroger ?", "closes_on": "2027-01-17", "closes_time": "20:00"}
        opened = bruno.post(url("charter:repeal-ballot", pk=repeal.pk), form)
        ballot = Ballot.objects.get(subject_type="charter.repeal")
        assert opened.url == ballot.get_absolute_url()
        sheet = as_("elise").get(ballot.get_absolute_url()).content.decode()
        assert "La loi le fait mieux." in sheet
        assert "Abroger la charte d’usage, version 1" in sheet
        assert version.clauses.first().title in sheet
        assert "Son abrogation est proposée" in as_("chloe").get(version.get_absolute_url()).content.decode()
    given.voted(ballot, cast, "for", "for", "for", now=ASKED)
    governance.close(ballot, now=dt.datetime(2027, 1, 17, 19, tzinfo=dt.UTC))
    assert given.fresh(version).status == "in_force", "a vote nobody vouches for ends nothing"
    with at(dt.datetime(2027, 1, 20, 11, tzinfo=dt.UTC)):
        page = as_("amina").get(url("charter:repeal-enforce", pk=repeal.pk)).content.decode()
        assert "Deux personnes doivent d’abord le certifier" in page
        given.certified(ballot, cast, now=dt.datetime(2027, 1, 20, 10, tzinfo=dt.UTC))
        as_("amina").post(url("charter:repeal-enforce", pk=repeal.pk), {"on": "2027-01-18"})
        page = as_("chloe").get(version.get_absolute_url()).content.decode()
        told = as_("chloe").get(repeal.get_absolute_url()).content.decode()
    version = given.fresh(version)
    assert (version.status, version.repealed_on, version.repealed_by_id, version.repeal_reason) == (
        "repealed",
        dt.date(2027, 1, 18),
        ballot.pk,
        "La loi le fait mieux.",
    )
    assert "La loi le fait mieux." in page
    assert f'href="{ballot.get_absolute_url()}"' in page
    assert "Abrogation faite, comme décidé" in told
    assert not Version.objects.in_force().exists()
    deeds = Entry.objects.filter(object_type="charter.repeal").values_list("before", "after")
    assert list(deeds) == [("", "proposed"), ("proposed", "ballot"), ("ballot", "adopted"), ("adopted", "done")]
    assert Entry.objects.filter(object_type="charter.version", after="repealed").count() == 1


@pytest.mark.parametrize("choices", [("against",) * 4, (None, None, None, "for")])
def test_a_vote_that_says_no_or_lacks_its_quorum_ends_nothing(cast, version, choices):
    ballot = given.repeal_adopted(cast, version, now=ASKED, choices=choices)
    repeal = _repeal(ballot)
    assert repeal.status == ("rejected" if choices[0] else "proposed")
    with pytest.raises(NoSuchMove):
        repealing.carry_out(repeal, on=TODAY, by=cast.amina, today=TODAY)
    assert given.fresh(version).status == "in_force"


def test_an_opinion_repeals_only_once_the_session_decided_so(cast, version):
    """The statutes know no vote at a distance: it is an opinion, and the session says when it was decided."""
    given.statutes(cast, electronic="forbidden")
    ballot = given.repeal_adopted(cast, version, now=ASKED)
    assert ballot.status == "to_ratify"
    governance.record_session(
        ballot, adopted=True, session_on=dt.date(2027, 1, 18), by=cast.amina, now=LATER.replace(day=19)
    )
    ballot = given.certified(ballot, cast, now=LATER.replace(day=19))
    with pytest.raises(Refused, match="18 janvier"):
        repealing.carry_out(_repeal(ballot), on=dt.date(2027, 1, 17), by=cast.amina, today=TODAY)
    version = repealing.carry_out(_repeal(ballot), on=dt.date(2027, 1, 18), by=cast.amina, today=TODAY)
    assert version.status == "repealed"


def test_a_result_nobody_vouches_for_repeals_nothing(cast, version):
    ballot = given.repeal_adopted(cast, version, now=ASKED)
    with pytest.raises(Refused, match="Deux personnes doivent d’abord le certifier"):
        repealing.carry_out(_repeal(ballot), on=TODAY, by=cast.amina, today=TODAY)


@pytest.mark.parametrize("day", [dt.date(2027, 1, 14), dt.date(2027, 1, 21)])
def test_nothing_is_repealed_before_its_decision_nor_for_later(as_, url, cast, version, day):
    ballot = given.certified(given.repeal_adopted(cast, version, now=ASKED), cast, now=LATER)
    with pytest.raises(Refused, match="décidée le"):
        repealing.carry_out(_repeal(ballot), on=day, by=cast.amina, today=TODAY)
    with at(dt.datetime(2027, 1, 20, 11, tzinfo=dt.UTC)):
        page = as_("amina").post(url("charter:repeal-enforce", pk=ballot.subject_id), {"on": day.isoformat()})
    assert "décidée le" in page.content.decode()
    assert given.fresh(version).status == "in_force"


def test_its_proposer_alone_does_not_approve(cast, version):
    ballot = given.repeal_adopted(cast, version, now=ASKED, choices=("for", "abstain", "abstain", "abstain"))
    assert ballot.status == "to_ratify"


@pytest.mark.parametrize("reason", ["", "  ", "\x00"])
def test_i10_a_repeal_has_its_reason(as_, url, cast, version, reason):
    with at(ASKED):
        page = as_("amina").post(url("charter:version-repeal", pk=version.pk), {"reason": reason})
    assert page.status_code == 200
    assert "invalid-feedback" in page.content.decode()
    with pytest.raises(Refused, match="pourquoi"):
        repealing.propose(version, reason=" ", by=cast.amina, now=ASKED)
    assert not Repeal.objects.exists()


def test_a_text_is_asked_to_end_once_at_a_time(as_, url, cast, version):
    repeal = given.repeal(cast, version, now=ASKED)
    with pytest.raises(Refused, match="déjà proposée"):
        given.repeal(cast, version, now=ASKED)
    with at(ASKED):
        assert as_("amina").get(url("charter:version-repeal", pk=version.pk)).url == repeal.get_absolute_url()
    twin = {"version": version, "association": version.association, "proposed_by": cast.amina, "proposed_at": ASKED}
    with pytest.raises(IntegrityError), transaction.atomic():
        Repeal.objects.create(reason="x", content_hash="x", **twin)
    repealing.withdraw(repeal, by=cast.bruno)
    assert given.repeal(cast, version, now=ASKED).status == "proposed"


def test_only_a_text_in_force_is_asked_to_end(cast, version):
    draft = given.draft(cast, words="Autre chose.")
    with pytest.raises(NoSuchMove):
        given.repeal(cast, draft, now=ASKED)


def test_a_new_version_leaves_nothing_to_repeal_and_voters_are_told(association, cast, version):
    ballot = given.voted(given.repeal_ballot(cast, version, now=ASKED), cast, "for", "for", now=ASKED)
    with at(noon := dt.datetime(2027, 1, 20, 11, tzinfo=dt.UTC)):
        given.in_force(cast, on=TODAY, words="Tout autre chose.")
    ballot = Ballot.objects.get(pk=ballot.pk)
    assert (ballot.status, _repeal(ballot).status) == ("void", "lapsed")
    assert "plus rien à abroger" in ballot.void_reason
    news = planned(association, noon + dt.timedelta(hours=1))
    told = {each.to.pk for each in news if "plus rien à abroger" in each.sentence}
    assert told == {cast.amina.pk, cast.elise.pk}


def test_a_decision_to_repeal_lapses_with_its_text(cast, version):
    ballot = given.certified(given.repeal_adopted(cast, version, now=ASKED), cast, now=LATER)
    given.in_force(cast, on=TODAY, words="Tout autre chose.")
    assert _repeal(ballot).status == "lapsed"
    with pytest.raises(NoSuchMove):
        repealing.carry_out(_repeal(ballot), on=TODAY, by=cast.amina, today=TODAY)


def test_who_has_something_to_do(cast, version):
    def acts(who):
        return {todo.verb for todo in waiting([who], ASKED) if "Abrogation" in todo.title}

    repeal = given.repeal(cast, version, now=ASKED)
    assert acts(cast.bruno) == acts(cast.amina) == {"Ouvrir le scrutin"}
    assert acts(cast.chloe) == set()
    repealing.withdraw(repeal, by=cast.amina)
    ballot = given.repeal_adopted(cast, version, now=ASKED)
    assert acts(cast.amina) == set(), "it waits for the two who certify"
    given.certified(ballot, cast, now=LATER)
    assert acts(cast.amina) == {"Choisir le jour"}
    assert acts(cast.bruno) == set()


# -- the walls of the database ----------------------------------------------------

RAW = {
    "no vote": "UPDATE charter_version SET status = 'repealed', repealed_on = '2027-01-15', repeal_reason = 'x' "
    "WHERE id = {version}",
    "another vote": "UPDATE charter_version SET status = 'repealed', repealed_on = '2027-01-15', repeal_reason = 'x', "
    "repealed_by_id = {adoption} WHERE id = {version}",
    "not certified": "UPDATE charter_version SET status = 'repealed', repealed_on = '2027-01-15', repeal_reason = 'x', "
    "repealed_by_id = {ballot} WHERE id = {version}",
    "its reason": "UPDATE charter_repeal SET reason = 'x' WHERE id = {repeal}",
    "its hash": "UPDATE charter_repeal SET content_hash = 'x' WHERE id = {repeal}",
    "its text": "UPDATE charter_repeal SET version_id = {other} WHERE id = {repeal}",
    "its course": "UPDATE charter_repeal SET status = 'proposed' WHERE id = {repeal}",
    "its hour": "UPDATE charter_repeal SET decided_at = NULL, status = 'lapsed' WHERE id = {repeal}",
    "taken out": "DELETE FROM charter_repeal WHERE id = {repeal}",
}


def _run(sql, **names):
    with connection.cursor() as cursor:
        cursor.execute(sql.format(**names))


@pytest.mark.parametrize("sql", RAW.values(), ids=RAW)
def test_raw_sql_repeals_nothing_and_rewrites_no_repeal(cast, version, sql):
    adoption = Ballot.objects.get(subject_type="charter.version")
    ballot = given.repeal_adopted(cast, version, now=ASKED)
    other = given.draft(cast, kind="crisis")
    names = {"version": version.pk, "adoption": adoption.pk, "ballot": ballot.pk, "repeal": ballot.subject_id}
    with pytest.raises(IntegrityError), transaction.atomic():
        _run(sql, other=other.pk, **names)
    frozen.lift()
    try:
        with transaction.atomic():
            _run(sql, other=other.pk, **names)
            transaction.set_rollback(True)
    finally:
        frozen.install()


def test_the_wall_knows_the_course_of_the_map():
    arrows = {str(before): tuple(str(to) for to in after) for before, after in Repeal.MOVES.items() if after}
    assert {key: set(value) for key, value in arrows.items()} == {
        key: set(value) for key, value in REPEAL_COURSE.items()
    }


def test_a_repeal_voted_in_session_is_a_resolution_of_its_minutes(cast, version):
    """The body sits, the secretary counts hands by name, and the minutes tell the text, its hash and the sum."""
    repeal = given.repeal(cast, version, now=convened.NOW)
    meeting = convened.draft(cast)
    point = agenda.Point("La fin de la charte", text=repealing.as_text(repeal))
    agenda.add_item(meeting, point, by=cast.amina, now=convened.NOW)
    meeting = convened.held(cast, meeting=meetings.convene(meeting, by=cast.amina, now=convened.NOW))
    item, now = meeting.agenda.get(subject_type="charter.repeal"), convened.STARTS
    ballot = resolutions.put_to_vote(item, how="names", is_secret=False, by=cast.gilles, now=now, closes_at=None)
    seats = counting.voices_there(ballot)
    counting.count_names(ballot, {seat.pk: "for" for seat in seats}, by=cast.gilles, now=now)
    ballot = given.certified(ballot, cast, now=now)
    meeting = sessions.close_session(convened.fresh(meeting), by=cast.amina, now=now + dt.timedelta(hours=1))
    told = minutes.begin(by=cast.amina, meeting=meeting)
    minutes.submit(told, by=cast.amina, now=now + dt.timedelta(hours=2))
    content = Minutes.objects.get(pk=told.pk).content
    [resolution] = [row for item in content["items"] for row in item["resolutions"]]
    assert resolution["text"].replace("\u00a0", " ") == "Abrogation : Charte d’usage, version 1"
    assert resolution["text_hash"] == repeal.content_hash
    day = convened.STARTS.date()
    assert repealing.carry_out(_repeal(ballot), on=day, by=cast.amina, today=day).status == "repealed"
