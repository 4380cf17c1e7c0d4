"""Publish by hand: the kit of each account, and the confirmation with the link."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from associations import rights
from associations.door import MemberRequest, member
from calendar_app import gate, sheet, transitions
from calendar_app.departures import kit as kits
from calendar_app.departures.forms import DepartureForm
from calendar_app.models import Media, Post, Variant
from calendar_app.views.posts import find
from journal.moves import NoSuchMove


@require_safe
@member("calendar.publish")
def kit(request: MemberRequest, pk: int) -> HttpResponse:
    """Everything needed to publish by hand; given only when publishing is allowed now."""
    return _kit(request, find(request, pk))


def _kit(request: MemberRequest, post: Post, refused: tuple[int, DepartureForm] | None = None) -> HttpResponse:
    now = timezone.now()
    rights.require(request.membership, "calendar.publish")
    if post.status != Post.Status.SCHEDULED:
        raise NoSuchMove(_("Le nécessaire de publication s’ouvre une fois la publication programmée."), post)
    gate.refuse(post, "publish", now)
    places = [(each, _form(each.variant, refused, now)) for each in kits.of(post)]
    context = {
        "post": post,
        "places": places,
        # One act at a time: the first account that waits is the sheet of the page.
        "next": next((each for each, form in places if form), None),
        # Out somewhere: an account that cannot follow may be left aside.
        "may_skip": any(each.variant.published_at for each, _form in places),
        "moment": sheet.moment(post),
        "refused": refused is not None,
    }
    return render(request, "calendar/kit.html", context)


def _form(variant: Variant, refused: tuple[int, DepartureForm] | None, now: dt.datetime) -> DepartureForm | None:
    """The form of one account: the refused one with its errors, none once confirmed."""
    if variant.published_at or variant.skipped_at:
        return None
    if refused and refused[0] == variant.pk:
        return refused[1]
    return DepartureForm(now=now, prefix=f"v{variant.pk}")


@require_POST
@member("calendar.publish")
def confirm(request: MemberRequest, pk: int, variant: int) -> HttpResponse:
    post = find(request, pk)
    place = get_object_or_404(
        Variant.objects.of(request.association).select_related("channel", "post"), pk=variant, post=post
    )
    now = timezone.now()
    form = DepartureForm(request.POST, request.FILES, now=now, prefix=f"v{place.pk}")
    if not form.is_valid():
        return _kit(request, post, (place.pk, form))
    data = form.cleaned_data
    is_last = transitions.confirm(place, **data, by=request.membership, now=now)
    if is_last:
        messages.success(request, _("Publiée partout. Le calendrier garde les liens."))
        return redirect(post)
    messages.success(request, _("Noté pour %(channel)s. Il reste d’autres comptes.") % {"channel": place.channel.name})
    return redirect("calendar:post-kit", request.association.slug, post.pk)


@require_safe
@member("calendar.view")
def media(request: MemberRequest, pk: int) -> Any:
    """One image, to members only; ?telecharger=1 saves it under its name."""
    image: Media = get_object_or_404(Media.objects.filter(association=request.association), pk=pk)
    suffix = image.file.name.rsplit(".", 1)[-1]
    stem = image.name.rsplit(".", 1)[0] or "image"
    try:
        file = image.file.open("rb")
    except FileNotFoundError:
        # A copy of the database without its files: the page then shows the description.
        raise Http404 from None
    response = FileResponse(
        file,
        as_attachment=bool(request.GET.get("telecharger")),
        filename=f"{stem}.{suffix}",
        content_type=image.mime,
    )
    response["Cache-Control"] = "private, max-age=86400"
    return response
