"""Campaigns, and the pillars of the editorial line."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations.door import MemberRequest, member
from calendar_app.campaigns import pages, verbs
from calendar_app.campaigns.form_page import Frame, show
from calendar_app.campaigns.forms import CampaignForm, LessonForm, PillarForm
from calendar_app.models import Campaign, Pillar


def _find(request: MemberRequest, pk: int) -> Campaign:
    found = Campaign.objects.of(request.association).select_related("association", "owner__user")
    return get_object_or_404(found, pk=pk)


@require_safe
@member("calendar.view")
def campaign_list(request: MemberRequest) -> HttpResponse:
    context = pages.campaigns(request.association, timezone.localdate())
    context["can_write"] = request.membership.can("calendar.edit")
    return render(request, "calendar/campaigns/list.html", context)


@require_safe
@member("calendar.view")
def campaign_detail(request: MemberRequest, pk: int) -> HttpResponse:
    context = pages.campaign(_find(request, pk), timezone.now())
    context["can_write"] = request.membership.can("calendar.edit")
    return render(request, "calendar/campaigns/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.edit")
def campaign_create(request: MemberRequest) -> HttpResponse:
    back = (reverse("calendar:campaign-list", args=[request.association.slug]), _("Campagnes"))
    lead = _("Peu, souvent, et pour quelqu’un : dites d’abord à qui vous parlez et ce que vous voulez obtenir.")
    frame = Frame(_("Ouvrir une campagne"), _("Ouvrir la campagne"), back, lead)
    return _edit(request, Campaign(owner=request.membership), frame)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.edit")
def campaign_edit(request: MemberRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    frame = Frame(_("Modifier la campagne"), _("Enregistrer la campagne"), (found.get_absolute_url(), found.name))
    return _edit(request, found, frame)


def _edit(request: MemberRequest, campaign: Campaign, frame: Frame) -> HttpResponse:
    form = CampaignForm(request.POST or None, instance=campaign, association=request.association)
    if request.method == "POST" and form.is_valid():
        kept = verbs.keep_campaign(form.save(commit=False), by=request.membership, now=timezone.now())
        messages.success(request, _("Campagne enregistrée."))
        return redirect(kept)
    return show(request, form, frame)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.edit")
def campaign_close(request: MemberRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    form = LessonForm(request.POST or None, initial={"lesson": found.lesson})
    if request.method == "POST" and form.is_valid():
        verbs.close_campaign(found, lesson=form.cleaned_data["lesson"], by=request.membership, now=timezone.now())
        messages.success(request, _("Campagne close. Ses publications restent au calendrier."))
        return redirect(found)
    lead = _("Ses publications restent au calendrier ; on ne pourra plus y en ajouter.")
    frame = Frame(_("Clore la campagne"), _("Clore la campagne"), (found.get_absolute_url(), found.name), lead)
    return show(request, form, frame)


@require_POST
@member("calendar.edit")
def campaign_reopen(request: MemberRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    verbs.reopen_campaign(found, by=request.membership)
    messages.success(request, _("Campagne rouverte."))
    return redirect(found)


@require_safe
@member("calendar.view")
def pillar_list(request: MemberRequest) -> HttpResponse:
    rows = pages.pillars(request.association, timezone.now())
    context = {
        "rows": rows,
        "total": sum(row["pillar"].share for row in rows),
        "can_manage": request.membership.can("calendar.manage"),
    }
    return render(request, "calendar/campaigns/pillars.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.manage")
def pillar_create(request: MemberRequest) -> HttpResponse:
    return _edit_pillar(request, Pillar(), _("Ajouter un pilier"))


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.manage")
def pillar_edit(request: MemberRequest, pk: int) -> HttpResponse:
    return _edit_pillar(
        request, get_object_or_404(Pillar.objects.of(request.association), pk=pk), _("Modifier le pilier")
    )


def _edit_pillar(request: MemberRequest, pillar: Pillar, heading: str) -> HttpResponse:
    form = PillarForm(request.POST or None, instance=pillar, association=request.association)
    back = reverse("calendar:pillar-list", args=[request.association.slug])
    if request.method == "POST" and form.is_valid():
        verbs.keep_pillar(form.save(commit=False), by=request.membership)
        messages.success(request, _("Pilier enregistré."))
        return redirect(back)
    return show(request, form, Frame(heading, _("Enregistrer le pilier"), (back, _("Piliers"))))


@require_POST
@member("calendar.manage")
def pillar_drop(request: MemberRequest, pk: int) -> HttpResponse:
    verbs.drop_pillar(get_object_or_404(Pillar.objects.of(request.association), pk=pk), by=request.membership)
    messages.success(request, _("Pilier retiré."))
    return redirect("calendar:pillar-list", request.association.slug)
