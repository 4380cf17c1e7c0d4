"""The questions of a campaign: written by the coordination, each about an article, fixed by the first answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from associations import rights
from associations.hands import lock
from associations.models import Association, Membership
from charter import attesting, campaigns
from charter.models import Attempt, Campaign, Clause, Opening, Question, Version
from journal.models import Entry
from journal.moves import Refused

Status = Campaign.Status


@dataclass(frozen=True)
class Draft:
    """A question as somebody wrote it: `right` says of each of `choices` whether it is a right answer."""

    text: str
    clause: Clause
    choices: tuple[str, ...]
    right: tuple[bool, ...]
    explanation: str = ""

    @property
    def bits(self) -> int:
        return sum(1 << place for place, is_right in enumerate(self.right) if is_right)


@dataclass(frozen=True)
class Judged:
    """What a set of answers is worth: the questions answered wrong, in order."""

    wrong: tuple[int, ...]
    total: int

    @property
    def right_count(self) -> int:
        return self.total - len(self.wrong)

    def passes(self, mark: int) -> bool:
        """Whether `mark` per cent of the answers are right."""
        return self.right_count * 100 >= mark * self.total


def judge(right: Mapping[int, int], answers: Mapping[int, int]) -> Judged:
    """Compare the bits chosen with the bits that are right, question by question: all of them and no other."""
    return Judged(tuple(pk for pk, bits in right.items() if answers.get(pk) != bits), len(right))


def is_fixed(campaign: Campaign) -> bool:
    """Whether somebody has answered: the same questions for all from then on."""
    return (
        campaign.status not in (Status.PREPARED, Status.RUNNING) or Attempt.objects.filter(campaign=campaign).exists()
    )


def _open_to_change(campaign: Campaign, by: Membership) -> Campaign:
    rights.require(by, "charter.follow")
    lock(Association.objects.filter(pk=campaign.association_id))
    campaign = Campaign.objects.select_for_update(of=("self",)).with_version().get(pk=campaign.pk)
    if is_fixed(campaign):
        sentence = _(
            "Quelqu’un a déjà répondu : ces questions ne changent plus, pour que tout le monde réponde aux mêmes. "
            "D’autres pourront être écrites pour la campagne suivante."
        )
        raise Refused(sentence, campaign)
    return campaign


def _checked(campaign: Campaign, draft: Draft) -> Draft:
    if len(draft.choices) < 2:
        raise Refused(_("Proposez au moins deux réponses."), campaign)
    if len(set(draft.choices)) < len(draft.choices):
        raise Refused(_("Deux réponses sont les mêmes : changez l’une des deux."), campaign)
    if not draft.bits:
        raise Refused(_("Aucune réponse n’est marquée juste : cochez celle ou celles qui le sont."), campaign)
    if draft.clause.version_id != campaign.version_id:
        raise Refused(_("Cet article n’est pas dans le texte de la campagne : choisissez-en un autre."), campaign)
    return draft


@transaction.atomic
def add(campaign: Campaign, draft: Draft, *, by: Membership) -> Question:
    """Put one more question. Refused without a right answer, and once somebody has answered."""
    campaign = _open_to_change(campaign, by)
    draft = _checked(campaign, draft)
    last = Question.objects.filter(campaign=campaign).aggregate(last=Max("position"))["last"] or 0
    question = Question.objects.create(
        association=campaign.association, campaign=campaign, position=last + 1, **_columns(draft)
    )
    Entry.objects.record(campaign, by=by, action="charter.follow", after="question")
    return question


def _columns(draft: Draft) -> dict[str, object]:
    return {
        "text": draft.text,
        "clause": draft.clause,
        "choices": list(draft.choices),
        "right": draft.bits,
        "explanation": draft.explanation,
    }


@transaction.atomic
def rewrite(question: Question, draft: Draft, *, by: Membership) -> None:
    """Change a question nobody has answered."""
    campaign = _open_to_change(question.campaign, by)
    draft = _checked(campaign, draft)
    Question.objects.filter(pk=question.pk).update(**_columns(draft))
    Entry.objects.record(campaign, by=by, action="charter.follow", after="question")


@transaction.atomic
def remove(question: Question, *, by: Membership) -> None:
    """Take out a question nobody has answered."""
    campaign = _open_to_change(question.campaign, by)
    Question.objects.filter(pk=question.pk).delete()
    Entry.objects.record(campaign, by=by, action="charter.follow", after="question removed")


@transaction.atomic
def set_mark(campaign: Campaign, mark: int, *, by: Membership) -> None:
    """Choose how many answers must be right: 80 or 100 per cent."""
    campaign = _open_to_change(campaign, by)
    Campaign.objects.filter(pk=campaign.pk).update(pass_mark=mark)
    Entry.objects.record(campaign, by=by, action="charter.follow", before=str(campaign.pass_mark), after="pass mark")


def before(campaign: Campaign) -> Campaign | None:
    """The campaign whose questions may be taken over: the newest one of the same text that had any."""
    earlier = Campaign.objects.filter(charter=campaign.charter_id, version__number__lt=campaign.version.number)
    return earlier.filter(questions__isnull=False).distinct().order_by("-version__number").first()


@transaction.atomic
def take_over(campaign: Campaign, *, by: Membership) -> int:
    """Copy the questions of the campaign before, where their article is still there; return how many."""
    campaign = _open_to_change(campaign, by)
    earlier = before(campaign)
    clauses = {clause.key: clause for clause in campaign.version.clauses.all()}
    known = set(Question.objects.filter(campaign=campaign).values_list("text", flat=True))
    taken = 0
    for question in Question.objects.filter(campaign=earlier).select_related("clause") if earlier else ():
        if question.clause.key in clauses and question.text not in known:
            right = tuple(question.rights())
            clause = clauses[question.clause.key]
            add(campaign, Draft(question.text, clause, tuple(question.choices), right, question.explanation), by=by)
            taken += 1
    return taken


@transaction.atomic
def answer(version: Version, answers: Mapping[int, int], *, by: Membership, now: dt.datetime) -> Attempt:
    """Keep one go at the questions of `version`, by question the chosen bits, and say whether it passes.

    As often as one likes, until it passes. Refused before the text was opened, or when the questions changed since.
    """
    version = attesting.in_force(version, by)
    page = attesting.SigningPage(version)
    if not Opening.objects.filter(version=version, membership=by).exists():
        raise Refused(_("Ouvrez d’abord le texte : les questions portent sur ce qu’il dit."), page)
    campaign = campaigns.of_version(version)
    right = dict(Question.objects.filter(campaign=campaign).values_list("pk", "right")) if campaign else {}
    if campaign is None or set(right) != set(answers):
        raise Refused(_("Les questions ont changé entre-temps : répondez à celles-ci."), page)
    judged = judge(right, answers)
    return Attempt.objects.create(
        association=version.association,
        campaign=campaign,
        membership=by,
        at=now,
        answers={str(pk): bits for pk, bits in answers.items()},
        right_count=judged.right_count,
        total=judged.total,
        is_passed=judged.passes(campaign.pass_mark),
    )


def wrong_in(attempt: Attempt, questions: Iterable[Question]) -> list[Question]:
    """The questions `attempt` answered wrong, in order."""
    given = {int(pk): bits for pk, bits in attempt.answers.items()}
    wrong = judge({question.pk: question.right for question in questions}, given).wrong
    return [question for question in questions if question.pk in wrong]
