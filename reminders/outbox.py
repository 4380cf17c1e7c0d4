"""The outbox: plan rows, send each once, in one digest per person and day unless urgent.

The database holds what is due; the scheduler only says "look now", so a machine asleep at eight catches up at nine.
Delivery is at least once: rows are locked while the mail leaves, so only a crash between mail and stamp repeats one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection as database
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django_scopes import scope

from associations.models import Association, Membership
from reminders.models import Reminder, ReminderQuerySet

PARIS = ZoneInfo("Europe/Paris")
# A digest leaves in the morning; what comes due later in the day waits for the next one.
DIGEST_HOUR = 8
BATCH = 500


@dataclass(frozen=True)
class Planned:
    """What a room wants told. `key` names it for ever: "ballot:12:closing:2026-11-20"."""

    key: str
    to: Membership
    due_at: dt.datetime
    subject: str
    sentence: str
    path: str
    urgent: bool = False


Source = Callable[[Association, dt.datetime], Iterable[Planned]]


def wanted(association: Association, now: dt.datetime) -> list[Planned]:
    """Return everything the rooms still want told in this association, each in the reader's language."""
    sources: list[Source] = [import_string(name) for name in settings.REMINDER_SOURCES]
    with scope(association=association):
        return [planned for source in sources for planned in source(association, now)]


def plan(reminders: Iterable[Planned]) -> None:
    """Write the rows that do not exist yet; planning twice changes nothing."""
    rows = [
        Reminder(
            association_id=p.to.association_id,
            to=p.to,
            key=p.key,
            due_at=p.due_at,
            subject=str(p.subject),
            sentence=str(p.sentence),
            path=p.path,
            is_urgent=p.urgent,
        )
        for p in reminders
    ]
    Reminder.unscoped.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


def look(association: Association, now: dt.datetime) -> None:
    """Plan what has become due in `association`, and drop what is no longer wanted."""
    still = wanted(association, now)
    plan(still)
    keys = {(p.key, p.to.pk) for p in still}
    waiting = Reminder.unscoped.of(association).filter(sent_at=None, dropped_at=None)
    gone = [pk for pk, key, to in waiting.values_list("pk", "key", "to_id") if (key, to) not in keys]
    # Voted since, signed since, published since: a reminder that no longer helps is not sent.
    Reminder.unscoped.filter(pk__in=gone, sent_at=None).update(dropped_at=now)


def deliver_due(now: dt.datetime) -> int:
    """Send what is due, in batches over one connection each; return the number of mails."""
    sent = 0
    while people := _people_due(now):
        mails = _deliver_batch(people, now)
        if not mails:
            # What is left is in another worker's hands.
            break
        sent += mails
    return sent


def _people_due(now: dt.datetime) -> list[int]:
    """Users with an urgent reminder due, or any reminder due once the digest hour has come and none went out today."""
    return list(_leaving(now).order_by("to__user").values_list("to__user", flat=True).distinct()[:BATCH])


def _leaving(now: dt.datetime) -> ReminderQuerySet:
    """The rows that may leave at `now`: urgent ones at once, the rest at the digest hour, once a day per person."""
    due = Reminder.unscoped.due(now).filter(to__left_on=None, to__user__is_active=True)
    local = now.astimezone(PARIS)
    if local.hour < DIGEST_HOUR:
        return due.filter(is_urgent=True)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    told = Reminder.unscoped.filter(is_urgent=False, sent_at__gte=midnight).values("to__user")
    return due.exclude(is_urgent=False, to__user__in=told)


@transaction.atomic
def _deliver_batch(people: list[int], now: dt.datetime) -> int:
    """Lock the rows of `people`, mail each person, stamp the rows, in one transaction."""
    rows = _leaving(now).filter(to__user__in=people).select_related("to__user", "association")
    if database.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(of=("self",), skip_locked=True)
    ordered = sorted(rows, key=lambda r: (r.to.user_id, not r.is_urgent, r.due_at, r.pk))
    mails = [mail for _, theirs in groupby(ordered, key=lambda r: r.to.user_id) for mail in _mails(list(theirs))]
    channel: BaseEmailBackend = get_connection()
    channel.send_messages(mails)
    Reminder.unscoped.filter(pk__in=[r.pk for r in ordered]).update(sent_at=now)
    return len(mails)


def _mails(reminders: list[Reminder]) -> list[EmailMultiAlternatives]:
    """One mail per urgent reminder, and one digest for the rest."""
    urgent = [[r] for r in reminders if r.is_urgent]
    rest = [r for r in reminders if not r.is_urgent]
    return [_mail(group) for group in [*urgent, rest] if group]


def _mail(reminders: list[Reminder]) -> EmailMultiAlternatives:
    user = reminders[0].to.user
    with translation.override(user.language):
        context = {"user": user, "reminders": reminders, "site": settings.SITE_URL, "today": timezone.localdate()}
        subject = reminders[0].subject if len(reminders) == 1 else render_to_string("mail/digest_subject.txt", context)
        body = render_to_string("mail/digest.txt", context)
    return EmailMultiAlternatives(subject.strip(), body, to=[user.email])
