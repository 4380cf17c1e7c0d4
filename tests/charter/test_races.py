"""The races that matter for a text, in real threads on the database production uses."""

import datetime as dt

import pytest
from django.db import connection

from charter import attesting, keeping, repealing, transitions, writing
from charter.canonical import content_hash
from charter.models import Acknowledgement, Clause, Repeal, Version
from governance import transitions as governance
from journal.moves import Refused
from tests.conftest import PASSWORD
from tests.governance.races import together

from . import given

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("unscoped"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="runs on PostgreSQL only (set DATABASE_URL)"),
]
DAY = dt.date(2026, 11, 30)


def errors(answers):
    return [a for a in answers if isinstance(a, Exception)]


def test_two_versions_coming_into_force_at_once_leave_one(unscoped, cast):
    given.statutes(cast)
    given.in_force(cast)
    first = given.proclaimed(cast, words="Une chose.")
    second = given.proclaimed(cast, words="Une autre chose.")
    together(
        lambda: transitions.set_date(first, on=DAY, by=cast.amina, today=DAY),
        lambda: transitions.set_date(second, on=DAY, by=cast.amina, today=DAY),
    )
    assert [v.pk for v in Version.objects.in_force()] == [second.pk]


def test_the_task_twice_at_once_brings_in_once(unscoped, cast):
    given.statutes(cast)
    version = transitions.set_date(given.proclaimed(cast), on=DAY, by=cast.amina, today=dt.date(2026, 11, 29))
    act = lambda: transitions.bring_due_into_force(version, today=DAY)  # noqa: E731
    assert sorted(together(act, act, act)) == [False, False, True]


def test_two_editors_at_once_one_wins_and_one_is_told(unscoped, cast):
    clause = given.draft(cast).clauses.get(position=1)

    def act(who, body):
        words = writing.Words("Titre", body)
        return lambda: writing.rewrite(clause, words, expected=clause.revision, by=who, now=given.NOW)

    answers = together(act(cast.bruno, "Les mots de Bruno."), act(cast.elise, "Les mots d’Élise."))
    assert [type(e) for e in errors(answers)] == [writing.Conflict]


def test_a_rewrite_and_a_freeze_never_part_the_hash_from_the_words(unscoped, cast):
    version = given.review(cast)
    clause = version.clauses.get(position=1)
    words = writing.Words("Titre", "Des mots de dernière minute.")
    together(
        lambda: writing.rewrite(clause, words, expected=clause.revision, by=cast.elise, now=given.NOW),
        lambda: transitions.freeze(version, by=cast.bruno, now=given.NOW),
    )
    version = given.fresh(version)
    rows = [c.as_text() for c in Clause.objects.filter(version=version).order_by("position")]
    assert version.content_hash == content_hash("usage", rows)


def test_signing_twice_while_a_new_version_comes_in(unscoped, cast):
    given.statutes(cast)
    old = given.in_force(cast)
    new = given.proclaimed(cast, words="Tout autre chose.")
    attesting.open_text(old, by=cast.chloe, now=given.NOW)
    sign = lambda: attesting.sign_by_password(old, by=cast.chloe, password=PASSWORD, now=given.NOW)  # noqa: E731
    answers = together(sign, sign, lambda: transitions.set_date(new, on=DAY, by=cast.amina, today=DAY))
    assert Acknowledgement.objects.count() <= 1
    assert not isinstance(answers[2], Exception)


def test_two_people_start_the_same_text(unscoped, cast):
    act = lambda: transitions.start_version(cast.amina.association, "usage", by=cast.bruno)  # noqa: E731
    assert len(errors(together(act, act))) == 1
    assert Version.objects.count() == 1


def test_adding_an_article_while_the_text_is_submitted_never_locks_up(unscoped, cast):
    """Each takes two locks, the association and the version: in one order, or they would wait for each other."""
    for number in range(8):
        version = given.draft(cast)
        words = writing.Words(f"Titre {number}", "Des mots.")
        answers = together(
            lambda version=version, words=words: writing.add(version, words, by=cast.elise, now=given.NOW),
            lambda version=version: transitions.submit(version, by=cast.bruno),
            lambda version=version, words=words: writing.add(version, words, by=cast.amina, now=given.NOW),
        )
        assert errors(answers) == []
        transitions.withdraw(version, by=cast.amina)


def test_i5_two_texts_asked_for_the_same_day_leave_one_each_day(unscoped, cast):
    """One hand chooses today, the task finds another due: whoever is first, no day has two texts in force."""
    given.statutes(cast)
    first = given.in_force(cast, on=dt.date(2026, 11, 29))
    due = transitions.set_date(given.proclaimed(cast, words="Une."), on=DAY, by=cast.amina, today=dt.date(2026, 11, 29))
    other = given.proclaimed(cast, words="Deux.")
    answers = together(
        lambda: transitions.bring_due_into_force(due, today=DAY),
        lambda: transitions.set_date(other, on=DAY, by=cast.amina, today=DAY),
        lambda: transitions.bring_due_into_force(due, today=DAY),
    )
    assert errors(answers) == []
    assert [v.pk for v in Version.objects.in_force()] == [other.pk]
    assert given.fresh(first).superseded_on == DAY


def test_i4_a_vote_and_the_reopening_never_wait_for_each_other(unscoped, cast):
    """A voice counts in the ballot that is voided, or it is refused; the text is open either way, and nobody hangs."""
    given.statutes(cast)
    ballot = given.ballot(cast)
    version = given.fresh(Version(pk=ballot.subject_id))
    vote = lambda who: lambda: governance.cast_vote(ballot, by=who, choice="for", reason="", now=given.NOW)  # noqa: E731
    answers = together(
        vote(cast.amina),
        lambda: transitions.reopen(version, by=cast.bruno, reason="Une coquille.", now=given.NOW),
        vote(cast.elise),
        vote(cast.farid),
    )
    assert all(isinstance(answer, Refused) for answer in errors(answers))
    assert (given.fresh(version).status, given.fresh(version).content_hash) == ("review", "")


def test_i4_two_people_reopen_at_once_and_one_is_told(unscoped, cast):
    given.statutes(cast)
    version = given.fresh(Version(pk=given.ballot(cast).subject_id))
    act = lambda who: lambda: transitions.reopen(version, by=who, reason="Une coquille.", now=given.NOW)  # noqa: E731
    answers = together(act(cast.bruno), act(cast.amina))
    assert [isinstance(answer, Refused) for answer in errors(answers)] == [True]
    assert given.fresh(version).status == "review"


def test_i4_reopening_and_the_close_at_once_leave_one_outcome(unscoped, cast):
    given.statutes(cast)
    ballot = given.voted(given.ballot(cast), cast, "for", "for", "for")
    version = given.fresh(Version(pk=ballot.subject_id))
    answers = together(
        lambda: governance.close(ballot, now=given.CLOSES),
        lambda: transitions.reopen(version, by=cast.bruno, reason="Une coquille.", now=given.CLOSES),
    )
    ballot.refresh_from_db()
    assert (given.fresh(version).status, ballot.status) in (("adopted", "adopted"), ("review", "void"))
    assert all(isinstance(answer, Refused) for answer in errors(answers))


def test_i11_two_keepers_note_the_same_review_once(unscoped, cast):
    given.statutes(cast)
    version = given.in_force(cast)
    day = dt.date(2027, 11, 1)
    act = lambda who: lambda: keeping.keep(version, note="", next_on=day, by=who, today=DAY)  # noqa: E731
    answers = together(act(cast.bruno), act(cast.amina))
    assert [isinstance(answer, Refused) for answer in errors(answers)] == [True]


def test_i1_a_reopened_text_and_a_new_draft_never_make_two(unscoped, cast):
    given.statutes(cast)
    version = given.frozen(cast)
    answers = together(
        lambda: transitions.thaw(version, by=cast.bruno),
        lambda: transitions.start_version(version.association, "usage", by=cast.elise),
    )
    assert len(errors(answers)) == 1
    assert Version.objects.under_way().count() == 1


NEXT_YEAR = dt.datetime(2027, 1, 15, 9, tzinfo=dt.UTC)


def test_a_text_asked_to_end_twice_at_once_is_asked_once(unscoped, cast):
    given.statutes(cast)
    version = given.in_force(cast)
    ask = lambda who: lambda: repealing.propose(version, reason="x", by=who, now=NEXT_YEAR)  # noqa: E731
    assert [type(error) for error in errors(together(ask(cast.amina), ask(cast.bruno)))] == [Refused]
    assert Repeal.objects.count() == 1


def test_a_repeal_and_a_new_version_on_one_day_never_wait_for_each_other(unscoped, cast):
    """Whoever is first, one of the two is told; and no day is left between two states."""
    given.statutes(cast)
    version = given.in_force(cast)
    ballot = given.repeal_adopted(cast, version, now=NEXT_YEAR)
    given.certified(ballot, cast, now=NEXT_YEAR + dt.timedelta(hours=2))
    repeal, day = Repeal.objects.with_version().get(), NEXT_YEAR.date()
    new = given.proclaimed(cast, words="Tout autre chose.")
    carry = lambda: repealing.carry_out(repeal, on=day, by=cast.amina, today=day)  # noqa: E731
    answers = together(carry, carry, lambda: transitions.set_date(new, on=day, by=cast.amina, today=day))
    assert all(isinstance(error, Refused) for error in errors(answers))
    assert not isinstance(answers[2], Exception)
    assert given.fresh(new).status == "in_force"
    ends = (given.fresh(version).status, Repeal.objects.get().status)
    assert ends in {("repealed", "done"), ("superseded", "lapsed")}


def test_the_last_vote_on_a_repeal_and_the_new_version_leave_no_live_ballot(unscoped, cast):
    """The close and the entry into force take the same locks, in one order."""
    given.statutes(cast)
    version = given.in_force(cast)
    ballot = given.voted(given.repeal_ballot(cast, version, now=NEXT_YEAR), cast, "for", "for", "for", now=NEXT_YEAR)
    new, day = given.proclaimed(cast, words="Tout autre chose."), NEXT_YEAR.date()
    answers = together(
        lambda: governance.close(ballot, now=ballot.closes_at),
        lambda: transitions.set_date(new, on=day, by=cast.amina, today=day),
    )
    assert errors(answers) == []
    assert Repeal.objects.get().status == "lapsed"
    assert governance.Ballot.objects.get(pk=ballot.pk).status in ("void", "adopted")
