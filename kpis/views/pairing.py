"""Matching the posts that a network measured with those of the calendar."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from associations.door import MemberRequest, member
from calendar_app.models import Post
from kpis import pairing, pairs
from kpis.models import PostLine


@require_GET
@member("kpis.import")
def pairing_list(request: MemberRequest) -> HttpResponse:
    """The posts a person is asked about; those matched and those of no post, one click away."""
    page = pairs.listed(request.association, request.GET.get("etat", ""), request.GET.get("page", ""))
    return render(request, "kpis/pairing.html", page)


@require_POST
@member("kpis.import")
def pairing_settle(request: MemberRequest, pk: int) -> HttpResponse:
    """Answer for one line: a post of the calendar, or none."""
    line = _line(request, pk)
    try:
        variant = pairs.choice(request.association, line, request.POST.get("choice", ""))
    except ValueError:
        messages.error(request, _("Choisissez une publication de la liste, ou « Aucune de celles-ci »."))
        return redirect(line)
    if pairing.settle(line, variant, by=request.membership, now=timezone.now()):
        told = (
            _("Chiffres rapprochés de cette publication.") if variant else _("Publication laissée hors du calendrier.")
        )
        messages.success(request, told)
    else:
        messages.info(request, _("C’était déjà la réponse : rien n’a changé."))
    return redirect("kpis:pairing", association=request.association.slug)


@require_POST
@member("kpis.import")
def pairing_undo(request: MemberRequest, pk: int) -> HttpResponse:
    """Take an answer back: the line waits again."""
    line = _line(request, pk)
    pairing.reopen(line, by=request.membership)
    messages.success(request, _("Réponse défaite : cette publication attend de nouveau."))
    return redirect(line)


@require_GET
@member("kpis.view")
def post_figures(request: MemberRequest, pk: int) -> HttpResponse:
    """What one post of the calendar had on each account."""
    post = get_object_or_404(Post.objects.of(request.association).select_related("association"), pk=pk)
    page = {"post": post, "shown": pairs.of_post(post), "can_import": request.membership.can("kpis.import")}
    return render(request, "kpis/post_figures.html", page)


def _line(request: MemberRequest, pk: int) -> PostLine:
    return get_object_or_404(PostLine.objects.of(request.association).select_related("association"), pk=pk)
