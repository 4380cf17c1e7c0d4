"""The workbook: ask for it, watch it being made, download it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations.door import member
from kpis import periods, transitions
from kpis.models import Export
from kpis.views.months import shown_month

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTED = 24
CHOICES = 24


@require_http_methods(["GET", "POST"])
@member("kpis.export")
def export_create(request: HttpRequest) -> HttpResponse:
    """List the workbooks made lately, and ask for the one of a month."""
    today = timezone.localdate()
    if request.method == "POST":
        try:
            month = shown_month(request.POST.get("month", ""), today)
        except Http404:
            messages.error(request, _("Choisissez un mois de la liste : celui-ci n’existe pas ou n’a pas commencé."))
            return redirect("kpis:export-create", association=request.association.slug)
        language = "en" if (get_language() or "fr").startswith("en") else "fr"
        export = transitions.ask_export(
            request.association, month, by=request.membership, language=language, now=timezone.now()
        )
        return redirect(export)
    exports = Export.objects.of(request.association).select_related("asked_by__user")[:LISTED]
    choices = reversed(periods.months_until(periods.month_of(today), CHOICES))
    months = [(periods.slug(month), periods.in_words(month)) for month in choices]
    chosen = periods.slug(shown_month(None, today))
    return render(request, "kpis/exports.html", {"exports": exports, "months": months, "chosen": chosen})


@require_safe
@never_cache
@member("kpis.export")
def export_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One workbook: how far it is, then the file."""
    export = get_object_or_404(
        Export.objects.of(request.association).select_related("association", "asked_by__user"), pk=pk
    )
    under_way = export.status in (Export.Status.WAITING, Export.Status.RUNNING)
    of_month = periods.of_month(export.month, today=timezone.localdate())
    context = {"export": export, "under_way": under_way, "of_month": of_month}
    # The script of the page asks for the same address and takes the part that moves.
    template = "kpis/_export_state.html" if request.GET.get("part") == "state" else "kpis/export.html"
    return render(request, template, context)


@require_safe
@member("kpis.export")
def export_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The file, as it was made."""
    exports = Export.unscoped.filter(association=request.association, status=Export.Status.READY)
    export = get_object_or_404(exports.select_related("association"), pk=pk)
    if not export.content:
        raise Http404
    response = HttpResponse(bytes(export.content), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{export.file_name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@member("kpis.export")
def export_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a failed one again."""
    export = get_object_or_404(Export.objects.of(request.association), pk=pk)
    transitions.retry_export(export, by=request.membership, now=timezone.now())
    return redirect(export)
