"""Bringing a file of figures: choose it, look at what it holds, keep it or set it aside."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from associations.door import MemberRequest, member
from kpis import pairs, previews, receiving, tasks
from kpis.forms.imports import AnswerForm, UploadForm, family_label
from kpis.importing import FileRefused
from kpis.models import FollowedIndicator, ImportFile

RECENT = 20
# Families whose files give months and no year.
YEARLY = frozenset({"facebook_legacy"})
Status = ImportFile.Status


@require_http_methods(["GET", "POST"])
@member("kpis.import")
def upload(request: MemberRequest) -> HttpResponse:
    """Choose a file and an account; see the files brought before."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent, association=request.association)
    if form.is_valid():
        file = _received(request, form)
        if file is not None:
            return redirect(file)
    files = ImportFile.objects.of(request.association).exclude(status=Status.SET_ASIDE)
    recent = files.select_related("association", "channel", "by__user").order_by("-at", "-pk")[:RECENT]
    page = {"form": form, "files": [{"file": file, "family": family_label(file.family)} for file in recent]}
    return render(request, "kpis/import.html", page, status=422 if form.errors else 200)


@require_GET
@member("kpis.import")
def detail(request: MemberRequest, pk: int) -> HttpResponse:
    """What a file would change, or what it changed."""
    file = _file(request, pk)
    page: dict = {"file": file, "family": family_label(file.family)}
    if file.status != Status.PREVIEW:
        return render(request, "kpis/import_detail.html", page | pairs.of_file(file))
    return render(request, "kpis/import_preview.html", page | _preview(request, file))


@require_POST
@member("kpis.import")
def answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Say what the file leaves out."""
    file = _file(request, pk)
    asks = receiving.read(file, today=timezone.localdate()).parsed.asks or _answered(file)
    form = AnswerForm(request.POST, asks=asks, file=file, today=timezone.localdate())
    if form.is_valid():
        waiting = ImportFile.objects.of(request.association).filter(pk=file.pk, status=Status.PREVIEW)
        waiting.update(**form.answers)
        return redirect(file)
    page = {"file": file, "family": family_label(file.family), **_preview(request, file), "form": form}
    return render(request, "kpis/import_preview.html", page, status=422)


@require_POST
@member("kpis.import")
def keep(request: MemberRequest, pk: int) -> HttpResponse:
    """Keep the figures shown."""
    file = _file(request, pk)
    shown = request.POST.get("shown", "")
    try:
        plan = receiving.keep(
            file,
            by=request.membership,
            now=timezone.now(),
            today=timezone.localdate(),
            shown=shown,
            doubtful=request.POST.get("doubtful") == "1",
            posts_later=True,
        )
    except FileRefused as refused:
        messages.error(request, receiving.in_words(refused.refusal.reason))
        return redirect(file)
    if file.posts_at is None:
        tasks.read_posts.delay_on_commit(file.pk)
    count = len(plan.added) + len(plan.changed)
    kept = ngettext("%(count)s chiffre enregistré.", "%(count)s chiffres enregistrés.", count)
    messages.success(
        request, kept % {"count": count} if count else _("Ces chiffres étaient déjà là : rien n’a changé.")
    )
    return redirect(file)


@require_POST
@member("kpis.import")
def set_aside(request: MemberRequest, pk: int) -> HttpResponse:
    """Drop a file that was only looked at."""
    receiving.set_aside(_file(request, pk), by=request.membership)
    messages.success(request, _("Fichier écarté : aucun chiffre n’a été enregistré."))
    return redirect("kpis:import", association=request.association.slug)


def _file(request: MemberRequest, pk: int) -> ImportFile:
    files = ImportFile.objects.of(request.association)
    return get_object_or_404(files.select_related("association", "channel", "by__user", "kept_by__user"), pk=pk)


def _received(request: MemberRequest, form: UploadForm) -> ImportFile | None:
    """The file on the table, or None with the reason beside the field."""
    sent = form.cleaned_data["file"]
    try:
        file = receiving.receive(
            sent.read(),
            sent.name,
            association=request.association,
            channel=form.channel,
            by=request.membership,
            now=timezone.now(),
            today=timezone.localdate(),
        )
    except FileRefused as refused:
        form.add_error("file", receiving.in_words(refused.refusal.reason))
        return None
    if file.status == Status.KEPT:
        messages.info(request, _("Ce fichier a déjà été importé pour ce compte. Rien n’a changé."))
    return file


def _preview(request: MemberRequest, file: ImportFile) -> dict:
    """What the preview page shows."""
    today = timezone.localdate()
    plan = receiving.read(file, today=today)
    asks = plan.parsed.asks or _answered(file)
    series = previews.series_of(plan)
    followed = FollowedIndicator.objects.of(file.association).values_list("indicator", flat=True)
    return {
        "plan": plan,
        "can_follow": request.membership.can("kpis.targets"),
        "not_followed": previews.not_followed(series, followed),
        "reason": receiving.in_words(plan.reason) if plan.reason else "",
        "series": series,
        "flagged": previews.flagged(plan),
        "replaced": previews.replaced(plan),
        "not_kept": previews.not_kept(plan.refused) if plan.changes else [],
        "notes": [receiving.in_words(note) for note in plan.parsed.notes],
        "others": [receiving.label_of(network) for network in plan.others],
        "form": AnswerForm(asks=asks, file=file, today=today) if asks else None,
    }


def _answered(file: ImportFile) -> tuple[str, ...]:
    """The answers already given, which may still be corrected before the yes."""
    when = "year" if file.family in YEARLY else "month"
    return tuple(name for name, given in ((when, file.month), ("indicator", file.indicator)) if given)
