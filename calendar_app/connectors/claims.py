"""Take a departure in hand, let it go: every change of state of a departure, each in a short transaction."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from associations import rights
from calendar_app import gate, transitions
from calendar_app.connectors.outcomes import Receipt, Trouble, Unsent
from calendar_app.connectors.ports.bluesky import record_key
from calendar_app.models import Connector, Departure, Post, Variant
from journal.moves import HOUSE, Refused, move

Status = Departure.Status
READY = (Status.WAITING, Status.RETRY, Status.DOUBTFUL)
# A message that missed its hour by more than this is no longer news: a person decides.
LATEST = dt.timedelta(hours=12)
# Eight attempts spread over two hours.
MOST = 8
FIRST_WAIT, LONGEST_WAIT = dt.timedelta(minutes=1), dt.timedelta(hours=1)

# What is read with a departure: to be moved, and to be judged by the gate.
TO_MOVE = ("association", "by__user", "variant__post__association")
TO_JUDGE = (
    *TO_MOVE,
    "by__association",
    "variant__channel__connector",
    "variant__post__owner__user",
    "variant__post__pillar",
    "variant__post__current__by__user",
)


class Lost(Exception):
    """Somebody else has this departure now: whoever held it must send nothing."""


@transaction.atomic
def claim(pk: int, now: dt.datetime) -> Departure | None:
    """Return the departure, in SENDING and ours alone, or None when there is nothing to do now.

    The full gate is asked here, with the row of the post locked: what it refuses is told to a person, never sent.
    What may be out already is claimed without asking: it is only looked at (`clear` asks before it is sent again).
    """
    departure = _locked(pk, TO_JUDGE)
    post = departure.variant.post
    is_due = departure.next_attempt_at is None or departure.next_attempt_at <= now
    if departure.status not in READY or not is_due or departure.variant.published_at or departure.variant.skipped_at:
        return None
    if post.status != Post.Status.SCHEDULED or post.due_at > now:
        return None
    if not departure.may_be_out and (trouble := _stopped(departure, now)):
        _give_up(departure, trouble, now)
        return None
    move(
        departure,
        Status.SENDING,
        by=HOUSE,
        claimed_at=now,
        attempts=departure.attempts + 1,
        first_attempt_at=departure.first_attempt_at or now,
        record_key=departure.record_key or record_key(now, departure.pk),
    )
    return departure


def _stopped(departure: Departure, now: dt.datetime) -> str:
    """What stands against sending now, as a code; "" when nothing does."""
    post = departure.variant.post
    if not settings.CONNECTORS or not Connector.objects.filter(channel=departure.variant.channel, is_on=True).exists():
        return Trouble.OFF
    if departure.next_attempt_at is None and now - post.due_at > LATEST:
        return Trouble.TOO_LATE
    try:
        gate.refuse(post, "publish", now)
    except Refused:
        return Trouble.GATE
    try:
        rights.require(departure.by, "calendar.publish")
    except PermissionDenied:
        return Trouble.RIGHT
    return ""


def load(departure: Departure, carried: str) -> None:
    """Freeze what it carries, at its first attempt. Raises Lost when the claim is no longer ours."""
    if not _mine(departure).filter(carried="").update(carried=carried):
        raise Lost
    departure.carried = carried


def leave(departure: Departure) -> None:
    """Write down that the next request may make it public. Raises Lost when the claim is no longer ours."""
    if not _mine(departure).update(may_be_out=True):
        raise Lost
    departure.may_be_out = True


def names_taken(departure: Departure) -> frozenset[str]:
    """The names of the messages of this account since its first attempt: two may say the same words. One query."""
    others = Departure.objects.filter(
        association=departure.association_id,
        variant__channel=departure.variant.channel_id,
        status=Status.SENT,
        # A little more: the clock of the network is not ours.
        ended_at__gte=departure.first_attempt_at - LONGEST_WAIT,  # type: ignore[operator]  # the claim wrote it
    )
    return frozenset(others.exclude(pk=departure.pk).values_list("remote_id", flat=True))


def has_twin(departure: Departure) -> bool:
    """Whether another message of this account says the same words and may be out too: words alone name neither."""
    others = Departure.objects.filter(
        association=departure.association_id, variant__channel=departure.variant.channel_id, may_be_out=True
    ).exclude(Q(status=Status.SENT) | Q(pk=departure.pk))
    text = json.loads(departure.carried)["text"]
    return any(json.loads(carried).get("text") == text for carried in others.values_list("carried", flat=True))


@transaction.atomic
def clear(departure: Departure, now: dt.datetime) -> bool:
    """We looked: it is surely not out. Return whether it may be sent: the gate is asked, as for a first time."""
    fresh = _held(departure, TO_JUDGE)
    Departure.objects.filter(pk=fresh.pk).update(may_be_out=False)
    departure.may_be_out = fresh.may_be_out = False
    if trouble := _stopped(fresh, now):
        _give_up(fresh, trouble, now)
        return False
    return True


@transaction.atomic
def arrive(departure: Departure, receipt: Receipt, now: dt.datetime) -> None:
    """Confirm what is out, as a hand would: link, hour, and who scheduled it.

    The gate was asked before it left. Here it is a fact: a hold set meanwhile would not bring it back.
    """
    fresh = _held(departure)
    post, variant = fresh.variant.post, fresh.variant
    move(fresh, Status.SENT, by=HOUSE, remote_id=receipt.remote_id[:300], trouble="", ended_at=now, may_be_out=True)
    # A hand that was quicker keeps the last word.
    others = list(Variant.objects.filter(association=post.association, post=post).exclude(pk=variant.pk))
    transitions.note_out(variant, others, post, link=receipt.link[:500], at=now, confirmed_by=fresh.by, by=HOUSE)


@transaction.atomic
def fail(departure: Departure, unsent: Unsent, now: dt.datetime, chance: Callable[[], float]) -> None:
    """Surely not out: try again later, or tell a person."""
    fresh = _held(departure)
    if unsent.is_final or fresh.attempts >= MOST:
        _give_up(fresh, unsent.trouble, now, may_be_out=False)
        return
    wait = max(backoff(fresh.attempts, chance), unsent.wait or dt.timedelta(0))
    move(fresh, Status.RETRY, by=HOUSE, trouble=unsent.trouble, next_attempt_at=now + wait, may_be_out=False)


@transaction.atomic
def doubt(departure: Departure, now: dt.datetime, chance: Callable[[], float], *, can_look: bool = True) -> None:
    """It may be out: look later, or tell a person when looking is impossible or has failed too often."""
    fresh = _held(departure)
    if not can_look or fresh.attempts >= MOST:
        _give_up(fresh, Trouble.UNSURE, now, may_be_out=True)
        return
    wait = backoff(fresh.attempts, chance)
    move(fresh, Status.DOUBTFUL, by=HOUSE, trouble=Trouble.CUT, next_attempt_at=now + wait, may_be_out=True)


@transaction.atomic
def release(pk: int, before: dt.datetime, now: dt.datetime) -> None:
    """Let go what a worker took before `before` and never brought back: it died, or it sleeps."""
    departure = _locked(pk, TO_MOVE)
    if departure.status != Status.SENDING or departure.claimed_at is None or departure.claimed_at >= before:
        return
    to, trouble = (Status.DOUBTFUL, Trouble.CUT) if departure.may_be_out else (Status.RETRY, Trouble.UNREACHABLE)
    move(departure, to, by=HOUSE, trouble=trouble, next_attempt_at=now)


def backoff(attempts: int, chance: Callable[[], float]) -> dt.timedelta:
    """Return how long to wait after `attempts`: doubled each time, more or less a quarter (`chance`: 0 to 1)."""
    wait: dt.timedelta = min(FIRST_WAIT * 2 ** max(0, attempts - 1), LONGEST_WAIT)
    return wait * (0.75 + chance() / 2)


def _give_up(departure: Departure, trouble: str, now: dt.datetime, **more: bool) -> None:
    move(departure, Status.GIVEN_UP, by=HOUSE, trouble=trouble, ended_at=now, next_attempt_at=None, **more)


def _mine(departure: Departure):  # type: ignore[no-untyped-def]
    """The row, as long as it is the attempt we hold: another one has another number."""
    return Departure.objects.filter(pk=departure.pk, status=Status.SENDING, attempts=departure.attempts)


def _held(departure: Departure, related: Collection[str] = TO_MOVE) -> Departure:
    """The departure locked again after the network talked. Raises Lost when it is another's now."""
    fresh = _locked(departure.pk, related)
    if fresh.status != Status.SENDING or fresh.attempts != departure.attempts:
        raise Lost
    return fresh


def _locked(pk: int, related: Collection[str]) -> Departure:
    """The departure, the row of its post locked first: every verb of a post takes that lock."""
    post = Departure.objects.values_list("variant__post", flat=True).get(pk=pk)
    Post.objects.filter(pk=post).select_for_update().values_list("pk").get()
    return Departure.objects.select_related(*related).get(pk=pk)
