"""Online duty: what comes, one shift, a place in it, and what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations.door import MemberRequest, member
from calendar_app.duty import shift_pages, shifts
from calendar_app.duty.forms import AccountForm, ShiftForm, SkipForm
from calendar_app.models import DutyShift
from calendar_app.views.opening_acts import attempt


def _shift(request: MemberRequest, pk: int) -> DutyShift:
    return get_object_or_404(DutyShift.objects.of(request.association).with_people(), pk=pk)


@require_safe
@member("calendar.view")
def shift_list(request: MemberRequest) -> HttpResponse:
    return render(request, "calendar/duty/shift_list.html", shift_pages.shifts(request.membership, timezone.now()))


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.manage")
def shift_create(request: MemberRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = ShiftForm(data, by=request.membership, now=timezone.now())
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("starts_at", "ends_at", "purpose", "channels", "capacity")}
        shift = shifts.open_shift(by=request.membership, **said)
        messages.success(request, _("La permanence est ouverte aux inscriptions."))
        return redirect(shift)
    return render(request, "calendar/duty/shift_form.html", {"form": form})


@require_safe
@member("calendar.view")
def shift_detail(request: MemberRequest, pk: int) -> HttpResponse:
    context = shift_pages.row(_shift(request, pk), request.membership, timezone.now())
    return render(request, "calendar/duty/shift_detail.html", context | {"form": SkipForm()})


@require_POST
@member("calendar.publish")
def shift_sign_up(request: MemberRequest, pk: int) -> HttpResponse:
    shift = _shift(request, pk)
    shifts.sign_up(shift, by=request.membership, now=timezone.now())
    messages.success(request, _("Votre place est prise. Vous aurez un rappel la veille."))
    return redirect(shift)


@require_POST
@member("calendar.view")
def shift_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    shift = _shift(request, pk)
    shifts.withdraw(shift, by=request.membership, now=timezone.now())
    messages.success(request, _("Votre place est rendue."))
    return redirect(shift)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.view")
def shift_tell(request: MemberRequest, pk: int) -> HttpResponse:
    """Say what came of one's own shift."""
    shift, now = _shift(request, pk), timezone.now()
    mine = shift_pages.row(shift, request.membership, now)["mine"]
    if mine is None:
        messages.info(request, _("Le bilan est écrit par les personnes qui ont tenu la permanence."))
        return redirect(shift)
    form = AccountForm(request.POST if request.method == "POST" else None, shift=shift, seat=mine)
    if form.is_valid() and attempt(
        form, lambda: shifts.tell(shift, by=request.membership, now=now, **form.cleaned_data)
    ):
        messages.success(request, _("Merci, le bilan est noté."))
        return redirect(shift)
    return render(request, "calendar/duty/shift_tell.html", {"form": form, "shift": shift})


@require_POST
@member("calendar.manage")
def shift_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    shift, now = _shift(request, pk), timezone.now()
    form = SkipForm(request.POST)
    if form.is_valid():
        shifts.cancel(shift, reason=form.cleaned_data["reason"], by=request.membership, now=now)
        messages.success(request, _("La permanence est annulée ; les personnes inscrites sont prévenues."))
        return redirect(shift)
    context = shift_pages.row(shift, request.membership, now)
    return render(request, "calendar/duty/shift_detail.html", context | {"form": form}, status=422)
