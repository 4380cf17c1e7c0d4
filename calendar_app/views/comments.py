"""The discussion beside a post, and an earlier version taken up again: find, call, answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from associations.door import MemberRequest, member
from calendar_app import restoring, sheet
from calendar_app.comments import saying
from calendar_app.comments.pages import CommentForm
from calendar_app.models import PostComment
from calendar_app.views.posts import find


def _thread(request: MemberRequest, pk: int | str) -> PostComment:
    rows = PostComment.objects.of(request.association).select_related("post__current", "association")
    return get_object_or_404(rows, pk=pk, thread=None)


@require_POST
@member("calendar.edit")
def post_comment(request: MemberRequest, pk: int) -> HttpResponse:
    """Say something, or answer in the thread named by the form."""
    post = find(request, pk)
    form = CommentForm(request.POST, auto_id="commentaire_%s")
    if not form.is_valid():
        context = sheet.page(post, request.membership, timezone.now()) | {"comment_form": form}
        return render(request, "calendar/post_detail.html", context)
    asked = request.POST.get("thread", "")
    thread = _thread(request, asked) if asked.isdecimal() and len(asked) < 19 else None
    if thread and thread.post_id != post.pk:
        thread = None
    said = saying.say(post, form.cleaned_data["body"], by=request.membership, now=timezone.now(), thread=thread)
    messages.success(request, _("Commentaire envoyé."))
    return redirect(said)


@require_POST
@member("calendar.view")
def comment_see(request: MemberRequest, pk: int) -> HttpResponse:
    thread = _thread(request, pk)
    saying.see(thread, by=request.membership, now=timezone.now())
    messages.success(request, _("C’est noté : ce fil ne vous attend plus."))
    return redirect(thread)


@require_POST
@member("calendar.edit")
def comment_settle(request: MemberRequest, pk: int) -> HttpResponse:
    thread = _thread(request, pk)
    saying.settle(thread, by=request.membership, now=timezone.now())
    messages.success(request, _("Fil réglé. Il reste lisible sous la discussion."))
    return redirect(thread)


@require_POST
@member("calendar.edit")
def comment_reopen(request: MemberRequest, pk: int) -> HttpResponse:
    thread = _thread(request, pk)
    saying.reopen(thread, by=request.membership, now=timezone.now())
    messages.success(request, _("Fil repris."))
    return redirect(thread)


@require_POST
@member("calendar.edit")
def version_restore(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Write the words of an earlier version again, over the one the person was looking at."""
    post = find(request, pk)
    get_object_or_404(post.revisions, number=number)
    asked = request.POST.get("expected", "")
    expected = int(asked) if asked.isdecimal() and len(asked) < 9 else 0
    made = restoring.restore(post, number, expected=expected, by=request.membership, now=timezone.now())
    messages.success(
        request,
        _("Les mots de la version %(old)d sont repris dans la version %(new)d.") % {"old": number, "new": made.number},
    )
    return redirect(post)
