"""The page of the month: what came of what we said."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.door import member
from kpis import periods
from kpis.tables import monthly


def shown_month(text: str | None, today: date) -> date:
    """The month of an address, or the last finished one. 404 for a month that has not begun."""
    if text is None:
        return periods.shift(periods.month_of(today), -1)
    try:
        month = periods.parse_month(text)
    except ValueError as error:
        raise Http404 from error
    if month > today:
        raise Http404(_("Ce mois n’a pas commencé."))
    return month


@member("kpis.view")
def month(request: HttpRequest, month: str | None = None) -> HttpResponse:
    """Results, trends and table of one month."""
    today = timezone.localdate()
    first = shown_month(month, today)
    following = periods.shift(first, 1)
    context = {
        "monthly": monthly(request.association, first),
        "slug": periods.slug(first),
        "month_name": periods.in_words(first),
        "of_month": periods.of_month(first),
        "before": periods.shift(first, -1),
        "following": following if following <= today else None,
        "in_progress": following > today,
        "can": {act: request.membership.can(f"kpis.{act}") for act in ("enter", "import", "export", "targets")},
    }
    return render(request, "kpis/month.html", context)
