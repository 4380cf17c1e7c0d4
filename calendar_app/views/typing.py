"""While somebody types: counts, and a copy kept on the server."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from associations.door import MemberRequest, member
from calendar_app import kept, meters, previews, remarks
from calendar_app.hours import spoken_hour
from calendar_app.models import Channel, Post
from calendar_app.networks import amended


@require_POST
@member("calendar.edit")
def count(request: MemberRequest) -> HttpResponse:
    """The lengths of the text in the request and its card on each account, drawn as on the page."""
    channels = list(Channel.objects.of(request.association))
    book = amended.book(request.association)
    context = {
        "meters": meters.of_data(request.POST, channels, book),
        "cards": previews.of_data(request.POST, channels, request.association, book),
        "remarks": remarks.of_data(request.POST, channels, request.association, timezone.now(), _number(request)),
        "live": True,
    }
    return render(request, "calendar/networks/_typing.html", context)


def _number(request: MemberRequest) -> int | None:
    """The post whose page asks: it is no neighbour of itself."""
    asked = request.GET.get("post", "")
    return int(asked) if asked.isdecimal() and len(asked) < 19 else None


def _post(request: MemberRequest, pk: int | None) -> Post | None:
    if pk is None:
        return None
    return get_object_or_404(Post.objects.of(request.association).select_related("current"), pk=pk)


@require_POST
@member("calendar.edit")
def keep(request: MemberRequest, pk: int | None = None) -> JsonResponse:
    """Keep what is typed, without saving it: nobody else sees it."""
    now = timezone.now()
    if kept.keep(request.POST, request.membership, _post(request, pk), now) is None:
        sentence = _("Ce texte est trop long pour être gardé en route. Enregistrez-le, ou raccourcissez-le.")
        return JsonResponse({"sentence": sentence}, status=413)
    return JsonResponse({"sentence": _("Gardé à %(hour)s, pas encore enregistré.") % {"hour": spoken_hour(now)}})


@require_POST
@member("calendar.edit")
def forget(request: MemberRequest, pk: int | None = None) -> HttpResponse:
    post = _post(request, pk)
    kept.forget(request.membership, post)
    return (
        redirect("calendar:post-edit", request.association.slug, post.pk)
        if post
        else redirect("calendar:post-create", request.association.slug)
    )
