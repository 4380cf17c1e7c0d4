"""The verbs of a post, one view each: find, call, answer. A refusal becomes a sentence on the page of the post."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from associations.door import MemberRequest, member
from calendar_app import sheet, transitions
from calendar_app.forms import ReasonForm
from calendar_app.hours import spoken
from calendar_app.models import Post
from calendar_app.views.posts import find


def _post(request: MemberRequest, pk: int) -> Post:
    return get_object_or_404(Post.objects.of(request.association).select_related("association"), pk=pk)


@require_POST
@member("calendar.edit")
def submit(request: MemberRequest, pk: int) -> HttpResponse:
    post = _post(request, pk)
    transitions.submit(post, by=request.membership, now=timezone.now())
    messages.success(request, _("Envoyé en relecture. Une autre personne peut maintenant l’approuver."))
    return redirect(post)


@require_POST
@member("calendar.approve")
def approve(request: MemberRequest, pk: int) -> HttpResponse:
    post = _post(request, pk)
    expected = request.POST.get("expected", "")
    # Without the number of the text that was read, there is no saying what the yes is about.
    number = int(expected) if expected.isdecimal() and len(expected) < 9 else 0
    transitions.approve(post, expected=number, by=request.membership, now=timezone.now())
    messages.success(request, _("Texte approuvé. Il reste à le programmer."))
    return redirect(post)


@require_POST
@member("calendar.approve")
def schedule(request: MemberRequest, pk: int) -> HttpResponse:
    post = _post(request, pk)
    transitions.schedule(post, by=request.membership, now=timezone.now())
    messages.success(request, _("Programmée pour %(moment)s.") % {"moment": spoken(post.due_at)})
    return redirect(post)


@require_POST
@member("calendar.edit")
def reopen(request: MemberRequest, pk: int) -> HttpResponse:
    post = _post(request, pk)
    transitions.reopen(post, by=request.membership, now=timezone.now())
    messages.success(
        request, _("Remise en relecture : elle ne partira pas tant qu’elle n’est pas programmée à nouveau.")
    )
    return redirect(post)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.approve")
def ask_changes(request: MemberRequest, pk: int) -> HttpResponse:
    post = find(request, pk)

    def act(reason: str) -> None:
        transitions.ask_changes(post, reason=reason, by=request.membership, now=timezone.now())
        messages.success(
            request, _("%(name)s retrouve ce texte dans « À faire », avec vos mots.") % {"name": post.owner.name}
        )

    return _with_reason(request, post, "ask-changes", act)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.edit")
def cancel(request: MemberRequest, pk: int) -> HttpResponse:
    post = find(request, pk)

    def act(reason: str) -> None:
        transitions.cancel(post, reason=reason, by=request.membership, now=timezone.now())
        messages.success(request, _("Publication annulée. Elle reste au calendrier, avec son motif."))

    return _with_reason(request, post, "cancel", act)


def _with_reason(request: MemberRequest, post: Post, verb: str, act: Callable[[str], None]) -> HttpResponse:
    """Ask why on a page of its own, then act."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act(form.cleaned_data["reason"])
        return redirect(post)
    context = {"form": form, "post": post, "verb": verb, "revision": post.revision, "said": sheet.said(post)}
    return render(request, "calendar/reason.html", context)
