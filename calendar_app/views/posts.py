"""Create, read and edit a post."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from associations.door import MemberRequest, member
from calendar_app import hours, kept, meters, previews, remarks, sheet, versions, writing
from calendar_app.campaigns import fields
from calendar_app.duty import proposing
from calendar_app.forms import PostForm, initial_for, initial_for_new
from calendar_app.models import Post, Revision
from calendar_app.networks import amended
from journal.moves import Refused


def find(request: MemberRequest, pk: int) -> Post:
    """The post of this association, with all its page shows; 404 for a neighbour's."""
    return get_object_or_404(Post.objects.of(request.association).to_read(), pk=pk)


@require_safe
@member("calendar.view")
def detail(request: MemberRequest, pk: int) -> HttpResponse:
    post = find(request, pk)
    return render(request, "calendar/post_detail.html", sheet.page(post, request.membership, timezone.now()))


@require_safe
@member("calendar.view")
def version(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """The words of one version, and what changed since the one before."""
    revisions = Revision.objects.of(request.association).select_related("post", "association", "by__user")
    revision = get_object_or_404(revisions, post=pk, number=number)
    context = versions.page(revision.post, revision)
    may_restore = context["is_old"] and request.membership.can("calendar.edit")
    return render(request, "calendar/version.html", context | {"may_restore": may_restore})


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.edit")
def create(request: MemberRequest) -> HttpResponse:
    if request.method == "POST":
        form = PostForm(request.POST, request.FILES, association=request.association)
        return _save(request, form)
    initial = initial_for_new(_asked_day(request), request.membership) | {"held": request.GET.getlist("media")}
    initial |= proposing.initial(request.GET, request.membership) | fields.asked(request.GET)
    return _draw(request, _with_kept(request, None, initial))


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.edit")
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    post = find(request, pk)
    shown = [(image.media, image.alt) for image in post.revision.all_images()]
    if request.method == "POST":
        form = PostForm(request.POST, request.FILES, association=request.association, post=post, shown=shown)
        return _save(request, form)
    if post.status not in ("draft", "review", "scheduled"):
        messages.error(request, _("Cette publication ne change plus."))
        return redirect(post)
    return _draw(request, _with_kept(request, post, initial_for(post), shown))


def _asked_day(request: MemberRequest) -> dt.date:
    try:
        return dt.date.fromisoformat(request.GET.get("jour", ""))
    except ValueError:
        return timezone.localdate() + hours.DAY


def _with_kept(request: MemberRequest, post: Post | None, initial: dict[str, Any], shown: Any = None) -> PostForm:
    """The form on its saved text or, when asked, on what the person had typed and not saved."""
    if request.GET.get("reprendre"):
        initial = kept.resumed(initial, request.membership, post)
    return PostForm(initial=initial, association=request.association, post=post, shown=shown)


def _save(request: MemberRequest, form: PostForm) -> HttpResponse:
    wants_review = "submit" in request.POST
    if form.is_valid():
        try:
            post = writing.save(form, by=request.membership, now=timezone.now(), submit=wants_review)
            proposing.note(request.GET, post, by=request.membership)
        except Refused as refusal:
            return _draw(request, form, refusal)
        was_in_review = form.post is not None and form.post.status == Post.Status.REVIEW
        sent = post.status == Post.Status.REVIEW and not was_in_review
        done = _("Enregistré et envoyé en relecture.") if sent else _("Enregistré.")
        messages.success(request, proposing.told(done, request.GET, request.membership, timezone.now()))
        return redirect(post)
    return _draw(request, form)


def _draw(request: MemberRequest, form: PostForm, refusal: Refused | None = None) -> HttpResponse:
    if form.is_bound:
        writing.hold(form, by=request.membership, now=timezone.now())
    book = amended.book(request.association)
    context = {
        "form": form,
        "post": form.post,
        "slot": "" if form.post else proposing.words(request.GET, request.membership),
        "asked": versions.asked(form.post) if form.post else None,
        "theirs": writing.conflict(form, refusal),
        "meters": meters.of_form(form, book),
        "cards": previews.of_form(form, request.association, book),
        "remarks": remarks.of_form(form, request.association, timezone.now()),
        "kept": None if form.is_bound or request.GET.get("reprendre") else kept.waiting(request.membership, form.post),
    }
    if refusal and not context["theirs"]:
        writing.explain(form, refusal)
    return render(request, "calendar/post_form.html", context, status=409 if context["theirs"] else 200)
