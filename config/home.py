"""The front page: what waits for me, in every association I belong to."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from associations.door import public
from associations.models import Membership
from reminders.todo import waiting


@public
def home(request: HttpRequest) -> HttpResponse:
    """Show « À faire » to who is signed in, and the welcome page to others."""
    if not request.user.is_authenticated:
        return render(request, "welcome.html")
    memberships = list(Membership.unscoped.current().filter(user=request.user).order_by("association__name"))
    todos = waiting(memberships, timezone.now())
    context = {
        "memberships": memberships,
        "first": todos[0] if todos else None,
        "others": todos[1:],
        "count": len(todos),
        "today": timezone.localdate(),
        "several": len(memberships) > 1,
    }
    return render(request, "home.html", context)


@public
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 while the web process and the database speak to each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
