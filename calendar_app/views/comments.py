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
from calendar_app.models import Post, PostComment
from calendar_app.views.posts import find
from journal.moves import Refused


def _thread(request: MemberRequest, pk: int | str) -> PostComment:
    rows = PostComment.objects.of(request.association).select_related("post__current", "association")
    return get_object_or_404(rows, pk=pk, thread=None)


@require_POST
@member("calendar.edit")
def post_comment(request: MemberRequest, pk: int) -> HttpResponse:
    """Say something, or answer in the thread named by the form."""
    post, now = find(request, pk), timezone.now()
    form = CommentForm(request.POST, auto_id="commentaire_%s")
    if form.is_valid():
        thread = _answered(request, post)
        try:
            said = saying.say(post, form.cleaned_data["body"], by=request.membership, now=now, thread=thread)
        except Refused as refusal:
            # The words stay on the page: what was typed is not typed again.
            form.add_error("body", str(refusal))
        else:
            messages.success(request, _("Commentaire envoyé."))
            return redirect(said)
    context = sheet.page(post, request.membership, now) | {"comment_form": form}
    return render(request, "calendar/post_detail.html", context)


def _answered(request: MemberRequest, post: Post) -> PostComment | None:
    """The thread of `post` that the form names; None for a new one."""
    asked = request.POST.get("thread", "")
    thread = _thread(request, asked) if asked.isdecimal() and len(asked) < 19 else None
    return thread if thread and thread.post_id == post.pk else None


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
