"""The invariant I9: the author of a text may vote on it, and never approves it alone."""

import pytest
from django.db import DatabaseError, transaction

from charter.models import Version
from governance import counting, resolutions, statement, transitions
from governance.models import Ballot, BallotSeat
from tests.charter import given

from . import convened

pytestmark = pytest.mark.usefixtures("unscoped")
ALONE = {"quorum_basis": "none", "quorum_share": "unknown"}


def frozen_by(cast, author):
    """A fixed version that `author` began: nobody of the cast both writes texts and sits."""
    version = given.review(cast)
    Version.objects.filter(pk=version.pk).update(created_by=author)
    given.transitions.freeze(version, by=cast.bruno, now=given.NOW)
    return given.fresh(version)


def written_by(cast, author, *votes, **answers):
    """A version `author` began, voted by `votes` ((person, word), …) and closed: (ballot, version)."""
    given.statutes(cast, **{**ALONE, **answers})
    version = frozen_by(cast, author)
    ballot = given.transitions.open_ballot(
        version, by=cast.amina, question="Adopter ?", closes_at=given.CLOSES, now=given.NOW
    )
    for person, word in votes:
        transitions.cast_vote(ballot, by=person, choice=word, reason="", now=given.NOW)
    transitions.close(ballot, now=given.CLOSES)
    return Ballot.objects.get(pk=ballot.pk), given.fresh(version)


def test_i9_an_author_alone_does_not_adopt(as_, cast):
    ballot, version = written_by(cast, cast.elise, (cast.elise, "for"), (cast.farid, "abstain"))
    assert (ballot.status, version.status) == ("to_ratify", "ballot")
    sentence = "Seule la personne qui a écrit ce texte l’a approuvé"
    assert sentence in as_("amina").get(ballot.get_absolute_url()).content.decode()
    assert any(sentence in line for line in statement.resolution(ballot)["sum"])


def test_i9_another_voice_for_is_enough_and_the_author_s_counts(cast):
    ballot, version = written_by(cast, cast.elise, (cast.elise, "for"), (cast.farid, "for"), (cast.gilles, "against"))
    assert (ballot.status, ballot.count.for_, version.status) == ("adopted", 2, "adopted")


def test_i9_one_voice_of_somebody_else_adopts(cast):
    ballot, _version = written_by(cast, cast.elise, (cast.elise, "abstain"), (cast.farid, "for"))
    assert ballot.status == "adopted"


def test_i9_a_text_refused_with_its_author_alone_in_favour_is_refused(cast):
    votes = (cast.elise, "for"), (cast.farid, "against"), (cast.gilles, "against")
    assert written_by(cast, cast.elise, *votes)[0].status == "rejected"


def test_i9_a_voice_the_author_carries_is_not_somebody_else_s(cast):
    given.statutes(cast, **convened.RULE)
    version = frozen_by(cast, cast.amina)
    meeting = convened.convened(cast)
    meeting.agenda.update(subject_type="charter.version", subject_id=version.pk)
    convened.proxy(meeting, cast.elise, cast.amina)
    type(meeting.body).objects.filter(pk=meeting.body_id).update(decides_texts=True)
    item = convened.held(cast, meeting=meeting).agenda.select_related("meeting").get()
    asked = {"is_secret": False, "by": cast.gilles, "now": convened.STARTS, "closes_at": None}
    ballot = resolutions.put_to_vote(item, how="names", **asked)
    hers = BallotSeat.objects.filter(ballot=ballot, membership__in=[cast.amina, cast.elise])
    voices = {seat.pk: "for" for seat in hers}
    assert counting.count_names(ballot, voices, by=cast.gilles, now=convened.STARTS).status == "to_ratify"


def test_i9_the_author_of_a_fixed_text_stays_its_author(cast):
    version = frozen_by(cast, cast.elise)
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(created_by=cast.bruno)
