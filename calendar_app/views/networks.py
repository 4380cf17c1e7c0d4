"""The rules of the networks: published facts, and what the association changed in them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations.door import MemberRequest, member
from calendar_app.networks import acts, pages
from calendar_app.networks.facts import Network
from calendar_app.networks.forms import FactForm


@require_safe
@member("calendar.view")
def network_list(request: MemberRequest) -> HttpResponse:
    return render(request, "calendar/networks/list.html", {"rows": pages.rows(request.association)})


@require_safe
@member("calendar.view")
def network_detail(request: MemberRequest, network: str) -> HttpResponse:
    context = pages.page(request.association, network)
    if context is None:
        raise Http404
    context["can_manage"] = request.membership.can("calendar.manage")
    return render(request, "calendar/networks/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.manage")
def network_fact(request: MemberRequest, network: str, format: str, key: str) -> HttpResponse:
    where, fact = _fact(request, network, format, key)
    reason = fact.own.reason if fact.own else ""
    form = FactForm(request.POST or None, rule=fact.rule, reason=reason)
    if request.method == "POST" and form.is_valid():
        value, reason = form.cleaned_data["value"], form.cleaned_data["reason"]
        acts.amend(network, fact.rule, value, reason=reason, by=request.membership, now=timezone.now())
        messages.success(request, _("Votre valeur est enregistrée : les compteurs et les contrôles la suivent."))
        return redirect("calendar:network-detail", request.association.slug, network)
    return render(request, "calendar/networks/fact.html", {"form": form, "network": where, "fact": fact})


@require_POST
@member("calendar.manage")
def network_restore(request: MemberRequest, network: str, format: str, key: str) -> HttpResponse:
    _where, fact = _fact(request, network, format, key)
    if acts.restore(network, fact.rule, by=request.membership):
        messages.success(request, _("Le fait publié est rétabli."))
    return redirect("calendar:network-detail", request.association.slug, network)


def _fact(request: MemberRequest, network: str, format: str, key: str) -> tuple[Network, pages.Fact]:
    found = pages.fact(request.association, network, format, key)
    if found is None:
        raise Http404
    return found
