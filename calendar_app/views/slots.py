"""Weekly slots: the list, one slot, one week of it, and the answers of substitutes."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations.door import MemberRequest, member
from calendar_app.duty import pages, turns
from calendar_app.duty.forms import SkipForm, SlotForm
from calendar_app.duty.occurrences import Occurrence, is_due_on, occurrences, starts_at
from calendar_app.models import CalendarSlot, SlotAsk
from calendar_app.views.opening_acts import attempt


def _slot(request: MemberRequest, pk: int) -> CalendarSlot:
    return get_object_or_404(CalendarSlot.objects.of(request.association).with_people(), pk=pk)


def _week(request: MemberRequest, pk: int, on: str) -> tuple[CalendarSlot, dt.date]:
    slot = _slot(request, pk)
    try:
        day = dt.date.fromisoformat(on)
    except ValueError:
        raise Http404 from None
    if not is_due_on(slot, day):
        raise Http404
    return slot, day


def _occurrence(slot: CalendarSlot, day: dt.date) -> Occurrence:
    start = starts_at(slot, day)
    found = occurrences(slot.association, start, start + dt.timedelta(seconds=1), slots=[slot])
    return next(each for each in found if each.on == day)


@require_safe
@member("calendar.view")
def slot_list(request: MemberRequest) -> HttpResponse:
    return render(request, "calendar/duty/slot_list.html", pages.slots(request.membership, timezone.now()))


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.manage")
def slot_create(request: MemberRequest) -> HttpResponse:
    return _edit(request, CalendarSlot(association=request.association))


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.manage")
def slot_edit(request: MemberRequest, pk: int) -> HttpResponse:
    return _edit(request, _slot(request, pk))


def _edit(request: MemberRequest, slot: CalendarSlot) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = SlotForm(data, slot=slot, by=request.membership, today=timezone.localdate())
    if form.is_valid() and attempt(form, lambda: turns.keep_slot(slot, form.sheet(), by=request.membership)):
        messages.success(request, _("Le créneau est enregistré."))
        return redirect("calendar:slot-list", request.association.slug)
    return render(request, "calendar/duty/slot_form.html", {"form": form, "slot": slot})


@require_safe
@member("calendar.view")
def slot_turn(request: MemberRequest, pk: int, on: str) -> HttpResponse:
    each = _occurrence(*_week(request, pk, on))
    context = pages.turn(each, request.membership, timezone.now())
    return render(request, "calendar/duty/turn.html", context | {"form": SkipForm()})


@require_POST
@member("calendar.view")
def slot_give_up(request: MemberRequest, pk: int, on: str) -> HttpResponse:
    slot, day = _week(request, pk, on)
    turn = turns.give_up(slot, day, by=request.membership, now=timezone.now())
    said = {
        "taken": _("C’est noté : votre binôme tient ce créneau, et en est averti."),
        "open": _("C’est noté. Personne n’est disponible pour la relève : la coordination est prévenue."),
    }
    messages.success(request, said.get(turn.status, _("C’est noté. Nous demandons aux relèves, l’une après l’autre.")))
    return redirect(slot.page_of(day))


@require_POST
@member("calendar.view")
def slot_take_back(request: MemberRequest, pk: int, on: str) -> HttpResponse:
    slot, day = _week(request, pk, on)
    turns.take_back(slot, day, by=request.membership, now=timezone.now())
    messages.success(request, _("Le créneau est de nouveau tenu."))
    return redirect(slot.page_of(day))


@require_POST
@member("calendar.publish")
def slot_take(request: MemberRequest, pk: int, on: str) -> HttpResponse:
    slot, day = _week(request, pk, on)
    turns.take(slot, day, by=request.membership, now=timezone.now())
    messages.success(request, _("Merci ! Ce créneau est à vous."))
    return redirect(slot.page_of(day))


@require_POST
@member("calendar.edit")
def slot_skip(request: MemberRequest, pk: int, on: str) -> HttpResponse:
    slot, day = _week(request, pk, on)
    form, by, now = SkipForm(request.POST), request.membership, timezone.now()
    if form.is_valid():
        turns.skip(slot, day, reason=form.cleaned_data["reason"], by=by, now=now)
        messages.success(request, _("Cette semaine est sautée."))
        return redirect(slot.page_of(day))
    context = pages.turn(_occurrence(slot, day), by, now) | {"form": form}
    return render(request, "calendar/duty/turn.html", context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.publish")
def slot_ask(request: MemberRequest, pk: int) -> HttpResponse:
    """The page a substitute reaches from the mail: yes or no, in one press."""
    mine = SlotAsk.objects.filter(association=request.association, to=request.membership)
    ask = get_object_or_404(mine.select_related("turn__slot__association", "association", "to__user"), pk=pk)
    slot, on = ask.turn.slot, ask.turn.on
    if request.method == "POST":
        yes = request.POST.get("answer") == "yes"
        turns.answer(ask, yes=yes, by=request.membership, now=timezone.now())
        messages.success(
            request, _("Merci ! Ce créneau est à vous.") if yes else _("C’est noté. Merci d’avoir répondu.")
        )
        return redirect(slot.page_of(on))
    context = pages.turn(_occurrence(_slot(request, slot.pk), on), request.membership, timezone.now())
    return render(request, "calendar/duty/ask.html", context | {"ask": ask})
