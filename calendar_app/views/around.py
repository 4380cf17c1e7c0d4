"""The page that leads to everything around the calendar."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from associations.door import MemberRequest, member
from calendar_app.around import groups


@require_safe
@member("calendar.view")
def show_around(request: MemberRequest) -> HttpResponse:
    return render(request, "calendar/around.html", {"groups": groups(request.membership)})
