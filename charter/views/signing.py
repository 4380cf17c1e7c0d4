"""The pages of one's own signature: read, answer the questions, prove who one is, sign."""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from associations.door import MemberRequest, member
from associations.models import Membership
from charter import attesting, campaigns, quizzes
from charter.forms.signing import CodeForm, PasswordForm, QuizForm
from charter.models import Acknowledgement, Attempt, Exemption, Opening, Question, Version
from charter.signing import unsigned
from charter.views.reading import find


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.sign")
def sign(request: MemberRequest, pk: int) -> HttpResponse:
    """Read the version in force, answer what is asked about it, then « lu et approuvé »."""
    version, now = find(request, pk), timezone.now()
    form = None
    if request.method == "POST":
        form = (PasswordForm if request.POST.get("by") == "password" else CodeForm)(request.POST)
        if form.is_valid() and _signs(request, version, form, now):
            messages.success(request, _("Votre signature est enregistrée : « lu et approuvé »."))
            return redirect("charter:sign", request.association.slug, version.pk)
    return render(request, "charter/sign.html", _page(version, request.membership, now, form))


def _signs(request: MemberRequest, version: Version, form: CodeForm | PasswordForm, now: dt.datetime) -> bool:
    """Sign with what was typed; put the refusal beside it when it proves nothing."""
    proof, me = form.cleaned_data["proof"], request.membership
    try:
        if isinstance(form, CodeForm):
            attesting.sign_by_code(version, by=me, code=proof, now=now)
        elif ratelimit.consume(request, action="reauthenticate", user=request.user):
            attesting.sign_by_password(version, by=me, password=proof, now=now)
        else:
            form.add_error("proof", _("Trop d’essais en peu de temps : attendez une minute, ou demandez un code."))
    except attesting.NotProven as refusal:
        form.add_error("proof", str(refusal))
    return form.is_valid()


def _page(version: Version, me: Membership, now: dt.datetime, form: Any) -> dict[str, Any]:
    """Where `me` stands with `version`: one step at a time."""
    today = timezone.localdate(now)
    campaign = campaigns.of_version(version)
    signature = Acknowledgement.objects.filter(version=version, membership=me).first()
    opened = Opening.objects.filter(version=version, membership=me).first()
    questions = Question.objects.filter(campaign=campaign).count() if campaign else 0
    passed = Attempt.objects.filter(campaign=campaign, membership=me, is_passed=True).exists() if questions else True
    asked = unsigned([me], [version.charter.kind], today=today)
    steps = {"read": opened is None, "quiz": not passed, "prove": True}
    stage = "signed" if signature else next(name for name, is_left in steps.items() if is_left)
    due = asked[0] if asked else None
    return {
        "version": version,
        "clauses": list(version.clauses.order_by("position")),
        "signature": signature,
        "stage": stage if signature or version.status == Version.Status.IN_FORCE else "closed",
        "opened": opened,
        "questions": questions,
        "passed": passed,
        "asked": due,
        "is_late": due is not None and due.is_late(today),
        "has_lost_rights": due is not None and due.has_lost_rights(today),
        "exemption": Exemption.objects.standing(today).filter(campaign=campaign, membership=me).first(),
    } | _proofs(version, me, now, form)


def _proofs(version: Version, me: Membership, now: dt.datetime, form: Any) -> dict[str, Any]:
    """The two ways to prove who one is; `form` is the one that was sent, with what it was refused for."""
    return {
        "form": form,
        "code_form": form if isinstance(form, CodeForm) else CodeForm(),
        "password_form": form if isinstance(form, PasswordForm) else PasswordForm(),
        "code_sent": attesting.pending_code(version, me, now),
        "has_password": me.user.has_usable_password(),
    }


@require_POST
@member("charter.sign")
def sign_open(request: MemberRequest, pk: int) -> HttpResponse:
    """The whole text was before my eyes: go on."""
    version = find(request, pk)
    attesting.open_text(version, by=request.membership, now=timezone.now())
    if attesting.quiz_left(version, request.membership):
        return redirect("charter:sign-quiz", request.association.slug, version.pk)
    return redirect(f"{attesting.SigningPage(version).get_absolute_url()}#signer")


@require_POST
@member("charter.sign")
def sign_code(request: MemberRequest, pk: int) -> HttpResponse:
    """Send me a code by e-mail."""
    version = find(request, pk)
    attesting.send_code(version, by=request.membership, now=timezone.now())
    messages.success(request, _("Le code est parti vers %(email)s.") % {"email": request.membership.email})
    return redirect(f"{attesting.SigningPage(version).get_absolute_url()}#signer")


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.sign")
def sign_quiz(request: MemberRequest, pk: int) -> HttpResponse:
    """The questions about a text; the last answers stay shown, with the articles to read again."""
    version, me = find(request, pk), request.membership
    campaign = campaigns.of_version(version)
    questions = list(Question.objects.filter(campaign=campaign).select_related("clause")) if campaign else []
    if not questions or version.status != Version.Status.IN_FORCE:
        return redirect("charter:sign", request.association.slug, version.pk)
    last = Attempt.objects.filter(campaign=campaign, membership=me).last()
    initial = QuizForm.initial_of(last.answers) if last else {}
    form = QuizForm(request.POST if request.method == "POST" else None, questions=questions, initial=initial)
    if request.method == "POST" and form.is_valid():
        attempt = quizzes.answer(version, form.answers(), by=me, now=timezone.now())
        if attempt.is_passed:
            messages.success(request, _("Questionnaire réussi : il ne reste qu’à signer."))
            return redirect(f"{attesting.SigningPage(version).get_absolute_url()}#signer")
        return redirect("charter:sign-quiz", request.association.slug, version.pk)
    return render(request, "charter/quiz.html", _quiz(version, campaign, form, questions, last))


def _quiz(version: Version, campaign: Any, form: QuizForm, questions: list[Question], last: Any) -> dict[str, Any]:
    wrong = {question.pk for question in quizzes.wrong_in(last, questions)} if last else set()
    # A minor version may have renumbered its articles: the link goes to the article of the text being signed.
    places = dict(version.clauses.values_list("key", "position"))
    rows = [
        {
            "question": question,
            "field": form[f"q{question.pk}"],
            "is_wrong": question.pk in wrong and not form.is_bound,
            "place": places.get(question.clause.key),
        }
        for question in questions
    ]
    return {"version": version, "campaign": campaign, "form": form, "rows": rows, "last": last, "wrong": len(wrong)}
