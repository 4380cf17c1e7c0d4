"""The posts that come back."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from associations.door import MemberRequest, member
from calendar_app.campaigns import pages, repeats
from calendar_app.campaigns.form_page import Frame, show
from calendar_app.campaigns.series_forms import RecurrenceForm, fresh
from calendar_app.models import Recurrence


class StopForm(forms.Form):
    cancel_drafts = forms.BooleanField(
        label=gettext_lazy("Annuler aussi les brouillons à venir que personne n’a retouchés"), required=False
    )


def _find(request: MemberRequest, pk: int) -> Recurrence:
    rows = Recurrence.objects.of(request.association)
    return get_object_or_404(
        rows.select_related("association", "owner__user", "written_by__user", "media__association"), pk=pk
    )


@require_safe
@member("calendar.view")
def recurrence_list(request: MemberRequest) -> HttpResponse:
    context = {
        "rows": pages.recurrences(request.association, timezone.now()),
        "can_write": request.membership.can("calendar.edit"),
    }
    return render(request, "calendar/campaigns/recurrence_list.html", context)


@require_safe
@member("calendar.view")
def recurrence_detail(request: MemberRequest, pk: int) -> HttpResponse:
    context = pages.recurrence(_find(request, pk), timezone.now())
    context["can_write"] = request.membership.can("calendar.edit")
    return render(request, "calendar/campaigns/recurrence_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.edit")
def recurrence_create(request: MemberRequest) -> HttpResponse:
    initial = fresh() | {"owner": request.membership.pk, "hour": "18:00"}
    form = RecurrenceForm(request.POST or None, association=request.association, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = form.save(commit=False)
        made.token = form.cleaned_data["token"] or fresh()["token"]
        channels = form.cleaned_data["channels"]
        made = repeats.begin(made, channels, by=request.membership, now=timezone.now())
        messages.success(request, _("Les brouillons des huit prochaines semaines sont prêts."))
        return redirect(made)
    back = (reverse("calendar:recurrence-list", args=[request.association.slug]), _("Publications répétées"))
    lead = _("Un brouillon est préparé pour chaque date, huit semaines à l’avance. Chacun est relu comme les autres.")
    return show(request, form, Frame(_("Répéter une publication"), _("Préparer les brouillons"), back, lead))


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.edit")
def recurrence_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change the next ones, from the date `depuis` on; one alone is changed on its own page."""
    found, now = _find(request, pk), timezone.now()
    since = _asked(request) or max(found.starts_on, timezone.localdate())
    done = sum(day < since for day in repeats.dates_of(found))
    left = max(found.count - done, 1) if found.count else None
    initial = {"starts_on": since, "count": left}
    form = RecurrenceForm(request.POST or None, instance=found, association=request.association, initial=initial)
    if request.method == "POST" and form.is_valid():
        channels = form.cleaned_data["channels"]
        _number, kept = repeats.change(form.save(commit=False), channels, by=request.membership, now=now)
        said = _("Les publications suivantes ont changé.")
        if kept:
            left_alone = ngettext(
                "%(n)d publication retouchée ou déjà en relecture garde ses mots.",
                "%(n)d publications retouchées ou déjà en relecture gardent leurs mots.",
                len(kept),
            )
            said = f"{said} {left_alone % {'n': len(kept)}}"
        messages.success(request, said)
        return redirect(found)
    back = (found.get_absolute_url(), found.title)
    lead = _("Ces mots vaudront pour les publications à partir de la première date. Pour une seule, ouvrez-la.")
    return show(request, form, Frame(_("Modifier les suivantes"), _("Changer les suivantes"), back, lead))


def _asked(request: MemberRequest):  # type: ignore[no-untyped-def]
    try:
        return parse_date(request.GET.get("depuis", ""))
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.edit")
def recurrence_stop(request: MemberRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    form = StopForm(request.POST or None)
    if request.method == "POST" and StopForm(request.POST).is_valid():
        cancels = bool(request.POST.get("cancel_drafts"))
        repeats.stop(found, cancel_drafts=cancels, by=request.membership, now=timezone.now())
        messages.success(request, _("Répétition arrêtée. Plus aucun brouillon ne sera préparé."))
        return redirect(found)
    back = (found.get_absolute_url(), found.title)
    return show(request, form, Frame(_("Arrêter la répétition"), _("Arrêter la répétition"), back))
