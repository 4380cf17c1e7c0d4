"""The private addresses of a person, and the door their agenda knocks at."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseGone, HttpResponseNotFound
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_scopes import scope

from associations.door import MemberRequest, member, public
from calendar_app.feeds import addresses, events, ical
from calendar_app.feeds.forms import FeedForm
from calendar_app.hours import midnight
from calendar_app.models import CalendarFeed
from calendar_app.views.opening_acts import attempt
from journal.models import Entry

# Raised when the same data would be written otherwise.
FORMAT = 1


def _mine(request: MemberRequest) -> Any:
    return CalendarFeed.objects.filter(
        association=request.association, membership=request.membership, revoked_at=None
    ).select_related("channel")


def _page(request: MemberRequest, form: FeedForm | None = None, shown: str = "", status: int = 200) -> HttpResponse:
    """The page; `shown` is an address just made: it is printed this once."""
    form = form or FeedForm(association=request.association)
    context = {"feeds": _mine(request), "form": form, "shown": shown, "webcal": shown.partition("://")[2]}
    return render(request, "calendar/feeds/feed_list.html", context, status=status)


@require_safe
@member("calendar.view")
def feed_list(request: MemberRequest) -> HttpResponse:
    return _page(request)


@require_POST
@never_cache
@member("calendar.view")
def feed_open(request: MemberRequest) -> HttpResponse:
    form, by, now = FeedForm(request.POST, association=request.association), request.membership, timezone.now()
    made: list[str] = []
    if form.is_valid() and attempt(form, lambda: made.append(addresses.open_feed(**form.content(), by=by, now=now)[1])):
        return _page(request, shown=addresses.address(made[0]))
    return _page(request, form, status=422)


@require_POST
@never_cache
@member("calendar.view")
def feed_rotate(request: MemberRequest, pk: int) -> HttpResponse:
    feed = get_object_or_404(_mine(request), pk=pk)
    token = addresses.rotate(feed, by=request.membership, now=timezone.now())
    return _page(request, shown=addresses.address(token))


@require_POST
@member("calendar.view")
def feed_revoke(request: MemberRequest, pk: int) -> HttpResponse:
    feed = get_object_or_404(_mine(request), pk=pk)
    addresses.revoke(feed, by=request.membership, now=timezone.now())
    messages.success(request, _("L’adresse est fermée : les agendas qui la lisaient ne reçoivent plus rien."))
    return redirect("calendar:feed-list", request.association.slug)


@require_safe
@public
def agenda(request: HttpRequest, token: str) -> HttpResponse:
    """What an agenda reads. Asked again while nothing changed: two queries and 304."""
    now = timezone.now()
    try:
        feed = addresses.find(token, timezone.localdate(now))
    except addresses.Gone:
        return HttpResponseGone("410\n", content_type="text/plain")
    if feed is None:
        return HttpResponseNotFound("404\n", content_type="text/plain")
    with scope(association=feed.association), translation.override(feed.membership.user.language):
        etag, modified = _version(feed, now)
        response = get_conditional_response(request, etag=etag, last_modified=int(modified.timestamp()))
        if response is None:
            body = ical.calendar(_title(feed), events.collect(events.selection(feed), now))
            response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        response["ETag"], response["Cache-Control"] = etag, "private, no-cache"
        response["Last-Modified"] = modified.astimezone(dt.UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
        response["X-Robots-Tag"], response["Content-Disposition"] = "noindex", 'inline; filename="portevoix.ics"'
        return response


def _version(feed: CalendarFeed, now: dt.datetime) -> tuple[str, dt.datetime]:
    """Every verb writes in the journal: its head is the version of all there is to show. What is shown moves by day."""
    head = Entry.objects.head(feed.association)
    today = midnight(timezone.localdate(now))
    said = (FORMAT, feed.pk, head.hash if head else "", today.date(), translation.get_language(), settings.SITE_URL)
    etag = hashlib.sha256(repr(said).encode()).hexdigest()[:32]
    return f'"{etag}"', max(today, head.at) if head else today


def _title(feed: CalendarFeed) -> str:
    return f"{feed.association.name} : {feed}"
