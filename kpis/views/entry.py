"""The grid where the figures of a month are typed."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from associations.door import member
from kpis import periods, transitions
from kpis.forms.entry import Grid, grid
from kpis.views.months import shown_month


@require_http_methods(["GET", "POST"])
@member("kpis.enter")
def entry(request: HttpRequest, month: str | None = None) -> HttpResponse:
    """Show the grid of the month; keep it as a whole, or say what is refused and where."""
    first = shown_month(month, timezone.localdate())
    sheet = grid(request.association, first)
    if request.method == "POST" and sheet.read(request.POST).is_valid:
        try:
            done = transitions.enter(
                request.association, first, sheet.changes(), by=request.membership, now=timezone.now()
            )
        except transitions.Conflicts as conflicts:
            # What the others kept since is read again, so that the page shows it.
            sheet = grid(request.association, first).read(request.POST)
            for cell, sentence in conflicts.cells.items():
                sheet.refuse(cell, sentence)
        else:
            messages.success(request, told(done))
            return redirect("kpis:month", association=request.association.slug, month=periods.slug(first))
    return _page(request, sheet, first)


def _page(request: HttpRequest, sheet: Grid, month: date) -> HttpResponse:
    sheet.settle()
    following = periods.shift(month, 1)
    context = {
        "grid": sheet,
        "slug": periods.slug(month),
        "month_name": periods.in_words(month),
        "of_month": periods.of_month(month, today=timezone.localdate()),
        "before": periods.shift(month, -1),
        "following": following if following <= timezone.localdate() else None,
    }
    return render(request, "kpis/entry.html", context, status=422 if sheet.errors else 200)


def told(done: dict[str, int]) -> str:
    """What was kept, in words."""
    parts = [
        ngettext("%(n)s chiffre ajouté", "%(n)s chiffres ajoutés", done["added"]) % {"n": done["added"]},
        ngettext("%(n)s corrigé", "%(n)s corrigés", done["corrected"]) % {"n": done["corrected"]},
        ngettext("%(n)s retiré", "%(n)s retirés", done["removed"]) % {"n": done["removed"]},
    ]
    said = [words for words, count in zip(parts, done.values(), strict=True) if count]
    return _("Enregistré : %(what)s.") % {"what": ", ".join(said)} if said else _("Rien n’a changé.")
