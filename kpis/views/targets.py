"""The targets page: what we aim at, since when, and why."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from associations.door import member
from kpis import catalogue, findings, periods, transitions
from kpis.forms.targets import TargetForm
from kpis.models import Target


def _lines(association) -> list[dict[str, str]]:
    """Every target ever fixed, those in force first said by their order: newest first within a series."""
    targets = (
        Target.objects.of(association)
        .select_related("channel", "by__user")
        .order_by("indicator", "channel__position", "-from_month")
    )
    return [
        {
            "indicator": target.definition.name(),
            "channel": target.channel.name if target.channel else _("Ensemble"),
            "month": periods.in_words(target.from_month),
            "value": _("sans cible") if target.value is None else findings.in_words(target.definition, target.value),
            "reason": target.reason,
            "by": target.by.name if target.by else "",
        }
        for target in targets
        if catalogue.exists(target.indicator)
    ]


def _page(request: HttpRequest, form: TargetForm, status: int = 200) -> HttpResponse:
    context = {
        "lines": _lines(request.association),
        "form": form,
        "can_fix": request.membership.can("kpis.targets"),
    }
    return render(request, "kpis/targets.html", context, status=status)


@require_safe
@member("kpis.view")
def target_list(request: HttpRequest) -> HttpResponse:
    """The targets, and the form for those who may fix them."""
    initial = {"indicator": request.GET.get("indicateur", "")}
    form = TargetForm(association=request.association, today=timezone.localdate(), initial=initial)
    return _page(request, form)


@require_POST
@member("kpis.targets")
def target_fix(request: HttpRequest) -> HttpResponse:
    """Keep a target."""
    form = TargetForm(request.POST, association=request.association, today=timezone.localdate())
    if not form.is_valid():
        return _page(request, form, status=422)
    target = transitions.fix_target(form.target(), by=request.membership, now=timezone.now())
    messages.success(
        request,
        _("Cible enregistrée pour « %(name)s », à partir de %(month)s.")
        % {"name": target.definition.name(), "month": periods.in_words(target.from_month)},
    )
    return redirect("kpis:target-list", association=request.association.slug)
