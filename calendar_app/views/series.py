"""The posts around an event, and the templates."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations.door import MemberRequest, member
from calendar_app.campaigns import events, pages, templates
from calendar_app.campaigns.form_page import Frame, show
from calendar_app.campaigns.series_forms import (
    CancelForm,
    CountForm,
    EventForm,
    FillForm,
    MomentForm,
    TemplateForm,
    fresh,
)
from calendar_app.hours import DAY, PARIS, spoken
from calendar_app.models import EventSeries, PostTemplate


def _find(request: MemberRequest, pk: int) -> EventSeries:
    rows = EventSeries.objects.of(request.association).select_related("association", "owner__user", "campaign")
    return get_object_or_404(rows, pk=pk)


def _list(request: MemberRequest, name: str, words: str) -> tuple[str, str]:
    return reverse(f"calendar:{name}", args=[request.association.slug]), words


@require_safe
@member("calendar.view")
def series_list(request: MemberRequest) -> HttpResponse:
    context = {
        "rows": pages.series(request.association),
        "can_write": request.membership.can("calendar.edit"),
    }
    return render(request, "calendar/campaigns/series_list.html", context)


@require_safe
@member("calendar.view")
def series_detail(request: MemberRequest, pk: int) -> HttpResponse:
    context = pages.one_series(_find(request, pk), timezone.now())
    context |= {"can_write": request.membership.can("calendar.edit"), "form": CountForm()}
    return render(request, "calendar/campaigns/series_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.edit")
def series_create(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    initial = fresh() | {"owner": request.membership.pk}
    form = EventForm(request.POST or None, initial=initial, association=request.association, now=now)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        chosen = {name: data[name] for name in ("steps", "channels", "owner")}
        token = data["token"] or fresh()["token"]
        made = events.begin(request.association, form.event(), by=request.membership, now=now, token=token, **chosen)
        messages.success(request, _("Les brouillons sont prêts. Relisez-les un par un."))
        return redirect(made)
    lead = _("Annoncer, rappeler, remercier : un brouillon pour chaque moment, à vos mots.")
    back = _list(request, "series-list", _("Événements"))
    return show(request, form, Frame(_("Préparer un événement"), _("Préparer les brouillons"), back, lead))


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.edit")
def series_move(request: MemberRequest, pk: int) -> HttpResponse:
    """Show what a new date would move; move it once the person has seen that."""
    series, now = _find(request, pk), timezone.now()
    local = series.starts_at.astimezone(PARIS)
    form = MomentForm(request.POST or None, initial={"on": local.date(), "at": local.time()}, now=now)
    shifts = None
    if request.method == "POST" and form.is_valid():
        starts_at = form.cleaned_data["moment"]
        if "confirm" in request.POST:
            events.move(series, starts_at, by=request.membership, now=now)
            messages.success(request, _("Événement déplacé au %(moment)s.") % {"moment": spoken(starts_at)})
            return redirect(series)
        shifts = events.shifts(series, starts_at, now)
    context = {"form": form, "series": series, "shifts": shifts, "held": series.cancelled_at}
    return render(request, "calendar/campaigns/series_move.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.edit")
def series_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    series = _find(request, pk)
    form = CancelForm(request.POST or None, series=series)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        events.cancel(series, choices=form.choices(), reason=reason, by=request.membership, now=timezone.now())
        messages.success(request, _("Événement annulé. Chaque publication a suivi votre choix."))
        return redirect(series)
    lead = _("Choisissez ce que devient chaque publication. Ce qui est déjà paru reste en ligne.")
    frame = Frame(_("Annuler l’événement"), _("Annuler l’événement"), (series.get_absolute_url(), series.name), lead)
    return show(request, form, frame)


@require_POST
@member("calendar.edit")
def series_count(request: MemberRequest, pk: int) -> HttpResponse:
    series, form = _find(request, pk), CountForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Écrivez le nombre de personnes en chiffres, par exemple 42."))
        return redirect(series)
    number = form.cleaned_data["attendance"]
    filled = events.count(series, number, by=request.membership, now=timezone.now())
    said = ngettext("Noté : %(n)d personne.", "Noté : %(n)d personnes.", number) % {"n": number}
    if filled:
        said = _("%(said)s Le remerciement porte ce chiffre.") % {"said": said}
    messages.success(request, said)
    return redirect(series)


@require_safe
@member("calendar.view")
def template_list(request: MemberRequest) -> HttpResponse:
    rows = (
        PostTemplate.objects.of(request.association).select_related("association", "media").prefetch_related("channels")
    )
    context = {"rows": rows, "can_write": request.membership.can("calendar.edit")}
    return render(request, "calendar/campaigns/template_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.edit")
def template_create(request: MemberRequest) -> HttpResponse:
    return _edit_template(request, PostTemplate(), _("Écrire un modèle"))


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.edit")
def template_edit(request: MemberRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(PostTemplate.objects.of(request.association), pk=pk)
    return _edit_template(request, found, _("Modifier le modèle"))


def _edit_template(request: MemberRequest, template: PostTemplate, heading: str) -> HttpResponse:
    form = TemplateForm(request.POST or None, instance=template, association=request.association)
    back = _list(request, "template-list", _("Modèles"))
    if request.method == "POST" and form.is_valid():
        channels = form.cleaned_data["channels"]
        templates.keep(form.save(commit=False), channels, by=request.membership, now=timezone.now())
        messages.success(request, _("Modèle enregistré."))
        return redirect(back[0])
    return show(request, form, Frame(heading, _("Enregistrer le modèle"), back))


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.edit")
def template_use(request: MemberRequest, pk: int) -> HttpResponse:
    rows = PostTemplate.objects.of(request.association).select_related("pillar", "campaign", "media")
    found, now = get_object_or_404(rows, pk=pk), timezone.now()
    initial = fresh() | {"on": timezone.localdate() + DAY, "at": "18:00"}
    form = FillForm(request.POST or None, template=found, now=now, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        post = templates.use(
            found, form.answers(), due_at=data["moment"], by=request.membership, now=now, token=data["token"]
        )
        messages.success(request, _("Brouillon prêt. Relisez-le, puis envoyez-le en relecture."))
        return redirect(post)
    lead = _("Remplissez les blancs ; ce que vous ne savez pas encore peut attendre.")
    back = _list(request, "template-list", _("Modèles"))
    return show(request, form, Frame(found.title, _("Faire le brouillon"), back, lead, (found.text,)))
