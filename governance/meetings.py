"""The verbs of a meeting before it opens: prepare, change, convene, cancel.

Who was called hears of every change: a change after the convocation and its notice are one act.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from associations import rights
from associations.hands import lock
from associations.models import Association, Membership
from governance import convocations
from governance.models import Body, DecisionRule, Meeting, Notice
from governance.presence import expected
from governance.wording import plain_day
from journal.models import Entry
from journal.moves import Refused, move, only_from

Status = Meeting.Status
# What people who were called must hear of when it changes.
DETAILS = ("starts_at", "form", "place", "video_url")


class ShortNotice(Refused):
    """The statutes ask for an earlier convocation: only a confirmation that says so lets it leave."""


def locked(meeting: Meeting) -> Meeting:
    """Return the row as it is now, held until the transaction ends: the association first, as everywhere."""
    lock(Association.objects.filter(pk=meeting.association_id))
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("association", "body", "first_call")
    return rows.get(pk=meeting.pk)


@transaction.atomic
def prepare(body: Body, *, by: Membership, now: dt.datetime, **details: Any) -> Meeting:
    """Begin a meeting of `body`; `details` are starts_at, form, place, video_url. Nobody is told yet."""
    rights.require(by, "governance.manage")
    _in_the_future(details["starts_at"], now)
    meeting = Meeting.objects.create(association=body.association, body=body, created_by=by, **details)
    Entry.objects.record(meeting, by=by, action="governance.manage", after="prepared", at=now)
    return meeting


def _in_the_future(starts_at: dt.datetime, now: dt.datetime, meeting: Meeting | None = None) -> None:
    if starts_at <= now:
        raise Refused(_("Cette date est déjà passée : choisissez un jour et une heure à venir."), meeting)


@transaction.atomic
def change(
    meeting: Meeting, *, by: Membership, now: dt.datetime, is_confirmed: bool = False, **details: Any
) -> Meeting:
    """Change date, form, place or link (and body, while nobody was called); tell those who were called.

    Raises ShortNotice when the new date comes sooner than the statutes ask, unless confirmed.
    """
    rights.require(by, "governance.manage")
    meeting = only_from(locked(meeting), Status.DRAFT, Status.CONVENED)
    _in_the_future(details.get("starts_at", meeting.starts_at), now, meeting)
    changes = [
        [name, _plain(getattr(meeting, name)), _plain(details[name])]
        for name in DETAILS
        if name in details and getattr(meeting, name) != details[name]
    ]
    moved = any(name == "starts_at" for name, _before, _after in changes)
    for name, value in details.items():
        setattr(meeting, name, value)
    names = [*details]
    if meeting.status == Status.CONVENED:
        if lacking := lacks(meeting, now):
            raise Refused(lacking[0], meeting)
        if moved:
            meeting.is_short_notice = _checked_notice(meeting, meeting.rule, now, is_confirmed=is_confirmed)
            names.append("is_short_notice")
    meeting.save(update_fields=names)
    tell(meeting, changes, by=by, now=now)
    return meeting


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.datetime) else str(value)


def tell(meeting: Meeting, changes: list[list[str]], *, by: Membership, now: dt.datetime) -> None:
    """Write `changes` in the journal, and tell those who were called, in the transaction that makes them.

    Each change is [code, before, after]. Raises NoSuchMove once the session has opened: what people were called for
    is then what they decide.
    """
    only_from(meeting, Status.DRAFT, Status.CONVENED)
    if not changes:
        return
    Entry.objects.record(meeting, by=by, action="governance.manage", after="changed", at=now)
    if meeting.status == Status.CONVENED:
        convocations.write(meeting, Notice.Kind.CHANGED, by=by, now=now, changes=changes)


def earliest(meeting: Meeting) -> dt.date | None:
    """Return the first day a second call may be held, from the statutes; None for a first call or an unknown delay."""
    first = meeting.first_call
    days = first.rule.get("second_call_days") if first else None
    if first is None or not days:
        return None
    return timezone.localdate(first.starts_at) + dt.timedelta(days=int(days))


def lacks(meeting: Meeting, now: dt.datetime) -> list[str]:
    """Return what is missing before people may be called, one sentence each; empty when nothing is."""
    found = []
    if meeting.starts_at <= now:
        found.append(_("La date est passée : choisissez-en une autre."))
    if not meeting.agenda.exists():
        found.append(_("L’ordre du jour est vide : ajoutez-y un point."))
    if meeting.form != Meeting.Form.VIDEO and not meeting.place:
        found.append(_("Le lieu manque : dites où l’on se retrouve."))
    if meeting.is_remote and not meeting.video_url:
        found.append(_("Le lien de la visioconférence manque."))
    day = earliest(meeting)
    if day and timezone.localdate(meeting.starts_at) < day:
        found.append(
            _("La deuxième réunion ne peut avoir lieu avant le %(day)s : vos statuts fixent ce délai.")
            % {"day": plain_day(day)}
        )
    if not expected(meeting):
        found.append(
            _("Personne n’a de mandat en cours dans l’instance « %(body)s » : inscrivez d’abord ses membres.")
            % {"body": meeting.body}
        )
    return found


def rule_of(meeting: Meeting) -> dict[str, Any]:
    """Return the rule this meeting goes by: its own once convened, else the one a convocation would keep now.

    A second call goes by the rule of the first: it finishes the same meeting.
    """
    if meeting.rule:
        return dict(meeting.rule)
    if meeting.first_call:
        return dict(meeting.first_call.rule)
    rule, _new = DecisionRule.objects.get_or_create(body=meeting.body, defaults={"association": meeting.association})
    return rule.snapshot()


def notice_given(meeting: Meeting, now: dt.datetime) -> int:
    """Return how many whole days separate `now` from the day of the meeting."""
    return (timezone.localdate(meeting.starts_at) - timezone.localdate(now)).days


def is_short(meeting: Meeting, rule: dict[str, Any], now: dt.datetime) -> bool:
    """Whether calling people at `now` is later than the statutes ask; False when they name no delay."""
    days = rule.get("notice_days")
    return days is not None and notice_given(meeting, now) < int(days)


def _checked_notice(meeting: Meeting, rule: dict[str, Any], now: dt.datetime, *, is_confirmed: bool) -> bool:
    if not is_short(meeting, rule, now):
        return False
    if not is_confirmed:
        raise ShortNotice(short_notice(meeting, rule, now), meeting)
    return True


def short_notice(meeting: Meeting, rule: dict[str, Any], now: dt.datetime) -> str:
    """Say by how much the convocation is late."""
    days, given = int(rule["notice_days"]), notice_given(meeting, now)
    asked = ngettext("%(n)d jour", "%(n)d jours", days) % {"n": days}
    left = ngettext("%(n)d jour", "%(n)d jours", given) % {"n": given}
    return _(
        "Vos statuts demandent de convoquer %(asked)s avant, il en reste %(left)s : choisissez une date plus tardive, "
        "ou confirmez. Le procès-verbal dira que la convocation est partie hors délai."
    ) % {"asked": asked, "left": left}


@transaction.atomic
def convene(meeting: Meeting, *, by: Membership, now: dt.datetime, is_confirmed: bool = False) -> Meeting:
    """Call everybody who sits: the rule is copied for good (I12) and a mail leaves for each of them, once.

    Raises Refused with what is missing, ShortNotice when it is later than the statutes ask and not confirmed.
    """
    meeting = only_from(locked(meeting), Status.DRAFT)
    if lacking := lacks(meeting, now):
        raise Refused(lacking[0], meeting)
    rule = rule_of(meeting)
    is_late = _checked_notice(meeting, rule, now, is_confirmed=is_confirmed)
    move(meeting, Status.CONVENED, by=by, convened_at=now, rule=rule, is_short_notice=is_late)
    convocations.write(meeting, Notice.Kind.CONVENED, by=by, now=now)
    return meeting


@transaction.atomic
def cancel(meeting: Meeting, *, by: Membership, reason: str, now: dt.datetime) -> Meeting:
    """Call the meeting off; those who were called are told why."""
    meeting = only_from(locked(meeting), Status.DRAFT, Status.CONVENED)
    was_called = meeting.status == Status.CONVENED
    move(meeting, Status.CANCELLED, by=by, cancel_reason=reason)
    if was_called:
        convocations.write(meeting, Notice.Kind.CANCELLED, by=by, now=now)
    return meeting
