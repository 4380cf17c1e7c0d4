"""The catalogue, and which of its indicators the association follows."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from associations.door import member
from kpis import catalogue, choosing, transitions
from kpis.models import FollowedIndicator, OwnIndicator
from kpis.tables.month import TILES


@require_safe
@member("kpis.view")
def indicator_list(request: HttpRequest) -> HttpResponse:
    """Every indicator with its definition; those who may, tick what to follow (some come ticked: `cocher`)."""
    return _page(request, proposed=request.GET.getlist("cocher"))


@require_POST
@member("kpis.targets")
def indicator_follow(request: HttpRequest) -> HttpResponse:
    """Follow what is ticked, in the order of the page."""
    chosen = [indicator for indicator in request.POST.getlist("follow") if catalogue.exists(indicator)]
    headlines = [indicator for indicator in request.POST.getlist("headline") if indicator in chosen]
    if len(headlines) > TILES:
        sentence = _("Quatre résultats au plus en tête de page : vous en avez coché %(n)s. Rien n’a été modifié.")
        return _page(request, ticked=chosen, headlines=headlines, refusal=sentence % {"n": len(headlines)})
    if "begin" in request.POST and FollowedIndicator.objects.of(request.association).exists():
        messages.info(request, _("Quelqu’un vient de choisir des indicateurs : les voici. Rien n’a été modifié."))
        return redirect("kpis:indicator-list", association=request.association.slug)
    transitions.follow(request.association, chosen, headlines, by=request.membership, on=timezone.localdate())
    told = ngettext("%(n)s indicateur suivi.", "%(n)s indicateurs suivis.", len(chosen)) % {"n": len(chosen)}
    messages.success(request, told)
    return redirect("kpis:indicator-list", association=request.association.slug)


def _page(
    request: HttpRequest,
    *,
    proposed: Sequence[str] = (),
    ticked: Sequence[str] | None = None,
    headlines: Sequence[str] | None = None,
    refusal: str = "",
) -> HttpResponse:
    """The catalogue with `ticked` ticked (what was sent), else what is followed and what is `proposed`."""
    rows = list(FollowedIndicator.objects.of(request.association))
    followed = [row.indicator for row in rows]
    language = "en" if (get_language() or "fr").startswith("en") else "fr"
    proposed = [each for each in dict.fromkeys(proposed) if catalogue.exists(each) and each not in followed]
    chosen = [*followed, *proposed] if ticked is None else ticked
    heads = [row.indicator for row in rows if row.headline] if headlines is None else headlines
    context = {
        "sections": choosing.sections(
            followed,
            chosen,
            heads,
            language,
            [row.code for row in OwnIndicator.objects.of(request.association).offered()],
        ),
        "count": len(rows),
        "proposed": len(proposed),
        "refusal": refusal,
        "can_choose": request.membership.can("kpis.targets"),
        "beginning": None if rows or ticked else catalogue.beginning(),
        "beginning_names": [catalogue.get(each).name(language) for each in catalogue.beginning().follow],
    }
    return render(request, "kpis/indicators.html", context, status=422 if refusal else 200)
