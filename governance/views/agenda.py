"""The pages of an agenda: its points and the documents joined to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations.door import MemberRequest, member
from governance import agenda, meeting_pages
from governance.agenda import FileRefused
from governance.forms.meetings import DocumentForm, ItemForm, item_words
from governance.models import AgendaItem, Meeting, MeetingDocument
from governance.views.meetings import find
from journal.moves import Refused, only_from


def _open_to_change(meeting: Meeting) -> Meeting:
    only_from(meeting, Meeting.Status.DRAFT, Meeting.Status.CONVENED)
    return meeting


def _item(request: MemberRequest, pk: int) -> AgendaItem:
    items = AgendaItem.objects.filter(association=request.association)
    return get_object_or_404(items.select_related("meeting__association", "meeting__body"), pk=pk)


def _done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it, or put the refusal above what was typed."""
    try:
        act()
    except (Refused, FileRefused) as refused:
        form.add_error(None, str(refused))
    return not form.errors


def _item_page(
    request: MemberRequest, meeting: Meeting, form: ItemForm, item: AgendaItem | None = None
) -> HttpResponse:
    context = {"form": form, "meeting": meeting, "item": item, "called": meeting_pages.called(meeting)}
    return render(request, "governance/meeting_item_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("governance.manage")
def item_add(request: MemberRequest, pk: int) -> HttpResponse:
    meeting, by = _open_to_change(find(request, pk)), request.membership
    form = ItemForm(request.POST if request.method == "POST" else None, association=request.association)
    act = lambda: agenda.add_item(meeting, form.point(), by=by, now=timezone.now())  # noqa: E731 - done if it is valid
    if request.method == "POST" and form.is_valid() and _done(form, act):
        messages.success(request, meeting_pages.told(meeting))
        return redirect(meeting)
    return _item_page(request, meeting, form)


@require_http_methods(["GET", "HEAD", "POST"])
@member("governance.manage")
def item_edit(request: MemberRequest, pk: int) -> HttpResponse:
    item, by = _item(request, pk), request.membership
    meeting = _open_to_change(item.meeting)
    data = request.POST if request.method == "POST" else None
    form = ItemForm(data, association=request.association, item=item, initial=item_words(item))
    act = lambda: agenda.rewrite_item(item, form.point(), by=by, now=timezone.now())  # noqa: E731 - done if it is valid
    if request.method == "POST" and form.is_valid() and _done(form, act):
        messages.success(request, meeting_pages.told(meeting))
        return redirect(meeting)
    return _item_page(request, meeting, form, item)


def _moved(request: MemberRequest, pk: int, step: int) -> HttpResponse:
    item = _item(request, pk)
    agenda.move_item(item, step, by=request.membership, now=timezone.now())
    return redirect(f"{item.meeting.get_absolute_url()}#agenda")


@require_POST
@member("governance.manage")
def item_up(request: MemberRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, -1)


@require_POST
@member("governance.manage")
def item_down(request: MemberRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, 1)


@require_POST
@member("governance.manage")
def item_remove(request: MemberRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    meeting = agenda.remove_item(item, by=request.membership, now=timezone.now())
    messages.success(request, meeting_pages.told(meeting))
    return redirect(meeting)


@require_http_methods(["GET", "HEAD", "POST"])
@member("governance.manage")
def document_add(request: MemberRequest, pk: int) -> HttpResponse:
    meeting, by = _open_to_change(find(request, pk)), request.membership
    sent = request.method == "POST"
    form = DocumentForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        file: Any = form.cleaned_data["file"]
        if _done(form, lambda: agenda.join_document(meeting, file, file.name, by=by, now=timezone.now())):
            messages.success(request, meeting_pages.told(meeting))
            return redirect(meeting)
    context = {"form": form, "meeting": meeting, "called": meeting_pages.called(meeting)}
    return render(request, "governance/meeting_document_form.html", context)


def _document(request: MemberRequest, pk: int) -> MeetingDocument:
    documents = MeetingDocument.objects.filter(association=request.association)
    return get_object_or_404(documents.select_related("meeting__association", "meeting__body"), pk=pk)


@require_safe
@member("governance.view")
def document(request: MemberRequest, pk: int) -> Any:
    """One document, to members only, always saved and never opened inside a page of ours."""
    found = _document(request, pk)
    try:
        file = found.file.open("rb")
    except FileNotFoundError:
        # A copy of the database without its files.
        raise Http404 from None
    response = FileResponse(file, as_attachment=True, filename=found.name, content_type=found.mime)
    response["Cache-Control"] = "private, max-age=86400"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@member("governance.manage")
def document_remove(request: MemberRequest, pk: int) -> HttpResponse:
    meeting = agenda.remove_document(_document(request, pk), by=request.membership, now=timezone.now())
    messages.success(request, meeting_pages.told(meeting))
    return redirect(meeting)
