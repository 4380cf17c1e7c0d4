"""The pages of training: the workshops, one workshop with its sheet, and its verbs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations.door import MemberRequest, member
from training import transitions
from training.forms import CancelForm, WorkshopForm
from training.models import Attendance, Workshop

PAGE = 50


@require_safe
@member("training.view")
def workshop_list(request: MemberRequest) -> HttpResponse:
    """Workshops to come, the next first; ?ateliers=passes shows the others."""
    now, past = timezone.now(), request.GET.get("ateliers") == "passes"
    every = Workshop.objects.of(request.association)
    found = every.behind(now) if past else every.ahead(now)
    page = Paginator(found.with_places(), PAGE).get_page(request.GET.get("page"))
    mine = Attendance.objects.of(request.association).by(request.membership).holding()
    context = {
        "page": page,
        "past": past,
        "mine": set(mine.values_list("workshop_id", flat=True)),
        "may_organise": request.membership.can("training.organise"),
    }
    return render(request, "training/workshop_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("training.organise")
def workshop_create(request: MemberRequest) -> HttpResponse:
    form = WorkshopForm(request.POST or None, association=request.association, now=timezone.now())
    if form.is_valid():
        workshop = transitions.plan(form.save(commit=False), by=request.membership)
        messages.success(request, _("L’atelier est proposé. Chaque membre peut s’y inscrire."))
        return redirect(workshop)
    return render(request, "training/workshop_form.html", {"form": form})


def _workshop(request: MemberRequest, pk: int) -> Workshop:
    return get_object_or_404(Workshop.objects.of(request.association).with_places(), pk=pk)


@require_safe
@member("training.view")
def workshop_detail(request: MemberRequest, pk: int) -> HttpResponse:
    return _draw(request, _workshop(request, pk))


def _draw(request: MemberRequest, workshop: Workshop, status: int = 200, **forms: Any) -> HttpResponse:
    """Draw a workshop; the names of those who come are shown to those who organise it."""
    now, me = timezone.now(), request.membership
    attendances = workshop.attendances.holding().select_related("member__user")
    planned = workshop.status == Workshop.Status.PLANNED
    may_organise = me.can("training.organise")
    context: dict[str, Any] = {
        "workshop": workshop,
        "sheet": attendances if may_organise else [],
        "is_mine": attendances.by(me).exists(),
        "left": max(workshop.places - workshop.taken, 0),
        "open": workshop.takes_names(now),
        "begun": workshop.starts_at <= now,
        "may_organise": may_organise,
        "may_hold": may_organise and planned and workshop.starts_at <= now,
    }
    if may_organise and planned:
        context["cancel_form"] = CancelForm()
    return render(request, "training/workshop_detail.html", context | forms, status=status)


@require_POST
@member("training.attend")
def workshop_sign_up(request: MemberRequest, pk: int) -> HttpResponse:
    workshop = _workshop(request, pk)
    transitions.sign_up(workshop, by=request.membership, now=timezone.now())
    messages.success(request, _("Votre place est gardée. Vous pouvez la rendre jusqu’au début de l’atelier."))
    return redirect(workshop)


@require_POST
@member("training.attend")
def workshop_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    mine = Attendance.objects.of(request.association).by(request.membership)
    attendance = get_object_or_404(mine.select_related("workshop__association"), workshop=_workshop(request, pk))
    transitions.withdraw(attendance, by=request.membership, now=timezone.now())
    messages.success(request, _("Votre place est rendue : une autre personne peut la prendre."))
    return redirect(attendance)


@require_POST
@member("training.organise")
def workshop_hold(request: MemberRequest, pk: int) -> HttpResponse:
    workshop = _workshop(request, pk)
    transitions.hold(workshop, by=request.membership, now=timezone.now())
    messages.success(request, _("L’atelier est noté comme tenu. La feuille de présence reste à votre disposition."))
    return redirect(workshop)


@require_POST
@member("training.organise")
def workshop_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    workshop, form = _workshop(request, pk), CancelForm(request.POST)
    if not form.is_valid():
        return _draw(request, workshop, status=422, cancel_form=form)
    transitions.cancel(workshop, by=request.membership, reason=form.cleaned_data["reason"])
    messages.success(request, _("L’atelier est annulé. Pensez à prévenir les personnes inscrites."))
    return redirect(workshop)


@require_POST
@member("training.organise")
def attendance_mark(request: MemberRequest, pk: int) -> HttpResponse:
    """Mark one person of the sheet as present (came=oui) or absent (came=non)."""
    sheet = Attendance.objects.of(request.association).select_related("workshop__association", "member__user")
    attendance = get_object_or_404(sheet, pk=pk)
    came = request.POST.get("came")
    if came in ("oui", "non"):
        transitions.mark(attendance, came=came == "oui", by=request.membership, now=timezone.now())
        messages.success(request, _("C’est noté pour %(name)s.") % {"name": attendance.member})
    else:
        messages.error(request, _("Dites si la personne était présente ou absente."))
    return redirect(attendance)
