"""The front page: what waits for me, in every association I belong to."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django_scopes import scope

from associations.door import memberships, public
from associations.models import Membership
from calendar_app.models import Post
from reminders.todo import waiting


@public
def home(request: HttpRequest) -> HttpResponse:
    """Show « À faire » to who is signed in, and the welcome page to others."""
    if not request.user.is_authenticated:
        return render(request, "welcome.html")
    mine = memberships(request)
    now = timezone.now()
    todos = waiting(mine, now)
    context = {
        "memberships": mine,
        "first": todos[0] if todos else None,
        "others": todos[1:],
        "count": len(todos),
        "today": timezone.localdate(now),
        "year": str(timezone.localdate(now).year),
        "several": len(mine) > 1,
        "week": _this_week(mine, now),
    }
    return render(request, "home.html", context)


def _this_week(mine: list[Membership], now: dt.datetime) -> list[Post]:
    """The next posts of the person's associations, seven days ahead, six at most (one query)."""
    associations = [m.association for m in mine if m.can("calendar.view")]
    if not associations:
        return []
    with scope(association=associations):
        ahead = Post.objects.filter(association__in=associations, due_at__range=(now, now + dt.timedelta(days=7)))
        return list(ahead.exclude(status=Post.Status.CANCELLED).select_related("association").order_by("due_at")[:6])


@public
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 while the web process and the database speak to each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
