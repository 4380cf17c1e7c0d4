"""The pages of meetings before they open: the list, one meeting, its date, its convocation."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations.door import MemberRequest, member
from governance import meeting_pages, meetings, sessions
from governance.forms.meetings import CancelForm, ConveneForm, MeetingForm, starting_words
from governance.meetings import ShortNotice
from governance.models import Body, Meeting
from journal.moves import Refused, only_from

PAGE = 50


def find(request: MemberRequest, pk: int) -> Meeting:
    """Return the meeting `pk` of this association, with its body, or answer 404."""
    found = Meeting.objects.of(request.association)
    return get_object_or_404(
        found.select_related("association", "body", "first_call", "chair__user", "secretary__user"), pk=pk
    )


@require_safe
@member("governance.view")
def meeting_list(request: MemberRequest) -> HttpResponse:
    """Meetings to come, the next first, then the others."""
    every = Meeting.objects.of(request.association).select_related("association", "body")
    past = every.exclude(status__in=Meeting.COMING)
    context = {
        "coming": every.filter(status__in=Meeting.COMING).order_by("starts_at", "pk"),
        "page": Paginator(past, PAGE).get_page(request.GET.get("page")),
        "may_manage": request.membership.can("governance.manage"),
    }
    return render(request, "governance/meeting_list.html", context)


@require_safe
@member("governance.view")
def meeting_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """The page of a meeting: when and where, the agenda, what is expected of whom."""
    number = request.GET.get("page")
    context = meeting_pages.meeting_context(find(request, pk), request.membership, timezone.now(), number)
    return render(request, "governance/meeting_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("governance.manage")
def meeting_create(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    form = MeetingForm(
        request.POST if request.method == "POST" else None,
        association=request.association,
        now=now,
        meeting=None,
        initial={"form": Meeting.Form.IN_PERSON, "starts_time": "20:00"},
    )
    if request.method == "POST" and form.is_valid():
        meeting = meetings.prepare(by=request.membership, now=now, **form.details())
        messages.success(request, _("La réunion est en préparation. Écrivez son ordre du jour, puis convoquez."))
        return redirect(meeting)
    has_bodies = Body.objects.of(request.association).exists()
    return render(request, "governance/meeting_form.html", {"form": form, "has_bodies": has_bodies})


@require_http_methods(["GET", "HEAD", "POST"])
@member("governance.manage")
def meeting_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change date, form or place; after the convocation, those who were called are told."""
    meeting = only_from(find(request, pk), Meeting.Status.DRAFT, Meeting.Status.CONVENED)
    now, data = timezone.now(), request.POST if request.method == "POST" else None
    initial = starting_words(meeting)
    form = MeetingForm(data, association=request.association, now=now, meeting=meeting, initial=initial)
    if request.method == "POST" and form.is_valid() and _changed(request, meeting, form):
        messages.success(request, meeting_pages.told(meeting))
        return redirect(meeting)
    context = {"form": form, "meeting": meeting, "has_bodies": True, "called": meeting_pages.called(meeting)}
    return render(request, "governance/meeting_form.html", context)


def _changed(request: MemberRequest, meeting: Meeting, form: MeetingForm) -> bool:
    """Do it, or put the refusal above what was typed."""
    is_confirmed = form.cleaned_data["is_confirmed"]
    try:
        meetings.change(meeting, by=request.membership, now=form.now, is_confirmed=is_confirmed, **form.details())
    except ShortNotice as late:
        form.ask_confirmation(str(late))
    except Refused as refused:
        form.add_error(None, str(refused))
    return not form.errors


@require_http_methods(["GET", "HEAD", "POST"])
@member("governance.manage")
def meeting_convene(request: MemberRequest, pk: int) -> HttpResponse:
    """Read once more what will be sent, to whom, under which rule; then call people."""
    meeting, now = only_from(find(request, pk), Meeting.Status.DRAFT), timezone.now()
    context = meeting_pages.convene_context(meeting, now)
    form = ConveneForm(request.POST if request.method == "POST" else None, is_late=bool(context["late"]))
    if request.method == "POST" and form.is_valid():
        try:
            is_confirmed = form.cleaned_data["is_confirmed"]
            meetings.convene(meeting, by=request.membership, now=now, is_confirmed=is_confirmed)
        except ShortNotice as late:
            form.add_error("is_confirmed", str(late))
        else:
            people = len(context["people"])
            sent = ngettext("Un e-mail part à %(n)d personne.", "Un e-mail part à %(n)d personnes.", people)
            messages.success(request, _("La réunion est convoquée. %(sent)s") % {"sent": sent % {"n": people}})
            return redirect(meeting)
    return render(request, "governance/meeting_convene.html", context | {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@member("governance.manage")
def meeting_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    meeting = only_from(find(request, pk), Meeting.Status.DRAFT, Meeting.Status.CONVENED)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        meetings.cancel(meeting, by=request.membership, reason=form.cleaned_data["reason"], now=timezone.now())
        was_called = meeting.status == Meeting.Status.CONVENED
        told = _("La réunion est annulée. Les personnes convoquées en sont prévenues.")
        messages.success(request, told if was_called else _("La réunion est annulée."))
        return redirect(meeting)
    context = {"form": form, "meeting": meeting, "called": meeting_pages.called(meeting)}
    return render(request, "governance/meeting_cancel.html", context)


@require_POST
@member("governance.manage")
def meeting_second(request: MemberRequest, pk: int) -> HttpResponse:
    """Prepare the second meeting after a quorum that failed."""
    second = sessions.call_again(find(request, pk), by=request.membership, now=timezone.now())
    messages.success(request, _("La deuxième réunion est prête, avec le même ordre du jour. Relisez, puis convoquez."))
    return redirect(second)
