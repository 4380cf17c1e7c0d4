"""The page of the statutes: how the association decides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from associations.door import MemberRequest, member
from governance import statutes as verbs
from governance import tally, wording
from governance.forms.statutes import StatutesForm
from governance.models import Body


@require_http_methods(["GET", "HEAD", "POST"])
@member("governance.view")
def statutes(request: MemberRequest) -> HttpResponse:
    """How the statutes decide: a page to read for all, a form for those who keep it; second step of the founding."""
    body = Body.objects.of(request.association).deciding_texts().first()
    rule = getattr(body, "rule", None)
    may_edit = request.membership.can("governance.manage")
    if request.method == "POST":
        return _state_rule(request, body, rule)
    if may_edit and (rule is None or "modifier" in request.GET):
        initial = {"kind": body.kind, "name": body.name} if body else {}
        form = StatutesForm(instance=rule, initial=initial)
        return render(request, "governance/statutes_form.html", {"form": form, "founding": rule is None})
    context = {"body": body, "rule": rule, "may_edit": may_edit}
    if rule is not None:
        snapshot = rule.snapshot() | {"advisory": verbs.why_advisory(body, tally.ELECTRONIC)}
        context |= {"answers": wording.answers(snapshot), "advisory": wording.why_advisory(snapshot)}
    return render(request, "governance/statutes.html", context)


def _state_rule(request: MemberRequest, body: Body | None, rule: Any) -> HttpResponse:
    founding = rule is None
    form = StatutesForm(request.POST, instance=rule)
    if not form.is_valid():
        return render(request, "governance/statutes_form.html", {"form": form, "founding": founding})
    data = form.cleaned_data
    verbs.state_rule(
        request.association, by=request.membership, kind=data["kind"], name=data["name"], answers=form.answers()
    )
    messages.success(request, _("Vos règles de décision sont enregistrées."))
    return redirect("associations:invite" if founding else "governance:statutes", request.association.slug)
