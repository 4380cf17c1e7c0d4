"""The presence register, and the choice of a network."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from associations.door import MemberRequest, member
from calendar_app.models import Presence
from calendar_app.networks import choosing
from calendar_app.presence import register
from calendar_app.presence.forms import PresenceForm


@require_safe
@member("calendar.view")
def presence_list(request: MemberRequest) -> HttpResponse:
    context = {
        "rows": register.rows(request.association),
        "stale_before": timezone.localdate() - register.STALE,
        "can_manage": request.membership.can("calendar.manage"),
    }
    return render(request, "calendar/presence/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.manage")
def presence_create(request: MemberRequest) -> HttpResponse:
    return _edit(request, Presence())


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.manage")
def presence_edit(request: MemberRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(Presence.objects.of(request.association), pk=pk))


def _edit(request: MemberRequest, presence: Presence) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    initial = {"network": request.GET.get("reseau", "")}
    form = PresenceForm(
        data, instance=presence, initial=initial if not presence.pk else None,
        association=request.association, today=timezone.localdate(),
    )  # fmt: skip
    if data is not None and form.is_valid():
        register.note(form.save(commit=False), by=request.membership)
        messages.success(request, _("Noté. Ce nom sera à regarder à nouveau dans six mois."))
        return redirect("calendar:presence-list", request.association.slug)
    return render(request, "calendar/presence/form.html", {"form": form, "presence": presence})


@require_safe
@member("calendar.view")
def network_choose(request: MemberRequest) -> HttpResponse:
    context = choosing.page(request.GET.get("public", ""), request.GET.get("but", ""), request.association)
    context["may_propose"] = request.membership.can("calendar.propose")
    return render(request, "calendar/networks/choose.html", context)
