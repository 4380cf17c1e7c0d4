"""Messages that come back: their dates, their drafts made ahead, what changes for the next ones."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Membership
from calendar_app import hours, transitions
from calendar_app.campaigns.days import nth_weekday
from calendar_app.hours import PARIS
from calendar_app.models import Channel, Occurrence, Post, Recurrence
from calendar_app.transitions import Plan, Words
from journal.models import Entry
from journal.moves import Overtaken, Refused

logger = logging.getLogger(__name__)

AHEAD = dt.timedelta(weeks=8)
LONGEST = 52
Rhythm = Recurrence.Rhythm
WEEKS = {Rhythm.WEEKLY: 7, Rhythm.FORTNIGHTLY: 14}


def dates(rhythm: str, start: dt.date, end: dt.date | None, count: int | None) -> list[dt.date]:
    """Every date of a rule, 370 days and `count` times at most; `start` is one, unless its month has a better last."""
    last = min(end or dt.date.max, start + dt.timedelta(days=370 if count is None else 1900))
    found: list[dt.date] = []
    for day in _endless(rhythm, start):
        if day > last or len(found) >= (count or 400):
            break
        found.append(day)
    return found


def _endless(rhythm: str, start: dt.date) -> Iterator[dt.date]:
    if step := WEEKS.get(Rhythm(rhythm)):
        for rank in range(10_000):
            yield start + dt.timedelta(days=step * rank)
        return
    n = -1 if rhythm == Rhythm.MONTHLY_LAST else (start.day - 1) // 7 + 1
    for rank in range(1_000):
        month = start.year * 12 + start.month - 1 + rank
        try:
            day = nth_weekday(month // 12, month % 12 + 1, start.weekday(), n)
        except ValueError:
            # No fifth one that month: nothing is said that month.
            continue
        if day >= start:
            yield day


def moment(day: dt.date, hour: dt.time) -> dt.datetime:
    """The instant of `hour` on `day` in Paris; an hour the clocks jump over becomes the next one."""
    try:
        return hours.instant(day, hour)
    except hours.NoSuchHour:
        return hours.instant(day, hour.replace(hour=hour.hour + 1))


def dates_of(recurrence: Recurrence) -> list[dt.date]:
    return dates(recurrence.rhythm, recurrence.starts_on, recurrence.ends_on, recurrence.count)


@transaction.atomic
def begin(recurrence: Recurrence, channels: Sequence[Channel], *, by: Membership, now: dt.datetime) -> Recurrence:
    """Keep a new repetition and make its first drafts. The same token sent twice gives the same one."""
    rights.require(by, "calendar.edit")
    twin = Recurrence.objects.of(by.association).filter(token=recurrence.token).first()
    if twin:
        return twin
    recurrence.written_by, recurrence.updated_at = by, now
    recurrence.save()
    recurrence.channels.set(channels)
    Entry.objects.record(recurrence, by=by, action="calendar.repeat")
    extend(recurrence, now=now)
    return recurrence


@transaction.atomic
def extend(recurrence: Recurrence, *, now: dt.datetime) -> int:
    """Make the drafts that lack for the next eight weeks; return how many. Asked twice, even at once, it makes none.

    Raises PermissionDenied when the person who wrote the repetition may no longer write.
    """
    recurrence = _locked(recurrence)
    if recurrence.stopped_at:
        return 0
    horizon = timezone.localdate(now, PARIS) + AHEAD
    made = set(recurrence.occurrences.values_list("on", flat=True))
    found = 0
    for day in dates_of(recurrence):
        due_at = moment(day, recurrence.hour)
        if day in made or day > horizon or due_at <= now:
            continue
        post = transitions.create(
            recurrence.association, _words(recurrence), _plan(recurrence, due_at), by=recurrence.written_by, now=now
        )
        Occurrence.objects.create(association=recurrence.association, recurrence=recurrence, on=day, post=post)
        found += 1
    return found


@transaction.atomic
def change(
    recurrence: Recurrence, channels: Sequence[Channel], *, by: Membership, now: dt.datetime
) -> tuple[int, list[Post]]:
    """Keep what the form changed, for the dates from `recurrence.starts_on` on: "les suivantes".

    Drafts nobody touched follow the new words and hour; those whose date is no longer in the rule are cancelled. Posts
    somebody rewrote, or sent to be read, stay as they are and are returned with the number of drafts rewritten.
    """
    rights.require(by, "calendar.edit")
    if _locked(recurrence).stopped_at:
        raise Overtaken(_("Cette répétition est arrêtée : elle ne change plus."), recurrence)
    recurrence.written_by, recurrence.updated_at = by, now
    recurrence.save()
    recurrence.channels.set(channels)
    Entry.objects.record(recurrence, by=by, action="calendar.repeat", after="changed")
    wanted, kept, rewritten = set(dates_of(recurrence)), [], 0
    for each in _upcoming(recurrence, now).filter(on__gte=recurrence.starts_on):
        if not is_untouched(each):
            kept.append(each.post)
        elif each.on in wanted and moment(each.on, recurrence.hour) > now:
            _rewrite(each, recurrence, by=by, now=now)
            rewritten += 1
        else:
            transitions.cancel(each.post, reason=_("La répétition a changé de dates."), by=by, now=now)
            each.delete()
    extend(recurrence, now=now)
    return rewritten, kept


def _rewrite(each: Occurrence, recurrence: Recurrence, *, by: Membership, now: dt.datetime) -> None:
    plan = _plan(recurrence, moment(each.on, recurrence.hour))
    written = transitions.write(each.post, _words(recurrence), plan, expected=each.revision, by=by, now=now)
    each.revision = written.number
    each.save(update_fields=["revision"])


def is_untouched(each: Occurrence) -> bool:
    """Whether the draft is still as the repetition wrote it."""
    return each.post.status == Post.Status.DRAFT and each.post.revision.number == each.revision


@transaction.atomic
def stop(recurrence: Recurrence, *, cancel_drafts: bool, by: Membership, now: dt.datetime) -> int:
    """Make no more drafts; with `cancel_drafts`, give up those nobody touched. Return how many were given up."""
    rights.require(by, "calendar.edit")
    recurrence = _locked(recurrence)
    if recurrence.stopped_at:
        raise Overtaken(_("Cette répétition est déjà arrêtée."), recurrence)
    given_up = [each for each in _upcoming(recurrence, now) if cancel_drafts and is_untouched(each)]
    for each in given_up:
        transitions.cancel(each.post, reason=_("La répétition est arrêtée."), by=by, now=now)
    recurrence.stopped_at = now
    recurrence.save(update_fields=["stopped_at"])
    Entry.objects.record(recurrence, by=by, action="calendar.repeat", after="stopped")
    return len(given_up)


def extend_all(now: dt.datetime) -> int:
    """Extend every running repetition of the scope, each on its own: one that cannot go on leaves the others alone."""
    made = 0
    for recurrence in Recurrence.objects.running().select_related("association"):
        try:
            made += extend(recurrence, now=now)
        except (PermissionDenied, Refused):
            # Its page says why; somebody takes it over by saving it under their own name.
            logger.info("Repetition %s waits for somebody who may write.", recurrence.pk)
    return made


def lacks(recurrence: Recurrence) -> str:
    """Why no draft can be made any more; "" when all is well."""
    if recurrence.stopped_at:
        return ""
    writer = recurrence.written_by
    if writer.left_on or not writer.can("calendar.edit") or rights.missing(writer, "calendar.edit"):
        sentence = _("%(name)s ne peut plus écrire : modifiez la répétition pour la reprendre à votre nom.")
        return sentence % {"name": writer.name}
    return ""


def _upcoming(recurrence: Recurrence, now: dt.datetime):  # type: ignore[no-untyped-def]
    rows = recurrence.occurrences.filter(post__status__in=["draft", "review", "scheduled"], post__due_at__gt=now)
    return rows.select_related("post__current", "post__association", "post__owner__user")


def _locked(recurrence: Recurrence) -> Recurrence:
    rows = Recurrence.objects.of(recurrence.association)
    rows.select_for_update().values_list("pk").get(pk=recurrence.pk)
    related = (
        "association",
        "written_by__user",
        "written_by__association",
        "owner__user",
        "campaign",
        "pillar",
        "media",
    )
    return rows.select_related(*related).get(pk=recurrence.pk)


def _words(recurrence: Recurrence) -> Words:
    active = [channel.pk for channel in recurrence.channels.all() if channel.is_active]
    return Words(recurrence.title, recurrence.kind, recurrence.text, dict.fromkeys(active, ""), recurrence.images())


def _plan(recurrence: Recurrence, due_at: dt.datetime) -> Plan:
    campaign = recurrence.campaign if recurrence.campaign and not recurrence.campaign.closed_at else None
    owner = recurrence.owner
    if owner.left_on or not owner.can("calendar.edit"):
        owner = recurrence.written_by
    return Plan(due_at, recurrence.purpose, owner, recurrence.pillar, campaign, recurrence.audience)
