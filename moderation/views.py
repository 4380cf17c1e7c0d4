"""The pages of moderation: the queue, one case, and its verbs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations.door import MemberRequest, member
from associations.models import Membership
from associations.rights import missing
from journal.models import Entry
from journal.moves import Refused
from moderation import transitions, wording
from moderation.articles import charter_in_force
from moderation.forms import ClosingForm, DecisionForm, ReportForm
from moderation.measures import GRAVE
from moderation.models import Case

PAGE = 50


@require_safe
@member("moderation.view")
def case_list(request: MemberRequest) -> HttpResponse:
    """The queue, due first; ?dossiers=regles shows what was settled."""
    settled = request.GET.get("dossiers") == "regles"
    now = timezone.now()
    every = Case.objects.of(request.association)
    cases = every.settled() if settled else every.waiting()
    page = Paginator(cases.with_people(), PAGE).get_page(request.GET.get("page"))
    waiting = Q(status__in=["received", "assigned", "second_reading"])
    counts = every.aggregate(
        waiting=Count("pk", filter=waiting), late=Count("pk", filter=waiting & Q(due_at__lt=now)), all=Count("pk")
    )
    context = {"page": page, "rows": _rows(page, now), "settled": settled, "counts": counts}
    context["reads_testimonies"] = request.membership.can("calendar.testimonies")
    return render(request, "moderation/case_list.html", context)


def _rows(cases: Iterable[Case], now: dt.datetime) -> list[tuple[Case, str, str]]:
    """Return each case with the look and the word of its state."""
    return [(case, *wording.chip(case, now)) for case in cases]


@require_http_methods(["GET", "HEAD", "POST"])
@member("moderation.report")
def case_create(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    form = ReportForm(request.POST or None, association=request.association, now=now)
    if form.is_valid():
        try:
            case = transitions.receive(form.save(commit=False), by=request.membership, now=now)
            messages.success(request, _("La preuve est conservée, et le dossier attend l’équipe de modération. Merci."))
        except Refused as twin:
            case = twin.obj
            messages.info(request, str(twin))
        return redirect(case if request.membership.can("moderation.view") else request.association)
    return render(request, "moderation/case_form.html", {"form": form})


def _case(request: MemberRequest, pk: int) -> Case:
    people = ("reported_by__user", "decided_by__user", "second_reader__user", "article__version__charter")
    cases = Case.objects.of(request.association).with_people().select_related(*people)
    return get_object_or_404(cases, pk=pk)


@require_safe
@member("moderation.view")
def case_detail(request: MemberRequest, pk: int) -> HttpResponse:
    return _draw(request, _case(request, pk))


def _draw(request: MemberRequest, case: Case, status: int = 200, **forms: Any) -> HttpResponse:
    """Draw a case with the one act expected of this person, if any; `forms` brings back what was refused."""
    me, now = request.membership, timezone.now()
    may_decide = me.can("moderation.decide")
    mine = may_decide and case.assigned_to_id == me.pk
    context = {
        "case": case,
        "chip": wording.chip(case, now),
        "late": case.is_late(now),
        "remaining": wording.remaining(case.due_at, now),
        "history": _history(case),
        "may_decide": may_decide,
        "lacks": missing(me, "moderation.decide") if may_decide else [],
        "charter": charter_in_force(request.association),
        "grave": case.measure in GRAVE,
        "own_decision": case.decided_by_id == me.pk,
    }
    if mine and case.status == Case.Status.ASSIGNED:
        context["decision"] = DecisionForm(association=request.association)
    if may_decide and case.status == Case.Status.DECIDED:
        context["closing"] = ClosingForm(case=case)
    return render(request, "moderation/case_detail.html", context | forms, status=status)


def _history(case: Case) -> list[tuple[dt.datetime, str, str]]:
    """Return when, what and who for each deed on this case, in two queries."""
    entries = Entry.objects.of(case.association).filter(object_type="moderation.case", object_id=str(case.pk))
    entries = list(entries.order_by("seq"))
    actors = {entry.actor for entry in entries} - {"house"}
    people = Membership.objects.of(case.association).filter(pseudonym__in=actors).select_related("user")
    names = {str(person.pseudonym): person.name for person in people}
    return [(e.at, wording.deed(e.action, e.before, e.after), names.get(e.actor, "")) for e in entries]


@require_POST
@member("moderation.decide")
def case_take_up(request: MemberRequest, pk: int) -> HttpResponse:
    case = _case(request, pk)
    transitions.take_up(case, by=request.membership)
    messages.success(request, _("Ce dossier est à vous. Vous pouvez passer la main à tout moment."))
    return redirect(case)


@require_POST
@member("moderation.decide")
def case_pass_on(request: MemberRequest, pk: int) -> HttpResponse:
    case = _case(request, pk)
    transitions.pass_on(case, by=request.membership)
    messages.success(request, _("Le dossier est de retour dans la file. Quelqu’un d’autre peut le prendre."))
    return redirect("moderation:case-list", request.association.slug)


@require_POST
@member("moderation.decide")
def case_decide(request: MemberRequest, pk: int) -> HttpResponse:
    case = _case(request, pk)
    form = DecisionForm(request.POST, association=request.association)
    if not form.is_valid():
        return _draw(request, case, status=422, decision=form)
    data = form.cleaned_data
    transitions.decide(
        case,
        by=request.membership,
        measure=data["measure"],
        article=data.get("article"),
        reason=data["reason"],
        now=timezone.now(),
    )
    if case.status == Case.Status.SECOND_READING:
        messages.info(request, _("Votre décision attend la lecture d’une deuxième personne."))
    else:
        messages.success(request, _("La décision est enregistrée. Il reste à prévenir la personne, puis à clore."))
    return redirect(case)


@require_POST
@member("moderation.decide")
def case_confirm(request: MemberRequest, pk: int) -> HttpResponse:
    case = _case(request, pk)
    read = request.POST.get("decision", "")
    transitions.confirm(case, by=request.membership, read=read, now=timezone.now())
    messages.success(request, _("La décision est confirmée. Il reste à prévenir la personne, puis à clore."))
    return redirect(case)


@require_POST
@member("moderation.decide")
def case_close(request: MemberRequest, pk: int) -> HttpResponse:
    case = _case(request, pk)
    form = ClosingForm(request.POST, case=case)
    if not form.is_valid():
        return _draw(request, case, status=422, closing=form)
    transitions.close(case, by=request.membership, notice=form.cleaned_data["notice"], now=timezone.now())
    messages.success(request, _("Le dossier est clos. Sa preuve et sa décision restent consultables."))
    return redirect("moderation:case-list", request.association.slug)
