"""The pages of named seats: give one, end one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from associations.door import MemberRequest, member
from governance import statutes
from governance.forms.bodies import SeatEndForm, SeatForm
from governance.models import Body, Seat
from journal.moves import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@member("governance.manage")
def seat_create(request: MemberRequest, pk: int) -> HttpResponse:
    """Seat a person in a body between two days."""
    bodies = Body.objects.of(request.association).select_related("association")
    body = get_object_or_404(bodies, pk=pk, composition=Body.Composition.NAMED)
    data = request.POST if request.method == "POST" else None
    form = SeatForm(data, association=request.association, today=timezone.localdate(), instance=Seat(body=body))
    if request.method == "POST" and form.is_valid():
        try:
            seat = statutes.add_seat(body, by=request.membership, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(name)s a un siège dans cette instance.") % {"name": seat.membership.name})
            return redirect(body)
    return render(request, "governance/seat_form.html", {"form": form, "body": body})


@require_http_methods(["GET", "HEAD", "POST"])
@member("governance.manage")
def seat_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Move the last day of a seat: end it, extend it, or leave it open."""
    seats = Seat.objects.of(request.association).select_related("body__association", "membership__user", "association")
    seat = get_object_or_404(seats, pk=pk)
    data = request.POST if request.method == "POST" else None
    form = SeatEndForm(data, initial={"ends_on": seat.ends_on})
    if request.method == "POST" and form.is_valid():
        try:
            statutes.end_seat(seat, by=request.membership, ends_on=form.cleaned_data["ends_on"])
        except Refused as refused:
            form.add_error("ends_on", str(refused))
        else:
            messages.success(request, _("La fin du siège est enregistrée."))
            return redirect(seat.body)
    context = {"form": form, "seat": seat, "body": seat.body, "today": timezone.localdate()}
    return render(request, "governance/seat_end.html", context)
