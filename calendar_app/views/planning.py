"""The planning as a workbook: take it away, send it back, see every difference, then apply."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations.door import MemberRequest, member
from calendar_app import filters
from calendar_app.models import PlanningExport, PlanningImport
from calendar_app.planning import forms, grids, looking, pages, parsing, transitions

TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
LISTED = 12


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.view")
def planning(request: MemberRequest) -> HttpResponse:
    """Ask for the planning of a month or of a quarter, as the filters of the calendar narrow it."""
    query = filters.of_request(request.membership, request.GET, timezone.now()).query()
    sent = request.POST if request.method == "POST" else None
    form = forms.AskForm(sent, today=timezone.localdate(), chosen=request.GET.get("mois", ""))
    if form.is_valid():
        days = forms.days_of(form.cleaned_data["period"])
        language = "en" if (get_language() or "fr").startswith("en") else "fr"
        common = {"shape": form.cleaned_data["shape"], "query": query, "language": language}
        return redirect(
            transitions.ask_export(request.association, *days, by=request.membership, now=timezone.now(), **common)
        )
    return _draw(request, form, forms.SendForm(), query)


def _draw(request: MemberRequest, ask: forms.AskForm, send: forms.SendForm, query: str = "") -> HttpResponse:
    exports = PlanningExport.objects.of(request.association).filter(asked_by=request.membership)
    imports = PlanningImport.objects.seen_by(request.membership).exclude(status="set_aside").listed()
    page = {
        "ask": ask,
        "send": send,
        "query": query,
        "exports": exports.select_related("association")[:LISTED],
        "imports": imports.select_related("association", "by__user")[:LISTED],
        "can_send": request.membership.can("calendar.edit"),
    }
    return render(request, "calendar/planning/planning.html", page, status=422 if ask.errors or send.errors else 200)


@require_safe
@never_cache
@member("calendar.view")
def export_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One planning: how far it is, then the file."""
    export = _export(request, pk)
    # The script of the page asks for the same address and takes the part that moves.
    part = request.GET.get("part") == "state"
    template = "calendar/planning/_export_state.html" if part else "calendar/planning/export.html"
    return render(
        request, template, {"export": export, "under_way": export.is_under_way, "has_file": _has_file(export)}
    )


@require_safe
@member("calendar.view")
def export_download(request: MemberRequest, pk: int) -> HttpResponse:
    """The file, as it was made."""
    export = _export(request, pk)
    if export.status != PlanningExport.Status.READY or not export.content:
        raise Http404
    response = HttpResponse(bytes(export.content), content_type=TYPES[export.shape])
    response["Content-Disposition"] = f'attachment; filename="{export.file_name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@member("calendar.view")
def export_retry(request: MemberRequest, pk: int) -> HttpResponse:
    """Start a failed one again."""
    export = _export(request, pk)
    transitions.retry_export(export, by=request.membership, now=timezone.now())
    return redirect(export)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.edit")
def send(request: MemberRequest) -> HttpResponse:
    """Send a filled planning back: it is read at once, and nothing changes yet."""
    if request.method != "POST":
        return redirect("calendar:planning", association=request.association.slug)
    form = forms.SendForm(request.POST, request.FILES)
    if form.is_valid():
        name = form.cleaned_data["file"].name
        try:
            return redirect(transitions.receive(form.grid, name, by=request.membership, now=timezone.now()))
        except grids.FileRefused as refused:
            form.add_error("file", str(refused))
    return _draw(request, forms.AskForm(today=timezone.localdate()), form)


@require_safe
@never_cache
@member("calendar.edit")
def import_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """The columns to recognise, the differences, how far it is, or what came of it."""
    row = _import(request, pk)
    Status = PlanningImport.Status
    if row.status == Status.MATCHING:
        return _columns(request, row)
    if row.status == Status.PREVIEW:
        return render(request, "calendar/planning/preview.html", pages.preview(row))
    if request.GET.get("part") == "state":
        return render(request, "calendar/planning/_import_state.html", pages.results(row))
    return render(request, "calendar/planning/results.html", pages.results(row))


def _columns(request: MemberRequest, row: PlanningImport, form: forms.ColumnsForm | None = None) -> HttpResponse:
    found = parsing.locate(grids.from_json(row.grid))
    form = form or forms.ColumnsForm(found=found, initial=row.columns)
    page = {"row": row, "form": form, "sample": pages.sample(found)}
    return render(request, "calendar/planning/columns.html", page, status=422 if form.errors else 200)


@require_POST
@member("calendar.edit")
def import_columns(request: MemberRequest, pk: int) -> HttpResponse:
    """Say which column is which, or come back to that question."""
    row = _import(request, pk)
    if "again" in request.POST:
        transitions.rematch(row, by=request.membership)
        return redirect(row)
    if row.status == PlanningImport.Status.SET_ASIDE:
        return redirect(row)
    form = forms.ColumnsForm(request.POST, found=parsing.locate(grids.from_json(row.grid)), initial=row.columns)
    if not form.is_valid():
        return _columns(request, row, form)
    transitions.match(row, form.places, by=request.membership)
    return redirect(row)


@require_POST
@member("calendar.edit")
def import_apply(request: MemberRequest, pk: int) -> HttpResponse:
    """Apply the lines that were ticked."""
    row = _import(request, pk)
    outcomes = looking.look(row).outcomes if row.status == PlanningImport.Status.PREVIEW else []
    chosen = forms.choices_of(request.POST, outcomes)
    untold = [
        each for each in outcomes if each.kind == "deleted" and not chosen.get(each.name, {"reason": "-"})["reason"]
    ]
    if untold:
        messages.error(request, _("« %(title)s » : dites pourquoi vous l’annulez.") % {"title": untold[0].title})
        return render(request, "calendar/planning/preview.html", pages.preview(row, request.POST), status=422)
    if row.status == PlanningImport.Status.PREVIEW and not chosen:
        messages.error(request, _("Cochez au moins une ligne à appliquer."))
        return redirect(row)
    transitions.ask_apply(row, chosen, by=request.membership, now=timezone.now())
    return redirect(row)


@require_POST
@member("calendar.edit")
def import_reopen(request: MemberRequest, pk: int) -> HttpResponse:
    """Look again at what is left."""
    row = _import(request, pk)
    transitions.reopen(row, by=request.membership)
    return redirect(row)


@require_POST
@member("calendar.edit")
def import_set_aside(request: MemberRequest, pk: int) -> HttpResponse:
    """Drop a file that was only looked at."""
    transitions.set_aside(_import(request, pk), by=request.membership)
    messages.success(request, _("Fichier écarté : le calendrier n’a pas changé."))
    return redirect("calendar:planning", association=request.association.slug)


def _export(request: MemberRequest, pk: int) -> PlanningExport:
    """One's own: a workbook holds what its filters showed to whoever asked."""
    rows = PlanningExport.objects.of(request.association).filter(asked_by=request.membership)
    return get_object_or_404(rows.select_related("association"), pk=pk)


def _has_file(export: PlanningExport) -> bool:
    return PlanningExport.objects.filter(pk=export.pk).exclude(content=None).exists()


def _import(request: MemberRequest, pk: int) -> PlanningImport:
    rows = PlanningImport.objects.seen_by(request.membership).select_related("association", "by__user")
    return get_object_or_404(rows, pk=pk)
