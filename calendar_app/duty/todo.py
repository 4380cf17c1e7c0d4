"""What waits for a person about slots and duty (settings.TODO_SOURCES)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.models import Membership
from calendar_app.duty.occurrences import occurrences, starts_at
from calendar_app.duty.reminding import NOTICE
from calendar_app.hours import DAY, PARIS, spoken
from calendar_app.models import CalendarSlot, ShiftSeat, SlotAsk, SlotTurn
from reminders.todo import Todo

# An account of a shift is asked for this long, then forgotten.
ASKED_FOR = 30 * DAY


def waiting(memberships: list[Membership], now: dt.datetime) -> Iterator[Todo]:
    """Yield what waits for these memberships of one person: questions, empty slots, accounts of shifts."""
    by_association = {m.association_id: m for m in memberships}
    yield from _asks(by_association, now)
    yield from _slots(by_association, now)
    yield from _accounts(by_association, now)


def _asks(mine: dict[int, Membership], now: dt.datetime) -> Iterator[Todo]:
    asks = SlotAsk.objects.filter(
        association__in=list(mine), to__in=[m.pk for m in mine.values()], status=SlotAsk.Status.ASKED, answer_by__gt=now
    )
    for ask in asks.select_related("turn__slot__channel", "association", "to__user"):
        said = {"channel": ask.turn.slot.channel.name, "when": spoken(starts_at(ask.turn.slot, ask.turn.on))}
        yield Todo(
            association=ask.association,
            title=_("Une relève vous est demandée"),
            sentence=_("Pouvez-vous prendre le créneau %(channel)s, %(when)s ?") % said,
            path=ask.get_absolute_url(),
            verb=_("Répondre"),
            due_at=ask.answer_by,
            state="waiting",
            urgent=True,
        )


def _slots(mine: dict[int, Membership], now: dt.datetime) -> Iterator[Todo]:
    """Empty slots one holds, and those nobody holds for the coordination; asked only where there are slots at all."""
    today = timezone.localdate(now, PARIS)
    numbers = [m.pk for m in mine.values()]
    managed = [m.association_id for m in mine.values() if m.can("calendar.manage")]
    turns = SlotTurn.objects.filter(association__in=list(mine), holder__in=numbers, on__gte=today).values("slot")
    concerned = Q(owner__in=numbers) | Q(partner__in=numbers) | Q(pk__in=turns) | Q(association__in=managed)
    slots = list(
        CalendarSlot.objects.filter(concerned, association__in=list(mine))
        .meeting(today, today + NOTICE + DAY)
        .with_people()
    )
    for number in sorted({slot.association_id for slot in slots}):
        membership = mine[number]
        theirs = [slot for slot in slots if slot.association_id == number]
        for each in occurrences(membership.association, now, now + NOTICE, slots=theirs):
            is_mine = membership.pk in [person.pk for person in each.holders]
            is_nobodys = not each.holders and number in managed and each.status != SlotTurn.Status.ASKING
            if not each.is_empty or not (is_mine or is_nobodys):
                continue
            said = {"channel": each.slot.channel.name}
            yield Todo(
                association=membership.association,
                title=_("Créneau vide : %(channel)s") % said,
                sentence=_("Rien n’y est encore prévu.") if is_mine else _("Personne ne le tient."),
                path=each.path,
                verb=_("Proposer un texte") if is_mine else _("Trouver quelqu’un"),
                due_at=each.starts_at,
                state="draft" if is_mine else "missing",
                words=_("À préparer") if is_mine else _("Personne pour l’instant"),
            )


def _accounts(mine: dict[int, Membership], now: dt.datetime) -> Iterator[Todo]:
    seats = ShiftSeat.objects.filter(
        association__in=list(mine),
        membership__in=[m.pk for m in mine.values()],
        told_at=None,
        shift__status="planned",
        shift__ends_at__lte=now,
        shift__ends_at__gt=now - ASKED_FOR,
    )
    for seat in seats.select_related("shift__association", "association"):
        yield Todo(
            association=seat.association,
            title=seat.shift.purpose,
            sentence=_("Votre permanence est finie : dites ce qui s’y est passé, trois réponses suffisent."),
            path=f"{seat.shift.get_absolute_url()}bilan/",
            verb=_("Écrire le bilan"),
            due_at=None,
            state="waiting",
        )
