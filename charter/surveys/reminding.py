"""What the survey wants told: it is open, and two days before its end to those who have not answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from associations.models import Association, Membership
from charter.models import Survey, SurveyReply
from governance.wording import plain_day
from reminders.outbox import Planned

LAST_CALL = dt.timedelta(days=2)


def planned(association: Association, now: dt.datetime) -> Iterator[Planned]:
    """Yield one reminder per member who has not answered: when it opens, then two days before the end."""
    today = timezone.localdate(now)
    survey = Survey.objects.of(association).open().first()
    if survey is None or not survey.is_open(today):
        return
    survey.association = association
    answered = set(SurveyReply.objects.filter(survey=survey).values_list("membership_id", flat=True))
    last = today >= survey.closes_on - LAST_CALL
    day = max(survey.opened_on, survey.closes_on - LAST_CALL) if last else survey.opened_on
    for membership in Membership.objects.filter(association=association).current():
        if membership.pk not in answered and membership.can("charter.answer"):
            with override(membership.user.language):
                call = _call(survey, membership, day, last=last)
            yield call


def _call(survey: Survey, membership: Membership, day: dt.date, *, last: bool) -> Planned:
    return Planned(
        key=f"survey:{survey.pk}:{'last' if last else 'open'}",
        to=membership,
        due_at=timezone.make_aware(dt.datetime.combine(day, dt.time(7))),
        subject=_("Deux minutes : vos usages des réseaux sociaux"),
        sentence=(
            _(
                "Le questionnaire sur vos usages des réseaux ferme le %(day)s au soir. "
                "Deux minutes suffisent, et vos réponses restent anonymes."
            )
            % {"day": plain_day(survey.closes_on)}
            if last
            else _(
                "Avant d’écrire la charte d’usage, nous aimerions connaître vos usages des réseaux. "
                "Deux minutes, réponses anonymes."
            )
        ),
        path=survey.get_absolute_url(),
    )
