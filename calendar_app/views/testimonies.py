"""The queue of testimonies: read, accept, refuse, take back, erase, make a post."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations.door import MemberRequest, member
from calendar_app.models import Testimony, TestimonyCall
from calendar_app.relay import entrusted
from calendar_app.relay.forms import AcceptForm, CallForm, RefuseForm
from calendar_app.views.opening_acts import attempt

PER_PAGE = 50
CHIPS = {"received": "review", "accepted": "approved", "refused": "cancelled", "withdrawn": "cancelled"}


@require_safe
@member("calendar.testimonies")
def testimony_list(request: MemberRequest) -> HttpResponse:
    """What waits to be read first, then the newest."""
    every, today = Testimony.objects.of(request.association).select_related("association"), timezone.localdate()
    rows = every.exclude(status="received").with_uses().order_by("-received_at", "-pk")[:PER_PAGE]
    context = {
        "waiting": every.to_moderate().order_by("received_at", "pk")[:PER_PAGE],
        "rows": [(row, CHIPS[row.status], row.has_ended(today)) for row in rows],
        "total": every.count(),
        "call": TestimonyCall.objects.filter(association=request.association).first(),
        "may_open": request.membership.can("calendar.manage"),
    }
    return render(request, "calendar/relay/testimonies.html", context)


@require_safe
@member("calendar.testimonies")
def testimony_detail(request: MemberRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    return _page(request, found, AcceptForm(today=timezone.localdate()), RefuseForm())


def _page(request: MemberRequest, found: Testimony, accepting: AcceptForm, refusing: RefuseForm) -> HttpResponse:
    context = {
        "testimony": found,
        "uses": found.uses.select_related("post__association").order_by("-pk"),
        "accepting": accepting,
        "refusing": refusing,
        "chip": CHIPS[found.status],
        "has_ended": found.has_ended(timezone.localdate()),
    }
    return render(request, "calendar/relay/testimony.html", context)


@require_POST
@member("calendar.testimonies")
def testimony_accept(request: MemberRequest, pk: int) -> HttpResponse:
    found, now = _find(request, pk), timezone.now()
    form = AcceptForm(request.POST, today=timezone.localdate(now))
    said = form.cleaned_data if form.is_valid() else None
    if said is not None and attempt(form, lambda: entrusted.accept(found, **said, by=request.membership, now=now)):
        messages.success(request, _("Témoignage accepté : vous pouvez en faire une publication."))
        return redirect(found)
    return _page(request, _find(request, pk), form, RefuseForm())


@require_POST
@member("calendar.testimonies")
def testimony_refuse(request: MemberRequest, pk: int) -> HttpResponse:
    found, form = _find(request, pk), RefuseForm(request.POST)
    said = form.cleaned_data if form.is_valid() else None
    by, now = request.membership, timezone.now()
    if said is not None and attempt(form, lambda: entrusted.refuse(found, **said, by=by, now=now)):
        messages.success(request, _("Témoignage refusé. Ses mots seront effacés dans un mois."))
        return redirect(found)
    return _page(request, _find(request, pk), AcceptForm(today=timezone.localdate()), form)


@require_POST
@member("calendar.testimonies")
def testimony_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Note that the person changed their mind by another way than their link."""
    found = _find(request, pk)
    stopped = len(entrusted.withdraw(found, by=request.membership, now=timezone.now()))
    words = ngettext(
        "Accord retiré, mots effacés. %(count)d publication est arrêtée.",
        "Accord retiré, mots effacés. %(count)d publications sont arrêtées.",
        stopped,
    )
    messages.success(request, words % {"count": stopped} if stopped else _("Accord retiré, mots effacés."))
    return redirect(found)


@require_POST
@member("calendar.testimonies")
def testimony_erase(request: MemberRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    entrusted.erase(found, by=request.membership, now=timezone.now())
    messages.success(request, _("Les mots, le nom et les adresses sont effacés."))
    return redirect(found)


@require_POST
@member("calendar.testimonies")
def testimony_draft(request: MemberRequest, pk: int) -> HttpResponse:
    """Make a post of it; the draft opens, ready for its accounts to be chosen."""
    post = entrusted.draft(_find(request, pk), by=request.membership, now=timezone.now())
    messages.success(request, _("Le brouillon est prêt : choisissez les comptes, puis envoyez-le en relecture."))
    return redirect(post)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.manage")
def testimony_call(request: MemberRequest) -> HttpResponse:
    """What the public form asks, and whether it is open."""
    call = TestimonyCall.objects.filter(association=request.association).first()
    form = CallForm(request.POST if request.method == "POST" else None, instance=call)
    if request.method == "POST" and form.is_valid():
        entrusted.call(request.association, form.cleaned_data, by=request.membership)
        messages.success(request, _("Formulaire enregistré."))
        return redirect("calendar:testimony-list", request.association.slug)
    return render(request, "calendar/relay/call.html", {"form": form, "call": call})


def _find(request: MemberRequest, pk: int) -> Testimony:
    rows = Testimony.objects.of(request.association).select_related("association", "moderated_by__user")
    return get_object_or_404(rows, pk=pk)
