"""The calendar as a month, a week, a board and a list."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from associations.door import MemberRequest, member
from calendar_app import agenda, board, freshness
from calendar_app import month as months
from calendar_app import week as weeks
from calendar_app.filters import of_request
from calendar_app.hours import FIRST_YEAR, LAST_YEAR


def _day(today: dt.date, asked: dict[str, int]) -> dt.date:
    """The day of an address; today without one; 404 for a day that is none, or that the calendar does not show."""
    try:
        day = dt.date(asked["year"], asked["month"], asked.get("day", 1)) if asked else today
    except (ValueError, OverflowError):
        raise Http404 from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Http404
    return day


@require_safe
@member("calendar.view")
def show_month(request: MemberRequest, **asked: int) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    first = _day(today, asked).replace(day=1)
    filters, can_write = of_request(request.membership, request.GET, now), request.membership.can("calendar.edit")
    mark = freshness.tag(request, filters.known, today)
    if same := freshness.unchanged(request, mark):
        return same
    moving = can_write and request.GET.get("deplacer") == "1"
    context = months.page(filters, first, today, now, moving=moving)
    return freshness.stamped(render(request, "calendar/month.html", context | {"can_write": can_write}), mark)


@require_safe
@member("calendar.view")
def show_week(request: MemberRequest, **asked: int) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    day = _day(today, asked)
    filters, can_write = of_request(request.membership, request.GET, now), request.membership.can("calendar.edit")
    mark = freshness.tag(request, filters.known, today)
    if same := freshness.unchanged(request, mark):
        return same
    context = weeks.page(filters, day, today, now, can_write=can_write)
    return freshness.stamped(render(request, "calendar/week.html", context | {"can_write": can_write}), mark)


@require_safe
@member("calendar.view")
def show_board(request: MemberRequest, **asked: int) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    first = _day(today, asked).replace(day=1)
    filters, can_write = of_request(request.membership, request.GET, now), request.membership.can("calendar.edit")
    context = board.page(filters, first, today, now, can_write=can_write)
    return render(request, "calendar/board.html", context | {"can_write": can_write})


@require_safe
@member("calendar.view")
def show_list(request: MemberRequest) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    asked = request.GET
    context = agenda.page(
        of_request(request.membership, asked, now),
        now,
        agenda.day_of(asked.get("jour", ""), today),
        after=asked.get("apres", ""),
        before=asked.get("avant", ""),
    )
    return render(request, "calendar/list.html", context | {"can_write": request.membership.can("calendar.edit")})
