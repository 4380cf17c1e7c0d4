"""The page of an account that sends by itself, and its acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from associations.door import MemberRequest, member
from calendar_app.connectors import pages, verbs
from calendar_app.connectors.forms import MeansForm
from calendar_app.models import Channel, Connector, Departure
from calendar_app.views.opening_acts import attempt


@sensitive_post_parameters("token")
@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.manage")
def connector(request: MemberRequest, pk: int) -> HttpResponse:
    """Read the state of the account, or write its means; the token is never shown again."""
    channel = get_object_or_404(Channel.objects.of(request.association).with_opening(), pk=pk)
    known = pages.connector(channel)
    data = request.POST if request.method == "POST" else None
    form = MeansForm(data, channel=channel, connector=known)
    by, now = request.membership, timezone.now()
    if form.is_valid() and attempt(form, lambda: verbs.keep(channel, form.means(), by=by, now=now)):
        messages.success(request, _("Enregistré. Essayez maintenant la connexion : rien ne sera publié."))
        return redirect("calendar:connector", request.association.slug, channel.pk)
    status = 422 if form.errors else 200
    context = pages.page(channel, known) | {"form": form}
    return render(request, "calendar/connectors/connector.html", context, status=status)


def _act(request: MemberRequest, pk: int, act: Callable[..., Any], said: str) -> HttpResponse:
    rows = Connector.objects.filter(association=request.association).select_related("association", "channel")
    # Asked of the account first: a number no database can hold is a page not found.
    row = get_object_or_404(rows, channel=get_object_or_404(Channel.objects.of(request.association), pk=pk))
    act(row, by=request.membership, now=timezone.now())
    messages.success(request, said)
    return redirect(row)


@require_POST
@member("calendar.manage")
def connector_check(request: MemberRequest, pk: int) -> HttpResponse:
    return _act(request, pk, verbs.check, _("La connexion fonctionne. Rien n’a été publié."))


@require_POST
@member("calendar.manage")
def connector_on(request: MemberRequest, pk: int) -> HttpResponse:
    return _act(request, pk, verbs.switch_on, _("En marche : ce qui sera programmé ici partira sans personne."))


@require_POST
@member("calendar.manage")
def connector_off(request: MemberRequest, pk: int) -> HttpResponse:
    return _act(request, pk, verbs.switch_off, _("Arrêté : plus rien ne part de ce compte sans une personne."))


@require_POST
@member("calendar.manage")
def connector_forget(request: MemberRequest, pk: int) -> HttpResponse:
    return _act(request, pk, verbs.forget, _("Le jeton est effacé ici. Retirez-le aussi sur le réseau."))


@require_POST
@member("calendar.publish")
def departure_again(request: MemberRequest, pk: int) -> HttpResponse:
    rows = Departure.objects.filter(association=request.association)
    departure = get_object_or_404(rows.select_related("variant__post__association"), pk=pk)
    verbs.again(departure, by=request.membership, now=timezone.now())
    messages.success(request, _("Nouvel essai dans la minute."))
    return redirect(departure.variant.post)
