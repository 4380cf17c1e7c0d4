"""A charter read from a Word file: chosen, looked at, then poured into the draft or set aside."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from associations.door import MemberRequest, member
from charter import importing
from charter.forms.words import PourForm, WordForm
from charter.models import Version
from charter.views.reading import find


def _page(request: MemberRequest, version: Version, status: int = 200, **more: Any) -> HttpResponse:
    waiting = importing.waiting(version, request.membership)
    expected = importing.fingerprint(version)
    context = {
        "version": version,
        "waiting": waiting,
        "drafted": version.clauses.count(),
        "form": WordForm(),
        "pour": PourForm(initial={"expected": expected}),
        **more,
    }
    return render(request, "charter/word_import.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.edit")
def word_import(request: MemberRequest, pk: int) -> HttpResponse:
    """Choose a file, then see what was found in it; what waits is still there on the next visit."""
    version = find(request, pk)
    if not version.is_editable:
        messages.info(request, _("Ce texte est arrêté : il ne se modifie plus."))
        return redirect(version)
    if request.method != "POST":
        return _page(request, version)
    form = WordForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, version, 422, form=form)
    name = form.cleaned_data["file"].name or ""
    importing.keep(version, form.found, file_name=name, by=request.membership, now=timezone.now())
    return redirect("charter:version-import", request.association.slug, version.pk)


@require_POST
@member("charter.edit")
def word_pour(request: MemberRequest, pk: int) -> HttpResponse:
    """Replace the articles of the draft, once the person has said so of the draft as it stands."""
    version = find(request, pk)
    form = PourForm(request.POST)
    if not form.is_valid():
        return _page(request, version, 422, pour=form)
    try:
        count = importing.pour(
            version, expected=form.cleaned_data["expected"], by=request.membership, now=timezone.now()
        )
    except importing.Changed:
        messages.error(
            request, _("Le brouillon a changé depuis l’aperçu. Rien n’a été remplacé : relisez, puis confirmez.")
        )
        return _page(request, version, 409)
    words = ngettext("%(count)d article repris de votre fichier.", "%(count)d articles repris de votre fichier.", count)
    messages.success(request, words % {"count": count})
    return redirect("charter:version-edit", request.association.slug, version.pk)


@require_POST
@member("charter.edit")
def word_set_aside(request: MemberRequest, pk: int) -> HttpResponse:
    version = find(request, pk)
    importing.set_aside(version, by=request.membership)
    messages.success(request, _("Le fichier est écarté : le brouillon n’a pas changé."))
    return redirect("charter:version-import", request.association.slug, version.pk)
