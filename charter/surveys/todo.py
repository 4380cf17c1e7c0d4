"""The survey among what waits for a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from associations.models import Membership
from charter.models import Survey, SurveyReply
from reminders.todo import Todo


def waiting(memberships: list[Membership], now: dt.datetime) -> Iterator[Todo]:
    """Yield the open survey of each association to those who have not answered, in two queries."""
    today = timezone.localdate(now)
    mine = {m.association_id: m for m in memberships if m.can("charter.answer")}
    surveys = [s for s in Survey.objects.filter(association__in=mine, status=Survey.Status.OPEN) if s.is_open(today)]
    if not surveys:
        return
    answered = set(
        SurveyReply.objects.filter(survey__in=surveys, membership__in=memberships).values_list("survey_id", flat=True)
    )
    for survey in surveys:
        if survey.pk in answered:
            continue
        survey.association = mine[survey.association_id].association
        yield Todo(
            association=survey.association,
            title=_("Dire vos usages des réseaux, en deux minutes"),
            sentence=_("Vos réponses restent anonymes : elles aident à écrire une charte réaliste."),
            path=survey.get_absolute_url(),
            verb=_("Répondre au questionnaire"),
            due_at=timezone.make_aware(dt.datetime.combine(survey.closes_on, dt.time(23, 59))),
            state="review",
            words=_("À répondre"),
        )
