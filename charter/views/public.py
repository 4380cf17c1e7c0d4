"""What anyone may read without signing in: texts in force, their past versions, the legal notice.

The house says nothing of an association that shows no text: all its public addresses are then unknown ones.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_POST, require_safe
from django_scopes import scope

from associations import legal
from associations.door import MemberRequest, member, public
from associations.models import Association
from charter import publishing
from charter.models import Charter
from charter.publishing import Shown
from charter.views.paper import version_file


def open_to_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Find the association by its address, open its scope, speak French, and spare who has the page already."""

    @public
    @require_safe
    @conditional_page
    @wraps(view)
    def wrapper(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        association = get_object_or_404(Association, slug=slug)
        with scope(association=association), translation.override("fr"):
            found = publishing.shown(association)
            if not found:
                raise Http404
            response = view(request, association, found, **kwargs)
        response["Content-Language"] = "fr"
        # A page drawn for somebody signed in wears their theme: it is kept by their own browser only.
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_cache=True)
        else:
            patch_cache_control(response, public=True, max_age=300)
        return response

    return wrapper


def _draw(request: HttpRequest, name: str, association: Association, **context: Any) -> HttpResponse:
    return render(request, f"public/{name}.html", {"publisher": association, **context})


def _one(found: list[Shown], word: str, number: int) -> Shown:
    for each in found:
        if each.word == word and each.version.number == number:
            return each
    raise Http404


@open_to_all
def charter_list(request: HttpRequest, association: Association, found: list[Shown]) -> HttpResponse:
    """The texts in force, and those that no longer apply."""
    current = publishing.in_force(found)
    kinds = {each.word for each in current}
    past = {each.word: each for each in reversed(found) if each.word not in kinds}
    return _draw(request, "charter_list", association, in_force=current, past=list(past.values()))


@open_to_all
def charter_detail(request: HttpRequest, association: Association, found: list[Shown], word: str) -> HttpResponse:
    """One text: the version in force to read, and the history of all its versions."""
    versions = [each for each in found if each.word == word]
    if not versions:
        raise Http404
    current = next(iter(publishing.in_force(versions)), None)
    clauses = list(current.version.clauses.order_by("position", "pk")) if current else []
    context = {"shown": current, "versions": versions, "clauses": clauses, "charter": versions[0].version.charter}
    return _draw(request, "charter_detail", association, word=word, **context)


@open_to_all
def version_detail(
    request: HttpRequest, association: Association, found: list[Shown], word: str, number: int
) -> HttpResponse:
    """One version by its number, in force or not any more: this address never changes."""
    shown = _one(found, word, number)
    current = next(iter(publishing.in_force([each for each in found if each.word == word])), None)
    clauses = list(shown.version.clauses.order_by("position", "pk"))
    return _draw(request, "version_detail", association, shown=shown, current=current, clauses=clauses, word=word)


@open_to_all
def version_pdf(
    request: HttpRequest, association: Association, found: list[Shown], word: str, number: int
) -> HttpResponse:
    return version_file(request, _one(found, word, number).version, "pdf")


@open_to_all
def version_docx(
    request: HttpRequest, association: Association, found: list[Shown], word: str, number: int
) -> HttpResponse:
    return version_file(request, _one(found, word, number).version, "docx")


@open_to_all
def legal_notice(request: HttpRequest, association: Association, found: list[Shown]) -> HttpResponse:
    """Who publishes, who answers for it, who hosts; what is not given yet is said plainly."""
    return _draw(request, "legal_notice", association, lines=legal.notice(association))


@require_POST
@member("charter.freeze")
def show(request: MemberRequest, kind: str) -> HttpResponse:
    """Open a text to everybody, or close it again."""
    charter = Charter.objects.filter(association=request.association, kind=kind).first()
    if charter is None:
        messages.error(request, _("Ce texte n’est pas encore commencé : il n’y a rien à montrer."))
        return redirect("charter:kind-detail", request.association.slug, kind)
    to_all = request.POST.get("lecture") == "public"
    publishing.show(charter, by=request.membership, to_all=to_all)
    messages.success(request, _("Ce texte est public.") if to_all else _("Ce texte est réservé aux membres."))
    return redirect(f"{reverse('charter:kind-detail', args=[request.association.slug, kind])}#public")
