"""The outbox: plan rows, send each once, in one digest per person and day unless urgent.

The database holds what is due; the scheduler only says "look now", so a machine asleep at eight catches up at nine.
Rows are claimed in a short transaction, mailed outside it, then stamped: a slow mail server holds no lock. Delivery is
at least once: only a crash between mail and stamp repeats a mail, once the claim has lapsed.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.text import Truncator
from django_scopes import scope

from associations.models import Association, Membership, User
from reminders.models import Reminder, ReminderQuerySet

PARIS = ZoneInfo("Europe/Paris")
# A digest leaves in the morning; what comes due later in the day waits for the next one.
DIGEST_HOUR = 8
# People per claim: what a crash may repeat, and how long a claim takes, are at most this.
BATCH = 50
# The columns that say what is told.
TOLD = ("due_at", "subject", "sentence", "path", "is_urgent", "attachment")
# This mail will never leave as it is; the others may. Anything else means that the server is away.
UNSENDABLE = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError, ValueError)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Attachment:
    """A file of a mail: `type` is its MIME type, parameters included."""

    name: str
    body: bytes
    type: str


@dataclass(frozen=True)
class Planned:
    """What a room wants told. `key` names it for ever: "ballot:12:closing:2026-11-20".

    `attachment` is "room.module.function:key": called with (association, key) when the mail leaves, it returns an
    Attachment or None. A name, because the row outlives the process that planned it.
    """

    key: str
    to: Membership
    due_at: dt.datetime
    subject: str
    sentence: str
    path: str
    urgent: bool = False
    attachment: str = ""


Source = Callable[[Association, dt.datetime], Iterable[Planned]]


def wanted(association: Association, now: dt.datetime) -> list[Planned]:
    """Return everything the rooms still want told in this association, each in the reader's language."""
    sources: list[Source] = [import_string(name) for name in settings.REMINDER_SOURCES]
    with scope(association=association):
        return [planned for source in sources for planned in source(association, now)]


def plan(reminders: Iterable[Planned]) -> None:
    """Write the rows that do not exist yet; planning twice changes nothing."""
    rows = [Reminder(association_id=p.to.association_id, to=p.to, key=p.key, **_told(p)) for p in reminders]
    Reminder.unscoped.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


def _told(planned: Planned) -> dict[str, Any]:
    """The columns that say what is told, as the rooms say it now."""
    # A title may hold a line break, or fill its own column; a header may not, and ours is 200 long.
    subject = Truncator(" ".join(str(planned.subject).split())).chars(200)
    return {
        "due_at": planned.due_at,
        "subject": subject,
        "sentence": str(planned.sentence),
        "path": planned.path,
        "is_urgent": planned.urgent,
        "attachment": planned.attachment,
    }


def look(association: Association, now: dt.datetime) -> None:
    """Plan what has become due in `association`, drop what is no longer wanted, and say the rest as it is now."""
    still = {(p.key, p.to.pk): p for p in wanted(association, now)}
    plan(still.values())
    asked = Q(dropped_at=None) | Q(key__in={key for key, _to in still})
    rows = Reminder.unscoped.of(association).unclaimed(now).filter(asked, sent_at=None)
    gone, changed = [], []
    for row in rows:
        if (p := still.get((row.key, row.to_id))) is None:
            if row.dropped_at is None:
                gone.append(row.pk)
        elif _reworded(row, p):
            changed.append(row)
    # Voted since, signed since, published since: a reminder that no longer helps is not sent.
    Reminder.unscoped.unclaimed(now).filter(pk__in=gone, sent_at=None).update(dropped_at=now)
    # Unscheduled and scheduled again, or moved by an hour: what is wanted again is told after all, in today's words.
    Reminder.unscoped.bulk_update(changed, [*TOLD, "dropped_at"], batch_size=500)


def _reworded(row: Reminder, planned: Planned) -> bool:
    """Give `row` today's words, and take it back if it was dropped; whether that changes anything."""
    now_told = _told(planned) | {"dropped_at": None}
    before = {name: getattr(row, name) for name in now_told}
    for name, value in now_told.items():
        setattr(row, name, value)
    return before != now_told


def deliver_due(now: dt.datetime) -> int:
    """Send what is due, in batches over one connection; return the number of mails.

    A mail nobody will take is noted in the log and stops no other. While the server is away nothing is lost: what was
    claimed is given back, and the next look tries again.
    """
    sent = 0
    channel: BaseEmailBackend = get_connection()
    try:
        while (rows := _claim(now)) is not None:
            sent += _send(rows, channel, now)
    except OSError as error:
        logger.warning("The mail server is away: %s", error)
    finally:
        channel.close()
    return sent


def _leaving(now: dt.datetime) -> ReminderQuerySet:
    """The rows that may leave at `now`: urgent ones at once, the rest at the digest hour, once a day per person."""
    due = Reminder.unscoped.due(now).unclaimed(now).filter(to__left_on=None, to__user__is_active=True)
    local = now.astimezone(PARIS)
    if local.hour < DIGEST_HOUR:
        return due.filter(is_urgent=True)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    digests = Reminder.unscoped.filter(is_urgent=False)
    # A digest in another worker's hands counts as told.
    told = digests.filter(sent_at__gte=midnight) | digests.claimed(now)
    return due.exclude(is_urgent=False, to__user__in=told.values("to__user"))


@transaction.atomic
def _claim(now: dt.datetime) -> list[Reminder] | None:
    """Take the due rows of the next people in hand; None when nobody is left.

    The people are locked first: their rows must not be shared between two workers, or they would get two digests.
    """
    waiting = User.objects.filter(pk__in=_leaving(now).values("to__user")).order_by("pk")
    locked = waiting.select_for_update(skip_locked=True, no_key=True, of=("self",))
    people = list(locked.values_list("pk", flat=True)[:BATCH])
    if not people:
        return None
    # Read after the lock: what another worker took in between is no longer here.
    rows = list(_leaving(now).filter(to__user__in=people).select_related("to__user", "association"))
    Reminder.unscoped.filter(pk__in=[row.pk for row in rows]).update(leaving_at=now)
    return sorted(rows, key=lambda row: (row.to.user_id, not row.is_urgent, row.association_id, row.due_at, row.pk))


def _send(rows: list[Reminder], channel: BaseEmailBackend, now: dt.datetime) -> int:
    """Mail each person their claimed rows and stamp what left; raise OSError when the server is away."""
    left: list[int] = []
    refused: list[int] = []
    mails = 0
    try:
        for group in _groups(rows):
            try:
                channel.open()
                channel.send_messages([_mail(group)])
            except UNSENDABLE as error:
                # Its claim stands, so it is tried again in a while and holds nobody up.
                logger.warning("The mail of reminder %s was refused: %s", group[0].pk, error)
                refused += [row.pk for row in group]
            else:
                left += [row.pk for row in group]
                mails += 1
    finally:
        Reminder.unscoped.filter(pk__in=left).update(sent_at=now, dropped_at=None)
        back = {row.pk for row in rows} - {*left, *refused}
        Reminder.unscoped.filter(pk__in=back, sent_at=None).update(leaving_at=None)
    return mails


def _groups(rows: list[Reminder]) -> Iterator[list[Reminder]]:
    """One mail per urgent reminder, and one digest for the rest, person by person."""
    for _user, theirs in groupby(rows, key=lambda row: row.to.user_id):
        reminders = list(theirs)
        yield from ([row] for row in reminders if row.is_urgent)
        if rest := [row for row in reminders if not row.is_urgent]:
            yield rest


def _mail(reminders: list[Reminder]) -> EmailMessage:
    user = reminders[0].to.user
    with translation.override(user.language):
        context = {"user": user, "reminders": reminders, "site": settings.SITE_URL, "urgent": reminders[0].is_urgent}
        subject = reminders[0].subject if len(reminders) == 1 else render_to_string("mail/digest_subject.txt", context)
        body = render_to_string("mail/digest.txt", context)
        files = [file for row in reminders if row.attachment and (file := _attached(row))]
    mail = EmailMessage(subject.strip(), body, to=[user.email])
    for file in files:
        mail.attach(file.name, file.body, file.type)
    return mail


def _attached(row: Reminder) -> Attachment | None:
    """The file of `row`, as it is now. What cannot be made is noted, and the words leave without it."""
    name, _separator, key = row.attachment.partition(":")
    try:
        with scope(association=row.association):
            made: Attachment | None = import_string(name)(row.association, key)
    except Exception:
        logger.exception("The file of reminder %s could not be made", row.pk)
        return None
    return made
