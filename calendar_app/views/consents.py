"""Leaves to be shown and cessions of rights: names, so few people."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from associations.door import MemberRequest, member
from calendar_app.library import shelves, transitions, uses
from calendar_app.library.consent_forms import ConsentForm, GrantForm, WithdrawForm
from calendar_app.models import ImageConsent, Post, RightsGrant
from calendar_app.views.library import attachment
from calendar_app.views.opening_acts import attempt

PER_PAGE = 50


def _find(request: MemberRequest, pk: int) -> ImageConsent:
    rows = ImageConsent.objects.of(request.association).select_related("association", "by__user", "withdrawn_by__user")
    return get_object_or_404(rows, pk=pk)


def _grant(request: MemberRequest, pk: int) -> RightsGrant:
    return get_object_or_404(
        RightsGrant.objects.of(request.association).select_related("association", "by__user"), pk=pk
    )


@require_safe
@member("calendar.consents")
def consent_list(request: MemberRequest) -> HttpResponse:
    today, words = timezone.localdate(), request.GET.get("q", "").replace("\x00", "").strip()[:100]
    rows = ImageConsent.objects.of(request.association).select_related("association").order_by("-pk")
    if words:
        rows = rows.filter(Q(person__icontains=words) | Q(media__name__icontains=words)).distinct()
    before = request.GET.get("avant", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows.prefetch_related("media")[: PER_PAGE + 1])
    context = {
        "rows": [(consent, shelves.standing(consent, today)) for consent in found[:PER_PAGE]],
        "words": words,
        "older": found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None,
    }
    return render(request, "calendar/library/consent_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.consents")
def consent_create(request: MemberRequest) -> HttpResponse:
    chosen = (request.POST if request.method == "POST" else request.GET).getlist("media")
    said = {"association": request.association, "chosen": chosen, "today": timezone.localdate()}
    form = ConsentForm(request.POST or None, request.FILES or None, **said)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        consent = transitions.note_consent(
            form.said(), data["media"], data["channels"], data["document"], by=request.membership, now=timezone.now()
        )
        messages.success(request, _("L’autorisation est inscrite."))
        return redirect(consent)
    return render(request, "calendar/library/consent_form.html", {"form": form})


@require_safe
@member("calendar.consents")
def consent(request: MemberRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    context = {
        "consent": found,
        "standing": shelves.standing(found, timezone.localdate()),
        "media": found.media.select_related("association"),
        "channels": found.channels.all(),
        "purposes": ", ".join(str(Post.Purpose(each).label) for each in found.purposes) or _("tous les buts"),
        **_stopped(found),
    }
    return render(request, "calendar/library/consent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.consents")
def consent_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    found, today = _find(request, pk), timezone.localdate()
    if found.withdrawn_on or found.erased_on:
        messages.info(request, _("Cette autorisation est déjà retirée ou effacée."))
        return redirect(found)
    others = list(uses.same_person(found))
    form = WithdrawForm(request.POST if request.method == "POST" else None, today=today, others=len(others))
    if request.method == "POST" and form.is_valid():
        said = {"on": form.cleaned_data["on"], "everywhere": form.cleaned_data.get("everywhere", False)}
        stopped: list[object] = []
        if attempt(form, lambda: stopped.extend(transitions.withdraw(found, by=request.membership, **said))):
            messages.success(request, _withdrawn(len(stopped)))
            return redirect(found)
    context = {"consent": found, "form": form, "others": others, **_stopped(found)}
    return render(request, "calendar/library/withdraw.html", context)


def _stopped(found: ImageConsent) -> dict[str, object]:
    return {
        "planned": uses.planned(found.association, [found.pk]),
        "published": uses.published(found.association, [found.pk]),
    }


def _withdrawn(count: int) -> str:
    if not count:
        return _("L’autorisation est retirée. Aucune publication prévue ne la montre.")
    return (
        ngettext(
            "L’autorisation est retirée. %d publication est arrêtée ; sa ou son responsable le saura.",
            "L’autorisation est retirée. %d publications sont arrêtées ; leurs responsables le sauront.",
            count,
        )
        % count
    )


@require_safe
@member("calendar.consents")
def consent_document(request: MemberRequest, pk: int) -> FileResponse:
    found = _find(request, pk)
    if not found.document:
        raise Http404
    return attachment(found.document, "application/octet-stream", f"autorisation-{found.pk}")


@require_safe
@member("calendar.consents")
def grant_list(request: MemberRequest) -> HttpResponse:
    rows = RightsGrant.objects.of(request.association).select_related("association").order_by("-pk")
    before = request.GET.get("avant", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PER_PAGE + 1])
    older = found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None
    context = {"grants": found[:PER_PAGE], "older": older, "today": timezone.localdate()}
    return render(request, "calendar/library/grant_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.consents")
def grant_create(request: MemberRequest) -> HttpResponse:
    form = GrantForm(request.POST or None, request.FILES or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        document = form.cleaned_data["document"]
        made = transitions.note_grant(form.said(), document, by=request.membership, now=timezone.now())
        messages.success(request, _("La cession est inscrite. Choisissez-la dans la fiche de chaque image."))
        return redirect(made)
    return render(request, "calendar/library/grant_form.html", {"form": form})


@require_safe
@member("calendar.consents")
def grant(request: MemberRequest, pk: int) -> HttpResponse:
    found = _grant(request, pk)
    media = found.media.select_related("association")[:100]
    return render(request, "calendar/library/grant.html", {"grant": found, "media": media})


@require_safe
@member("calendar.consents")
def grant_document(request: MemberRequest, pk: int) -> FileResponse:
    found = _grant(request, pk)
    if not found.document:
        raise Http404
    return attachment(found.document, "application/octet-stream", f"cession-{found.pk}")
