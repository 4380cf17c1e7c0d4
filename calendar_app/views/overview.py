"""The calendar as a month and as a list."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from associations.door import MemberRequest, member
from calendar_app import agenda
from calendar_app import month as months
from calendar_app.filters import of_request
from calendar_app.hours import FIRST_YEAR, LAST_YEAR


@require_safe
@member("calendar.view")
def show_month(request: MemberRequest, **asked: int) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    try:
        first = dt.date(asked["year"], asked["month"], 1) if asked else today.replace(day=1)
    except (ValueError, OverflowError):
        raise Http404 from None
    if not FIRST_YEAR <= first.year <= LAST_YEAR:
        raise Http404
    context = months.page(of_request(request.membership, request.GET, now), first, today, now)
    return render(request, "calendar/month.html", context | {"can_write": request.membership.can("calendar.edit")})


@require_safe
@member("calendar.view")
def show_list(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    context = agenda.page(
        of_request(request.membership, request.GET, now),
        now,
        after=request.GET.get("apres", ""),
        before=request.GET.get("avant", ""),
    )
    return render(request, "calendar/list.html", context | {"can_write": request.membership.can("calendar.edit")})
