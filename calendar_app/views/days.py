"""The days not to miss."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations.door import MemberRequest, member
from calendar_app.campaigns import almanac, day_acts, day_pages
from calendar_app.campaigns.almanac import Falls
from calendar_app.hours import FIRST_YEAR, LAST_YEAR


def _find(request: MemberRequest, year: int, day: str) -> Falls:
    """The day of that year as the association sees it; 404 for one nobody knows."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    found = next((each for each in almanac.falls(request.association, year, year) if each.id == day), None)
    if found is None:
        raise Http404
    return found


@require_safe
@member("calendar.view")
def show_days(request: MemberRequest, **asked: int) -> HttpResponse:
    today = timezone.localdate()
    year = asked.get("year", today.year)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    context = day_pages.page(request.association, year, request.GET.dict(), today) | {
        "before": year - 1 if year > FIRST_YEAR else None,
        "after": year + 1 if year < LAST_YEAR else None,
        "can_write": request.membership.can("calendar.edit"),
        "can_manage": request.membership.can("calendar.manage"),
    }
    return render(request, "calendar/campaigns/days.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.edit")
def confirm_day(request: MemberRequest, year: int) -> HttpResponse:
    day = _find(request, year, request.GET.get("jour", ""))
    initial = {"starts_on": day.starts_on, "ends_on": day.ends_on if day.is_long else None}
    form = day_pages.ConfirmDayForm(request.POST or None, year=year, initial=initial)
    if request.method == "POST" and form.is_valid():
        day_acts.confirm(
            request.association, day, year=year, by=request.membership, now=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("Date confirmée. Merci."))
        return redirect(_place(request, year, day.id))
    return render(request, "calendar/campaigns/day_confirm.html", {"form": form, "day": day, "year": year})


@require_POST
@member("calendar.manage")
def choose_day(request: MemberRequest, year: int) -> HttpResponse:
    """Show the day `montrer` or hide the day `masquer`."""
    wanted = request.POST.get("montrer", "")
    day = _find(request, year, wanted or request.POST.get("masquer", ""))
    day_acts.choose(request.association, day.id, is_shown=bool(wanted), by=request.membership)
    messages.success(request, _("Journée montrée.") if wanted else _("Journée masquée pour toute l’association."))
    return redirect(_place(request, year, day.id if wanted else ""))


@require_POST
@member("calendar.edit")
def propose_day(request: MemberRequest, year: int) -> HttpResponse:
    post = day_acts.propose(
        _find(request, year, request.POST.get("jour", "")), by=request.membership, now=timezone.now()
    )
    return redirect("calendar:post-edit", request.association.slug, post.pk)


def _place(request: MemberRequest, year: int, day: str) -> str:
    path = reverse("calendar:days-year", args=[request.association.slug, year])
    return f"{path}#{day}" if day else path
