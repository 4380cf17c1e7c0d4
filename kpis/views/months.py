"""The page of the month: what came of what we said."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.door import member
from journal.models import Entry
from kpis import periods
from kpis.models import Reading
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
    """Results, trends and table of one month; `mois` is what the chooser sends."""
    today = timezone.localdate()
    if asked := request.GET.get("mois"):
        asked = periods.slug(shown_month(asked, today))
        return redirect("kpis:month", association=request.association.slug, month=asked)
    first = shown_month(month, today)
    following = periods.shift(first, 1)
    table = monthly(request.association, first, today)
    context = {
        "monthly": table,
        "slug": periods.slug(first),
        "month_name": periods.in_words(first),
        "of_month": periods.of_month(first, today=today),
        "before": periods.shift(first, -1),
        "following": following if following <= today else None,
        "in_progress": following > today,
        "choices": _choices(request, first, today),
        "read_another_year": bool(table.last_read_at) and {table.last_read_at.year} != {first.year, today.year},
        # The same head as the workbook of the month prints: kept on paper, it proves the journal whole.
        "journal_head": Entry.objects.head(request.association),
        "can": {act: request.membership.can(f"kpis.{act}") for act in ("enter", "import", "export", "targets")},
    }
    return render(request, "kpis/month.html", context)


def _choices(request: HttpRequest, shown: date, today: date) -> list[tuple[str, str]]:
    """Months that have figures, the last two, and the one shown: (address, words), the latest first."""
    current = periods.month_of(today)
    known = Reading.objects.of(request.association).months()
    months = {each for each in known if each <= current} | {current, periods.shift(current, -1), shown}
    return [(periods.slug(each), periods.in_words(each)) for each in sorted(months, reverse=True)]
