"""The pages of the statutes: the bodies of the association, and how each decides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations.door import MemberRequest, member
from governance import statutes as verbs
from governance.forms.bodies import BodyForm, NewBodyForm
from governance.forms.statutes import Answers, RuleForm, StatutesForm
from governance.models import Body, DecisionRule
from governance.statute_pages import body_context, changed_answers, statutes_context
from journal.moves import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@member("governance.view")
def statutes(request: MemberRequest) -> HttpResponse:
    """Every body and how it decides; the first time, the short form of the founding's second step."""
    body = Body.objects.of(request.association).deciding_texts().first()
    rule = getattr(body, "rule", None)
    may_edit = request.membership.can("governance.manage")
    if request.method == "POST":
        return _state_rule(request, body, rule)
    is_nameless = body is None or body.kind == Body.Kind.UNKNOWN
    if may_edit and (rule is None or (is_nameless and "modifier" in request.GET)):
        initial = {"kind": body.kind, "name": body.name} if body else {}
        form = StatutesForm(instance=rule, initial=initial)
        return render(request, "governance/statutes_form.html", {"form": form, "founding": rule is None})
    context = statutes_context(request.association, timezone.localdate())
    return render(request, "governance/statutes.html", context | {"may_edit": may_edit})


def _state_rule(request: MemberRequest, body: Body | None, rule: DecisionRule | None) -> HttpResponse:
    founding = rule is None
    form = StatutesForm(request.POST, instance=DecisionRule(association=request.association))
    if form.is_valid():
        data = form.cleaned_data
        try:
            verbs.state_rule(
                request.association,
                by=request.membership,
                kind=data["kind"],
                name=data["name"],
                answers=form.answers(),
                expected=form.expected,
            )
        except Refused as refused:
            return _told(request, "governance/statutes_form.html", form, refused, {"founding": False})
        messages.success(request, _("Vos règles de décision sont enregistrées."))
        return redirect("associations:invite" if founding else "governance:statutes", request.association.slug)
    return render(request, "governance/statutes_form.html", {"form": form, "founding": founding})


def _told(
    request: MemberRequest,
    page: str,
    form: Answers,
    refused: Refused,
    context: dict[str, Any],
) -> HttpResponse:
    """Show the form again with all that was typed, the sentence of the refusal, and what stands now."""
    form.add_error(None, str(refused))
    if isinstance(refused, verbs.Changed) and refused.obj is not None:
        context |= {"changed": changed_answers(refused.obj, form)}
        form.accept(refused.obj.revision)
    return render(request, page, {"form": form, **context})


def _body(request: MemberRequest, pk: int) -> Body:
    bodies = Body.objects.of(request.association).select_related("association", "rule")
    return get_object_or_404(bodies, pk=pk)


@require_safe
@member("governance.view")
def body_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One body: who sits in it, how it decides, and what follows from what nobody knows yet."""
    context = body_context(_body(request, pk), timezone.localdate())
    may_edit = request.membership.can("governance.manage")
    return render(request, "governance/body_detail.html", context | {"may_edit": may_edit})


@require_http_methods(["GET", "HEAD", "POST"])
@member("governance.manage")
def body_create(request: MemberRequest) -> HttpResponse:
    form = NewBodyForm(request.POST if request.method == "POST" else None, association=request.association)
    if request.method == "POST" and form.is_valid():
        try:
            body = verbs.add_body(request.association, by=request.membership, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("L’instance est ajoutée. Dites maintenant comment on y décide."))
            return redirect("governance:body-rule", request.association.slug, body.pk)
    return render(request, "governance/body_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@member("governance.manage")
def body_rule(request: MemberRequest, pk: int) -> HttpResponse:
    """Every answer of one body; a second hand on the same rule is told."""
    body = _body(request, pk)
    rule = getattr(body, "rule", None) or DecisionRule(association=request.association, body=body)
    if request.method != "POST":
        return render(request, "governance/body_rule.html", {"body": body, "form": RuleForm(instance=rule)})
    form = RuleForm(request.POST, instance=DecisionRule(association=request.association, body=body))
    if form.is_valid():
        try:
            verbs.answer(body, by=request.membership, answers=form.answers(), expected=form.expected)
        except Refused as refused:
            return _told(request, "governance/body_rule.html", form, refused, {"body": body})
        messages.success(request, _("Vos règles de décision sont enregistrées."))
        return redirect(body)
    return render(request, "governance/body_rule.html", {"body": body, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@member("governance.manage")
def body_edit(request: MemberRequest, pk: int) -> HttpResponse:
    body = _body(request, pk)
    form = BodyForm(request.POST if request.method == "POST" else None, instance=body)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.describe_body(body, by=request.membership, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect(body)
    return render(request, "governance/body_form.html", {"form": form, "body": _body(request, pk)})


@require_POST
@member("governance.manage")
def body_decides(request: MemberRequest, pk: int) -> HttpResponse:
    """Make this body the one that adopts the charters."""
    body = verbs.choose_deciding(_body(request, pk), by=request.membership)
    messages.success(request, _("%(body)s : cette instance adopte désormais les chartes.") % {"body": body})
    return redirect("governance:statutes", request.association.slug)


@require_POST
@member("governance.manage")
def body_remove(request: MemberRequest, pk: int) -> HttpResponse:
    verbs.remove_body(_body(request, pk), by=request.membership)
    messages.success(request, _("L’instance est retirée de la liste."))
    return redirect("governance:statutes", request.association.slug)
