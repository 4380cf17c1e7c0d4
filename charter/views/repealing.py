"""The pages of a repeal: propose it, read where it stands, put it to the vote, carry out the decision."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations.door import MemberRequest, member
from charter import pages, repealing
from charter.forms import RepealDayForm, RepealForm
from charter.models import Repeal, Version
from charter.proclaimed import what_lacks
from charter.views.deciding import ask_for_ballot
from charter.views.reading import find
from governance.statutes import deciding_body
from journal.moves import only_from, open_moves


def _find(request: MemberRequest, pk: int) -> Repeal:
    return get_object_or_404(Repeal.objects.of(request.association).with_version(), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.freeze")
def version_repeal(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask the body to end a text in force with nothing to replace it."""
    version = only_from(find(request, pk), Version.Status.IN_FORCE)
    if request.method != "POST" and (same := repealing.live(version)):
        return redirect(same)
    form = RepealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason, now = form.cleaned_data["reason"], timezone.now()
        repeal = repealing.propose(version, reason=reason, by=request.membership, now=now)
        messages.success(request, _("L’abrogation est proposée. Le texte s’applique toujours : l’instance doit voter."))
        return redirect(repeal)
    context = {"version": version, "form": form, "body": deciding_body(request.association)}
    return render(request, "charter/version_repeal.html", context)


@require_safe
@member("charter.view")
def repeal_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One repeal: why, where it stands, who must act."""
    repeal = _find(request, pk)
    ballot = repealing.deciding_ballot(repeal)
    context = {
        "repeal": repeal,
        "version": repeal.version,
        "moves": open_moves(repeal, request.membership),
        "ballots": pages.repeal_ballots(repeal),
        "ballot": ballot,
        "lack": what_lacks(ballot, timezone.localdate()) if ballot and repeal.status == "adopted" else "",
        "history": pages.history(repeal),
    }
    return render(request, "charter/repeal_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.freeze")
def repeal_ballot(request: MemberRequest, pk: int) -> HttpResponse:
    """Choose the question and the hour, seeing who will vote and under which rule."""
    repeal = only_from(_find(request, pk), Repeal.Status.PROPOSED)
    return ask_for_ballot(request, repeal, pages.repeal_question(repeal), repealing.open_ballot)


@require_POST
@member("charter.freeze")
def repeal_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    repeal = _find(request, pk)
    repealing.withdraw(repeal, by=request.membership)
    messages.success(request, _("L’abrogation n’est plus proposée : le texte reste en vigueur."))
    return redirect(repeal)


@require_http_methods(["GET", "HEAD", "POST"])
@member("charter.enforce")
def repeal_enforce(request: MemberRequest, pk: int) -> HttpResponse:
    """Choose the day on which a text ends, once its body decided so and two people certified it."""
    repeal, today = only_from(_find(request, pk), Repeal.Status.ADOPTED), timezone.localdate()
    ballot = repealing.deciding_ballot(repeal)
    first = repealing.first_day(ballot) if ballot else today
    form = RepealDayForm(
        request.POST if request.method == "POST" else None, initial={"on": today}, first=first, today=today
    )
    if request.method == "POST" and form.is_valid():
        version = repealing.carry_out(repeal, on=form.cleaned_data["on"], by=request.membership, today=today)
        messages.success(request, _("Le texte est abrogé. Il reste lisible dans l’historique."))
        return redirect(version)
    context = {"repeal": repeal, "version": repeal.version, "form": form, "ballot": ballot}
    context["lack"] = what_lacks(ballot, today) if ballot else ""
    return render(request, "charter/repeal_enforce.html", context)
