"""How the demo's texts are signed: three questions on the usage charter, and people at every step of it."""

from __future__ import annotations

import datetime as dt

from associations.models import Membership
from charter import attesting, campaigns, quizzes
from charter.models import Question, Version
from config.demo.clock import at, on
from config.demo.people import Cast

# Question, key of the article that answers it, choices (the right ones first, as many as said), explanation.
QUESTIONS = (
    (
        "Qui peut publier au nom de l’association ?",
        "roles",
        ("Les personnes à qui ce rôle a été donné", "Tout membre de l’association", "Le premier qui a une idée"),
        1,
        "Écrire, relire et décider sont trois rôles : personne ne publie seul ce qu’il ou elle a écrit.",
    ),
    (
        "Sur votre compte personnel, vous parlez…",
        "own-name",
        ("en votre nom", "au nom de l’association", "au nom du conseil d’administration"),
        1,
        "Chacun et chacune reste libre de sa parole, en son nom.",
    ),
    (
        "Que faites-vous des mots de passe des comptes ?",
        "access",
        ("Je ne les donne à personne", "Je les range là où la charte le dit", "Je les envoie par message"),
        2,
        "Un accès se donne à une personne, et se retire à la fin de son mandat.",
    ),
)
# They still have a step to take, or are excused.
PENDING, OPENED, ANSWERED, EXCUSED = "robert", "denise", "marc", "paul"


def ask(version: Version, cast: Cast) -> None:
    """Put the three questions, before anybody signs."""
    campaign = campaigns.of_version(version)
    if campaign is None:
        raise ValueError("The version is not in force.")
    clauses = {clause.key: clause for clause in version.clauses.all()}
    for text, key, choices, right, explanation in QUESTIONS:
        marks = tuple(place < right for place in range(len(choices)))
        quizzes.add(campaign, quizzes.Draft(text, clauses[key], choices, marks, explanation), by=cast["ines"])


def answer(version: Version, who: Membership, now: dt.datetime) -> None:
    """Read, then answer everything right, when something is asked."""
    attesting.open_text(version, by=who, now=now)
    questions = Question.objects.filter(campaign=campaigns.of_version(version))
    if right := dict(questions.values_list("pk", "right")):
        quizzes.answer(version, right, by=who, now=now)


def sign(version: Version, who: Membership, now: dt.datetime) -> None:
    """Read, answer, and sign with a code."""
    answer(version, who, now)
    code = attesting.issue_code(version, by=who, now=now)
    attesting.sign_by_code(version, by=who, code=code, now=now)


def leave_some_waiting(version: Version, cast: Cast, today: dt.date) -> None:
    """More time was given; since then one person opened the text, one answered, and one is excused."""
    campaign = campaigns.of_version(version)
    if campaign is None:
        raise ValueError("The version is not in force.")
    with at(on(today - dt.timedelta(days=20), 9)) as now:
        terms = campaigns.Terms(today + dt.timedelta(days=5), campaign.days, campaign.grace_days)
        campaigns.set_terms(campaign, terms, by=cast["ines"], today=today - dt.timedelta(days=20))
        reason, until = "En mission à l’étranger", today + dt.timedelta(days=120)
        campaigns.exempt(campaign, cast[EXCUSED], by=cast["thierry"], reason=reason, ends_on=until, now=now)
    with at(on(today - dt.timedelta(days=2), 18)) as now:
        attesting.open_text(version, by=cast[OPENED], now=now)
        answer(version, cast[ANSWERED], now)
