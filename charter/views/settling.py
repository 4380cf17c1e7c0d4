"""The pages of the rapporteur: the amendments that wait, yes, yes with other words, no, one text for several."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations.door import MemberRequest, member
from associations.models import Membership
from charter.amendments import deciding, pages
from charter.amendments.rows import rapporteur_of
from charter.forms.amending import MergeForm, ModifyForm, RapporteurForm, RejectForm
from charter.models import Amendment
from charter.views.amending import attempt, find_amendment, refusal
from charter.views.reading import find
from journal.moves import NoSuchMove, only_from

Kind = Amendment.Kind


@require_safe
@member("charter.edit")
def version_settle(request: MemberRequest, pk: int) -> HttpResponse:
    """The open amendments, article by article, each with its marks."""
    version = find(request, pk)
    waiting = pages.listed(version, request.membership).open()
    listing = pages.by_article(version, waiting, request.GET.get("page"), with_change=True)
    context = {
        "version": version,
        "groups": listing.groups,
        "articles": listing.articles,
        "page": listing.page,
        **pages.standing(version, request.membership),
    }
    return render(request, "charter/amendment_settle.html", context)


@require_POST
@member("charter.edit")
def amendment_examine(request: MemberRequest, pk: int) -> HttpResponse:
    amendment = find_amendment(request, pk)
    deciding.examine(amendment, by=request.membership)
    messages.success(request, _("L’amendement est en discussion."))
    return redirect(amendment)


@require_POST
@member("charter.edit")
def amendment_accept(request: MemberRequest, pk: int) -> HttpResponse:
    amendment = find_amendment(request, pk)
    deciding.accept(amendment, by=request.membership, now=timezone.now())
    messages.success(request, _("L’amendement est accepté : le texte le dit désormais."))
    return redirect(amendment)


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.edit")
def amendment_modify(request: MemberRequest, pk: int) -> HttpResponse:
    """Accept with other words, shown beside those asked for."""
    amendment = find_amendment(request, pk)
    if request.method != "POST":
        only_from(amendment, *Amendment.OPEN)
    words = {"title": amendment.title or amendment.base_title, "body": amendment.body or amendment.base_body}
    form = ModifyForm(request.POST if request.method == "POST" else None, initial=words)
    if request.method == "POST" and form.is_valid():
        who = {"by": request.membership, "now": timezone.now(), "note": form.cleaned_data["note"]}
        if attempt(form, lambda: deciding.accept_modified(amendment, form.words(), **who)):
            messages.success(request, _("L’amendement est accepté avec vos mots : le texte les dit désormais."))
            return redirect(amendment)
    row = pages.row(amendment, with_change=True)
    context = {"amendment": amendment, "version": amendment.version, "row": row, "form": form}
    return render(request, "charter/amendment_modify.html", context, status=refusal(form))


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.edit")
def amendment_reject(request: MemberRequest, pk: int) -> HttpResponse:
    amendment = find_amendment(request, pk)
    if request.method != "POST":
        only_from(amendment, *Amendment.OPEN)
    form = RejectForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        who = {"by": request.membership, "now": timezone.now()}
        if attempt(form, lambda: deciding.reject(amendment, note=form.cleaned_data["note"], **who)):
            messages.success(request, _("L’amendement est rejeté, et votre motif est sur sa page."))
            return redirect(amendment)
    context = {"amendment": amendment, "version": amendment.version, "row": pages.row(amendment), "form": form}
    return render(request, "charter/amendment_reject.html", context, status=refusal(form))


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.edit")
def version_merge(request: MemberRequest, pk: int) -> HttpResponse:
    """One text for several amendments to one article: ?article=objet."""
    version = find(request, pk)
    key = request.GET.get("article", "")
    clause = version.clauses.filter(key=key).first()
    if clause is None and request.method != "POST":
        return redirect("charter:version-settle", request.association.slug, version.pk)
    rivals = list(pages.listed(version, request.membership).open().on_words().filter(clause_key=key))
    words = {"title": clause.title, "body": clause.body} if clause else {}
    initial = words | {"chosen": [each.pk for each in rivals]}
    form = MergeForm(request.POST if request.method == "POST" else None, rivals=rivals, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        who = {"by": request.membership, "now": timezone.now(), "note": data["note"]}
        if attempt(form, lambda: deciding.merge(version, key, data["chosen"], form.words(), **who)):
            messages.success(request, _("Le texte commun est dans l’article, et règle ces amendements."))
            return redirect("charter:version-amendments", request.association.slug, version.pk)
    rows = [pages.row(each, with_change=True) for each in rivals]
    standing = pages.standing(version, request.membership)
    context = {"version": version, "clause": clause, "rows": rows, "form": form, **standing}
    return render(request, "charter/amendment_merge.html", context, status=refusal(form))


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.freeze")
def version_rapporteur(request: MemberRequest, pk: int) -> HttpResponse:
    """Name who decides on the amendments."""
    version = find(request, pk)
    if not version.is_editable:
        raise NoSuchMove(_("Ce texte est arrêté : il n’a plus d’amendements à décider."), version)
    current = Membership.objects.of(request.association).current().order_by("user__name", "pk")
    people = [person for person in current if person.can(deciding.DECIDES)]
    initial = {"person": rapporteur_of(version).pk}
    form = RapporteurForm(request.POST if request.method == "POST" else None, people=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        person = next(each for each in people if each.pk == form.cleaned_data["person"])
        deciding.name_rapporteur(version, person, by=request.membership)
        messages.success(request, _("%(name)s rapporte ce texte.") % {"name": person.name})
        return redirect("charter:version-amendments", request.association.slug, version.pk)
    return render(request, "charter/amendment_rapporteur.html", {"version": version, "form": form})
