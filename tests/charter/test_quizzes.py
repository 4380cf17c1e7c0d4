"""The questions of a campaign: a right answer always, articles to read again, fixed once answered, tries kept."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from charter import attesting, quizzes
from charter.models import Attempt, Question
from journal.moves import Refused

from . import given

pytestmark = pytest.mark.usefixtures("unscoped")
START = dt.date(2026, 11, 30)
NOW = dt.datetime(2026, 11, 30, 11, tzinfo=dt.UTC)


@pytest.fixture
def version(cast):
    given.statutes(cast)
    version = given.in_force(cast, on=START)
    attesting.open_text(version, by=cast.chloe, now=NOW)
    return version


@pytest.mark.parametrize(
    ("right", "answers", "passes_at"),
    [
        ({1: 1, 2: 2}, {1: 1, 2: 2}, (80, 100)),
        ({1: 1, 2: 2}, {1: 1, 2: 1}, ()),
        ({1: 3}, {1: 1}, ()),
        ({1: 3}, {1: 7}, ()),
        ({n: 1 for n in range(5)}, {**{n: 1 for n in range(4)}, 4: 2}, (80,)),
        ({1: 1}, {}, ()),
    ],
)
def test_answers_are_judged_whole(right, answers, passes_at):
    judged = quizzes.judge(right, answers)
    assert tuple(mark for mark in (80, 100) if judged.passes(mark)) == passes_at


def typed(version, **changes):
    clause = version.clauses.get(position=2)
    form = {"text": "Qui ?", "clause": clause.pk, "choice_1": "Nous", "choice_2": "Eux", "right_1": "on"}
    return form | {"explanation": "Parce que."} | changes


def test_the_coordinator_writes_a_question_through_the_page(as_, url, cast, version):
    bruno, address = as_("bruno"), url("charter:quiz-add", pk=version.pk)
    assert bruno.get(address).status_code == 200
    assert bruno.post(address, typed(version)).status_code == 302
    question = Question.objects.get()
    assert (question.choices, question.right, question.clause.position) == (["Nous", "Eux"], 1, 2)
    page = bruno.get(url("charter:quiz", pk=version.pk)).content.decode()
    assert "Qui ?" in page
    edit = url("charter:question-edit", pk=question.pk)
    assert 'value="Nous"' in bruno.get(edit).content.decode()
    bruno.post(edit, typed(version, right_2="on", choice_3="Toutes et tous"))
    question.refresh_from_db()
    assert (question.has_several, len(question.choices)) == (True, 3)
    bruno.post(url("charter:quiz", pk=version.pk), {"pass_mark": "100"})
    assert given.campaign(version).pass_mark == 100
    bruno.post(url("charter:question-remove", pk=question.pk))
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"right_1": ""}, "Aucune réponse n’est marquée juste"),
        ({"right_1": "", "right_4": "on"}, "Aucune réponse n’est marquée juste"),
        ({"right_4": "on"}, "Une réponse vide est marquée juste"),
        ({"choice_2": ""}, "Proposez au moins deux réponses"),
        ({"choice_2": "Nous"}, "Deux réponses sont les mêmes"),
        ({"clause": "0"}, "Choisissez un article de ce texte"),
        ({"text": ""}, "Écrivez la question"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_and_nothing_typed_is_lost(as_, url, version, changes, sentence):
    page = as_("bruno").post(url("charter:quiz-add", pk=version.pk), typed(version, **changes)).content.decode()
    assert sentence in page
    assert 'value="Nous"' in page
    assert not Question.objects.exists()


def test_no_question_goes_without_a_right_answer(cast, version):
    campaign, clause = given.campaign(version), version.clauses.first()
    with pytest.raises(Refused, match="Aucune réponse"):
        quizzes.add(campaign, quizzes.Draft("?", clause, ("a", "b"), (False, False)), by=cast.bruno)
    columns = {"campaign": campaign, "clause": clause, "position": 1, "text": "?", "choices": ["a", "b"]}
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.create(association=version.association, right=0, **columns)


def test_an_article_of_another_text_answers_nothing(cast, version):
    other = given.draft(cast, kind="crisis")
    draft = quizzes.Draft("?", other.clauses.first(), ("a", "b"), (True, False))
    with pytest.raises(Refused, match="Cet article n’est pas dans le texte"):
        quizzes.add(given.campaign(version), draft, by=cast.bruno)


def test_who_answered_fixes_the_questions(cast, version):
    question = given.question(given.campaign(version), cast.bruno)
    quizzes.answer(version, {question.pk: 2}, by=cast.chloe, now=NOW)
    draft = quizzes.Draft("Autre ?", question.clause, ("a", "b"), (True, False))
    for act in (
        lambda: given.question(given.campaign(version), cast.bruno, text="Une de plus ?"),
        lambda: quizzes.rewrite(question, draft, by=cast.bruno),
        lambda: quizzes.remove(question, by=cast.bruno),
        lambda: quizzes.set_mark(given.campaign(version), 100, by=cast.bruno),
    ):
        with pytest.raises(Refused, match="ces questions ne changent plus"):
            act()
    for act in (
        lambda: Question.objects.filter(pk=question.pk).update(right=2),
        lambda: Question.objects.filter(pk=question.pk).delete(),
        lambda: Attempt.objects.update(is_passed=True),
        lambda: Attempt.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_each_try_is_kept_and_the_first_that_passes_opens_the_signature(cast, version):
    first = given.question(given.campaign(version), cast.bruno)
    second = given.question(given.campaign(version), cast.bruno, text="Et qui relit ?", several=True)
    for bits in (1, 7, 3):
        quizzes.answer(version, {first.pk: 1, second.pk: bits}, by=cast.chloe, now=NOW)
    kept = list(Attempt.objects.all())
    assert [(a.right_count, a.total, a.is_passed) for a in kept] == [(1, 2, False), (1, 2, False), (2, 2, True)]
    assert kept[0].answers == {str(first.pk): 1, str(second.pk): 1}
    assert quizzes.wrong_in(kept[0], [first, second]) == [second]
    assert not attesting.quiz_left(version, cast.chloe)
    assert attesting.quiz_left(version, cast.bruno)


def test_an_answer_to_other_questions_is_asked_again(cast, version):
    question = given.question(given.campaign(version), cast.bruno)
    given.question(given.campaign(version), cast.bruno, text="Une de plus ?")
    with pytest.raises(Refused, match="Les questions ont changé"):
        quizzes.answer(version, {question.pk: 1}, by=cast.chloe, now=NOW)
    with pytest.raises(Refused, match="Ouvrez d’abord"):
        quizzes.answer(version, {question.pk: 1}, by=cast.bruno, now=NOW)


def test_a_question_left_blank_is_asked_again_and_the_others_stay_ticked(as_, url, cast, version):
    first = given.question(given.campaign(version), cast.bruno)
    given.question(given.campaign(version), cast.bruno, text="Et qui relit ?", several=True)
    page = as_("chloe").post(url("charter:sign-quiz", pk=version.pk), {f"q{first.pk}": "1"}).content.decode()
    assert "Choisissez au moins une réponse" in page
    assert f'name="q{first.pk}" value="1"' in page
    assert "checked" in page
    assert not Attempt.objects.exists()


def test_the_next_campaign_takes_the_questions_over(as_, url, cast, version):
    given.question(given.campaign(version), cast.bruno, position=2, several=True)
    new = given.proclaimed(cast, words="Tout autre chose.")
    as_("bruno").post(url("charter:campaign", pk=new.pk), {"days": "14", "grace_days": "7"})
    as_("bruno").post(url("charter:quiz-take-over", pk=new.pk))
    copied = Question.objects.get(campaign=given.campaign(new))
    assert (copied.right, copied.clause.version_id, copied.clause.position) == (3, new.pk, 2)
    day = START + dt.timedelta(days=60)
    given.transitions.set_date(new, on=day, by=cast.amina, today=day)
    assert attesting.quiz_left(new, cast.chloe)
