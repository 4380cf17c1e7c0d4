"""Who is told about amendments: the rapporteur in « À faire », the author by one mail."""

import datetime as dt

import pytest

from associations.models import Membership
from charter import transitions
from charter.amendments import deciding, proposing, telling
from charter.amendments.deciding import name_rapporteur
from charter.writing import Words
from reminders import outbox
from reminders.models import Reminder

from . import amending, given

pytestmark = pytest.mark.usefixtures("unscoped")


@pytest.fixture
def version(cast):
    return given.review(cast)


@pytest.fixture
def amendment(cast, version):
    return amending.filed(version, amending.replace(version), cast.chloe)


def titles(*people):
    return [(todo.title, todo.sentence) for todo in telling.waiting(list(people), given.NOW)]


def told(version):
    return list(telling.planned(version.association, given.NOW))


def test_what_waits_for_the_rapporteur_waits_for_them_alone(cast, version, amendment):
    amending.filed(version, amending.insert(version), cast.elise)
    assert titles(cast.bruno) == [
        ("Décider des amendements\u00a0: Charte d’usage, version\u00a01", "2 amendements attendent votre décision.")
    ]
    assert titles(cast.amina) == titles(cast.chloe) == []
    name_rapporteur(version, cast.amina, by=cast.amina)
    assert titles(cast.bruno) == []
    assert len(titles(cast.amina)) == 1


def test_nothing_waits_once_all_is_decided_or_the_text_is_fixed(cast, version, amendment):
    deciding.reject(amendment, note="Non.", by=cast.bruno, now=given.NOW)
    assert titles(cast.bruno) == []
    amending.filed(version, amending.insert(version), cast.elise)
    transitions.freeze(version, by=cast.bruno, now=given.NOW)
    assert titles(cast.bruno) == []


def test_a_draft_waits_for_its_author(cast, version):
    proposing.begin(version, amending.replace(version), by=cast.chloe, now=given.NOW)
    assert [title for title, _ in titles(cast.chloe)] == [
        "Déposer votre amendement\u00a0: Charte d’usage, version\u00a01"
    ]


def test_more_versions_ask_no_more_questions(cast, version, amendment, django_assert_num_queries):
    people = list(Membership.objects.current())
    with django_assert_num_queries(2):
        titles(*people)


@pytest.mark.parametrize(
    ("decide", "words"),
    [
        (lambda a, by: deciding.accept(a, by=by, now=given.NOW), "est accepté\u00a0: vos mots sont dans"),
        (
            lambda a, by: deciding.accept_modified(a, Words("T", "Sept."), note="Court.", by=by, now=given.NOW),
            "accepté avec modification",
        ),
        (lambda a, by: deciding.reject(a, note="Non.", by=by, now=given.NOW), "est rejeté"),
        (lambda a, by: transitions.freeze(a.version, by=by, now=given.NOW), "le texte a été arrêté avant"),
    ],
)
def test_the_author_is_told_what_became_of_it_once(cast, version, amendment, decide, words):
    assert told(version) == []
    decide(amendment, cast.bruno)
    plan = told(version)
    assert [(each.to, each.key) for each in plan] == [(cast.chloe, f"amendment:{amendment.pk}:settled")]
    assert words in plan[0].sentence
    assert plan[0].path == amendment.get_absolute_url()
    for _ in range(2):
        outbox.look(version.association, given.NOW)
    assert Reminder.objects.filter(key=plan[0].key).count() == 1
    later = given.NOW + dt.timedelta(days=15)
    assert list(telling.planned(version.association, later)) == []


def test_nobody_is_told_what_they_did_themselves(cast, version):
    own = amending.filed(version, amending.replace(version), cast.bruno)
    deciding.accept(own, by=cast.bruno, now=given.NOW)
    gone = amending.filed(version, amending.insert(version), cast.chloe)
    proposing.withdraw(gone, by=cast.chloe)
    assert told(version) == []
