"""The pages of those who follow a campaign: who has signed, by when, who is excused, which questions are put."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations.door import MemberRequest, member
from associations.models import Membership
from charter import campaigns, quizzes, signature_book
from charter.forms.signing import ExemptForm, MarkForm, QuestionForm, RollFilter, TermsForm
from charter.models import Campaign, Exemption, Question
from charter.rollcall import UNSIGNED, RollCall
from charter.signing import REQUIRED
from charter.views.reading import find
from journal.models import Entry

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@member("charter.follow")
def signatures(request: MemberRequest, pk: int) -> HttpResponse:
    """Who has signed a version, and who has not: by name, by state, a page at a time."""
    version = find(request, pk)
    campaign = campaigns.of_version(version)
    if campaign is None or campaign.status == Campaign.Status.PREPARED:
        return render(request, "charter/signatures_none.html", {"version": version, "campaign": campaign})
    roll = RollCall(campaign, timezone.localdate())
    form, counts = RollFilter(request.GET), roll.counts()
    context = {
        "version": version,
        "campaign": campaign,
        "filter": form,
        "is_filtered": any(request.GET.get(name) for name in ("q", "etat")),
        "page": Paginator(form.filter(roll.people()), PAGE).get_page(request.GET.get("page")),
        "counts": counts,
        "waiting": sum(counts[state] for state in UNSIGNED),
        "is_running": campaign.status == Campaign.Status.RUNNING,
        "may_close": campaign.status == Campaign.Status.RUNNING and campaign.charter.kind != REQUIRED,
        "questions": Question.objects.filter(campaign=campaign).count(),
    }
    return render(request, "charter/signatures.html", context)


def _campaign(request: MemberRequest, pk: int) -> Campaign:
    """The campaign in which the version `pk` of this association is signed, or 404."""
    campaign = campaigns.of_version(find(request, pk))
    if campaign is None:
        raise Http404
    return campaign


@require_POST
@member("charter.follow")
def signatures_export(request: MemberRequest, pk: int) -> HttpResponse:
    """The list as a workbook: names leave the house, so the journal says it (I45)."""
    campaign = _campaign(request, pk)
    today = timezone.localdate()
    with transaction.atomic():
        Entry.objects.record(campaign, by=request.membership, action="charter.follow", after="exported")
        content = signature_book.make(RollCall(campaign, today))
    response = HttpResponse(content, content_type=XLSX)
    name = f"signatures-{campaign.charter.kind}-v{campaign.version.number}-{today:%Y-%m-%d}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.follow")
def campaign_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """By when people sign, before the text comes into force and while it is being signed."""
    version, today = find(request, pk), timezone.localdate()
    campaign = campaigns.of_version(version) or Campaign(version=version)
    form = TermsForm(request.POST if request.method == "POST" else None, instance=campaign)
    if request.method == "POST" and form.is_valid():
        kept, terms = campaigns.prepare(version, by=request.membership), form.terms()
        if campaigns.shortens(kept, terms) and not form.is_sure:
            counts = RollCall(kept, today).counts()
            form.warn(sum(counts[state] for state in UNSIGNED))
        else:
            campaigns.set_terms(kept, terms, by=request.membership, today=today, announced=form.is_sure)
            messages.success(request, _("Les dates de la campagne sont enregistrées."))
            return redirect("charter:signatures", request.association.slug, version.pk)
    context = {"version": version, "campaign": campaign, "form": form}
    return render(request, "charter/campaign_edit.html", context)


@require_POST
@member("charter.follow")
def campaign_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Stop asking for signatures."""
    campaigns.close(_campaign(request, pk), by=request.membership)
    messages.success(request, _("La campagne est close : plus personne n’est relancé. Ce qui est signé reste."))
    return redirect("charter:signatures", request.association.slug, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.follow")
def exemption_grant(request: MemberRequest, pk: int, person: int) -> HttpResponse:
    """Excuse somebody from signing."""
    campaign = _campaign(request, pk)
    people = Membership.objects.of(request.association).current()
    somebody = get_object_or_404(people, pk=person)
    now = timezone.now()
    form = ExemptForm(request.POST if request.method == "POST" else None, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        campaigns.exempt(
            campaign, somebody, by=request.membership, reason=data["reason"], ends_on=data["ends_on"], now=now
        )
        messages.success(request, _("%(name)s n’a plus à signer ce texte.") % {"name": somebody})
        return redirect("charter:signatures", request.association.slug, pk)
    context = {"version": find(request, pk), "campaign": campaign, "person": somebody, "form": form}
    return render(request, "charter/exemption_grant.html", context)


@require_POST
@member("charter.follow")
def exemption_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask again somebody who was excused."""
    exemptions = Exemption.objects.filter(association=request.association)
    exemption = get_object_or_404(exemptions.select_related("campaign__association", "membership__user"), pk=pk)
    campaigns.withdraw_exemption(exemption, by=request.membership, now=timezone.now())
    words = {"name": exemption.membership}
    messages.success(request, _("La dispense est retirée : la signature de %(name)s est demandée de nouveau.") % words)
    return redirect(exemption)


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.follow")
def quiz_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """The questions of a campaign, and how many answers must be right."""
    version = find(request, pk)
    campaign = campaigns.of_version(version)
    if campaign is None:
        campaign = campaigns.prepare(version, by=request.membership) if request.method == "POST" else Campaign()
    form = MarkForm(request.POST if request.method == "POST" else None, instance=campaign)
    if request.method == "POST" and form.is_valid():
        quizzes.set_mark(campaign, form.cleaned_data["pass_mark"], by=request.membership)
        messages.success(request, _("C’est enregistré."))
        return redirect("charter:quiz", request.association.slug, version.pk)
    return render(request, "charter/quiz_edit.html", _questions(campaign) | {"version": version, "form": form})


def _questions(campaign: Campaign) -> dict[str, Any]:
    questions = list(Question.objects.filter(campaign=campaign.pk).select_related("clause"))
    is_known = campaign.pk is not None
    return {
        "campaign": campaign,
        "rows": [(question, list(zip(question.choices, question.rights(), strict=True))) for question in questions],
        "is_fixed": is_known and quizzes.is_fixed(campaign),
        "earlier": quizzes.before(campaign) if is_known and not questions else None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.follow")
def question_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Write one more question."""
    version = find(request, pk)
    campaign = campaigns.prepare(version, by=request.membership) if request.method == "POST" else None
    asked = campaign.version if campaign else version
    form = QuestionForm(request.POST if request.method == "POST" else None, clauses=asked.clauses.order_by("position"))
    if campaign and form.is_valid():
        quizzes.add(campaign, form.draft(), by=request.membership)
        messages.success(request, _("La question est ajoutée."))
        return redirect("charter:quiz", request.association.slug, version.pk)
    return render(request, "charter/question_edit.html", {"version": version, "form": form})


@require_POST
@member("charter.follow")
def quiz_take_over(request: MemberRequest, pk: int) -> HttpResponse:
    """Copy the questions of the campaign before."""
    taken = quizzes.take_over(_campaign(request, pk), by=request.membership)
    messages.success(request, _("Questions reprises : %(count)d. Relisez-les une par une.") % {"count": taken})
    return redirect("charter:quiz", request.association.slug, pk)


def _question(request: MemberRequest, pk: int) -> Question:
    questions = Question.objects.filter(association=request.association)
    related = ("campaign__version__charter", "campaign__version__association", "campaign__association", "clause")
    return get_object_or_404(questions.select_related(*related), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.follow")
def question_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a question nobody has answered."""
    question = _question(request, pk)
    version = question.campaign.version
    clauses = version.clauses.order_by("position")
    form = QuestionForm(request.POST if request.method == "POST" else None, clauses=clauses, question=question)
    if request.method == "POST" and form.is_valid():
        quizzes.rewrite(question, form.draft(), by=request.membership)
        messages.success(request, _("La question est enregistrée."))
        return redirect("charter:quiz", request.association.slug, version.pk)
    return render(request, "charter/question_edit.html", {"version": version, "form": form, "question": question})


@require_POST
@member("charter.follow")
def question_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take out a question nobody has answered."""
    question = _question(request, pk)
    quizzes.remove(question, by=request.membership)
    messages.success(request, _("La question est supprimée."))
    return redirect("charter:quiz", request.association.slug, question.campaign.version_id)
