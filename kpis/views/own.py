"""Indicators an association writes for itself, and the breaks it notes in its series."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from associations.door import member
from kpis import catalogue
from kpis.forms.breaks import SeriesBreakForm
from kpis.forms.own import OwnIndicatorForm
from kpis.models import OwnIndicator, SeriesBreak
from kpis.own import acts


@require_http_methods(["GET", "HEAD", "POST"])
@member("kpis.targets")
def create(request: HttpRequest) -> HttpResponse:
    """Write an indicator."""
    form = OwnIndicatorForm(request.POST or None, association=request.association)
    return _saved(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@member("kpis.targets")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an indicator right; what it is stays once figures of it were read."""
    row = get_object_or_404(OwnIndicator.objects.of(request.association).offered(), pk=pk)
    form = OwnIndicatorForm(request.POST or None, association=request.association, instance=row)
    return _saved(request, form)


def _saved(request: HttpRequest, form: OwnIndicatorForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and _kept(request, form):
        sentence = _("« %(name)s » est enregistré. Cochez « Suivre » pour l’avoir chaque mois.")
        messages.success(request, sentence % {"name": form.instance.name})
        address = redirect("kpis:indicator-list", association=request.association.slug)
        address["Location"] += f"?cocher={form.instance.code}"
        return address
    status = 422 if request.method == "POST" else 200
    return render(request, "kpis/own_form.html", {"form": form, "row": form.instance}, status=status)


def _kept(request: HttpRequest, form: OwnIndicatorForm) -> bool:
    """Save, or say on the form why not."""
    try:
        acts.save(form.instance, by=request.membership, now=timezone.now())
    except acts.NameTaken:
        form.add_error("name", _("Quelqu’un vient de prendre ce nom. Choisissez-en un autre."))
    except acts.Loop as loop:
        way = ", ".join(catalogue.get(each).name() for each in loop.way if catalogue.exists(each))
        form.add_error("typed", _("Ce calcul revient sur lui-même, par : %(way)s.") % {"way": way})
    except acts.AlreadyRead:
        sentence = _(
            "Des chiffres sont déjà relevés : son unité et sa façon de s’obtenir ne changent plus. "
            "Retirez-le et écrivez-en un autre."
        )
        form.add_error(None, sentence)
    else:
        return True
    return False


@require_POST
@member("kpis.targets")
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer it no more; its months stay."""
    row = get_object_or_404(OwnIndicator.objects.of(request.association), pk=pk)
    try:
        acts.retire(row, by=request.membership, now=timezone.now())
    except acts.StillUsed as used:
        sentence = _("« %(name)s » sert à calculer : %(users)s. Changez d’abord ces calculs.")
        messages.error(request, sentence % {"name": row.name, "users": ", ".join(used.names)})
    else:
        messages.success(request, _("« %(name)s » est retiré. Ses chiffres passés restent.") % {"name": row.name})
    return redirect("kpis:indicator-list", association=request.association.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@member("kpis.view")
def break_list(request: HttpRequest) -> HttpResponse:
    """The breaks known, those of the networks first; whoever may fix targets notes one."""
    may_note = request.membership.can("kpis.targets")
    form = SeriesBreakForm(request.POST or None, association=request.association) if may_note else None
    if request.method == "POST" and form is None:
        return HttpResponse(status=403)
    if request.method == "POST" and form.is_valid():
        acts.note_break(form.save(commit=False), by=request.membership, now=timezone.now())
        messages.success(request, _("Rupture notée : les graphiques et le classeur la montrent."))
        return redirect("kpis:break-list", association=request.association.slug)
    rows = SeriesBreak.objects.of(request.association).select_related("channel", "by__user")
    context = {
        "form": form,
        "rows": [row for row in rows if catalogue.exists(row.indicator)],
        "facts": catalogue.network_breaks(),
    }
    return render(request, "kpis/breaks.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@member("kpis.targets")
def break_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away a break noted by mistake."""
    row = get_object_or_404(SeriesBreak.objects.of(request.association), pk=pk)
    acts.remove_break(row, by=request.membership)
    messages.success(request, _("Rupture enlevée. Le journal garde qu’elle avait été notée."))
    return redirect("kpis:break-list", association=request.association.slug)
