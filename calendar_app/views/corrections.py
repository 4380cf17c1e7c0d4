"""What is done to a post that is out: correct it, withdraw it, leave one account aside, look at its screenshot."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from associations.door import MemberRequest, member
from calendar_app import sheet
from calendar_app.departures import correcting
from calendar_app.departures.forms import CorrectForm
from calendar_app.forms import ReasonForm
from calendar_app.models import Post, Slip, Variant
from calendar_app.views.library import attachment
from calendar_app.views.posts import find
from journal.moves import NoSuchMove


def _mendable(request: MemberRequest, pk: int) -> Post:
    """The post, if it is out and this person may mend it; the verb asks again."""
    post = find(request, pk)
    if not correcting.may_mend(post, request.membership):
        raise PermissionDenied
    if not correcting.is_out(post):
        raise NoSuchMove(_("Seul un message en ligne se rectifie ou se retire."), post)
    return post


def _after(post: Post) -> HttpResponse:
    """Back to the slip it mends, when one is open: the next step waits there."""
    return redirect(Slip.objects.of(post.association).open().filter(post=post).with_post().first() or post)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.correct")
def post_correct(request: MemberRequest, pk: int) -> HttpResponse:
    post = _mendable(request, pk)
    form = CorrectForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        correcting.correct(post, **form.cleaned_data, by=request.membership, now=timezone.now())
        messages.success(request, _("Rectificatif noté. La publication reste en ligne, marquée « rectifiée »."))
        return _after(post)
    return _draw(request, "correct", post, form)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.correct")
def post_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    post = _mendable(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        correcting.withdraw(post, reason=form.cleaned_data["reason"], by=request.membership, now=timezone.now())
        messages.success(request, _("Retrait noté. La publication reste au calendrier, avec son motif."))
        return _after(post)
    return _draw(request, "withdraw", post, form)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.publish")
def post_skip(request: MemberRequest, pk: int, variant: int) -> HttpResponse:
    post = find(request, pk)
    rows = Variant.objects.of(request.association).select_related("channel", "post__association")
    place = get_object_or_404(rows, pk=variant, post=post)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if correcting.skip(place, reason=reason, by=request.membership, now=timezone.now()):
            messages.success(request, _("C’est noté. La publication est faite partout où elle devait l’être."))
        else:
            messages.success(request, _("C’est noté. Il reste d’autres comptes."))
        return redirect(post)
    return _draw(request, "skip", post, form, place)


def _draw(
    request: MemberRequest, verb: str, post: Post, form: ReasonForm, place: Variant | None = None
) -> HttpResponse:
    context = {"verb": verb, "post": post, "form": form, "place": place, "revision": post.revision}
    context |= {"said": sheet.said(post), "outs": [v for v in post.variants.all() if v.published_at]}
    return render(request, "calendar/departures/mend.html", context)


@require_safe
@member("calendar.view")
def post_screenshot(request: MemberRequest, pk: int, variant: int) -> FileResponse:
    """What was seen once online: a download, to members only."""
    place = get_object_or_404(Variant.objects.of(request.association), pk=variant, post=pk)
    if not place.screenshot:
        raise Http404
    return attachment(place.screenshot, "application/octet-stream", f"capture-{pk}")
