"""The workbook of the month before, prepared on the 2nd for those who coordinate."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone
from django_scopes import scope

from associations.models import Association
from journal.moves import HOUSE
from kpis import periods, transitions
from kpis.models import Export, FollowedIndicator, Reading

SENT_ON = 2  # day of the month
SENT_AT = time(8)
# Ready before the morning digest leaves.
PREPARED_AT = time(5)


def month_sent(today: date) -> date:
    """The month whose workbook is due: the one before, from the 2nd on; on the 1st still the one before that."""
    return periods.shift(periods.month_of(today), -1 if today.day >= SENT_ON else -2)


def due_at(month: date) -> datetime:
    """When the link to the workbook of `month` is due: the 2nd of the next month, at eight."""
    return timezone.make_aware(datetime.combine(periods.shift(month, 1).replace(day=SENT_ON), SENT_AT))


def prepare(association: Association, now: datetime) -> Export | None:
    """Ask for the workbook due at `now` unless the house already did, or nothing was read that month."""
    local = timezone.localtime(now)
    month = month_sent(local.date())
    if local.date() == due_at(month).date() and local.time() < PREPARED_AT:
        return None
    with scope(association=association):
        if not FollowedIndicator.objects.of(association).exists():
            return None
        if not Reading.objects.of(association).between(month, month).exists():
            return None
        # Made by the house since the month ended: once is enough, failed or not.
        if Export.objects.of(association).filter(month=month, asked_by=None).exists():
            return None
        return transitions.ask_export(association, month, by=HOUSE, language="fr", now=now)
