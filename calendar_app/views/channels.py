"""The accounts of the association."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from associations.door import MemberRequest, member
from calendar_app import gate, transitions
from calendar_app.forms import ChannelForm
from calendar_app.models import Channel


@require_safe
@member("calendar.view")
def channel_list(request: MemberRequest) -> HttpResponse:
    channels = list(Channel.objects.of(request.association))
    rows = [(channel, gate.network_name(channel.network)) for channel in channels]
    context = {"rows": rows, "can_manage": request.membership.can("calendar.manage")}
    return render(request, "calendar/channel_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.manage")
def channel_create(request: MemberRequest) -> HttpResponse:
    return _edit(request, Channel())


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.manage")
def channel_edit(request: MemberRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(Channel.objects.of(request.association), pk=pk))


def _edit(request: MemberRequest, channel: Channel) -> HttpResponse:
    form = ChannelForm(request.POST or None, instance=channel, association=request.association)
    if request.method == "POST" and form.is_valid():
        transitions.keep_account(form.save(commit=False), by=request.membership)
        messages.success(request, _("Compte enregistré."))
        return redirect("calendar:channel-list", request.association.slug)
    return render(request, "calendar/channel_form.html", {"form": form, "channel": channel})
