"""The verbs of a survey: open, reply, close."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from associations import rights
from associations.hands import lock
from associations.models import Association, Membership
from charter.models import Survey, SurveyReply
from charter.surveys import results
from journal.models import Entry
from journal.moves import HOUSE, House, Refused, move

Status = Survey.Status
LONGEST = dt.timedelta(days=60)
FULL_WISHES = 2000


def _locked(survey: Survey) -> Survey:
    # The association first, as everywhere: the journal locks it too.
    lock(Association.objects.filter(pk=survey.association_id))
    return Survey.objects.select_for_update(of=("self",)).select_related("association").get(pk=survey.pk)


@transaction.atomic
def open_survey(association: Association, *, closes_on: dt.date, by: Membership, today: dt.date) -> Survey:
    """Ask every member, until the end of `closes_on`.

    Raises Refused for a day outside the next sixty, too few members to stay anonymous, or a survey already open.
    """
    rights.require(by, "charter.survey")
    if not today < closes_on <= today + LONGEST:
        raise Refused(_("Choisissez un dernier jour après aujourd’hui, et dans les deux mois."))
    audience = sum(m.can("charter.answer") for m in Membership.objects.filter(association=association).current())
    if audience < Survey._meta.get_field("threshold").default:
        raise Refused(_("Il faut au moins cinq membres pour que les réponses restent anonymes : invitez-les d’abord."))
    try:
        with transaction.atomic():
            survey = Survey.objects.create(
                association=association, opened_on=today, closes_on=closes_on, opened_by=by, audience=audience
            )
    except IntegrityError as error:
        raise Refused(
            _("Un questionnaire est déjà ouvert : le voici."), Survey.objects.of(association).open().first()
        ) from error
    Entry.objects.record(survey, by=by, action="charter.survey", after=survey.status)
    return survey


@transaction.atomic
def reply(survey: Survey, *, by: Membership, answers: Mapping[str, list[str]], wish: str, today: dt.date) -> None:
    """Add the answers of `by` to the sums, and note that they answered: what they said is kept nowhere else.

    Nothing goes to the journal, whose order would tell who answered when. Raises Refused the second time, or late.
    """
    rights.require(by, "charter.answer")
    survey = _locked(survey)
    if not survey.is_open(today):
        raise Refused(_("Ce questionnaire est clos : merci, votre réponse n’a pas été enregistrée."), survey)
    try:
        with transaction.atomic():
            SurveyReply.objects.create(association=survey.association, survey=survey, membership=by)
    except IntegrityError as error:
        raise Refused(
            _("Vous avez déjà répondu : vos réponses sont additionnées aux autres, on ne peut plus les en séparer."),
            survey,
        ) from error
    survey.counts = results.added(survey.counts, answers)
    wish = " ".join(wish.split())
    if wish and len(survey.wishes) < FULL_WISHES:
        # In the order of the alphabet, so that their place says nothing of when they came.
        survey.wishes = sorted([*survey.wishes, wish], key=str.casefold)
    survey.answered += 1
    survey.save(update_fields=["counts", "wishes", "answered"])


@transaction.atomic
def close(survey: Survey, *, by: Membership | House, today: dt.date) -> Survey:
    """End the survey. Under its threshold it ends without a result, and what was answered is forgotten.

    The house asks at the date, as often as it likes.
    """
    survey = _locked(survey)
    if isinstance(by, House) and (survey.status != Status.OPEN or today <= survey.closes_on):
        return survey
    if survey.answered >= survey.threshold:
        move(survey, Status.CLOSED, by=by)
    else:
        move(survey, Status.DISCARDED, by=by, counts={}, wishes=[])
    return survey


def close_due(survey: Survey, today: dt.date) -> bool:
    """Close a survey whose last day is over; return whether it is over now."""
    return close(survey, by=HOUSE, today=today).status != Status.OPEN
