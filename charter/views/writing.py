"""The pages where a draft is written: start, present, article by article."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from associations.door import MemberRequest, member
from charter import pages, transitions, writing
from charter.diff import word_diff
from charter.forms import ClauseForm, DescribeForm
from charter.library import template, to_adapt
from charter.models import Clause, Version
from charter.views.reading import find


@require_POST
@member("charter.edit")
def version_create(request: MemberRequest, kind: str) -> HttpResponse:
    version = transitions.start_version(request.association, kind, by=request.membership)
    messages.success(request, _("Le brouillon est prêt : adaptez-le article par article."))
    return redirect("charter:version-edit", request.association.slug, version.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.edit")
def version_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """The bench of a draft: its presentation, its articles in order, what is left to adapt."""
    version = find(request, pk)
    if not version.is_editable:
        return _given_back(request, version, body=request.POST.get("summary", ""))
    form = DescribeForm(request.POST if request.method == "POST" else None, instance=version)
    if request.method == "POST" and form.is_valid():
        transitions.describe(version, by=request.membership, **form.cleaned_data)
        messages.success(request, _("La présentation est enregistrée."))
        return redirect("charter:version-edit", request.association.slug, version.pk)
    return render(request, "charter/version_edit.html", _bench_context(request, version, form))


def _bench_context(request: MemberRequest, version: Version, form: DescribeForm) -> dict[str, object]:
    clauses = list(version.clauses.select_related("updated_by__user").order_by("position"))
    rows = [(clause, len(to_adapt(clause.body))) for clause in clauses]
    context: dict[str, object] = {
        "version": version,
        "form": form,
        "rows": rows,
        "holes": sum(holes for _clause, holes in rows),
    }
    saved = request.GET.get("apres", "")[:9]
    context["next_hole"] = pages.next_to_adapt(clauses, int(saved) if saved.isdecimal() else 0)
    context |= {"saved": saved, "left": pages.left_to_say(clauses)}
    context["intro"] = template(version.charter.kind).intro if version.based_on_id is None else ""
    return context


def _given_back(request: MemberRequest, version: Version, *, title: str = "", body: str = "") -> HttpResponse:
    """The answer of every form of a text that is fixed: why nothing changes, what was typed, and the way out.

    A page asked for, with nothing typed, leads to the text itself, or to the one act that opens it again.
    """
    if not (title or body):
        if version.status == Version.Status.BALLOT and request.membership.can("charter.freeze"):
            return redirect("charter:version-reopen", request.association.slug, version.pk)
        messages.info(request, pages.why_fixed(version))
        return redirect(version)
    context = {"version": version, "title": title, "body": body, "why": pages.why_fixed(version)}
    context["may_freeze"] = request.membership.can("charter.freeze")
    return render(request, "charter/clause_fixed.html", context, status=409)


def _clause(request: MemberRequest, pk: int) -> Clause:
    clauses = Clause.objects.of(request.association).select_related(
        "association", "version__charter", "version__association", "updated_by__user"
    )
    return get_object_or_404(clauses, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.edit")
def clause_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """One article, kept as it is typed; a second editor is shown both texts."""
    clause, autosaves = _clause(request, pk), request.headers.get("X-Autosave") == "1"
    if not clause.version.is_editable and request.method != "POST":
        return _given_back(request, clause.version)
    if request.method != "POST":
        form = ClauseForm(instance=clause, initial={"revision": clause.revision})
        return _clause_page(request, clause, form)
    form = ClauseForm(request.POST, instance=_clause(request, pk))
    if not form.is_valid():
        return _refused(form) if autosaves else _clause_page(request, clause, form)
    if not clause.version.is_editable:
        return _fixed(request, clause, form, autosaves)
    try:
        expected = form.cleaned_data["revision"] or 0
        kept = writing.rewrite(clause, form.words(), expected=expected, by=request.membership, now=timezone.now())
    except writing.Conflict as conflict:
        return _conflict(request, conflict, autosaves)
    if autosaves:
        at = date_format(timezone.localtime(timezone.now()), "G\u00a0\\h\u00a0i")
        return JsonResponse({"revision": kept.revision, "words": _("Enregistré à %(at)s") % {"at": at}})
    messages.success(request, _("L’article %(number)d est enregistré.") % {"number": kept.position})
    return redirect(f"{_bench(clause)}?apres={kept.position}")


def _bench(clause: Clause) -> str:
    return reverse("charter:version-edit", args=[clause.association.slug, clause.version_id])


def _clause_page(
    request: MemberRequest, clause: Clause, form: ClauseForm, status: int = 200, **more: object
) -> HttpResponse:
    around = clause.version.clauses.order_by("position")
    context = {
        "clause": clause,
        "version": clause.version,
        "form": form,
        "open_amendments": clause.amendments.open().count(),
        "previous": around.filter(position__lt=clause.position).last(),
        "next": around.filter(position__gt=clause.position).first(),
        **more,
    }
    return render(request, "charter/clause_edit.html", context, status=status)


def _refused(form: ClauseForm) -> JsonResponse:
    """The browser keeps what was typed and shows the first sentence."""
    sentence = next(iter(form.errors.values()))[0]
    return JsonResponse({"words": sentence}, status=400)


def _fixed(request: MemberRequest, clause: Clause, form: ClauseForm, autosaves: bool) -> HttpResponse:
    """The text was fixed while somebody was writing: nothing is kept, and nothing typed is lost."""
    if autosaves:
        return JsonResponse(
            {"words": _("Ce texte vient d’être arrêté : votre saisie reste sur cet appareil.")}, status=409
        )
    words = form.words()
    return _given_back(request, clause.version, title=words.title, body=words.body)


def _conflict(request: MemberRequest, conflict: writing.Conflict, autosaves: bool) -> HttpResponse:
    """Two editors: show what was kept and what was about to replace it; saving again is then a choice."""
    current, mine = conflict.current, conflict.mine
    if autosaves:
        words = _("Cet article a été modifié par quelqu’un d’autre : enregistrez pour voir les deux textes.")
        return JsonResponse({"words": words}, status=409)
    form = ClauseForm(initial={"title": mine.title, "body": mine.body, "revision": current.revision})
    spans = word_diff(current.body, mine.body)
    return _clause_page(request, current, form, status=409, conflict=current, spans=spans)


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.edit")
def clause_add(request: MemberRequest, pk: int) -> HttpResponse:
    version = find(request, pk)
    if not version.is_editable:
        return _given_back(request, version, title=request.POST.get("title", ""), body=request.POST.get("body", ""))
    form = ClauseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        writing.add(version, form.words(), by=request.membership, now=timezone.now())
        messages.success(request, _("L’article est ajouté à la fin : montez-le à sa place."))
        return redirect("charter:version-edit", request.association.slug, version.pk)
    return render(request, "charter/clause_add.html", {"version": version, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.edit")
def clause_remove(request: MemberRequest, pk: int) -> HttpResponse:
    clause = _clause(request, pk)
    if request.method == "POST":
        writing.remove(clause, by=request.membership)
        messages.success(request, _("L’article « %(title)s » est retiré du brouillon.") % {"title": clause.title})
        return redirect("charter:version-edit", request.association.slug, clause.version_id)
    context = {"clause": clause, "version": clause.version, "open_amendments": clause.amendments.open().count()}
    return render(request, "charter/clause_remove.html", context)


@require_POST
@member("charter.edit")
def clause_move(request: MemberRequest, pk: int) -> HttpResponse:
    clause = _clause(request, pk)
    writing.shift(clause, up=request.POST.get("vers") == "haut", by=request.membership)
    return redirect("charter:version-edit", request.association.slug, clause.version_id)
