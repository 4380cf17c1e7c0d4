"""What a person does with a day: confirm its date, show or hide it, propose a post for it."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Association, Membership
from calendar_app import transitions
from calendar_app.campaigns.almanac import Falls
from calendar_app.hours import PARIS, instant
from calendar_app.models import DayChoice, DayConfirmation, Post
from calendar_app.transitions import Plan, Words
from journal.models import Entry
from journal.moves import Refused

# Names the posts proposed for a day: one person proposes one post for one day of one year.
SPACE = uuid.UUID("6f0c5c1e-5b0e-4f6e-9d3a-3a0d6e3f5a10")
MORNING = dt.time(9)


@transaction.atomic
def confirm(
    association: Association,
    day: Falls,
    *,
    year: int,
    starts_on: dt.date,
    ends_on: dt.date,
    source: str,
    by: Membership,
    now: dt.datetime,
) -> DayConfirmation:
    """Note when `day` takes place in `year`, and where it is written. Said again, the newest word stands."""
    rights.require(by, "calendar.edit")
    said = {"starts_on": starts_on, "ends_on": ends_on, "source": source, "by": by, "at": now}
    found, _is_new = DayConfirmation.objects.update_or_create(
        association=association, day=day.id, year=year, defaults=said
    )
    Entry.objects.record(found, by=by, action="calendar.day", after="confirmed")
    return found


@transaction.atomic
def choose(association: Association, day: str, *, is_shown: bool, by: Membership) -> None:
    """Show or hide a day for everybody in the association."""
    rights.require(by, "calendar.manage")
    choice, _is_new = DayChoice.objects.update_or_create(
        association=association, day=day, defaults={"is_shown": is_shown}
    )
    Entry.objects.record(choice, by=by, action="calendar.day", after="shown" if is_shown else "hidden")


def propose(day: Falls, *, by: Membership, now: dt.datetime) -> Post:
    """Return a draft for `day`, at nine on its first day; asked twice by one person, it is the same draft."""
    due_at = instant(day.starts_on, MORNING)
    if due_at <= now:
        raise Refused(_("Cette journée a déjà commencé : proposez plutôt une publication depuis le calendrier."))
    token = uuid.uuid5(SPACE, f"{by.pk}:{day.id}:{day.starts_on.year}")
    if made := Post.objects.of(by.association).filter(token=token).exclude(status=Post.Status.CANCELLED).first():
        return made
    if Post.objects.of(by.association).filter(token=token).exists():
        token = uuid.uuid4()
    name = day.name.removesuffix(" (férié)")
    text = _("%(day)s : %(name)s. [ce que l’association fait ou veut dire ce jour-là]")
    spoken = due_at.astimezone(PARIS).date()
    words = Words(
        title=name[:120],
        kind=Post.Kind.INFORMATION,
        text=text % {"day": f"{spoken:%d/%m/%Y}", "name": name},
        texts={},
    )
    plan = Plan(due_at=due_at, purpose=Post.Purpose.KNOWN, owner=by)
    return transitions.create(by.association, words, plan, by=by, now=now, token=token)
