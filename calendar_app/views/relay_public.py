"""Pages for everybody, without account nor cookie: posts to share, and the links that supporters spread."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe
from django_scopes import scope, scopes_disabled

from associations.door import public
from associations.models import Association
from calendar_app.models import Relay, RelayLink, TestimonyCall
from calendar_app.relay import kits, limits, sharing, visits
from charter.models import Charter

# A supporter reads and reloads; more than this in a minute is a machine.
PAGES = {"most": 60, "seconds": 60}
# The same place following one link again and again is one person, or a machine.
CLICKS = {"most": 5, "seconds": 600}
# What tells where a link leads.
LEADS = ("relay__association", "relay__post__campaign")


def open_to_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Find the association by its address, open its scope, speak French, and slow down who asks too much."""

    @public
    @wraps(view)
    def wrapper(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        if limits.is_over(request, "page", **PAGES):
            return render(request, "relay/slow.html", status=429)
        association = get_object_or_404(Association, slug=slug)
        with scope(association=association), translation.override("fr"):
            response = view(request, association, **kwargs)
        response["Content-Language"] = "fr"
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "same-origin"
        response["Cache-Control"] = "no-store"
        return response

    return wrapper


def draw(request: HttpRequest, name: str, association: Association, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the association for everybody, with the links of its foot."""
    doors = {
        "publisher": association,
        "has_texts": Charter.objects.filter(association=association, is_public=True).exists(),
        "has_relays": Relay.objects.of(association).filter(closed_at=None).exists(),
        "is_listening": TestimonyCall.objects.filter(association=association, is_open=True).exists(),
    }
    return render(request, f"relay/{name}.html", doors | context, status=status)


@require_safe
@open_to_all
def relay_page(request: HttpRequest, association: Association) -> HttpResponse:
    """What supporters may share today; unknown while the association relays nothing."""
    if not Relay.objects.of(association).filter(closed_at=None).exists():
        raise Http404
    return draw(request, "page", association, kits=kits.kits(association, timezone.now()))


@require_safe
@open_to_all
def relay_image(request: HttpRequest, association: Association, relay: int, media: int) -> HttpResponse | FileResponse:
    found = kits.picture(association, relay, media, timezone.now())
    if found is None:
        raise Http404
    try:
        file = found.file.open()
    except FileNotFoundError:
        # A copy of the database without its files: the page then shows the description.
        raise Http404 from None
    return FileResponse(file, content_type=found.mime, filename=found.file.name.rsplit("/", 1)[-1])


@public
@require_safe
def relay_go(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to where the link was made to lead, and count one click; nothing is kept of who followed it."""
    with scopes_disabled():
        link = get_object_or_404(RelayLink.unscoped.select_related(*LEADS), code=code[:12].replace("\x00", ""))
        if visits.is_a_person(request) and not limits.is_over(request, f"click.{link.pk}", **CLICKS):
            sharing.count(link, timezone.localdate())
        target = sharing.destination(link)
    response = HttpResponseRedirect(target)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
