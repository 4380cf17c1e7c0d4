"""Slips: opened in one tap from a post, then one step after the other."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from associations.door import MemberRequest, member
from calendar_app.departures import following, pages
from calendar_app.models import Post, Slip, SlipProof
from calendar_app.views.library import attachment


def _find(request: MemberRequest, pk: int) -> Slip:
    return get_object_or_404(Slip.objects.of(request.association).with_post(), pk=pk)


@require_POST
@member("calendar.slip")
def post_slip(request: MemberRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.of(request.association).select_related("association"), pk=pk)
    slip, is_new = following.open_slip(post, by=request.membership, now=timezone.now())
    if is_new:
        messages.success(request, _("Merci de l’avoir dit. Les mots sont gardés, la coordination est prévenue."))
    else:
        messages.info(request, _("Ce message est déjà signalé : voici où en sont les étapes."))
    return redirect(slip)


@require_safe
@member("calendar.manage")
def slip_list(request: MemberRequest) -> HttpResponse:
    return render(request, "calendar/departures/slip_list.html", pages.listed(request.association))


@require_safe
@member("calendar.slip")
def slip(request: MemberRequest, pk: int) -> HttpResponse:
    return _draw(request, _find(request, pk))


def _draw(request: MemberRequest, found: Slip, form: Any = None) -> HttpResponse:
    return render(request, "calendar/departures/slip.html", pages.slip(found, request.membership, form))


@require_POST
@member("calendar.slip")
def slip_capture(request: MemberRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    form = pages.CaptureForm(request.POST, request.FILES)
    if not form.is_valid():
        return _draw(request, found, form)
    following.capture(found, **form.cleaned_data, by=request.membership, now=timezone.now())
    messages.success(request, _("La preuve est gardée : elle ne change plus."))
    return redirect(found)


@require_POST
@member("calendar.slip")
def slip_inform(request: MemberRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    form = pages.InformForm(request.POST)
    if not form.is_valid():
        return _draw(request, found, form)
    following.inform(found, note=form.cleaned_data["note"], by=request.membership, now=timezone.now())
    messages.success(request, _("C’est noté. Il reste à dire ce que nous retenons."))
    return redirect(found)


@require_POST
@member("calendar.slip")
def slip_learn(request: MemberRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    form = pages.LessonForm(request.POST)
    if not form.is_valid():
        return _draw(request, found, form)
    following.learn(found, note=form.cleaned_data["note"], by=request.membership, now=timezone.now())
    messages.success(request, _("La leçon est notée. La coordination peut classer."))
    return redirect(found)


@require_POST
@member("calendar.manage")
def slip_close(request: MemberRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    following.close(found, by=request.membership, now=timezone.now())
    messages.success(request, _("Classé. La leçon reste ici, pour la prochaine fois."))
    return redirect(found)


@require_safe
@member("calendar.slip")
def slip_proof(request: MemberRequest, pk: int, proof: int) -> FileResponse:
    """A kept screenshot, as a download."""
    row = get_object_or_404(SlipProof.objects.filter(association=request.association), pk=proof, slip=pk)
    if not row.file:
        raise Http404
    return attachment(row.file, "application/octet-stream", f"preuve-{row.pk}")
