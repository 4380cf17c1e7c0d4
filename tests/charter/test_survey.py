"""The usage survey: two minutes, no name, and a result beside the draft of the usage charter."""

import datetime as dt
import threading

import pytest
import time_machine
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_scopes import scopes_disabled

from associations.models import Membership, Role
from charter.models import Survey, SurveyReply
from charter.surveys import reminding, results, transitions
from charter.surveys.questions import QUESTIONS
from charter.tasks import close_due_surveys
from journal.models import Entry
from journal.moves import Refused
from reminders.outbox import plan
from tests.conftest import make_member

from . import given

pytestmark = pytest.mark.usefixtures("unscoped")
DAY = dt.date(2026, 11, 23)
LAST = DAY + dt.timedelta(days=14)


def at(day):
    return time_machine.travel(dt.datetime.combine(day, dt.time(9), dt.UTC), tick=False)


@pytest.fixture(autouse=True)
def _today():
    with at(DAY):
        yield


@pytest.fixture
def survey(cast, association):
    return transitions.open_survey(association, closes_on=LAST, by=cast.bruno, today=DAY)


def said(**changes):
    """What a member sends: WhatsApp, little time, little ease."""
    return {
        "networks": ["whatsapp", "facebook"],
        "uses": ["family"],
        "time": "under_1",
        "ease": "little",
        "ready": ["relay"],
        "month": "1",
        "wish": "",
    } | changes


FIVE = ("amina", "bruno", "chloe", "elise", "farid")


def answer(as_, survey, *people, **changes):
    for who in people:
        assert as_(who).post(survey.get_absolute_url(), said(**changes)).status_code == 302


def test_the_coordinator_asks_and_every_member_is_told_once(as_, url, cast, association):
    bruno = as_("bruno")
    assert "Interroger les membres" in bruno.get(url("charter:survey-list")).content.decode()
    page = bruno.post(url("charter:survey-open"), {"closes_on": LAST.isoformat()}, follow=True).content.decode()
    assert "chaque membre reçoit le lien" in page
    now = timezone.now()
    for _again in range(2):
        plan(reminding.planned(association, now))
    assert association.reminders.filter(key__startswith="survey:").count() == 6
    assert Entry.objects.filter(action="charter.survey").count() == 1


def test_two_days_before_the_end_only_the_silent_are_told(as_, association, survey):
    answer(as_, survey, "chloe")
    told = list(reminding.planned(association, timezone.now() + dt.timedelta(days=12)))
    assert len(told) == 5
    assert all("ferme le 7 décembre 2026 au soir" in each.sentence for each in told)


def test_a_member_finds_it_among_what_waits_and_answers_once(as_, url, cast, survey):
    chloe = as_("chloe")
    assert "Répondre au questionnaire" in chloe.get("/").content.decode()
    answer(as_, survey, "chloe")
    assert "Répondre au questionnaire" not in chloe.get("/").content.decode()
    page = chloe.post(survey.get_absolute_url(), said(), follow=True).content.decode()
    assert "Vous avez déjà répondu" in page
    survey.refresh_from_db()
    assert (survey.answered, survey.counts["networks"]["whatsapp"]) == (1, 1)


def test_a_forgotten_question_keeps_what_was_ticked(as_, survey):
    page = as_("chloe").post(survey.get_absolute_url(), said(time="", wish="Du calme")).content.decode()
    assert "<title>À corriger" in page
    assert "Choisissez une réponse." in page
    assert "Choisissez au moins une réponse." not in page, "only one may be chosen"
    assert "Du calme" in page
    assert not SurveyReply.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("chloe", 403), ("elise", 403), ("damien", 404), ("bruno", 200)])
def test_who_may_ask(as_, url, who, status):
    assert as_(who).get(url("charter:survey-open")).status_code == status


@pytest.mark.parametrize("day", ["2026-11-23", "2025-01-01", "2027-06-01"])
def test_a_last_day_out_of_reach_is_refused_in_words(as_, url, day):
    page = as_("bruno").post(url("charter:survey-open"), {"closes_on": day}, follow=True).content.decode()
    assert "Choisissez un dernier jour" in page
    assert not Survey.objects.exists()


def test_one_survey_at_a_time(as_, url, survey):
    page = as_("amina").post(url("charter:survey-open"), {"closes_on": LAST.isoformat()}, follow=True).content.decode()
    assert "Un questionnaire est déjà ouvert" in page
    assert Survey.objects.count() == 1


def test_nobody_reads_a_result_while_it_runs(as_, survey):
    answer(as_, survey, *FIVE, wish="Moins de réunions")
    page = as_("bruno").get(survey.get_absolute_url()).content.decode()
    assert "5 réponses sur 6" in page.replace("\u00a0", " ")
    assert "Moins de réunions" not in page
    assert "Signal ou Telegram" not in page


def test_enough_answers_make_a_result_that_stands_beside_the_draft(as_, url, cast, survey):
    answer(as_, survey, "amina", "bruno", "chloe", wish="Zèbre")
    answer(as_, survey, "elise", "farid", wish="Alpha", networks=["none"], ease="very")
    as_("bruno").post(url("charter:survey-close", pk=survey.pk))
    page = as_("gilles").get(survey.get_absolute_url()).content.decode()
    assert "5 personnes sur 6 ont répondu" in page
    assert "WhatsApp (3)" in page
    assert page.index("Alpha") < page.index("Zèbre")
    draft = given.draft(cast)
    for name in ("charter:version-edit", "charter:version-detail"):
        beside = as_("bruno").get(url(name, pk=draft.pk)).content.decode()
        assert "Nos usages réels" in beside
        assert "3 personnes sur 5 se sentent peu ou pas à l’aise" in beside


def test_under_five_answers_nothing_is_kept(as_, url, survey):
    answer(as_, survey, "amina", "bruno", wish="Secret")
    page = as_("bruno").get(url("charter:survey-close", pk=survey.pk)).content.decode()
    assert "Il manque 3 réponses" in page.replace("\u00a0", " ")
    as_("bruno").post(url("charter:survey-close", pk=survey.pk))
    survey.refresh_from_db()
    assert (survey.status, survey.counts, survey.wishes) == ("discarded", {}, [])
    assert "leurs réponses ont été effacées" in as_("chloe").get(survey.get_absolute_url()).content.decode()


def test_the_database_refuses_a_result_of_too_few(as_, cast, survey):
    answer(as_, survey, *FIVE)
    transitions.close(survey, by=cast.bruno, today=DAY)
    with pytest.raises(IntegrityError, match="a_result_has_enough_answers"), transaction.atomic():
        Survey.objects.filter(pk=survey.pk).update(answered=4)
    with pytest.raises(IntegrityError, match="a_survey_keeps_its_threshold"), transaction.atomic():
        Survey.objects.filter(pk=survey.pk).update(threshold=2)


def test_it_closes_by_itself_after_its_last_day(as_, survey):
    answer(as_, survey, *FIVE)
    with at(LAST):
        assert close_due_surveys() == 0
    with at(LAST + dt.timedelta(days=1)):
        with pytest.raises(Refused, match="clos"):
            transitions.reply(
                survey,
                by=Membership.objects.get(user__email__startswith="gilles"),
                answers={},
                wish="",
                today=LAST + dt.timedelta(days=1),
            )
        assert (close_due_surveys(), close_due_surveys()) == (1, 0)
    survey.refresh_from_db()
    assert survey.status == "closed"


def test_nothing_stored_joins_a_person_to_an_answer(as_, cast, survey):
    """Words live in the sums alone, in the order of the alphabet; the roll holds a person and no more."""
    answer(as_, survey, "chloe", wish="Un mot que seule Chloé dirait")
    answer(as_, survey, "amina", wish="Avant dans l’alphabet")
    survey.refresh_from_db()
    assert survey.wishes == ["Avant dans l’alphabet", "Un mot que seule Chloé dirait"]
    assert {field.name for field in SurveyReply._meta.fields} == {"id", "association", "survey", "membership"}
    assert not Entry.objects.filter(action="charter.answer").exists()
    holders = set()
    for model in apps.get_models():
        for row in getattr(model, "unscoped", model._default_manager).all():
            values = [str(getattr(row, field.attname)) for field in model._meta.concrete_fields]
            if any("seule Chloé" in value for value in values):
                holders.add(model)
    assert holders == {Survey}


def test_a_text_with_tags_is_shown_as_a_text(as_, url, survey):
    answer(as_, survey, *FIVE, wish="<script>alert(1)</script>")
    as_("bruno").post(url("charter:survey-close", pk=survey.pk))
    page = as_("bruno").get(survey.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_an_unknown_answer_is_left_out_of_the_sums():
    assert results.added({}, {"time": ["never"], "nonsense": ["x"], "ease": ["very"]}) == {"ease": {"very": 1}}


def test_every_question_can_be_answered_in_one_way_at_least():
    assert all(len(asked.options) > 1 for asked in QUESTIONS)
    assert len({asked.key for asked in QUESTIONS}) == len(QUESTIONS)


def test_cost(as_, url, cast, association, survey, assert_flat):
    numbers = iter(range(100))

    def grow():
        number = next(numbers)
        member = make_member(association, f"m{number}@exemple.example", f"M {number}", [Role.READER])
        transitions.reply(survey, by=member, answers={"time": ["under_1"]}, wish=f"Souhait {number}", today=DAY)

    assert_flat(as_("amina"), survey.get_absolute_url(), grow)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_answers_sent_at_once_are_all_added(cast, association):
    survey = transitions.open_survey(association, closes_on=LAST, by=cast.bruno, today=DAY)
    people = [getattr(cast, who) for who in FIVE] * 2
    outcomes = []

    def send(member):
        with scopes_disabled():
            try:
                transitions.reply(survey, by=member, answers={"time": ["under_1"]}, wish="", today=DAY)
                outcomes.append("kept")
            except Refused:
                outcomes.append("refused")
            finally:
                connection.close()

    threads = [threading.Thread(target=send, args=(member,)) for member in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    survey.refresh_from_db()
    assert (outcomes.count("kept"), survey.answered, survey.counts) == (5, 5, {"time": {"under_1": 5}})
