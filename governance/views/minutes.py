"""The pages of minutes: the register, one procès-verbal, its paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations.door import MemberRequest, member
from governance import certifying, statement
from governance import minutes as verbs
from governance.forms.minutes import CorrectForm, SeenForm, WriteForm
from governance.minutes_paper import paper
from governance.models import AgendaItem, Ballot, Meeting, Minutes
from journal.moves import only_from


def _find(request: MemberRequest, pk: int) -> Minutes:
    found = Minutes.objects.filter(association=request.association).defer("pdf")
    return get_object_or_404(found.select_related("association", "meeting__body", "ballot", "corrects"), pk=pk)


@require_safe
@member("governance.view")
def minutes_list(request: MemberRequest) -> HttpResponse:
    """The register, newest number first; those under way above it."""
    rows = Minutes.objects.filter(association=request.association).defer("pdf", "content")
    rows = rows.select_related("association", "meeting__body", "ballot", "corrects")
    context = {
        "under_way": list(rows.exclude(status=Minutes.Status.FILED).order_by("pk")),
        "filed": list(rows.filter(status=Minutes.Status.FILED).order_by("-number")),
    }
    return render(request, "governance/minutes_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("governance.view")
def minutes_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """A draft to write for who keeps the minutes; otherwise what they say, and who signed."""
    minutes = _find(request, pk)
    if minutes.status == Minutes.Status.DRAFT and verbs.may_write(minutes.meeting, request.membership):
        return _write(request, minutes)
    if request.method == "POST":
        only_from(minutes, Minutes.Status.DRAFT)
    return render(request, "governance/minutes_detail.html", _context(request, minutes))


def _context(request: MemberRequest, minutes: Minutes, form: SeenForm | None = None) -> dict[str, Any]:
    given = list(minutes.signatures.select_related("membership__user").order_by("signed_at"))
    stands_in = bool(certifying.without_secretary([minutes.association], timezone.localdate()))
    return {
        "minutes": minutes,
        "told": minutes.content or statement.content(minutes),
        "signatures": given,
        "capacity": verbs.capacity_of(minutes, request.membership, given, stands_in=stands_in),
        "form": form or SeenForm(initial={"seen": minutes.content_hash}),
        "may_manage": verbs.may_write(minutes.meeting, request.membership),
        "corrections": list(minutes.corrections.defer("pdf", "content").select_related("association")),
    }


def _write(request: MemberRequest, minutes: Minutes) -> HttpResponse:
    has_agenda = minutes.meeting_id and not minutes.corrects_id
    agenda = AgendaItem.objects.filter(meeting=minutes.meeting_id).order_by("position", "pk")
    items = list(agenda) if has_agenda else []
    form = WriteForm(request.POST if request.method == "POST" else None, minutes=minutes, items=items)
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            verbs.write(minutes, by=request.membership, **form.words())
        except verbs.Rewritten as conflict:
            theirs = conflict.obj
        else:
            return _written(request, minutes)
    context = {"minutes": minutes, "form": form, "theirs": theirs, "items": items}
    return render(request, "governance/minutes_write.html", context | {"lacks": verbs.why_not_ready(minutes)})


def _written(request: MemberRequest, minutes: Minutes) -> HttpResponse:
    """Say what was kept; the button that has them signed comes with the words, so that none is left behind."""
    if "signer" in request.POST:
        return _submit(request, minutes)
    messages.success(request, _("Le procès-verbal est enregistré. Rien n’est encore signé."))
    return redirect(minutes)


@require_POST
@member("governance.view")
def meeting_minutes(request: MemberRequest, pk: int) -> HttpResponse:
    meetings = Meeting.objects.of(request.association).select_related("association")
    return redirect(verbs.begin(by=request.membership, meeting=get_object_or_404(meetings, pk=pk)))


@require_POST
@member("governance.view")
def ballot_minutes(request: MemberRequest, pk: int) -> HttpResponse:
    ballots = Ballot.objects.of(request.association).select_related("association")
    return redirect(verbs.begin(by=request.membership, ballot=get_object_or_404(ballots, pk=pk)))


@require_POST
@member("governance.view")
def minutes_submit(request: MemberRequest, pk: int) -> HttpResponse:
    return _submit(request, _find(request, pk))


def _submit(request: MemberRequest, minutes: Minutes) -> HttpResponse:
    verbs.submit(minutes, by=request.membership, now=timezone.now())
    messages.success(request, _("Le texte est fixé : deux personnes doivent maintenant le signer."))
    return redirect(minutes)


@require_POST
@member("governance.view")
def minutes_return(request: MemberRequest, pk: int) -> HttpResponse:
    minutes = _find(request, pk)
    verbs.take_back(minutes, by=request.membership)
    messages.success(request, _("Le procès-verbal est de nouveau modifiable. Les signatures repartent de zéro."))
    return redirect(minutes)


@require_http_methods(["GET", "HEAD", "POST"])
@member("governance.view")
def minutes_sign(request: MemberRequest, pk: int) -> HttpResponse:
    """Sign what was read; who may is a matter of the meeting and of the mandates, not of the door."""
    minutes = only_from(_find(request, pk), Minutes.Status.SUBMITTED)
    form = SeenForm(request.POST if request.method == "POST" else None, initial={"seen": minutes.content_hash})
    if request.method == "POST" and form.is_valid():
        signed = verbs.sign(minutes, by=request.membership, seen=form.cleaned_data["seen"], now=timezone.now())
        sentence = _("Votre signature est enregistrée : il en manque une.")
        if signed.number:
            sentence = _("Le procès-verbal est signé et versé au registre, sous le n° %(n)d.") % {"n": signed.number}
        messages.success(request, sentence)
        return redirect(minutes)
    return render(request, "governance/minutes_detail.html", _context(request, minutes, form))


@require_safe
@member("governance.view")
def minutes_paper(request: MemberRequest, pk: int) -> HttpResponse:
    """The PDF: the very bytes of the register once filed, a marked draft before."""
    minutes = _find(request, pk)
    made = bytes(minutes.pdf) if minutes.pdf else paper(minutes)
    number = f"-{minutes.number:04d}" if minutes.number else "-projet"
    name = f"proces-verbal{number}-{slugify(request.association.slug)}.pdf"
    return HttpResponse(
        made, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member("governance.view")
def minutes_correct(request: MemberRequest, pk: int) -> HttpResponse:
    """Begin minutes that correct these: the filed ones never change."""
    minutes = _find(request, pk)
    if not verbs.may_write(minutes.meeting, request.membership):
        raise PermissionDenied("governance.manage")
    only_from(minutes, Minutes.Status.FILED)
    form = CorrectForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = verbs.correct(minutes, words=form.cleaned_data["words"], by=request.membership)
        messages.success(request, _("La rectification est commencée : elle suivra le même chemin, jusqu’au registre."))
        return redirect(made)
    return render(request, "governance/minutes_correct.html", {"minutes": minutes, "form": form})
