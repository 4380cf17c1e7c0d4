"""The invariants of a vote (domain I12 to I21), one by one; I9 is in test_author, the races in test_races.

Where the database says never, a line of SQL or an update that goes round the verbs meets it here.
"""

import ast
import datetime as dt
import inspect

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from associations.models import Role
from associations.rights import NotYet
from charter.models import Version
from governance import certifying, counting, recusing, resolutions, secrecy, statement, tally, transitions
from governance.frozen import COURSE
from governance.models import Ballot, BallotBox, BallotSeat, Certification, Meeting, Proxy, Vote
from governance.wording import arithmetic
from journal.models import Entry
from journal.moves import Refused
from tests.charter import given
from tests.conftest import make_member

from . import convened

pytestmark = pytest.mark.usefixtures("unscoped")
EVENING = convened.THAT_DAY + dt.timedelta(minutes=30)
ALONE = {"quorum_basis": "none", "quorum_share": "unknown"}


@pytest.fixture
def ballot(cast):
    given.statutes(cast)
    return given.ballot(cast)


def never(act):
    """The database itself refuses `act`."""
    with pytest.raises(DatabaseError), transaction.atomic():
        act()


def by_hand(sql, *values):
    def act():
        with connection.cursor() as cursor:
            cursor.execute(sql, values)

    return act


def closed(ballot):
    return transitions.close(Ballot.objects.get(pk=ballot.pk), now=given.CLOSES)


def put(meeting, how="names", **options):
    item = meeting.agenda.select_related("meeting").first()
    asked = {"is_secret": False, "by": meeting.secretary, "now": EVENING, "closes_at": None, **options}
    return resolutions.put_to_vote(item, how=how, **asked)


def seat(ballot, person):
    return BallotSeat.objects.get(ballot=ballot, membership=person)


# -- I12: the rule of the day -------------------------------------------------


def test_i12_the_rule_is_the_one_of_the_opening(cast, ballot):
    given.statutes(cast, majority_basis="registered", majority_share="all", quorum_share="all")
    given.voted(ballot, cast, "for", "for", "against")
    assert ballot.rule["majority_basis"] == "cast"
    assert closed(ballot).status == "adopted"


def test_i12_nothing_alters_the_rule_of_a_ballot(ballot):
    never(lambda: Ballot.objects.filter(pk=ballot.pk).update(rule={**ballot.rule, "quorum_share": "all"}))
    never(by_hand("UPDATE governance_ballot SET rule = '{}' WHERE id = %s", ballot.pk))


def test_i12_the_rule_of_a_meeting_is_the_one_of_its_convocation(cast):
    meeting = convened.convened(cast)
    convened.board(cast, quorum_share="all", majority_share="all")
    ballot = put(convened.held(cast, meeting=meeting), "totals")
    assert (ballot.rule["quorum_share"], ballot.rule["majority_share"]) == ("half", "over_half")
    never(lambda: Meeting.objects.filter(pk=meeting.pk).update(rule={}))


# -- I13: the roll ------------------------------------------------------------


def test_i13_the_roll_is_the_one_of_the_opening(cast, ballot):
    assert {s.membership for s in ballot.seats.all()} == {getattr(cast, name) for name in given.BOARD}
    newcomer = make_member(cast.amina.association, "n@mains-voisines.example", "Nora Neuve", [Role.BOARD_MEMBER])
    for person in (cast.bruno, newcomer):
        with pytest.raises(NotYet, match="liste des votants"):
            transitions.cast_vote(ballot, by=person, choice="for", reason="", now=given.NOW)


@pytest.mark.parametrize(
    "change",
    [
        lambda seat, cast: BallotSeat.objects.filter(pk=seat.pk).update(membership=cast.chloe),
        lambda seat, cast: BallotSeat.objects.filter(pk=seat.pk).update(represented_by=cast.amina),
        lambda seat, cast: BallotSeat.objects.filter(ballot=seat.ballot, is_chair=True).update(is_chair=False),
        lambda seat, cast: BallotSeat.objects.filter(pk=seat.pk).delete(),
        lambda seat, cast: BallotSeat.objects.create(
            association=seat.association, ballot=seat.ballot, membership=cast.chloe
        ),
    ],
    ids=["person", "proxy", "chair", "taken out", "added"],
)
def test_i13_nothing_alters_an_open_roll(cast, ballot, change):
    never(lambda: change(seat(ballot, cast.elise), cast))


# -- I14: one voice each, and the proxies that fit ----------------------------


def test_i14_one_voice_per_seat(cast, ballot):
    for word in ("for", "against"):
        transitions.cast_vote(ballot, by=cast.elise, choice=word, reason="", now=given.NOW)
    kept = Vote.objects.get()
    assert (kept.choice, kept.number) == ("against", 2)
    columns = {"choice": "for", "text_hash": ballot.text_hash, "cast_at": given.NOW, "association": ballot.association}
    never(lambda: Vote.objects.create(seat=kept.seat, **columns))


def test_i14_one_living_proxy_per_person_and_meeting(cast):
    meeting = convened.convened(cast)
    first = convened.proxy(meeting, cast.elise, cast.farid)
    columns = {"association": meeting.association, "meeting": meeting, "granted_at": convened.NOW}
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        Proxy.objects.create(giver=cast.elise, holder=cast.gilles, recorded_by=cast.elise, **columns)
    never(lambda: Proxy.objects.filter(pk=first.pk).update(holder=cast.elise))


def test_i14_no_proxy_over_the_cap(cast):
    meeting = convened.convened(cast, proxy_cap=1)
    convened.proxy(meeting, cast.elise, cast.farid)
    with pytest.raises(Refused, match="porte déjà 1 pouvoir"):
        convened.proxy(meeting, cast.gilles, cast.farid)


def test_i14_an_unknown_cap_is_asked_never_assumed(cast):
    meeting = convened.convened(cast, proxies="unknown", proxy_cap=None)
    with pytest.raises(Refused, match="Nous ne savons pas combien de pouvoirs"):
        convened.proxy(meeting, cast.elise, cast.farid)
    assert not Proxy.objects.exists()


# -- I15: the quorum, at the opening and at the close -------------------------


def test_i15_nothing_without_quorum_is_proclaimed(cast, ballot):
    given.voted(ballot, cast, "for")
    failed = closed(ballot)
    assert failed.status == "no_quorum"
    with pytest.raises(Refused, match="Cet acte n’est pas possible"):
        certifying.certify(failed, by=cast.amina, seen=certifying.result_hash(failed), now=given.CLOSES)
    row = Ballot.objects.filter(pk=failed.pk)
    never(lambda: row.update(certified_at=given.CLOSES))
    never(by_hand("UPDATE governance_ballot SET status = 'adopted' WHERE id = %s", failed.pk))
    never(
        lambda: Certification.objects.create(
            association=failed.association,
            ballot=failed,
            membership=cast.amina,
            capacity="chair",
            result_hash="0" * 64,
            certified_at=given.CLOSES,
        )
    )


def test_i15_the_quorum_is_checked_when_the_vote_opens(cast):
    meeting = convened.held(cast)
    convened.marked(meeting, cast, gilles="absent", now=EVENING)
    with pytest.raises(Refused, match="Le quorum n’est pas atteint"):
        put(convened.fresh(meeting), by=cast.amina)


def test_i15_the_quorum_is_checked_again_at_the_close(cast):
    meeting = convened.held(cast)
    ballot = put(meeting, "totals")
    convened.marked(meeting, cast, gilles="absent", now=EVENING)
    counted = counting.count_totals(ballot, {"for": 1}, by=cast.amina, now=EVENING)
    assert counted.status == "no_quorum"


# -- I16: a sum anybody can do again ------------------------------------------


def test_i16_the_count_is_arithmetic_and_nothing_else():
    names = [
        name
        for node in ast.walk(ast.parse(inspect.getsource(tally)))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    ]
    assert set(names) <= {"__future__", "itertools", "collections.abc", "dataclasses", "fractions", "math", "typing"}


def test_i16_the_minutes_print_the_sum_of_the_rule(cast, ballot):
    given.voted(ballot, cast, "for", "for", "against", "abstain")
    settled = closed(ballot)
    voices = ["for", "for", "against", "abstain"]
    assert tally.result(settled.tally_rule, voices, seats=4, chair="for") == settled.count
    printed = statement.resolution(settled)["sum"]
    assert printed == arithmetic(settled.tally_rule, settled.count)
    told = " ".join(" ".join(printed).split())
    assert "2 pour + 1 contre = 3" in told
    assert "soit 2 pour au moins ; il y en a 2" in told
    never(lambda: Ballot.objects.filter(pk=settled.pk).update(result={**settled.result, "for_": 3}))


# -- I17: what the statutes do not allow is an opinion ------------------------


@pytest.mark.parametrize("modality", ["electronic", "written"])
@pytest.mark.parametrize("answer", ["unknown", "none"])
def test_i17_a_modality_the_statutes_do_not_name_gives_an_opinion(cast, modality, answer):
    given.statutes(cast, **{"electronic": "none", modality: answer})
    ballot = given.transitions.open_ballot(
        given.frozen(cast),
        by=cast.amina,
        question="?",
        closes_at=given.CLOSES,
        now=given.NOW,
        opening=transitions.Opening(modality=modality),
    )
    given.voted(ballot, cast, "for", "for", "for", "for")
    assert ballot.advisory_reasons == [modality]
    settled = closed(ballot)
    assert settled.status == "to_ratify"
    assert given.fresh(Version(pk=settled.subject_id)).status == "ballot"
    with pytest.raises(Refused):
        certifying.certify(settled, by=cast.amina, seen=certifying.result_hash(settled), now=given.CLOSES)


# -- I18: a secret vote -------------------------------------------------------


@pytest.fixture
def secret(cast):
    given.statutes(cast, secret_trigger="always", **ALONE)
    return given.ballot(cast)


def test_i18_nothing_joins_a_voice_and_a_person(cast, secret):
    before = Entry.objects.count()
    transitions.cast_vote(secret, by=cast.elise, choice="against", reason="Trop long.", now=given.NOW)
    assert not Vote.objects.exists()
    assert Entry.objects.count() == before
    links = {f.name for f in BallotBox._meta.get_fields() if f.is_relation}
    assert links == {"association", "ballot"}
    kept = {f.name for f in BallotSeat._meta.concrete_fields} | {f.name for f in BallotBox._meta.concrete_fields}
    assert not {name for name in kept if name.endswith("_at")} - {"recused_at"}
    assert not kept & {"choice", "reason", "ip", "address", "number"}


def test_i18_the_database_takes_no_named_voice_of_a_secret_vote(cast, secret):
    columns = {"choice": "for", "text_hash": secret.text_hash, "cast_at": given.NOW, "association": secret.association}
    never(lambda: Vote.objects.create(seat=seat(secret, cast.elise), **columns))
    never(lambda: Ballot.objects.filter(pk=secret.pk).update(is_secret=False))


def test_i18_a_secret_vote_is_never_reopened(cast, secret):
    given.voted(secret, cast, "for", "for", "for")
    settled = closed(secret)
    never(by_hand("UPDATE governance_ballot SET status = 'open' WHERE id = %s", settled.pk))
    never(lambda: BallotBox.objects.filter(ballot=settled).update(for_count=2, against_count=1))


@pytest.mark.parametrize(("voices", "status"), [(1, "withheld"), (2, "withheld"), (3, "adopted")])
def test_i18_under_three_voices_nothing_is_told(cast, secret, voices, status):
    given.voted(secret, cast, *["for"] * voices)
    settled = closed(secret)
    assert settled.status == status
    sums = (settled.count.for_, BallotBox.objects.get().for_count)
    assert sums == ((3, 3) if voices >= secrecy.FEWEST else (0, 0))


# -- I19: stepping aside ------------------------------------------------------


@pytest.mark.parametrize(("answer", "roll"), [("leaves", 3), ("counts", 4)])
def test_i19_who_steps_aside_leaves_the_quorum_as_the_rule_says(cast, answer, roll):
    given.statutes(cast, recusal=answer, quorum_share="three_quarters")
    ballot = given.ballot(cast)
    recusing.recuse(seat(ballot, cast.elise), by=cast.elise, now=given.NOW)
    given.voted(ballot, cast, "for", None, "for")
    settled = closed(ballot)
    assert (settled.count.recused, settled.count.roll, settled.count.quorum_needed) == (1, roll, 3)
    assert "Élise Fontaine" in statement.resolution(settled)["recused"]


def test_i19_a_seat_that_stepped_aside_gives_no_voice(cast, ballot):
    aside = recusing.recuse(seat(ballot, cast.elise), by=cast.elise, now=given.NOW)
    assert Entry.objects.filter(action="governance.recuse").count() == 1
    with pytest.raises(Refused, match="Un déport est noté"):
        transitions.cast_vote(ballot, by=cast.elise, choice="for", reason="", now=given.NOW)
    columns = {"choice": "for", "text_hash": ballot.text_hash, "cast_at": given.NOW, "association": ballot.association}
    never(lambda: Vote.objects.create(seat=seat(ballot, cast.elise), **columns))
    never(lambda: BallotSeat.objects.filter(pk=aside.pk).update(has_voted=True))
    never(lambda: BallotSeat.objects.filter(pk=aside.pk).update(recused_at=None))


# -- I20: the hour of the server ----------------------------------------------


def test_i20_the_hour_closes_the_vote_before_anybody_counts_it(cast, ballot):
    transitions.cast_vote(ballot, by=cast.elise, choice="for", reason="", now=given.CLOSES - dt.timedelta(seconds=1))
    for person in (cast.elise, cast.farid):
        with pytest.raises(Refused, match="n’a pas été enregistré"):
            transitions.cast_vote(ballot, by=person, choice="against", reason="", now=given.CLOSES)
    assert Ballot.objects.get().status == "open"
    kept = Vote.objects.get()
    assert kept.choice == "for"
    late = {"choice": "for", "text_hash": ballot.text_hash, "cast_at": given.CLOSES, "association": ballot.association}
    never(lambda: Vote.objects.create(seat=seat(ballot, cast.farid), **late))
    never(lambda: Vote.objects.filter(pk=kept.pk).update(choice="against", cast_at=given.CLOSES))
    never(lambda: Ballot.objects.filter(pk=ballot.pk).update(closes_at=given.CLOSES + dt.timedelta(days=1)))


def test_i20_once_closed_no_voice_is_added_changed_or_taken_out(cast, ballot):
    given.voted(ballot, cast, "for", "for", "for")
    closed(ballot)
    columns = {"choice": "for", "text_hash": ballot.text_hash, "cast_at": given.NOW, "association": ballot.association}
    never(lambda: Vote.objects.create(seat=seat(ballot, cast.gilles), **columns))
    never(lambda: Vote.objects.filter(seat__ballot=ballot).update(choice="against"))
    never(lambda: Vote.objects.all().delete())


def test_i20_the_course_the_database_keeps_is_the_one_of_the_map():
    arrows = {str(before): {str(to) for to in after} for before, after in Ballot.MOVES.items() if after}
    assert {before: set(after) for before, after in COURSE.items()} == arrows


# -- I21: two people ----------------------------------------------------------


def test_i21_one_person_does_not_certify_twice(cast, ballot):
    given.voted(ballot, cast, "for", "for", "for")
    settled = closed(ballot)
    seen = certifying.result_hash(settled)
    first = certifying.certify(settled, by=cast.amina, seen=seen, now=given.CLOSES)
    with pytest.raises(Refused, match="deuxième personne"):
        certifying.certify(settled, by=cast.amina, seen=seen, now=given.CLOSES)
    assert Ballot.objects.get().certified_at is None
    with pytest.raises(Refused):
        given.transitions.set_date(
            given.fresh(Version(pk=settled.subject_id)),
            on=given.CLOSES.date() + dt.timedelta(days=1),
            by=cast.amina,
            today=given.CLOSES.date(),
        )
    with pytest.raises(PermissionDenied):
        certifying.certify(settled, by=cast.chloe, seen=seen, now=given.CLOSES)
    columns = {"association": settled.association, "ballot": settled, "result_hash": seen, "certified_at": given.CLOSES}
    never(lambda: Certification.objects.create(membership=cast.amina, capacity="secretary", **columns))
    never(lambda: Certification.objects.create(membership=cast.gilles, capacity="chair", **columns))
    never(lambda: Ballot.objects.filter(pk=settled.pk).update(certified_at=given.CLOSES))
    never(lambda: Certification.objects.filter(pk=first.pk).update(membership=cast.gilles))
    certifying.certify(settled, by=cast.gilles, seen=seen, now=given.CLOSES)
    assert Ballot.objects.get().certified_at == given.CLOSES


def test_i21_chair_and_secretary_of_a_session_are_two_people(cast):
    meeting = convened.held(cast)
    never(lambda: Meeting.objects.filter(pk=meeting.pk).update(secretary=cast.amina))
