"""The openings of accounts: all of them, one, its sheet, its debate."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations.door import MemberRequest, member
from calendar_app import opening_pages, openings
from calendar_app.models import AccountOpening
from calendar_app.opening_forms import RemarkForm, SheetForm
from journal.moves import Refused


def find(request: MemberRequest, pk: int) -> AccountOpening:
    """The opening of this association, with all its page shows; 404 for a neighbour's."""
    opening = opening_pages.find(pk, request.membership)
    if opening is None:
        raise Http404
    return opening


@require_safe
@member("calendar.view")
def opening_list(request: MemberRequest) -> HttpResponse:
    rows = list(AccountOpening.objects.of(request.association).with_people())
    waiting, settled = opening_pages.states(rows)
    context = {"waiting": waiting, "settled": settled, "may_propose": request.membership.can("calendar.propose")}
    return render(request, "calendar/opening_list.html", context)


@require_safe
@member("calendar.view")
def opening_detail(request: MemberRequest, pk: int) -> HttpResponse:
    return _detail(request, find(request, pk), RemarkForm())


def _detail(request: MemberRequest, opening: AccountOpening, form: RemarkForm) -> HttpResponse:
    context = opening_pages.page(opening, request.membership) | {"form": form}
    return render(request, "calendar/opening_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.propose")
def opening_create(request: MemberRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = SheetForm(data, association=request.association, initial=_first_words(request))
    if data is not None and form.is_valid():
        opening = openings.propose(request.association, form.sheet(), by=request.membership, now=timezone.now())
        messages.success(request, _("La proposition est enregistrée. Chaque membre peut donner son avis."))
        return redirect(opening)
    return render(request, "calendar/opening_form.html", {"form": form, "opening": None})


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.propose")
def opening_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Rewrite the sheet; somebody else's writing in between is shown, and nothing typed is lost."""
    opening = find(request, pk)
    if not opening.is_debated:
        messages.error(request, _("La décision est prise : cette fiche ne change plus. Proposez une autre ouverture."))
        return redirect(opening)
    if not openings.may_rewrite(opening, request.membership):
        raise PermissionDenied("calendar.propose")
    data = request.POST if request.method == "POST" else None
    form = SheetForm(data, association=request.association, opening=opening)
    if data is not None and form.is_valid() and _rewritten(request, opening, form):
        messages.success(request, _("La fiche est enregistrée."))
        return redirect(opening)
    return render(request, "calendar/opening_form.html", {"form": form, "opening": opening})


def _rewritten(request: MemberRequest, opening: AccountOpening, form: SheetForm) -> bool:
    expected = form.cleaned_data["expected"] or 0
    try:
        openings.rewrite(opening, form.sheet(), expected=expected, by=request.membership, now=timezone.now())
    except openings.Rewritten as refused:
        form.add_error(None, str(refused))
        # Sent again as it is, the form now knows what it covers.
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["expected"] = refused.obj.revision
        return False
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


@require_POST
@member("governance.discuss")
def opening_remark(request: MemberRequest, pk: int) -> HttpResponse:
    opening, form = find(request, pk), RemarkForm(request.POST)
    if not form.is_valid():
        return _detail(request, opening, form)
    openings.say(opening, form.cleaned_data["body"], by=request.membership, now=timezone.now())
    messages.success(request, _("Votre avis est noté."))
    return redirect(opening)


def _first_words(request: MemberRequest) -> dict[str, object]:
    """What a new sheet begins with; the choice of a network leads here with its id."""
    return {"keeper": request.membership.pk, "within_hours": 2, "network": request.GET.get("reseau", "")}
