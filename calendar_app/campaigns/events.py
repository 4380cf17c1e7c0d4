"""The posts around one event: made at good days, moved with it, given up with it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Association, Membership
from calendar_app import hours, moving, transitions
from calendar_app.hours import PARIS, spoken_hour
from calendar_app.models import Campaign, Channel, EventSeries, Post, SeriesPost
from calendar_app.restoring import words_of
from calendar_app.rules.blanks import fill
from calendar_app.transitions import Plan, Words
from journal.models import Entry
from journal.moves import Overtaken, Refused

Step = SeriesPost.Step
OPEN = (Post.Status.DRAFT, Post.Status.REVIEW, Post.Status.SCHEDULED)
# step -> (days from the event, hour): evenings when people read, the morning of the day itself.
DAYS: Mapping[str, tuple[int, dt.time]] = {
    Step.ANNOUNCE: (-21, dt.time(18)),
    Step.WEEK: (-7, dt.time(18)),
    Step.EVE: (-1, dt.time(18)),
    Step.DAY: (0, dt.time(9)),
    Step.THANKS: (1, dt.time(18)),
}
ATTENDANCE = "nombre de personnes"


@dataclass(frozen=True)
class Event:
    """What a person says of an event. `starts_at` is aware."""

    name: str
    starts_at: dt.datetime
    place: str
    link: str = ""
    campaign: Campaign | None = None


@dataclass(frozen=True)
class Shift:
    """What a new date does to one post. `why` says why it stays when `due_at` is None."""

    post: Post
    step: str
    due_at: dt.datetime | None
    says_the_date: bool
    why: str = ""


def moment(step: str, starts_at: dt.datetime) -> dt.datetime:
    """When the post of `step` is due. The clocks may change in between: hours are those people read."""
    shift, hour = DAYS[step]
    local = starts_at.astimezone(PARIS)
    due = hours.instant(local.date() + dt.timedelta(days=shift), hour)
    if step == Step.DAY and due >= starts_at - dt.timedelta(hours=1):
        # An event of the morning is recalled two hours before it.
        due = (starts_at - dt.timedelta(hours=2)).astimezone(PARIS)
    return due


def spelt(starts_at: dt.datetime) -> str:
    """« samedi 12 décembre à 14 h »."""
    return hours.spoken(starts_at)


def words(step: str, event: Event, channels: Sequence[Channel]) -> Words:
    """The first words of a step, plain enough to be rewritten."""
    said = {"name": event.name, "place": event.place, "when": spelt(event.starts_at)}
    said["hour"], said["blank"] = spoken_hour(event.starts_at), f"[{ATTENDANCE}]"
    title, text = {
        Step.ANNOUNCE: (_("%(name)s : l’annonce"), _("%(name)s, c’est %(when)s. Rendez-vous : %(place)s.")),
        Step.WEEK: (_("%(name)s : dans une semaine"), _("Plus qu’une semaine : %(name)s, %(when)s. %(place)s.")),
        Step.EVE: (_("%(name)s : c’est demain"), _("C’est demain : %(name)s. Rendez-vous : %(place)s.")),
        Step.DAY: (_("%(name)s : c’est aujourd’hui"), _("C’est aujourd’hui : %(name)s. On vous attend : %(place)s.")),
        Step.THANKS: (_("%(name)s : merci"), _("Merci ! Nous étions %(blank)s pour %(name)s.")),
    }[Step(step)]
    text %= said
    if event.link and step != Step.THANKS:
        text = f"{text} {event.link}"
    kind = Post.Kind.THANKS if step == Step.THANKS else Post.Kind.EVENT
    return Words((title % said)[:120], kind, text, {channel.pk: "" for channel in channels})


@transaction.atomic
def begin(
    association: Association,
    event: Event,
    *,
    steps: Sequence[str],
    channels: Sequence[Channel],
    owner: Membership,
    by: Membership,
    now: dt.datetime,
    token: uuid.UUID,
) -> EventSeries:
    """Make one draft per step still to come. The same `token` sent twice gives the same series."""
    rights.require(by, "calendar.edit")
    series, is_new = EventSeries.objects.get_or_create(
        association=association,
        token=token,
        defaults={
            "name": event.name,
            "starts_at": event.starts_at,
            "place": event.place,
            "link": event.link,
            "campaign": event.campaign,
            "owner": owner,
            "created_by": by,
            "created_at": now,
        },
    )
    if not is_new:
        return series
    Entry.objects.record(series, by=by, action="calendar.series")
    for step in steps:
        due_at = moment(step, event.starts_at)
        if due_at <= now:
            continue
        plan = Plan(due_at, Post.Purpose.MOBILISE, owner, campaign=event.campaign)
        post = transitions.create(association, words(step, event, channels), plan, by=by, now=now)
        SeriesPost.objects.create(association=association, series=series, post=post, step=step)
    return series


def shifts(series: EventSeries, starts_at: dt.datetime, now: dt.datetime) -> list[Shift]:
    """What moving the event to `starts_at` would do to each of its posts, in order; nothing is changed."""
    found = []
    gap = starts_at.astimezone(PARIS).date() - series.starts_at.astimezone(PARIS).date()
    for each in series.steps.select_related("post__current__by__user", "post__association"):
        post, old = each.post, each.post.due_at.astimezone(PARIS)
        says = spelt(series.starts_at) in _all_words(post)
        due: dt.datetime | None = None
        why = ""
        if post.status not in OPEN:
            why = _("ne bouge pas : elle est publiée ou annulée")
        else:
            # Somebody may have chosen another hour: the days move, the hour stays.
            try:
                due = hours.instant(old.date() + gap, old.time())
            except hours.NoSuchHour:
                due = hours.instant(old.date() + gap, (old + dt.timedelta(hours=1)).time())
            if due <= now:
                due, why = None, _("ne bouge pas : sa nouvelle date serait déjà passée")
        found.append(Shift(post, str(each.get_step_display()), due, says, why))
    return found


def _all_words(post: Post) -> str:
    revision = post.revision
    return "\n".join([revision.text, *(t.text for t in revision.texts.all())])


@transaction.atomic
def move(series: EventSeries, starts_at: dt.datetime, *, by: Membership, now: dt.datetime) -> list[Shift]:
    """Move the event and its open posts; return what was done.

    A post that does not say the date keeps its yeses. One that says it has the new date written in, and so waits for
    a new yes. All or nothing: a post that cannot move keeps the event where it is.
    """
    rights.require(by, "calendar.edit")
    series = _locked(series)
    done = shifts(series, starts_at, now)
    old, new = spelt(series.starts_at), spelt(starts_at)
    for shift in done:
        if shift.post.status not in OPEN:
            continue
        due_at = shift.due_at or shift.post.due_at
        if shift.says_the_date and old != new:
            _rewrite(shift.post, lambda text: text.replace(old, new), due_at, by=by, now=now)
        elif shift.due_at and shift.due_at != shift.post.due_at:
            number = shift.post.revision.number
            moving.reschedule(shift.post, due_at=shift.due_at, expected=number, by=by, now=now)
    series.starts_at = starts_at
    series.save(update_fields=["starts_at"])
    Entry.objects.record(series, by=by, action="calendar.series", after="moved")
    return done


@transaction.atomic
def cancel(series: EventSeries, *, choices: Mapping[int, str], reason: str, by: Membership, now: dt.datetime) -> None:
    """Give the event up. `choices` maps the id of each open post to "cancel", "hold" (back to review) or "keep"."""
    rights.require(by, "calendar.edit")
    if not reason.strip():
        raise Refused(_("Dites pourquoi en une phrase : les personnes concernées la liront."), series)
    series = _locked(series)
    for each in series.steps.select_related("post__association"):
        choice = choices.get(each.post_id, "keep")
        if choice == "cancel" and each.post.status in OPEN:
            transitions.cancel(each.post, reason=reason, by=by, now=now)
        elif choice == "hold" and each.post.status == Post.Status.SCHEDULED:
            transitions.reopen(each.post, by=by, now=now)
    series.cancelled_at, series.reason = now, reason.strip()
    series.save(update_fields=["cancelled_at", "reason"])
    Entry.objects.record(series, by=by, action="calendar.series", after="cancelled")


@transaction.atomic
def count(series: EventSeries, attendance: int, *, by: Membership, now: dt.datetime) -> bool:
    """Note how many came, and write it in the thanks; True when the blank was there to be filled."""
    rights.require(by, "calendar.edit")
    series = _locked(series)
    series.attendance = attendance
    series.save(update_fields=["attendance"])
    Entry.objects.record(series, by=by, action="calendar.series", after="counted")
    thanks = series.steps.filter(step=Step.THANKS, post__status__in=OPEN).select_related("post__current").first()
    if thanks is None or f"[{ATTENDANCE}]" not in _all_words(thanks.post):
        return False
    _rewrite(thanks.post, lambda t: fill(t, {ATTENDANCE: str(attendance)}), thanks.post.due_at, by=by, now=now)
    return True


def _rewrite(post, change, due_at: dt.datetime, *, by: Membership, now: dt.datetime) -> None:  # type: ignore[no-untyped-def]
    """Save `post` with its words passed through `change` (str -> str), at `due_at`."""
    revision = post.revision
    old = words_of(revision)
    texts = {channel: change(text) for channel, text in old.texts.items()}
    said = replace(old, text=change(old.text), texts=texts)
    plan = Plan(due_at, post.purpose, post.owner)
    transitions.write(post, said, plan, expected=revision.number, by=by, now=now)


def _locked(series: EventSeries) -> EventSeries:
    rows = EventSeries.objects.of(series.association)
    found = rows.select_for_update(of=("self",)).select_related("association").get(pk=series.pk)
    if found.cancelled_at:
        raise Overtaken(_("Cet événement est annulé : il ne change plus."), found)
    return found
