"""The accounts of the association."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from associations.door import MemberRequest, member
from calendar_app import key_pages, transitions
from calendar_app.channel_forms import ChannelForm
from calendar_app.models import Channel


@require_safe
@member("calendar.view")
def channel_list(request: MemberRequest) -> HttpResponse:
    may_see_keys = request.membership.can("calendar.keys")
    context = {
        "rows": key_pages.accounts(request.association, timezone.localdate(), with_keys=may_see_keys),
        "can_manage": request.membership.can("calendar.manage"),
        "may_relay": request.membership.can("calendar.relay"),
        "reads_testimonies": request.membership.can("calendar.testimonies"),
        "may_propose": request.membership.can("calendar.propose"),
        "may_see_keys": may_see_keys,
    }
    return render(request, "calendar/channel_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.manage")
def channel_create(request: MemberRequest) -> HttpResponse:
    return _edit(request, Channel())


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.manage")
def channel_edit(request: MemberRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(Channel.objects.of(request.association).with_opening(), pk=pk))


def _edit(request: MemberRequest, channel: Channel) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = ChannelForm(data, instance=channel, association=request.association, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        transitions.keep_account(form.save(commit=False), by=request.membership)
        messages.success(request, _("Compte enregistré."))
        return redirect("calendar:channel-list", request.association.slug)
    return render(request, "calendar/channel_form.html", {"form": form, "channel": channel})
