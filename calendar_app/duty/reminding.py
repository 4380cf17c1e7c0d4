"""What slots and duty want told (settings.REMINDER_SOURCES): a question, an answer, an empty slot, a shift."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from associations.models import Association, Membership
from associations.permissions import PERMISSIONS
from calendar_app.duty.occurrences import Occurrence, occurrences, starts_at
from calendar_app.hours import DAY, PARIS, midnight, spoken, spoken_hour
from calendar_app.models import DutyShift, SlotAsk, SlotTurn
from reminders.outbox import Planned

Status = SlotTurn.Status
# An empty slot is brought up this long before its hour: time enough to write, to read again and to schedule.
NOTICE = 3 * DAY


def wanted(association: Association, now: dt.datetime) -> Iterator[Planned]:
    """Yield every reminder of `association` whose time has come, each in its reader's language."""
    coming = occurrences(association, now, now + NOTICE)
    turns = list(SlotTurn.objects.of(association).filter(on__gte=timezone.localdate(now, PARIS)).with_people())
    coordinators: list[Membership] = []
    if any(turn.status == Status.OPEN for turn in turns) or any(not e.holders and e.is_empty for e in coming):
        today = timezone.localdate(now, PARIS)
        coordinators = list(Membership.objects.of(association).holding(PERMISSIONS["calendar.manage"], today))
    yield from _empty(coming, coordinators, now)
    yield from _turns(turns, coordinators, now)
    yield from _asks(association, now)
    yield from _shifts(association, now)


def _empty(coming: Iterable[Occurrence], coordinators: list[Membership], now: dt.datetime) -> Iterator[Planned]:
    """Three days before, whoever holds an empty slot is told; the coordination, when nobody holds it."""
    for each in coming:
        # A turn that is asking, or that nobody could take, has its own words below.
        if not each.is_empty or each.status in (Status.ASKING, Status.OPEN):
            continue
        for person in each.holders or coordinators:
            with translation.override(person.user.language):
                said = _said(each.slot.channel.name, each.starts_at)
                sentence = (
                    _("Rien n’est prévu pour %(channel)s, %(when)s. Proposez un texte, ou demandez une relève.")
                    if each.holders
                    else _("Personne ne tient le créneau %(channel)s, %(when)s, et rien n’y est prévu.")
                )
                yield Planned(
                    key=f"{each.uid}:empty",
                    to=person,
                    due_at=max(each.starts_at - NOTICE, midnight(timezone.localdate(now, PARIS))),
                    subject=_("Créneau vide : %(channel)s, %(when)s") % said,
                    sentence=sentence % said,
                    path=each.path,
                )


def _turns(turns: Iterable[SlotTurn], coordinators: list[Membership], now: dt.datetime) -> Iterator[Planned]:
    for turn in turns:
        start = starts_at(turn.slot, turn.on)
        if start <= now or turn.given_up_by is None or turn.given_up_at is None:
            continue
        if turn.status == Status.OPEN:
            for person in coordinators:
                yield _open(turn, start, person)
        elif turn.status == Status.TAKEN and turn.holder:
            owners = (turn.slot.owner, turn.slot.partner, turn.given_up_by)
            for person in {p.pk: p for p in owners if p and p.left_on is None}.values():
                if person.pk != turn.holder_id:
                    yield _taken(turn, start, person)
            if turn.holder_id == turn.slot.partner_id or turn.holder_id == turn.slot.owner_id:
                yield _alone(turn, start, turn.holder)


def _open(turn: SlotTurn, start: dt.datetime, to: Membership) -> Planned:
    with translation.override(to.user.language):
        said = _said(turn.slot.channel.name, start)
        return Planned(
            key=f"turn:{turn.pk}:open:{turn.given_up_at:%Y-%m-%dT%H:%M}",
            to=to,
            due_at=turn.given_up_at or start,
            subject=_("Créneau à reprendre : %(channel)s, %(when)s") % said,
            sentence=_("Aucune relève n’a pu prendre le créneau %(channel)s, %(when)s.") % said,
            path=turn.get_absolute_url(),
            urgent=True,
        )


def _taken(turn: SlotTurn, start: dt.datetime, to: Membership) -> Planned:
    holder = turn.holder or to
    with translation.override(to.user.language):
        said = _said(turn.slot.channel.name, start) | {"name": holder.name}
        return Planned(
            key=f"turn:{turn.pk}:taken:{holder.pk}",
            to=to,
            due_at=turn.given_up_at or start,
            subject=_("Relève trouvée : %(channel)s, %(when)s") % said,
            sentence=_("%(name)s prend le créneau %(channel)s, %(when)s. Vous n’avez rien à faire.") % said,
            path=turn.get_absolute_url(),
            urgent=True,
        )


def _alone(turn: SlotTurn, start: dt.datetime, to: Membership) -> Planned:
    given_up_by = turn.given_up_by or to
    with translation.override(to.user.language):
        said = _said(turn.slot.channel.name, start) | {"name": given_up_by.name}
        return Planned(
            key=f"turn:{turn.pk}:alone:{to.pk}",
            to=to,
            due_at=turn.given_up_at or start,
            subject=_("À vous cette fois : %(channel)s, %(when)s") % said,
            sentence=_("%(name)s ne peut pas : vous tenez le créneau %(channel)s, %(when)s.") % said,
            path=turn.get_absolute_url(),
            urgent=True,
        )


def _asks(association: Association, now: dt.datetime) -> Iterator[Planned]:
    asks = SlotAsk.objects.filter(association=association, status=SlotAsk.Status.ASKED, answer_by__gt=now)
    for ask in asks.select_related("to__user", "association", "turn__slot__channel", "turn__given_up_by__user"):
        start = starts_at(ask.turn.slot, ask.turn.on)
        with translation.override(ask.to.user.language):
            said = _said(ask.turn.slot.channel.name, start) | {"before": spoken(ask.answer_by)}
            said["name"] = ask.turn.given_up_by.name if ask.turn.given_up_by else ""
            yield Planned(
                key=f"slot-ask:{ask.pk}",
                to=ask.to,
                due_at=ask.asked_at,
                subject=_("Pouvez-vous prendre %(channel)s, %(when)s ?") % said,
                sentence=_(
                    "%(name)s ne peut pas tenir le créneau %(channel)s, %(when)s. Répondez oui ou non avant %(before)s."
                )
                % said,
                path=ask.get_absolute_url(),
                urgent=True,
            )


def _shifts(association: Association, now: dt.datetime) -> Iterator[Planned]:
    """Those signed up are told the day before, or that the shift was called off."""
    today = timezone.localdate(now, PARIS)
    rows = DutyShift.objects.of(association).filter(starts_at__gt=now).with_people()
    for shift in rows:
        is_near = midnight(today + DAY) <= shift.starts_at < midnight(today + 2 * DAY)
        for seat in shift.seats.all():
            if seat.membership.left_on is not None:
                continue
            with translation.override(seat.membership.user.language):
                if shift.status == DutyShift.Status.CANCELLED:
                    yield _called_off(shift, seat.membership, today)
                elif is_near:
                    yield _on_duty(shift, seat.membership, today)


def _on_duty(shift: DutyShift, to: Membership, today: dt.date) -> Planned:
    said = {"purpose": shift.purpose, "from": spoken_hour(shift.starts_at), "to": spoken_hour(shift.ends_at)}
    said["where"] = ", ".join(channel.name for channel in shift.channels.all())
    return Planned(
        key=f"shift:{shift.pk}:tomorrow",
        to=to,
        due_at=midnight(today),
        subject=_("Permanence demain : %(purpose)s") % said,
        sentence=_("Vous êtes de permanence demain de %(from)s à %(to)s sur %(where)s.") % said,
        path=_shift_path(shift),
    )


def _called_off(shift: DutyShift, to: Membership, today: dt.date) -> Planned:
    said = {"purpose": shift.purpose, "when": spoken(shift.starts_at), "reason": shift.reason}
    return Planned(
        key=f"shift:{shift.pk}:cancelled",
        to=to,
        due_at=midnight(today),
        subject=_("Permanence annulée : %(purpose)s") % said,
        sentence=_("La permanence prévue %(when)s est annulée : %(reason)s") % said,
        path=_shift_path(shift),
        urgent=True,
    )


def _shift_path(shift: DutyShift) -> str:
    return reverse("calendar:shift-detail", kwargs={"association": shift.association.slug, "pk": shift.pk})


def _said(channel: str, start: dt.datetime) -> dict[str, str]:
    return {"channel": channel, "when": spoken(start)}
