"""The catalogue, and which of its indicators the association follows."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from associations.door import member
from kpis import catalogue, transitions
from kpis.models import FollowedIndicator
from kpis.tables import definitions
from kpis.tables.month import TILES


@require_safe
@member("kpis.view")
def indicator_list(request: HttpRequest) -> HttpResponse:
    """Every indicator with its definition; those who may, tick what to follow."""
    rows = {row.indicator: row for row in FollowedIndicator.objects.of(request.association)}
    language = "en" if (get_language() or "fr").startswith("en") else "fr"
    entries = sorted(
        catalogue.indicators().values(), key=lambda entry: rows[entry.id].rank if entry.id in rows else 999
    )
    table = definitions.table(entries, language)
    lines = [
        {
            "id": entry.id,
            "name": row.head.text,
            "cells": list(zip(table.headings[1:], row.cells, strict=True)),
            "followed": entry.id in rows,
            "headline": entry.id in rows and rows[entry.id].headline,
        }
        for entry, row in zip(entries, table.rows, strict=True)
    ]
    context = {"lines": lines, "count": len(rows), "can_choose": request.membership.can("kpis.targets")}
    return render(request, "kpis/indicators.html", context)


@require_POST
@member("kpis.targets")
def indicator_follow(request: HttpRequest) -> HttpResponse:
    """Follow what is ticked, in the order of the page."""
    chosen = [indicator for indicator in request.POST.getlist("follow") if catalogue.exists(indicator)]
    headlines = [indicator for indicator in request.POST.getlist("headline") if indicator in chosen]
    if len(headlines) > TILES:
        sentence = _("Quatre résultats au plus en tête de page : vous en avez coché %(n)s. Rien n’a été modifié.")
        messages.error(request, sentence % {"n": len(headlines)})
        return redirect("kpis:indicator-list", association=request.association.slug)
    transitions.follow(request.association, chosen, headlines, by=request.membership, on=timezone.localdate())
    told = ngettext("%(n)s indicateur suivi.", "%(n)s indicateurs suivis.", len(chosen)) % {"n": len(chosen)}
    messages.success(request, told)
    return redirect("kpis:indicator-list", association=request.association.slug)
