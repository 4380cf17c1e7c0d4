"""The pages of the usage survey: ask, answer, read what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from associations.door import MemberRequest, member
from charter.models import Survey, SurveyReply
from charter.surveys import results, transitions
from charter.surveys.forms import OpenForm, ReplyForm
from journal.moves import only_from


def _find(request: MemberRequest, pk: int) -> Survey:
    return get_object_or_404(Survey.objects.of(request.association).select_related("association"), pk=pk)


@require_safe
@member("charter.view")
def survey_list(request: MemberRequest) -> HttpResponse:
    surveys = list(Survey.objects.of(request.association).select_related("association"))
    context = {
        "surveys": surveys,
        "may_open": request.membership.can("charter.survey")
        and not any(s.status == Survey.Status.OPEN for s in surveys),
    }
    return render(request, "charter/survey_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.survey")
def survey_open(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    form = OpenForm(request.POST if request.method == "POST" else None, today=today)
    if request.method == "POST" and form.is_valid():
        closes_on = form.cleaned_data["closes_on"]
        survey = transitions.open_survey(request.association, closes_on=closes_on, by=request.membership, today=today)
        messages.success(request, _("Le questionnaire est ouvert : chaque membre reçoit le lien."))
        return redirect(survey)
    return render(request, "charter/survey_open.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.answer")
def survey_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """The questions while it is open and one has not answered; afterwards the result, if there is one."""
    survey, today = _find(request, pk), timezone.localdate()
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data["wish"]
        transitions.reply(survey, by=request.membership, answers=form.answers(), wish=wish, today=today)
        messages.success(request, _("Merci : vos réponses sont additionnées aux autres, sans votre nom."))
        return redirect(survey)
    has_replied = SurveyReply.objects.filter(survey=survey, membership=request.membership).exists()
    has_result = survey.status == Survey.Status.CLOSED
    context = {
        "survey": survey,
        "form": form,
        "may_reply": survey.is_open(today) and not has_replied,
        "has_replied": has_replied,
        "tables": results.tables(survey.counts, survey.answered) if has_result else [],
        "sentences": results.sentences(survey.counts, survey.answered) if has_result else [],
        "may_close": survey.status == Survey.Status.OPEN and request.membership.can("charter.survey"),
    }
    return render(request, "charter/survey_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.survey")
def survey_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Close before the last day, after saying what will follow."""
    survey = only_from(_find(request, pk), Survey.Status.OPEN)
    if request.method == "POST":
        survey = transitions.close(survey, by=request.membership, today=timezone.localdate())
        messages.success(request, _("Le questionnaire est clos."))
        return redirect(survey)
    return render(
        request, "charter/survey_close.html", {"survey": survey, "missing": survey.threshold - survey.answered}
    )
