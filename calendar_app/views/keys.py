"""The register of keys: all of it, those of one account, those of one person."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from associations.door import MemberRequest, member
from associations.models import Membership
from calendar_app import key_pages, keys
from calendar_app.key_forms import CheckForm, GrantForm, TakeBackForm
from calendar_app.models import AccessGrant, Channel
from calendar_app.views.opening_acts import attempt


def _channel(request: MemberRequest, pk: int) -> Channel:
    return get_object_or_404(Channel.objects.of(request.association).with_opening(), pk=pk)


@require_safe
@member("calendar.keys")
def key_list(request: MemberRequest) -> HttpResponse:
    context = key_pages.register(request.association, timezone.localdate())
    return render(
        request, "calendar/key_list.html", context | {"may_manage": request.membership.can("calendar.manage")}
    )


@require_safe
@member("calendar.keys")
def channel_keys(request: MemberRequest, pk: int) -> HttpResponse:
    context = key_pages.of_channel(_channel(request, pk), timezone.localdate())
    context["may_manage"] = request.membership.can("calendar.manage")
    return render(request, "calendar/key_channel.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.manage")
def channel_key_give(request: MemberRequest, pk: int) -> HttpResponse:
    channel, today = _channel(request, pk), timezone.localdate()
    form = GrantForm(request.POST if request.method == "POST" else None, channel=channel, today=today)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if attempt(form, lambda: keys.give(channel, by=request.membership, today=today, **said)):
            messages.success(request, _("La clé est inscrite au registre."))
            return redirect("calendar:channel-keys", request.association.slug, channel.pk)
    return render(request, "calendar/key_give.html", {"channel": channel, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.manage")
def channel_key_check(request: MemberRequest, pk: int) -> HttpResponse:
    """Look at the accesses on the network itself, one by one, and say what was seen."""
    channel, today = _channel(request, pk), timezone.localdate()
    grants = list(AccessGrant.objects.of(request.association).live().with_people().filter(channel=channel))
    form = CheckForm(request.POST if request.method == "POST" else None, channel=channel, grants=grants)
    if request.method == "POST" and form.is_valid():
        found = {"two_factor": form.two_factor(), "check_months": form.cleaned_data["check_months"]}
        if attempt(form, lambda: keys.check(channel, by=request.membership, today=today, **found)):
            count = len(found["two_factor"])
            messages.success(request, ngettext("%d clé vérifiée.", "%d clés vérifiées.", count) % count)
            return redirect("calendar:channel-keys", request.association.slug, channel.pk)
    return render(request, "calendar/key_check.html", {"channel": channel, "form": form, "grants": grants})


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.manage")
def key_take_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Tick off a key that was taken back on the network."""
    grant = get_object_or_404(AccessGrant.objects.of(request.association).with_people(), pk=pk)
    here = redirect("calendar:keyholder", request.association.slug, grant.membership_id)
    if grant.revoked_on:
        messages.info(request, _("Cette clé est déjà notée comme retirée."))
        return here
    today = timezone.localdate()
    form = TakeBackForm(request.POST if request.method == "POST" else None, today=today)
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["on"]
        if attempt(form, lambda: keys.take_back(grant, on=on, by=request.membership, today=today)):
            messages.success(request, _("C’est noté : cette clé est retirée."))
            return here
    context = {"grant": grant, "form": form, "alone": key_pages.is_last_administrators(grant, today)}
    return render(request, "calendar/key_take_back.html", context)


@require_safe
@member("calendar.keys")
def keyholder(request: MemberRequest, pk: int) -> HttpResponse:
    """Every key of one person, to print on the day of a departure."""
    people = Membership.objects.of(request.association).select_related("user", "association")
    person = get_object_or_404(people, pk=pk)
    context = key_pages.of_person(person, timezone.localdate())
    context["may_manage"] = request.membership.can("calendar.manage")
    return render(request, "calendar/key_person.html", context)
