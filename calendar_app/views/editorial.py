"""The rules of the editorial line: those of a draft, written one by one, and those we offer."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations.door import MemberRequest, member
from calendar_app.editorial import pages, writing
from calendar_app.editorial.forms import RuleForm
from calendar_app.models import EditorialRule
from calendar_app.rules.catalogue import CHECKS, Check
from charter.models import Charter, Version
from charter.pages import why_fixed
from journal.moves import Refused


def _version(request: MemberRequest, pk: int) -> Version:
    lines = Version.objects.of(request.association).of_kind(Charter.Kind.EDITORIAL).with_charter()
    return get_object_or_404(lines, pk=pk)


def _rule(request: MemberRequest, pk: int) -> EditorialRule:
    rules = EditorialRule.objects.of(request.association).select_related("version__charter", "version__association")
    return get_object_or_404(rules, pk=pk)


def _fixed(request: MemberRequest, version: Version) -> HttpResponse | None:
    """Where a fixed text sends whoever would write its rules; None while it is written."""
    if version.is_editable:
        return None
    if version.status == Version.Status.BALLOT and request.membership.can("charter.freeze"):
        return redirect("charter:version-reopen", request.association.slug, version.pk)
    messages.info(request, why_fixed(version))
    return redirect("calendar:rule-list", request.association.slug, version.pk)


@require_safe
@member("calendar.view")
def rule_list(request: MemberRequest, pk: int) -> HttpResponse:
    """The rules of one version, by article."""
    return render(request, "calendar/editorial/rule_list.html", pages.rule_list(_version(request, pk), request))


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.rules")
def rule_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Choose what is checked, then say it."""
    version = _version(request, pk)
    if elsewhere := _fixed(request, version):
        return elsewhere
    chosen = request.GET.get("controle", "")
    if not chosen:
        return render(request, "calendar/editorial/rule_choose.html", {"version": version, "checks": CHECKS.values()})
    if chosen not in CHECKS:
        raise Http404
    return _write(request, version, CHECKS[chosen], None)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.rules")
def rule_edit(request: MemberRequest, pk: int) -> HttpResponse:
    rule = _rule(request, pk)
    if elsewhere := _fixed(request, rule.version):
        return elsewhere
    if rule.check_id not in CHECKS:
        messages.error(request, _("Cette règle ne se vérifie plus dans le calendrier : retirez-la."))
        return redirect("calendar:rule-list", request.association.slug, rule.version_id)
    return _write(request, rule.version, CHECKS[rule.check_id], rule)


def _write(request: MemberRequest, version: Version, check: Check, rule: EditorialRule | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = RuleForm(data, version=version, check=check, rule=rule)
    if data is not None and form.is_valid() and _kept(request, form):
        messages.success(request, _("La règle est enregistrée. Elle sera votée avec le texte."))
        return redirect("calendar:rule-list", request.association.slug, version.pk)
    context = {"version": version, "check": check, "form": form, "rule": rule}
    return render(request, "calendar/editorial/rule_form.html", context)


def _kept(request: MemberRequest, form: RuleForm) -> bool:
    try:
        if form.rule is None:
            writing.add(form.version, form.text(), by=request.membership)
        else:
            expected = form.cleaned_data["expected"] or 0
            writing.rewrite(form.rule, form.text(), expected=expected, by=request.membership)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.rules")
def rule_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Asked once more: the rule and its settings go."""
    rule = _rule(request, pk)
    if elsewhere := _fixed(request, rule.version):
        return elsewhere
    if request.method == "POST":
        writing.remove(rule, by=request.membership)
        messages.success(request, _("La règle est retirée du brouillon."))
        return redirect("calendar:rule-list", request.association.slug, rule.version_id)
    return render(request, "calendar/editorial/rule_remove.html", {"rule": rule, "version": rule.version})


@require_POST
@member("calendar.rules")
def rule_place(request: MemberRequest, pk: int) -> HttpResponse:
    """Move a rule before or after one of its neighbours, and come back to where it now is."""
    rule = _rule(request, pk)
    if elsewhere := _fixed(request, rule.version):
        return elsewhere
    up = "avant" in request.POST
    past = request.POST.get("avant" if up else "apres", "")
    is_moved = past.isdecimal() and len(past) < 19 and writing.place(rule, past=int(past), up=up, by=request.membership)
    if not is_moved:
        messages.info(request, _("Cette règle y est déjà, ou l’autre a été retirée : voici l’ordre d’à présent."))
    rules = reverse("calendar:rule-list", args=[request.association.slug, rule.version_id])
    return redirect(f"{rules}#regle-{rule.pk}")


@require_safe
@member("calendar.rules")
def rule_offers(request: MemberRequest, pk: int) -> HttpResponse:
    """The rules we offer to begin with."""
    version = _version(request, pk)
    if elsewhere := _fixed(request, version):
        return elsewhere
    return render(request, "calendar/editorial/rule_offers.html", pages.offers(version))


@require_POST
@member("calendar.rules")
def rule_take(request: MemberRequest, pk: int) -> HttpResponse:
    """Add those of the offered rules that are ticked."""
    version = _version(request, pk)
    count = writing.take_offered(version, request.POST.getlist("regle"), by=request.membership)
    words = ngettext("%(count)d règle ajoutée au brouillon.", "%(count)d règles ajoutées au brouillon.", count)
    messages.success(request, words % {"count": count})
    return redirect("calendar:rule-list", request.association.slug, version.pk)


@require_safe
@member("calendar.view")
def rule_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One rule and the whole article it applies: where the citation of a remark leads."""
    return render(request, "calendar/editorial/rule_detail.html", pages.rule_page(_rule(request, pk)))
