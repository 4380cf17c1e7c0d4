"""Calling people: a notice is a row per person before it is a mail, claimed, then sent and stamped.

The notice and its rows are written with the deed they tell of; the mails leave after the commit. Rows are claimed in a
short transaction and mailed outside it: a slow mail server holds no lock, and two workers never send one convocation.
"""

from __future__ import annotations

import datetime as dt
import logging
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Prefetch
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django_scopes import scope

from associations.models import Membership
from governance import meeting_words
from governance.models import AgendaItem, Convocation, Meeting, MeetingDocument, Notice
from governance.presence import expected

logger = logging.getLogger(__name__)

# People per claim: what a crash may keep waiting, and how long a claim takes, are at most this.
BATCH = 50
# This mail will never leave as it is; anything else means that the server is away.
UNSENDABLE = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError, ValueError)


def write(
    meeting: Meeting, kind: str, *, by: Membership, now: dt.datetime, changes: list[list[str]] | None = None
) -> Notice:
    """Write a notice to everybody who sits, in the caller's transaction; its mails leave after the commit."""
    notice = Notice.objects.create(
        association=meeting.association, meeting=meeting, kind=kind, changes=changes or [], by=by, at=now
    )
    Convocation.objects.bulk_create(
        Convocation(association=meeting.association, notice=notice, membership=person)
        for person in _recipients(meeting, kind)
    )
    send_notice.delay_on_commit(notice.pk)  # type: ignore[attr-defined]
    return notice


def _recipients(meeting: Meeting, kind: str) -> list[Membership]:
    """Who sits; and, of a change or a cancellation, also who was called and sits no longer."""
    people = {person.pk: person for person in expected(meeting)}
    if kind != Notice.Kind.CONVENED:
        called = Membership.objects.filter(convocations__notice__meeting=meeting, left_on=None)
        people |= {person.pk: person for person in called}
    return list(people.values())


@shared_task
def send_notice(notice_pk: int) -> int:
    """Mail a notice to those who have not had it yet; return the number of mails. Asking twice sends once."""
    return _send_all(Convocation.unscoped.filter(notice=notice_pk), timezone.now())


@shared_task
def send_waiting_notices() -> int:
    """Mail what a worker or a mail server left behind."""
    return _send_all(Convocation.unscoped.all(), timezone.now())


def _send_all(among: Any, now: dt.datetime) -> int:
    sent = 0
    channel = get_connection()
    try:
        while rows := _claim(among, now):
            sent += _send(rows, channel, now)
    except OSError as error:
        logger.warning("The mail server is away: %s", error)
    finally:
        channel.close()
    return sent


@transaction.atomic
def _claim(among: Any, now: dt.datetime) -> list[Convocation]:
    """Take the next rows in hand: what another worker holds is skipped."""
    waiting = among.waiting(now).select_for_update(skip_locked=True, of=("self",)).order_by("pk")
    pks = list(waiting.values_list("pk", flat=True)[:BATCH])
    Convocation.unscoped.filter(pk__in=pks).update(leaving_at=now)
    rows = Convocation.unscoped.filter(pk__in=pks).order_by("pk")
    told = ("membership__user", "notice__by__user", "notice__meeting__association", "notice__meeting__body")
    # What every mail of a meeting says is read once for the batch, not once a person.
    shared = (
        Prefetch("notice__meeting__agenda", AgendaItem.unscoped.all()),
        Prefetch("notice__meeting__documents", MeetingDocument.unscoped.all()),
    )
    return list(rows.select_related(*told).prefetch_related(*shared))


def _send(rows: list[Convocation], channel: Any, now: dt.datetime) -> int:
    left: list[int] = []
    refused: list[int] = []
    later: list[int] = []
    try:
        for row in rows:
            try:
                channel.open()
                channel.send_messages([mail(row)])
            except UNSENDABLE as error:
                # The answer of the server may repeat the address: the log names the row alone.
                logger.warning("Convocation %s was refused: %s", row.pk, type(error).__name__)
                # "Not now" (greylisting, a full box): it stays in hand, and leaves once the claim is over. Otherwise
                # nobody will take this one: the page of the meeting says so, and the others leave.
                (later if _is_passing(error) else refused).append(row.pk)
            else:
                left.append(row.pk)
    finally:
        Convocation.unscoped.filter(pk__in=left).update(sent_at=now)
        Convocation.unscoped.filter(pk__in=refused).update(refused_at=now)
        back = {row.pk for row in rows} - {*left, *refused, *later}
        Convocation.unscoped.filter(pk__in=back, sent_at=None).update(leaving_at=None)
    return len(left)


def _is_passing(error: Exception) -> bool:
    """Whether the mail server asks to come back: every code it gave is of the 400s (RFC 5321, 4.2.1)."""
    codes = [getattr(error, "smtp_code", 0)]
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
    return bool(codes) and all(400 <= code < 500 for code in codes)


def mail(row: Convocation) -> EmailMessage:
    """Return the mail of one convocation, in the language of who reads it."""
    notice, user = row.notice, row.membership.user
    meeting = notice.meeting
    with translation.override(user.language), scope(association=meeting.association):
        proxies = reverse("governance:meeting-proxy", args=[meeting.association.slug, meeting.pk])
        context = {
            "user": user,
            "meeting": meeting,
            "notice": notice,
            "agenda": list(meeting.agenda.all()),
            "documents": list(meeting.documents.all()),
            "changes": meeting_words.changes(notice.changes),
            "proxies": meeting_words.proxies(meeting.rule),
            "proxy_path": proxies if meeting_words.takes_proxies(meeting.rule) else "",
            "site": settings.SITE_URL,
        }
        subject = render_to_string("mail/convocation_subject.txt", context)
        body = render_to_string("mail/convocation.txt", context)
    # A title may hold a line break; a header may not.
    return EmailMessage(" ".join(subject.split()), body, to=[user.email])
