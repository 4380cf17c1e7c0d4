"""The pages where a change is asked for and discussed: the list, one amendment, its form, the whole text marked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations.door import MemberRequest, member
from charter.amendments import deciding, pages, proposing
from charter.amendments.rows import Changed
from charter.canonical import clause_hash
from charter.forms.amending import AmendForm, AmendmentFilter, CommentForm
from charter.models import Amendment, Clause, Version
from charter.views.reading import find
from journal.moves import Refused, only_from

Kind = Amendment.Kind
# The kinds of change in the address.
KINDS = {"reecrire": Kind.REPLACE, "ajouter": Kind.INSERT, "supprimer": Kind.DELETE, "deplacer": Kind.MOVE}


def find_amendment(request: MemberRequest, pk: int) -> Amendment:
    """Return an amendment of the association that who asks may read, or 404."""
    readable = Amendment.objects.of(request.association).readable_by(request.membership)
    amendments = readable.with_people().select_related(
        "version__rapporteur__user", "version__created_by__user", "merged_text__written_by__user"
    )
    return get_object_or_404(amendments, pk=pk)


def attempt(form: forms.Form, act: Callable[[], Any]) -> Any:
    """Do it, or put the sentence of the refusal above the form, with what was typed still in it: then None."""
    try:
        return act() or True
    except Refused as refused:
        form.add_error(None, str(refused))
        return None


def refusal(form: forms.Form) -> int:
    """The status of a page drawn again: 409 when the house refused what was well typed, else 200."""
    return 409 if form.is_bound and form.non_field_errors() else 200


@require_safe
@member("charter.view")
def version_amendments(request: MemberRequest, pk: int) -> HttpResponse:
    """The amendments of a version, by article: ?etat=ouverts&cote=conseil."""
    version = find(request, pk)
    form = AmendmentFilter(request.GET)
    shown = form.filter(pages.listed(version, request.membership))
    listing = pages.by_article(version, shown, request.GET.get("page"))
    context = {
        "version": version,
        "form": form,
        "counts": pages.counts(version),
        "groups": listing.groups,
        "page": listing.page,
        **pages.standing(version, request.membership),
    }
    return render(request, "charter/amendment_list.html", context)


@require_safe
@member("charter.view")
def version_whole(request: MemberRequest, pk: int) -> HttpResponse:
    """The complete text, marked with what changed against the version in force."""
    version = find(request, pk)
    base = pages.base_of_whole(version)
    context = {"version": version, "base": base, "whole": pages.whole(version, base)}
    return render(request, "charter/version_whole.html", context)


@require_safe
@member("charter.view")
def amendment_detail(request: MemberRequest, pk: int) -> HttpResponse:
    return amendment_page(request, find_amendment(request, pk), CommentForm())


def amendment_page(request: MemberRequest, amendment: Amendment, form: CommentForm) -> HttpResponse:
    """One amendment: the article with its marks, the reason, what was said, and who must act."""
    is_mine = amendment.proposed_by_id == request.membership.pk
    context = {
        "amendment": amendment,
        "version": amendment.version,
        "row": pages.row(amendment, with_change=True),
        "settled": pages.settled_change(amendment),
        "siblings": pages.siblings(amendment),
        "rivals": deciding.rivals(amendment) if amendment.is_open else [],
        "comments": amendment.comments.select_related("written_by__user"),
        "history": pages.history(amendment),
        "form": form,
        "is_mine": is_mine,
        "may_refile": is_mine and amendment.status in Amendment.REFILABLE,
        "may_withdraw": is_mine and amendment.status in Amendment.PENDING,
        **pages.standing(amendment.version, request.membership),
    }
    return render(request, "charter/amendment_detail.html", context, status=refusal(form))


@require_POST
@member("charter.amend")
def amendment_comment(request: MemberRequest, pk: int) -> HttpResponse:
    amendment, form = find_amendment(request, pk), CommentForm(request.POST)
    if form.is_valid():
        body, now = form.cleaned_data["body"], timezone.now()
        if attempt(form, lambda: proposing.comment(amendment, body, by=request.membership, now=now)):
            messages.success(request, _("Votre commentaire est dans la discussion."))
            return redirect(f"{amendment.get_absolute_url()}#discussion")
    return amendment_page(request, find_amendment(request, pk), form)


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.amend")
def version_amend(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask for a change: ?changement=reecrire&article=objet; a new article says after which: ?apres=objet."""
    version = find(request, pk)
    if not version.is_editable and request.method != "POST":
        messages.info(request, _("Ce texte est arrêté : il ne reçoit plus d’amendements."))
        return redirect(version)
    key = request.GET.get("article", "")
    kind = KINDS.get(request.GET.get("changement", "reecrire" if key else "ajouter"), Kind.INSERT)
    clause, others = _around(version, key)
    if clause is None and kind != Kind.INSERT and request.method != "POST":
        messages.info(request, _("Cet article n’est plus dans le texte : choisissez-en un autre."))
        return redirect(version)
    form = _form(request, kind, clause, others, _first_words(kind, clause, request.GET.get("apres", "")))
    act = proposing.begin if form.is_kept else proposing.propose
    return _write(request, version, form, lambda: act(version, form.asked(), **_who(request)))


def _who(request: MemberRequest) -> dict[str, Any]:
    return {"by": request.membership, "now": timezone.now()}


def _around(version: Version, key: str) -> tuple[Clause | None, list[Clause]]:
    """The article of this key, and all the others in order: where it could go."""
    clauses = list(version.clauses.order_by("position"))
    clause = next((each for each in clauses if each.key == key), None)
    return clause, [each for each in clauses if each is not clause]


def _first_words(kind: Kind, clause: Clause | None, after: str = "") -> dict[str, Any]:
    if kind == Kind.INSERT or clause is None:
        return {"after": after}
    return {"title": clause.title, "body": clause.body, "base": clause_hash(clause.as_text())}


def _form(
    request: MemberRequest, kind: Kind, clause: Clause | None, others: list[Clause], initial: dict[str, Any]
) -> AmendForm:
    data = request.POST if request.method == "POST" else None
    return AmendForm(data, kind=kind, clause=clause, others=others, initial=initial)


def _write(
    request: MemberRequest, version: Version, form: AmendForm, act: Callable[[], Amendment], **more: Any
) -> HttpResponse:
    """Do what the form asks, and go to the amendment; or draw the form again with all that was typed."""
    changed = None
    if request.method == "POST" and form.is_valid():
        try:
            made = attempt(form, act)
        except Changed as told:
            made, changed = None, told.clause
            form.read_again(changed)
        if made:
            messages.success(request, _said(made))
            return redirect(made)
    context = {
        "version": version,
        "form": form,
        "kind": form.kind,
        "clause": changed or form.clause,
        "changed": changed,
        "title": pages.title_of_kind(form.kind, form.clause),
        **more,
    }
    if changed and form.kind in Amendment.WRITTEN:
        words = form.words()
        context["marks"] = pages.marked((changed.title, changed.body), (words.title, words.body))
    return render(request, "charter/amendment_form.html", context, status=refusal(form))


def _said(made: Amendment) -> str:
    if made.status == Amendment.Status.DRAFT:
        return _("Votre brouillon est gardé : personne d’autre ne le lit. Déposez-le quand il est prêt.")
    return _("L’amendement n° %(number)d est déposé : tous les membres le lisent, et le rapporteur en est averti.") % {
        "number": made.number
    }


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.amend")
def amendment_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Go on with a draft: keep it, or file it."""
    amendment = find_amendment(request, pk)
    if amendment.status != Amendment.Status.DRAFT and request.method != "POST":
        messages.info(request, _("Cet amendement n’est plus un brouillon : ses mots ne changent plus."))
        return redirect(amendment)
    clause, others = _around(amendment.version, amendment.clause_key)
    form = _form(request, Kind(amendment.kind), clause, others, _words_of(amendment, clause))

    def act() -> Amendment:
        if form.is_kept:
            return proposing.correct(amendment, form.asked(), by=request.membership)
        return proposing.file(amendment, form.asked(), **_who(request))

    return _write(request, amendment.version, form, act, amendment=amendment)


def _words_of(amendment: Amendment, clause: Clause | None) -> dict[str, Any]:
    """What a form about an amendment begins with: its own words, on the article as it is now."""
    words = {"title": amendment.title, "body": amendment.body, "reason": amendment.reason}
    base = clause_hash(clause.as_text()) if clause else ""
    return words | {"after": amendment.after_key, "base": base}


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.amend")
def amendment_refile(request: MemberRequest, pk: int) -> HttpResponse:
    """File the words of a rejected or lapsed amendment again, on the text as it is now."""
    old = find_amendment(request, pk)
    # What was typed is drawn again whatever happened meanwhile: the verb refuses in its own words.
    version = proposing.open_version(old) or old.version
    clause, others = _around(version, old.clause_key)
    kind = Kind(old.kind)
    if clause is None and kind == Kind.REPLACE:
        # The article is gone: its new words can still be asked for, as a new article.
        kind = Kind.INSERT
    if request.method != "POST":
        _can_be_filed_again(old, version, kind, clause)
    form = _form(request, kind, clause, others, _words_of(old, clause))
    act = lambda: proposing.refile(old, form.asked(), **_who(request))  # noqa: E731
    return _write(request, version, form, act, amendment=old, refiles=True)


def _can_be_filed_again(old: Amendment, version: Version, kind: Kind, clause: Clause | None) -> None:
    only_from(old, *Amendment.REFILABLE)
    if not version.is_editable:
        raise Refused(_("Ce texte n’est pas ouvert aux amendements en ce moment. Vos mots restent ici."), old)
    if clause is None and kind != Kind.INSERT:
        raise Refused(_("Cet article n’est plus dans le texte : il n’y a plus rien à supprimer ni à déplacer."), old)


@require_POST
@member("charter.amend")
def amendment_submit(request: MemberRequest, pk: int) -> HttpResponse:
    made = proposing.submit(find_amendment(request, pk), **_who(request))
    messages.success(request, _said(made))
    return redirect(made)


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.amend")
def amendment_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    amendment = find_amendment(request, pk)
    if request.method == "POST":
        proposing.withdraw(amendment, by=request.membership)
        messages.success(request, _("Votre amendement est retiré. Il reste lisible."))
        return redirect(amendment)
    context = {"amendment": amendment, "version": amendment.version, "row": pages.row(amendment)}
    return render(request, "charter/amendment_withdraw.html", context)
