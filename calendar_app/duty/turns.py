"""The verbs of a slot: open it, give one week up, ask, answer, take, skip."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Membership
from calendar_app.duty.occurrences import holders, is_due_on, occurrences, starts_at
from calendar_app.hours import DAY, PARIS
from calendar_app.models import CalendarSlot, Channel, Hold, Post, SlotAsk, SlotSubstitute, SlotTurn
from journal.models import Entry
from journal.moves import HOUSE, House, NoSuchMove, Overtaken, Refused, move

Status, Answer = SlotTurn.Status, SlotAsk.Status


@dataclass(frozen=True)
class Sheet:
    """What is chosen for a slot. `substitutes` are asked in this order; nobody is there twice."""

    channel: Channel
    weekday: int
    hour: dt.time
    owner: Membership | None
    partner: Membership | None
    from_on: dt.date
    until_on: dt.date | None
    substitutes: Sequence[Membership] = ()


@transaction.atomic
def keep_slot(slot: CalendarSlot, sheet: Sheet, *, by: Membership) -> CalendarSlot:
    """Write a slot, new or known, with its substitutes. Two slots of one account cannot open at the same hour."""
    rights.require(by, "calendar.manage")
    is_new = slot.pk is None
    if not is_new:
        _lock(slot)
    slot.association = by.association
    for name in ("channel", "weekday", "hour", "owner", "partner", "from_on", "until_on"):
        setattr(slot, name, getattr(sheet, name))
    try:
        with transaction.atomic():
            slot.save()
    except IntegrityError as error:
        raise Overtaken(_("Ce compte a déjà un créneau ce jour-là à cette heure : modifiez-le."), slot) from error
    slot.substitutes.all().delete()
    SlotSubstitute.objects.bulk_create(
        SlotSubstitute(association=by.association, slot=slot, membership=person, position=place)
        for place, person in enumerate(dict.fromkeys(sheet.substitutes), 1)
    )
    if is_new:
        Entry.objects.record(slot, by=by, action="calendar.slot")
    else:
        Entry.objects.record(slot, by=by, action="calendar.slot", after="changed")
    return slot


@transaction.atomic
def give_up(slot: CalendarSlot, on: dt.date, *, by: Membership, now: dt.datetime) -> SlotTurn:
    """Say that one cannot. A partner still holds the turn alone; otherwise the substitutes are asked, one by one.

    Also said by the coordination for somebody who cannot say it.
    """
    turn = _turn(slot, on)
    _not_over(turn, now)
    _must_be(turn, Status.HELD, Status.TAKEN)
    _theirs(turn, by)
    left = [person for person in holders(turn.slot, turn) if person.pk != by.pk]
    held_it = len(left) < len(holders(turn.slot, turn))
    said = {"given_up_by": by, "given_up_at": now}
    if turn.status == Status.HELD and held_it and left:
        # One of a pair: the other was there from the start, nobody has to be asked.
        move(turn, Status.TAKEN, by=HOUSE, holder=left[0], **said)
        return turn
    move(turn, Status.ASKING, by=by, holder=None, **said)
    _ask_next(turn, now)
    return turn


@transaction.atomic
def take_back(slot: CalendarSlot, on: dt.date, *, by: Membership, now: dt.datetime) -> SlotTurn:
    """The owner can after all: whoever was being asked need not answer. Also puts a skipped week back."""
    turn = _turn(slot, on)
    _not_over(turn, now)
    _must_be(turn, Status.ASKING, Status.OPEN, Status.SKIPPED)
    if by.pk not in (turn.slot.owner_id, turn.slot.partner_id) and not by.can("calendar.manage"):
        raise PermissionDenied("calendar.manage")
    _drop_asks(turn)
    move(turn, Status.HELD, by=by, holder=None, given_up_by=None, given_up_at=None, reason="")
    return turn


@transaction.atomic
def take(slot: CalendarSlot, on: dt.date, *, by: Membership, now: dt.datetime) -> SlotTurn:
    """Volunteer for a turn that nobody holds. Of two people at once, one is told it was taken."""
    rights.require(by, "calendar.publish")
    turn = _turn(slot, on)
    _not_over(turn, now)
    if turn.status == Status.TAKEN and turn.holder_id != by.pk:
        raise _taken(turn)
    if turn.status == Status.HELD and holders(turn.slot, turn):
        raise Refused(_("Ce créneau est tenu par %(names)s.") % {"names": _names(turn)}, turn)
    _must_be(turn, Status.HELD, Status.ASKING, Status.OPEN)
    _drop_asks(turn, now, by)
    _to(turn, by, by=by)
    return turn


@transaction.atomic
def answer(ask: SlotAsk, *, yes: bool, by: Membership, now: dt.datetime) -> SlotTurn:
    """Answer for oneself. A late yes counts as long as nobody took the turn; a no asks the next substitute at once."""
    if ask.to_id != by.pk:
        raise PermissionDenied("calendar.publish")
    turn = _turn(ask.turn.slot, ask.turn.on)
    ask = turn.asks.select_related("to__user").get(pk=ask.pk)
    _not_over(turn, now)
    if turn.status == Status.TAKEN and turn.holder_id != by.pk:
        raise _taken(turn)
    if ask.status == Answer.DROPPED or turn.status not in (Status.ASKING, Status.OPEN):
        raise Overtaken(_("Merci : la question ne se pose plus, ce créneau n’a plus besoin de relève."), turn)
    move(ask, Answer.YES if yes else Answer.NO, by=by, answered_at=now)
    if yes:
        _drop_asks(turn)
        _to(turn, by, by=by)
    elif turn.status == Status.ASKING:
        _ask_next(turn, now)
    return turn


@transaction.atomic
def skip(slot: CalendarSlot, on: dt.date, *, reason: str, by: Membership, now: dt.datetime) -> SlotTurn:
    """Let a week go without a post, and say why."""
    turn = _turn(slot, on)
    _not_over(turn, now)
    if turn.status == Status.SKIPPED:
        raise NoSuchMove(_("Cette semaine est déjà sautée."), turn)
    if turn.status in (Status.HELD, Status.TAKEN):
        _theirs(turn, by)
    elif by.pk not in (slot.owner_id, slot.partner_id) and not by.can("calendar.manage"):
        raise PermissionDenied("calendar.manage")
    if not reason.strip():
        raise Refused(_("Dites pourquoi en une phrase : celles et ceux qui lisent le calendrier la verront."), turn)
    _drop_asks(turn)
    move(turn, Status.SKIPPED, by=by, holder=None, reason=reason.strip())
    return turn


@transaction.atomic
def fill(slot: CalendarSlot, on: dt.date, post: Post, *, by: Membership) -> SlotTurn:
    """Note that `post` was proposed for this occurrence: it fills it at any hour of that day, and nobody is asked."""
    rights.require(by, "calendar.edit")
    turn = _turn(slot, on)
    SlotTurn.objects.of(turn.association).filter(pk=turn.pk).update(post=post)
    turn.post = post
    Entry.objects.record(turn, by=by, action="calendar.slot_filled")
    _settle(turn)
    return turn


@transaction.atomic
def settle(post: Post) -> None:
    """Close the questions about the slots that `post` now fills, as it is saved or moved: nobody is asked for nothing.

    One query where nobody is looked for. It waits for nobody either: a slot in other hands is left to the next look of
    the task, for whoever holds it may be waiting for the journal, which a save can already hold.
    """
    turns = SlotTurn.objects.of(post.association).filter(
        status__in=(Status.ASKING, Status.OPEN),
        on=post.due_at.astimezone(PARIS).date(),
        slot__channel__in=post.variants.values("channel"),
    )
    for turn in turns.select_related("slot__association"):
        rows = CalendarSlot.objects.of(post.association).filter(pk=turn.slot_id).select_for_update(skip_locked=True)
        if rows.values_list("pk").first() and is_due_on(turn.slot, turn.on):
            _settle(_turn(turn.slot, turn.on))


def _settle(turn: SlotTurn) -> bool:
    """Somebody wrote the post without waiting to be asked: the turn is theirs. Return whether it is filled."""
    post = _prepared(turn)
    if post and turn.status in (Status.ASKING, Status.OPEN):
        _drop_asks(turn)
        _to(turn, post.owner, by=HOUSE)
    return post is not None


def _to(turn: SlotTurn, holder: Membership, *, by: Membership | House) -> None:
    """The turn is `holder`'s; who takes back what they gave up has given up nothing."""
    kept = {"given_up_by": None, "given_up_at": None} if turn.given_up_by_id == holder.pk else {}
    move(turn, Status.TAKEN, by=by, holder=holder, **kept)


@transaction.atomic
def ask_on(turn: SlotTurn, now: dt.datetime) -> None:
    """Look at a turn that asks: close a question left without answer, and put the next. Asking twice asks once."""
    turn = _turn(turn.slot, turn.on)
    if turn.status != Status.ASKING:
        return
    if _settle(turn):
        return
    open_ask = turn.asks.filter(status=Answer.ASKED).first()
    if open_ask and open_ask.answer_by > now:
        return
    if open_ask:
        move(open_ask, Answer.LAPSED, by=HOUSE)
    _ask_next(turn, now)


def _ask_next(turn: SlotTurn, now: dt.datetime) -> None:
    """Ask the next substitute who may publish; nobody left: the turn is open, and the coordination will be told."""
    start = starts_at(turn.slot, turn.on)
    if now < start and Hold.objects.of(turn.association).standing(now).filter(channel=None).exists():
        # While everything is halted nobody may publish: asking would find nobody. The task looks again later.
        return
    person = next(iter(able(turn)), None) if now < start else None
    if person is None:
        move(turn, Status.OPEN, by=HOUSE)
        return
    ask = SlotAsk.objects.create(
        association=turn.association,
        turn=turn,
        to=person,
        asked_at=now,
        answer_by=now + min(DAY, (start - now) / 2),
    )
    Entry.objects.record(ask, by=HOUSE, action="calendar.slot_asked")


def able(turn: SlotTurn) -> list[Membership]:
    """The substitutes who may be asked now, in order: trained and signed, still here, and not asked yet."""
    asked = set(turn.asks.values_list("to", flat=True)) | {turn.given_up_by_id}
    people = (
        Membership.objects.of(turn.association)
        .current()
        .in_bulk([each.membership_id for each in turn.slot.substitutes.all()])
    )
    row = [people.get(each.membership_id) for each in turn.slot.substitutes.all()]
    free = [person for person in row if person and person.pk not in asked]
    return [p for p in free if p.can("calendar.publish") and not rights.missing(p, "calendar.publish")]


def _prepared(turn: SlotTurn) -> Post | None:
    start = starts_at(turn.slot, turn.on)
    found = occurrences(turn.association, start, start + dt.timedelta(minutes=1), slots=[turn.slot])
    if not found or found[0].post is None:
        return None
    return Post.objects.of(turn.association).select_related("owner__user").filter(pk=found[0].post[0]).first()


def _drop_asks(turn: SlotTurn, now: dt.datetime | None = None, but: Membership | None = None) -> None:
    """Close the open question: it no longer needs an answer, or `but` has just given theirs by acting, `now`."""
    for ask in turn.asks.filter(status=Answer.ASKED):
        if but and ask.to_id == but.pk:
            move(ask, Answer.YES, by=but, answered_at=now)
        else:
            move(ask, Answer.DROPPED, by=HOUSE)


def _lock(slot: CalendarSlot) -> CalendarSlot:
    """The slot as it is now, kept from other hands: every verb on its weeks begins here."""
    rows = CalendarSlot.objects.of(slot.association).filter(pk=slot.pk)
    # Lock first, read after, in two statements: what another hand just wrote is then seen.
    rows.select_for_update().values_list("pk").get()
    return rows.with_people().get()


def _turn(slot: CalendarSlot, on: dt.date) -> SlotTurn:
    """The row of this occurrence, made if it lacks; its slot is locked."""
    slot = _lock(slot)
    if not is_due_on(slot, on):
        raise Refused(_("Ce créneau n’a pas lieu ce jour-là."), slot)
    turn, _is_new = SlotTurn.objects.get_or_create(slot=slot, on=on, defaults={"association": slot.association})
    turn = SlotTurn.objects.of(slot.association).with_people().get(pk=turn.pk)
    turn.slot = slot
    return turn


def _not_over(turn: SlotTurn, now: dt.datetime) -> None:
    if starts_at(turn.slot, turn.on) <= now:
        raise Refused(_("Ce créneau est passé : il ne change plus."), turn)


def _must_be(turn: SlotTurn, *statuses: str) -> None:
    if turn.status not in statuses:
        words = {"before": turn.get_status_display()}  # type: ignore[attr-defined]
        raise NoSuchMove(_("Cet acte n’est pas possible : l’état est « %(before)s ».") % words, turn)


def _theirs(turn: SlotTurn, by: Membership) -> None:
    """Only whoever holds the turn, or the coordination."""
    if by.pk not in [person.pk for person in holders(turn.slot, turn)] and not by.can("calendar.manage"):
        raise PermissionDenied("calendar.manage")


def _names(turn: SlotTurn) -> str:
    return ", ".join(person.name for person in holders(turn.slot, turn))


def _taken(turn: SlotTurn) -> Refused:
    holder: Any = turn.holder
    return Overtaken(_("%(name)s vient de reprendre ce créneau. Merci quand même !") % {"name": holder.name}, turn)
